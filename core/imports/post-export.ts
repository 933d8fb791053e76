/** Exports with one row per post ("Content", "Export data"): bytes already text, posts out. */
import { countOf, EXPORT_AGAIN, refusal, shown } from './refuse.ts';
import { readPostColumns, type PostColumns } from './post-columns.ts';
import { readPostRow, type ImportedPost } from './post-rows.ts';
import { type Row, readRows, rowsBy } from './rows.ts';
import { unquoteWholeRows } from './whole-rows.ts';

/** 10,000 posts with captions of thirty lines. */
const MOST_LINES = 400_000;
const DELIMITERS = [',', ';', '\t', '|'] as const;
const SEPARATOR = /^"?sep=/iu;
/** A spreadsheet keeps fifteen digits of a number and writes zeros for the others. */
const EXACT_DIGITS = 15;

export interface PostExport {
  /** As the file lists them. */
  readonly posts: readonly ImportedPost[];
  readonly notes: readonly string[];
}

interface Header {
  readonly columns: PostColumns;
  readonly delimiter: string;
}

function headerIn(line: string): Header | undefined {
  for (const delimiter of DELIMITERS) {
    const [cells] = rowsBy(line, delimiter);
    const columns = cells === undefined ? undefined : readPostColumns(cells);
    if (columns !== undefined) return { columns, delimiter };
  }
  return undefined;
}

function withoutSeparatorLine(text: string): string {
  const lines = text.replaceAll(/\r\n?/gu, '\n');
  return SEPARATOR.test(lines) ? lines.replace(/^[^\n]*/u, '') : lines;
}

interface Layout extends Header {
  readonly text: string;
}

/** The text with single quoting and what its header names; undefined when it is no post export. */
function layoutOf(text: string): Layout | undefined {
  const plain = withoutSeparatorLine(text);
  const once = unquoteWholeRows(plain, (line) => headerIn(line) !== undefined) ?? plain;
  const first = once.split('\n', 20).find((line) => line.trim() !== '');
  const header = first === undefined ? undefined : headerIn(first.slice(0, 5000));
  return header === undefined ? undefined : { ...header, text: once };
}

/** True for a table with a row per post: its header names the post's id and its permalink. */
export function isPostExport(text: string): boolean {
  return layoutOf(text) !== undefined;
}

/** Refuses ids that all end where a spreadsheet stops counting. */
function checkIds(posts: readonly ImportedPost[], fileName: string): void {
  const long = posts.filter(({ media }) => media.id.length > EXACT_DIGITS);
  const [first] = long;
  if (first === undefined || long.length < 2) return;
  if (long.every(({ media }) => /^0+$/u.test(media.id.slice(EXACT_DIGITS)))) {
    const reason = 'every id ends in zeros after fifteen digits: a spreadsheet program rounded them.';
    throw refusal({ fileName, line: first.line }, reason, EXPORT_AGAIN);
  }
}

function sameNumbers(one: ImportedPost, other: ImportedPost): boolean {
  return (
    one.numbers.size === other.numbers.size &&
    [...one.numbers].every(([name, value]) => other.numbers.get(name) === value)
  );
}

/** Each post once; a row that stands there twice is one. */
function unique(posts: readonly ImportedPost[], fileName: string): readonly ImportedPost[] {
  const seen = new Map<string, ImportedPost>();
  for (const post of posts) {
    const first = seen.get(post.media.id);
    if (first !== undefined && !sameNumbers(first, post)) {
      const reason = `the post ${post.media.id} stands here again with other numbers, after line ${first.line}.`;
      throw refusal({ fileName, line: post.line }, reason, EXPORT_AGAIN);
    }
    if (first === undefined) seen.set(post.media.id, post);
  }
  return [...seen.values()];
}

function notesOf(posts: readonly ImportedPost[], columns: PostColumns, passed: readonly string[]): readonly string[] {
  const gaps = posts.filter(({ numbers }) => numbers.size < columns.numbers.length).length;
  return [
    ...passed.slice(0, 5),
    ...(passed.length > 5 ? [`And ${passed.length - 5} more rows like these.`] : []),
    ...(gaps === 0 ? [] : [`${countOf(gaps, 'post')} with empty cells: those numbers stay unknown.`]),
    ...(columns.unknown.length === 0
      ? []
      : [
          `Columns not imported: ${columns.unknown
            .slice(0, 8)
            .map((title) => shown(title, 30))
            .join(', ')}.`,
        ]),
  ];
}

/** The rows below the header. */
function rowsOf({ text, delimiter }: Layout, fileName: string): readonly Row[] {
  const rows = readRows(text, fileName, { delimiter, mostLines: MOST_LINES }).filter(({ cells }) => cells.length > 0);
  return rows.slice(1);
}

/**
 * Reads the posts. `now` in epoch ms: what was published later is refused. Refuses (`bad-request`, with file and line) what
 * `readPostRow` refuses, ids that were rounded, a post with two different rows, exports of a Facebook page, and a file
 * without posts or without numbers.
 */
export function parsePostExport(text: string, fileName: string, now: number): PostExport {
  const layout = layoutOf(text);
  if (layout === undefined)
    throw refusal({ fileName }, 'there is no row that names a post and its address.', EXPORT_AGAIN);
  const { columns } = layout;
  if (columns.fields.published === -1 || columns.numbers.length === 0) {
    const missing = columns.fields.published === -1 ? 'the column of publication times' : 'every column of numbers';
    throw refusal(
      { fileName, line: 1 },
      `${missing} is missing or has a name that is not known here.`,
      'Export the posts in English.',
    );
  }
  const read = rowsOf(layout, fileName).map((row) => readPostRow(row, columns, fileName, now));
  const found = read.flatMap((row) => ('media' in row ? [row] : []));
  const passed = read.flatMap((row) => ('media' in row ? [] : [row]));
  if (found.length === 0) {
    if (passed.some(({ facebook }) => facebook)) {
      const reason = 'the file has only posts of a Facebook page, and Reachboard is about Instagram.';
      throw refusal(
        { fileName, line: passed[0]?.line ?? 1 },
        reason,
        'Export the posts with Instagram chosen in Meta Business Suite.',
      );
    }
    throw refusal({ fileName, line: 1 }, 'there is no post in it.', 'Export a time in which something was published.');
  }
  checkIds(found, fileName);
  const posts = unique(found, fileName);
  return {
    posts,
    notes: notesOf(
      posts,
      columns,
      passed.map(({ line, because }) => `Line ${line} is left out: ${because}`),
    ),
  };
}
