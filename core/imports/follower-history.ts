/**
 * Follower totals that another tool kept: `date,followers`, one row per day, and perhaps a column `estimated` that marks
 * the days the tool itself had filled in.
 */
import type { IsoDate } from '../insights/series.ts';
import { readDays } from './days.ts';
import { closeGaps, type ImportDay } from './gaps.ts';
import { readLocalDays, readLocalNumbers } from './local-formats.ts';
import { refusal } from './refuse.ts';
import { type Row, readRows } from './rows.ts';

const DATE_NAMES = new Set(['date', 'day', 'timestamp', 'time', 'datetime', 'datum', 'fecha', 'data']);
const TOTAL_NAMES = new Set([
  'followers',
  'follower',
  'total followers',
  'followers total',
  'followers count',
  'follower count',
  'instagram followers',
]);
const ESTIMATED_NAMES = new Set(['estimated', 'estimate', 'is estimated', 'interpolated', 'is interpolated']);
/** Columns that name how a number came about. */
const ORIGIN_NAMES = new Set(['source', 'method', 'type', 'quality', 'status']);
const FILLED_IN = /estimat|interpolat|imput|predict|extrapolat|model|fill/u;
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
  /** -1: there is none. */
  readonly origin: number;
}

function columnsOf(header: readonly string[]): Columns | undefined {
  const names = header.map(nameOf);
  const date = names.findIndex((name) => DATE_NAMES.has(name));
  const total = names.findIndex((name) => TOTAL_NAMES.has(name));
  const estimated = names.findIndex((name) => ESTIMATED_NAMES.has(name));
  const origin = names.findIndex((name) => ORIGIN_NAMES.has(name));
  return date === -1 || total === -1 ? undefined : { date, total, estimated, origin };
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

function headerLine(text: string): string {
  return text.split(/[\r\n]+/u, 20).find((line) => line.trim() !== '' && !/^"?sep=/iu.test(line)) ?? '';
}

function delimiterOf(text: string): string {
  return [';', '\t', '|'].find((sign) => headerLine(text).includes(sign)) ?? ',';
}

/** True for a table whose first row names a date and a follower total; exports of Business Suite begin with a title. */
export function isFollowerHistory(text: string): boolean {
  return (
    columnsOf(
      headerLine(text)
        .slice(0, 5000)
        .replaceAll('"', '')
        .split(/[,;\t|]/u),
    ) !== undefined
  );
}

function isEstimated(row: Row, { estimated: column, origin }: Columns, fileName: string): boolean {
  if (FILLED_IN.test(nameOf(row.cells[origin] ?? ''))) return true;
  const cell = nameOf(row.cells[column] ?? '');
  if (YES.has(cell)) return true;
  if (column === -1 || NO.has(cell)) return false;
  throw refusal(
    { fileName, line: row.line },
    'the column that marks estimated days holds neither yes nor no.',
    'Write true or false, or remove the column.',
  );
}

/** A time of day behind a date, or seconds: several readings of a day are no contradiction. */
const TIMED = /^\d{10}(?:\d{3})?$|[T ,]\d{1,2}:\d{2}/u;

interface WrittenDay extends Row {
  readonly estimated: boolean;
  /** Seconds into the day, or epoch seconds: later readings of a day have more. */
  readonly time: number;
}

const CLOCK = /(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap])?/iu;

function timeOf(cell: string): number {
  if (/^\d+$/u.test(cell)) return Number(cell);
  const [, hours = '0', minutes = '0', seconds = '0', half] = CLOCK.exec(cell) ?? [];
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/p/iu.test(half) ? 12 : 0);
  return hour * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** The last reading of each day, whatever the order of the rows; a measured one goes before one that was filled in. */
function lastOfDays(rows: readonly WrittenDay[]): readonly WrittenDay[] {
  const last = new Map<string, WrittenDay>();
  for (const row of rows) {
    const [day = ''] = row.cells;
    const known = last.get(day);
    const better = known === undefined || (known.estimated === row.estimated ? row.time >= known.time : !row.estimated);
    if (better) last.set(day, row);
  }
  return [...last.values()];
}

/**
 * Reads the totals; a day without a number is a gap. Refuses (`bad-request`, with the line) what `readDays` refuses (days
 * twice or in the future, everything but whole numbers) and dates and numbers that may mean two things.
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
  const cellsOf = (column: number) =>
    filled.map(({ line, cells }) => ({ text: cells[column] ?? '', place: { fileName, line } }));
  const dateCells = cellsOf(columns.date);
  const dates = readLocalDays(dateCells);
  const totals = readLocalNumbers(cellsOf(columns.total), delimiterOf(text), dateCells);
  const written = filled.map((row, at) => ({
    line: row.line,
    cells: [dates[at] ?? '', totals[at] ?? ''],
    estimated: isEstimated(row, columns, fileName),
    time: timeOf(row.cells[columns.date] ?? ''),
  }));
  const timed = TIMED.test(filled[0]?.cells[columns.date] ?? '');
  const plain = timed ? lastOfDays(written) : written;
  const days = readDays({ kind: 'daily', title: 'followers', line: header.line, rows: plain }, fileName, today);
  if (days.length === 0) {
    throw refusal({ fileName, line: header.line }, 'there is no day with a number in it.', 'Export the history again.');
  }
  const marked = new Set(plain.flatMap(({ cells, estimated }) => (estimated ? cells.slice(0, 1) : [])));
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
