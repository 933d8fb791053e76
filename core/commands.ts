import type { Platform } from './accounts.ts';
import type { RenderedReport } from './reports/report.ts';

/** One thing people can ask: `/ig profile`. The menu is the list of all; platforms build their command lists from it. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Grouping of sub-commands where a platform has it (`accounts list`). */
  readonly options: readonly CommandOption[];
  /** Its verbs with options of their own, for platforms that have sub-commands; `options` are for those that have none. */
  readonly verbs?: readonly CommandVerb[];
  /** Who sees the answer. Known before the answer is, because some platforms must know early. */
  readonly audience: 'channel' | 'caller';
  /** Only for workspace admins (product contract §5). */
  readonly admin: boolean;
  /**
   * Ready-to-send examples without `/ig`; `@account` stands for one of the workspace's accounts, `#channel` for where it is
   * asked, `@date` for a day to come.
   */
  readonly examples: readonly string[];
}

/** `digest schedule` and what may be said with it. */
export interface CommandVerb {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CommandOption[];
}

export interface CommandOption {
  readonly name:
    | 'when'
    | 'account'
    | 'accounts'
    | 'metric'
    | 'name'
    | 'more'
    | 'weekday'
    | 'time'
    | 'zone'
    | 'channel'
    | 'sections'
    | 'mention'
    | 'final'
    | 'number'
    | 'replace';
  readonly summary: string;
  readonly required: boolean;
  /** What is picked where a platform can offer it; text where absent. */
  readonly kind?: 'channel' | 'mention';
  /** The only words it may be. */
  readonly choices?: readonly { readonly label: string; readonly words: string }[];
}

/** Who asks, from where. Built by an adapter from a verified request. */
export interface Caller {
  readonly workspace: { readonly platform: Platform; readonly remoteId: string };
  /** True for the workspaces that accounts from INSTAGRAM_ACCESS_TOKEN belong to (product contract §5). */
  readonly home: boolean;
  readonly userId: string;
  /** From an adapter the platform's own admin right (Slack admin, Manage Server); core adds those named by `admins`. */
  readonly admin: boolean;
  readonly channelId: string | undefined;
  /** `#reports`, where the platform says how the channel is called. */
  readonly channelName?: string | undefined;
  /** How people call who asks, and the IANA zone of their profile, where the platform tells. */
  readonly userName?: string | undefined;
  readonly zone?: string | undefined;
}

/** Parts of a question that a form has fields of its own for. */
export type AskedPart = 'accounts' | 'channel' | 'time' | 'zone' | 'sections' | 'mention';

/** What a person typed, whole (`reach week @name`, without `/ig`), and who. Typed options are joined to the same text. */
export interface CommandCall {
  readonly text: string;
  readonly caller: Caller;
}

/** `answered`: exit 0; `unanswerable`: understood, but there is no number (exit 1); `unknown`: words not known (exit 2). */
export type AnswerStatus = 'answered' | 'unanswerable' | 'unknown';

/** What an adapter gets for every call; never an exception. */
export interface RenderedAnswer {
  readonly status: AnswerStatus;
  readonly audience: CommandSpec['audience'];
  readonly report: RenderedReport;
  /** The object of product contract §6 for `--json`, where the command has one (a metric, `profile`). */
  readonly data: Readonly<Record<string, unknown>> | undefined;
  /** Which word of the question is wrong, for forms that show it at its field. */
  readonly about?: AskedPart | undefined;
  /** True when whoever asked may change settings here; undefined where nobody looked. */
  readonly admin?: boolean;
}

/** One line of autocomplete: `text` replaces what was typed. */
export interface Suggestion {
  readonly text: string;
  readonly summary: string;
}
