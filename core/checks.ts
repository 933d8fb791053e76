/** What `doctor` finds out, one line per thing that was tried. */
export interface Check {
  /** `Discord`, `Slack`, `@name`, `Database`. */
  readonly part: string;
  readonly state: 'ok' | 'warning' | 'failing';
  /** What was found, one sentence. */
  readonly found: string;
  /** What to do about it, one sentence. */
  readonly fix?: string;
}
