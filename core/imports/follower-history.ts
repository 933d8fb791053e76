/**
 * Follower totals that another tool kept: `date,followers`, one row per day, and perhaps a column `estimated` that marks
 * the days the tool itself had filled in.
 */
import type { IsoDate } from '../insights/series.ts';
import { readDays } from './days.ts';
import { closeGaps, type ImportDay } from './gaps.ts';
import { refusal } from './refuse.ts';
import { type Row, readRows } from './rows.ts';

const DATE_NAMES = new Set(['date', 'day']);
const TOTAL_NAMES = new Set(['followers', 'follower', 'total followers', 'followers count', 'follower count']);
const ESTIMATED_NAMES = new Set(['estimated', 'estimate', 'is estimated', 'interpolated']);
const YES = new Set(['1', 'true', 'yes', 'y', 'x', 'estimated']);
const NO = new Set(['', '0', 'false', 'no', 'n']);
const METRIC = 'followers_count';

function nameOf(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, ' ');
}

interface Columns {
  readonly date: number;
  readonly total: number;
  /** -1: there is none. */
  readonly estimated: number;
}

function columnsOf(header: readonly string[]): Columns | undefined {
  const names = header.map(nameOf);
  const date = names.findIndex((name) => DATE_NAMES.has(name));
  const total = names.findIndex((name) => TOTAL_NAMES.has(name));
  const estimated = names.findIndex((name) => ESTIMATED_NAMES.has(name));
  return date === -1 || total === -1 ? undefined : { date, total, estimated };
}

/** One number over days, as the blocks of Business Suite exports are. */
export interface FollowerHistory {
  readonly title: string;
  readonly metric: string;
  readonly line: number;
  readonly days: readonly ImportDay[];
  readonly missingDays: number;
  readonly notes: readonly string[];
}

/** True for a table whose first row names a date and a follower total; exports of Business Suite begin with a title. */
export function isFollowerHistory(text: string): boolean {
  const first = text.split(/[\r\n]+/u, 20).find((line) => line.trim() !== '' && !/^"?sep=/iu.test(line)) ?? '';
  return (
    columnsOf(
      first
        .slice(0, 5000)
        .replaceAll('"', '')
        .split(/[,;\t|]/u),
    ) !== undefined
  );
}

function isEstimated(row: Row, column: number, fileName: string): boolean {
  const cell = nameOf(row.cells[column] ?? '');
  if (YES.has(cell)) return true;
  if (column === -1 || NO.has(cell)) return false;
  throw refusal(
    { fileName, line: row.line },
    'the column that marks estimated days holds neither yes nor no.',
    'Write true or false, or remove the column.',
  );
}

/**
 * Reads the totals; a day without a number is a gap. Refuses (`bad-request`, with the line) what `readDays` refuses: other
 * dates than 2025-10-31, days twice or in the future, everything but plain whole numbers.
 */
export function parseFollowerHistory(text: string, fileName: string, today: IsoDate | undefined): FollowerHistory {
  const [header, ...rows] = readRows(text, fileName).filter((row) => row.cells.length > 0);
  const columns = header === undefined ? undefined : columnsOf(header.cells);
  if (header === undefined || columns === undefined) {
    throw refusal(
      { fileName },
      'there is no row that names a date and followers.',
      'Write date,followers above the days.',
    );
  }
  const filled = rows.filter((row) => (row.cells[columns.total] ?? '') !== '');
  const estimated = new Set(
    filled.filter((row) => isEstimated(row, columns.estimated, fileName)).map((row) => row.cells[columns.date]),
  );
  const plain = filled.map(({ line, cells }) => ({
    line,
    cells: [cells[columns.date] ?? '', cells[columns.total] ?? ''],
  }));
  const days = readDays({ kind: 'daily', title: 'followers', line: header.line, rows: plain }, fileName, today);
  if (days.length === 0) {
    throw refusal({ fileName, line: header.line }, 'there is no day with a number in it.', 'Export the history again.');
  }
  const marked = new Set([...estimated].map((cell) => (cell ?? '').slice(0, 10)));
  const { missingDays, notes } = closeGaps(days, false);
  const guessed = `${marked.size} of ${days.length} days were estimated by the other tool.`;
  return {
    title: 'followers',
    metric: METRIC,
    line: header.line,
    days: days.map(({ day, value }) => ({ day, value, estimated: marked.has(day) })),
    missingDays,
    notes: marked.size === 0 ? notes : [...notes, guessed],
  };
}
