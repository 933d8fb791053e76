/**
 * Exports of Meta Business Suite ("Insights", "Export"): bytes in, numbers of the account or of its posts out. All or
 * nothing: a file with one wrong line gives no numbers at all.
 */
import type { AppError } from '../errors.ts';
import type { IsoDate } from '../insights/series.ts';
import { checkUnread } from './damage.ts';
import { readDays } from './days.ts';
import { decodeFile } from './decode.ts';
import { isFollowerHistory, parseFollowerHistory } from './follower-history.ts';
import { closeGaps, type ImportDay } from './gaps.ts';
import { judgePlatform, type PlatformClues } from './platform.ts';
import { isPostExport, parsePostExport } from './post-export.ts';
import type { ImportedPost } from './post-rows.ts';
import { EXPORT_AGAIN, refusal } from './refuse.ts';
import { readRows } from './rows.ts';
import { readSections, type Section } from './sections.ts';
import { DAILY_TITLES, type ImportPlatform, readTitle } from './titles.ts';

/** One number over days. */
export interface ImportBlock {
  /** As the file says it. */
  readonly title: string;
  /** API name of the metric. */
  readonly metric: string;
  /** Oldest first, each day once. */
  readonly days: readonly ImportDay[];
  /** Days between first and last that stay unknown. */
  readonly missingDays: number;
  /** Line of the title, from 1. */
  readonly line: number;
  readonly notes: readonly string[];
}

export interface SkippedBlock {
  readonly title: string;
  readonly because: string;
}

export interface ImportFile {
  readonly blocks: readonly ImportBlock[];
  readonly skipped: readonly SkippedBlock[];
  readonly posts: readonly ImportedPost[];
  /** About the posts. */
  readonly notes: readonly string[];
}

export interface ParseOptions {
  /** For the sentences, and for its own say about the platform. */
  readonly fileName: string;
  /** For titles that do not name their platform; never overrides one that does. */
  readonly platform?: ImportPlatform | undefined;
  /** The day it is in Instagram's calendar; days after it are refused. Left out, future days are not noticed. */
  readonly today?: IsoDate | undefined;
  /** The time in epoch ms, for the same of posts. */
  readonly now?: number | undefined;
}

type Outcome =
  | { readonly kind: 'block'; readonly block: ImportBlock }
  | { readonly kind: 'skipped'; readonly skipped: SkippedBlock; readonly facebook: boolean };

const KNOWN = DAILY_TITLES.flatMap(({ titles }) => titles.map((title) => `"${title}"`)).join(', ');
const MAX_REASONS = 3;

function skip({ title }: Section, because: string, facebook = false): Outcome {
  return { kind: 'skipped', skipped: { title, because }, facebook };
}

function readSection(section: Section, clues: PlatformClues, today: IsoDate | undefined): Outcome {
  const { title, line, kind } = section;
  const meaning = readTitle(title);
  if (kind === 'table' && meaning.daily !== undefined) {
    const reason = `the header "Date, Primary" and its days are missing under "${title}".`;
    throw refusal({ fileName: clues.fileName, line }, reason, EXPORT_AGAIN);
  }
  if (kind === 'table') {
    checkUnread(section, clues.fileName);
    return skip(
      section,
      meaning.audience ? 'Audience tables are not imported yet.' : 'There are no daily numbers in it.',
    );
  }
  if (meaning.daily === undefined) {
    checkUnread(section, clues.fileName);
    const facebook = meaning.platform === 'facebook';
    const because = facebook ? "The Facebook page's numbers are not imported." : `Reachboard imports ${KNOWN} only.`;
    return skip(section, because, facebook);
  }
  const days = readDays(section, clues.fileName, today);
  if (meaning.platform === 'both') return skip(section, 'It mixes Facebook and Instagram.');
  const verdict = judgePlatform(section, meaning.daily, clues);
  if (verdict.platform === 'facebook') return skip(section, verdict.because, true);
  if (days.length === 0) return skip(section, 'It has no days.');
  const closed = closeGaps(days, meaning.daily.leftOutIsZero);
  const notes = [...(verdict.note === undefined ? [] : [verdict.note]), ...closed.notes];
  return { kind: 'block', block: { title, metric: meaning.daily.metric, line, ...closed, notes } };
}

/** The refusal of a file that was read well and has nothing for us. */
function nothingToImport(outcomes: readonly Outcome[], line: number, { fileName, platform }: ParseOptions): AppError {
  const skipped = outcomes.filter((outcome) => outcome.kind === 'skipped');
  const place = { fileName, line };
  if (skipped.length > 0 && skipped.every(({ facebook }) => facebook)) {
    const also = platform === 'facebook' ? ', or leave out `--platform facebook` if it is wrong' : '';
    const hint = `Leave this file out and export the same days with Instagram chosen in Meta Business Suite${also}.`;
    return refusal(place, 'the file has only Facebook numbers, and Reachboard is about Instagram.', hint);
  }
  const reasons = skipped.slice(0, MAX_REASONS).map(({ skipped: { title, because } }) => `"${title}": ${because}`);
  const more = skipped.length > MAX_REASONS ? ` And ${skipped.length - MAX_REASONS} more.` : '';
  const hint = `Export daily Instagram numbers from Meta Business Suite (${KNOWN}), in English.`;
  return refusal(place, `nothing in the file can be imported. ${reasons.join(' ')}${more}`.trim(), hint);
}

function refuseTwins(blocks: readonly ImportBlock[], fileName: string): void {
  const seen = new Map<string, ImportBlock>();
  for (const block of blocks) {
    const twin = seen.get(block.metric);
    if (twin !== undefined) {
      const reason = `"${block.title}" gives the same number as "${twin.title}" on line ${twin.line}.`;
      throw refusal({ fileName, line: block.line }, reason, `Keep the one that is Instagram's, or: ${EXPORT_AGAIN}`);
    }
    seen.set(block.metric, block);
  }
}

/**
 * Reads one export of the account or of its posts, or the follower totals of another tool. Understands UTF-16 and UTF-8 with and without byte-order mark, 8-bit code pages, `sep=` lines,
 * comma, semicolon and tab, every line end, several titled blocks. Only Instagram's daily numbers become blocks;
 * what else is there is listed in `skipped`. A file with a row per post has its posts in `posts` and no blocks. Throws AppError `bad-request`, with file, line and reason in the message
 * and the fix in the hint, for anything damaged, ambiguous, or without anything to import.
 */
export function parseBusinessSuite(bytes: Uint8Array, options: ParseOptions): ImportFile {
  const { fileName, platform, today } = options;
  const text = decodeFile(bytes, fileName);
  if (isFollowerHistory(text)) {
    return { blocks: [parseFollowerHistory(text, fileName, today)], skipped: [], posts: [], notes: [] };
  }
  if (isPostExport(text)) {
    return { blocks: [], skipped: [], ...parsePostExport(text, fileName, options.now ?? Number.POSITIVE_INFINITY) };
  }
  const sections = readSections(readRows(text, fileName), fileName);
  const clues: PlatformClues = { fileName, given: platform, sections };
  const outcomes = sections.map((section) => readSection(section, clues, today));
  const blocks = outcomes.flatMap((outcome) => (outcome.kind === 'block' ? [outcome.block] : []));
  const skipped = outcomes.flatMap((outcome) => (outcome.kind === 'skipped' ? [outcome.skipped] : []));
  if (blocks.length === 0) throw nothingToImport(outcomes, sections[0]?.line ?? 1, options);
  refuseTwins(blocks, fileName);
  return { blocks, skipped, posts: [], notes: [] };
}
