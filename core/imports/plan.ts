/** Several exports of one account to the numbers that will be kept. All files or none. */
import { AppError } from '../errors.ts';
import { SETTLES_AFTER } from '../insights/collect.ts';
import type { Days, IsoDate, Reading } from '../insights/series.ts';
import { endOfDay, instagramToday } from '../insights/spans.ts';
import type { Clock } from '../ports.ts';
import type { FileToImport } from './import-wish.ts';
import { planPosts, type PlannedPosts, type PostFile } from './plan-posts.ts';
import { type ImportBlock, parseBusinessSuite, type SkippedBlock } from './business-suite.ts';
import { countOf, shownName } from './refuse.ts';
import { DAILY_TITLES, type ImportPlatform } from './titles.ts';

export interface PlanOptions {
  readonly platform?: ImportPlatform | undefined;
  /** Epoch ms that the readings carry. */
  readonly readAt: number;
  /** The time now: days after today are refused. */
  readonly now: Clock;
}

interface PlannedMetric {
  readonly metric: string;
  /** First and last day with a value; days between may be missing. */
  readonly days: Days;
  /** How many days have a value. */
  readonly count: number;
  /** How many of those are left-out days that count as 0. */
  readonly estimated: number;
}

export interface ImportPlan {
  /** In the catalogue's order of imports; empty only where there are posts. */
  readonly metrics: readonly PlannedMetric[];
  readonly posts: PlannedPosts | undefined;
  /** By metric, oldest day first; each metric and day once. */
  readonly readings: readonly Omit<Reading, 'confirmedAt'>[];
  readonly skipped: readonly (SkippedBlock & { readonly file: string })[];
  readonly notes: readonly string[];
}

interface Entry {
  readonly value: number;
  readonly estimated: boolean;
  readonly file: string;
  readonly line: number;
}

type Entries = Map<IsoDate, Entry>;

/** What counts of two entries for one day: equal ones are one, a written number wins over an estimate, else a refusal. */
function choose(metric: string, day: IsoDate, one: Entry, other: Entry): Entry {
  if (one.estimated !== other.estimated) return one.estimated ? other : one;
  if (one.value === other.value) return one;
  const side = ({ file, line, value }: Entry) => `${value} in ${shownName(file)} (block of line ${line})`;
  throw new AppError('bad-request', `${metric} on ${day} is ${side(one)} and ${side(other)}; both cannot be right.`, {
    hint: 'Import only the file that is right; files of different accounts are imported one account at a time.',
  });
}

/** Adds a block to what is known of its metric; returns how many unfinished days were left out. */
function addBlock(entries: Entries, block: ImportBlock, file: string, unfinished: IsoDate): number {
  const over = block.days.filter(({ day }) => day < unfinished);
  for (const { day, value, estimated } of over) {
    const entry: Entry = { value, estimated, file, line: block.line };
    const before = entries.get(day);
    entries.set(day, before === undefined ? entry : choose(block.metric, day, before, entry));
  }
  return block.days.length - over.length;
}

function sortedDays(entries: Entries): readonly (readonly [IsoDate, Entry])[] {
  return [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
}

function toReading(metric: string, day: IsoDate, entry: Entry, readAt: number): Omit<Reading, 'confirmedAt'> {
  return {
    metric,
    breakdown: '',
    days: { from: day, to: day },
    source: 'import',
    value: entry.value,
    detail: undefined,
    readAt,
    settled: readAt - endOfDay(day) >= SETTLES_AFTER,
    estimated: entry.estimated,
  };
}

/** A file as it was read, before it is merged with others. */
export interface ReadFile {
  readonly name: string;
  readonly savedAt: number | undefined;
  readonly parsed: ReturnType<typeof parseBusinessSuite>;
}

/** Reads one file. Throws AppError `bad-request` with line and reason for one that is refused. */
export function readFile({ name, bytes, savedAt }: FileToImport, { platform, now }: PlanOptions): ReadFile {
  const parsed = parseBusinessSuite(bytes, { fileName: name, platform, today: instagramToday(now()), now: now() });
  return { name, savedAt, parsed };
}

/**
 * Merges files per metric. The same number twice is one; two different numbers for one metric and
 * day are refused with both file names; a written number wins over a left-out day that would count as 0. A day that was
 * not over at `readAt` is left out with a note, and one whose 48 hours were not over is not settled yet. Throws AppError
 * `bad-request` for contradictions, for days in the future, and when nothing is left.
 */
export function planImport(files: readonly ReadFile[], options: PlanOptions): ImportPlan {
  const { readAt, now } = options;
  const unfinished = instagramToday(Math.min(readAt, now()));
  const metricNames = [...DAILY_TITLES.map(({ metric }) => metric), 'followers_count'];
  const byMetric = new Map<string, Entries>(metricNames.map((metric) => [metric, new Map()]));
  const skipped: (SkippedBlock & { readonly file: string })[] = [];
  const notes: string[] = [];
  const postFiles: PostFile[] = [];

  for (const { name, parsed, savedAt } of files) {
    const file = shownName(name);
    notes.push(...parsed.notes.map((note) => `${file}: ${note}`));
    if (parsed.posts.length > 0) postFiles.push({ name, posts: parsed.posts, savedAt });
    skipped.push(...parsed.skipped.map((block) => ({ ...block, file })));
    for (const block of parsed.blocks) {
      const left = addBlock(byMetric.get(block.metric) ?? new Map<IsoDate, Entry>(), block, name, unfinished);
      notes.push(...block.notes.map((note) => `${file}, ${block.metric}: ${note}`));
      if (left > 0) notes.push(`${file}, ${block.metric}: ${countOf(left, 'day')} not over yet, left out.`);
    }
  }

  const filled = [...byMetric].map(([metric, entries]) => ({ metric, days: sortedDays(entries) }));
  const metrics = filled.flatMap(({ metric, days }) => {
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) return [];
    const estimated = days.filter(([, entry]) => entry.estimated).length;
    return [{ metric, days: { from: first[0], to: last[0] }, count: days.length, estimated }];
  });
  const posts = planPosts(postFiles, readAt);
  if (metrics.length === 0 && posts === undefined) {
    throw new AppError('bad-request', 'There is no complete day in what was given to import.', {
      hint: 'Name at least one CSV export of Meta Business Suite that ends yesterday or earlier.',
    });
  }
  const readings = filled.flatMap(({ metric, days }) =>
    days.map(([day, entry]) => toReading(metric, day, entry, readAt)),
  );
  return { metrics, posts, readings, skipped, notes };
}
