import type { IsoDate } from '../series.ts';
import { type DayRow, dayOf } from './days.ts';
import { type Grade, gradeOf, type GradeOptions } from './grade.ts';
import { type Judgement, judge, type SeriesKind } from './judge.ts';

const QUIET = Math.log10(0.05);
const QUIET_DAYS_TO_CLOSE = 2;
/** Without a flagged day for so long an episode is over, whatever the days between were. */
const LONGEST_PAUSE = 7;
const BEATEN_BY = 1.25;
const NEW_LEVEL_OF = 7;
const NEW_LEVEL_DAYS = 5;

/** One jump or fall and what came after it: one thread of messages. */
export interface Episode {
  readonly direction: Judgement['direction'];
  /** First and last flagged day. */
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** The day farthest from its expectation. */
  readonly peak: Judgement;
  readonly flagged: readonly Judgement[];
  /** Values minus expectations over the flagged days. */
  readonly excess: number;
  /** Days to call people on: the first, and each that beat the former peak by a quarter. All others reply quietly. */
  readonly calls: readonly IsoDate[];
  /** Undefined while open. */
  readonly closed:
    | { readonly on: IsoDate; readonly because: 'quiet' | 'turned' }
    | { readonly on: IsoDate; readonly because: 'new level'; readonly typical: number }
    | undefined;
}

interface WatchedDay {
  readonly day: IsoDate;
  readonly judgement: Judgement | undefined;
  readonly grade: Grade;
  /** First day that taught, as a place of the row: 0, or the start of the newest level. */
  readonly since: number;
}

export interface WatchOptions extends GradeOptions {
  readonly kind: SeriesKind;
}

export interface Watch {
  readonly days: readonly WatchedDay[];
  readonly episodes: readonly Episode[];
}

interface OpenEpisode {
  readonly start: number;
  readonly lastFlag: number;
  readonly quiet: number;
  readonly episode: Episode;
}

/**
 * Judges a whole series day by day and groups its flagged days. An episode closes after two unremarkable days, or
 * seven without a flagged one; when five of seven days are flagged it has become the new level: it closes, and only
 * days since its start teach from then on. Recomputed from the readings alone, so nothing needs to be remembered.
 */
export function watch(row: DayRow, options: WatchOptions): Watch {
  const days: WatchedDay[] = [];
  const episodes: Episode[] = [];
  let open: OpenEpisode | undefined;
  let since = 0;
  const close = (closed: NonNullable<Episode['closed']>): void => {
    if (open !== undefined) episodes.push({ ...open.episode, closed });
    open = undefined;
  };
  for (let at = 0; at < row.values.length; at += 1) {
    const day = dayOf(row.first + at);
    const judgement = judge(row, at, { kind: options.kind, since });
    const grade = judgement === undefined ? 'nothing' : gradeOf(judgement, options);
    days.push({ day, judgement, grade, since });
    if (judgement !== undefined && isFlag(grade)) {
      if (open !== undefined && open.episode.direction !== judgement.direction) close({ on: day, because: 'turned' });
      open = open === undefined ? begin(judgement, at) : extend(open, judgement, at);
      if (isNewLevel(days, judgement.direction, open.start)) {
        since = open.start;
        close({ on: day, because: 'new level', typical: middleOf(row.values.slice(since, at + 1)) });
      }
    } else if (open !== undefined) {
      open = { ...open, quiet: open.quiet + (isQuiet(judgement, open.episode.direction) ? 1 : 0) };
      const over = open.quiet >= QUIET_DAYS_TO_CLOSE || at - open.lastFlag >= LONGEST_PAUSE;
      if (over) close({ on: day, because: 'quiet' });
    }
  }
  return { days, episodes: open === undefined ? episodes : [...episodes, open.episode] };
}

function isFlag(grade: Grade): boolean {
  return grade === 'alert' || grade === 'major';
}

/** Known for good, and nothing special on the episode's side. */
function isQuiet(judgement: Judgement | undefined, direction: Judgement['direction']): boolean {
  if (judgement?.settled !== true) return false;
  return judgement.direction !== direction || judgement.log10P > QUIET;
}

function excessOf({ value, expected }: Judgement): number {
  return value - expected.mean;
}

function begin(judgement: Judgement, at: number): OpenEpisode {
  const { from, to } = judgement.days;
  const episode: Episode = {
    direction: judgement.direction,
    from,
    to,
    peak: judgement,
    flagged: [judgement],
    excess: excessOf(judgement),
    calls: [to],
    closed: undefined,
  };
  return { start: at, lastFlag: at, quiet: 0, episode };
}

function extend({ start, episode }: OpenEpisode, judgement: Judgement, at: number): OpenEpisode {
  const { to } = judgement.days;
  const size = Math.abs(excessOf(judgement));
  const record = Math.abs(excessOf(episode.peak));
  return {
    start,
    lastFlag: at,
    quiet: 0,
    episode: {
      ...episode,
      to,
      peak: size > record ? judgement : episode.peak,
      flagged: [...episode.flagged, judgement],
      excess: episode.excess + excessOf(judgement),
      calls: size >= BEATEN_BY * record ? [...episode.calls, to] : episode.calls,
    },
  };
}

function isNewLevel(days: readonly WatchedDay[], direction: Judgement['direction'], start: number): boolean {
  const recent = days.slice(Math.max(start, days.length - NEW_LEVEL_OF));
  const flags = recent.filter(({ grade, judgement }) => isFlag(grade) && judgement?.direction === direction);
  return flags.length >= NEW_LEVEL_DAYS;
}

/** The median of what is known. */
function middleOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const half = known.length / 2;
  return ((known[Math.ceil(half) - 1] ?? 0) + (known[Math.floor(half)] ?? 0)) / 2;
}
