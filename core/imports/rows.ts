/** Text to rows of cells: line ends, the `sep=` line, the delimiter, quotes. */
import { type CsvError, parse } from 'csv-parse/sync';
import { EXPORT_AGAIN, refusal } from './refuse.ts';

/** One row. `cells` are trimmed and end with the last filled one; a blank row has none. Lines count from 1. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

const MAX_LINES = 100_000;
const MAX_ROW = 100_000;
const DELIMITERS = [',', ';', '\t', '|'] as const;
const SEPARATOR_LINE = /^"?sep=([,;\t|])?"?[,;\t| ]*$/iu;
/** The delimiter as rows show it: behind an ISO date, or behind the word "Date". */
const AFTER_DATE = /^ *"?\d{4}-\d{2}-\d{2}[^",;\t|\n]*"? *([,;\t|])/mu;
const AFTER_HEADER = /^ *"?date"? *([,;\t|])/imu;
const SAMPLE = 20_000;

function mostFrequent(text: string): string {
  const sample = text.slice(0, SAMPLE);
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: sample.split(delimiter).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

/** The rows decide; the `sep=` line comes second, because it stays behind when a spreadsheet saves with another one. */
function findDelimiter(text: string, declared: string | undefined): string {
  return AFTER_DATE.exec(text)?.[1] ?? AFTER_HEADER.exec(text)?.[1] ?? declared ?? mostFrequent(text);
}

function checkSize(lines: readonly string[], mostLines: number, fileName: string): void {
  const hint = 'Export a shorter range of days.';
  if (lines.length > mostLines) {
    const reason = `the file goes on after ${mostLines.toLocaleString('en-US')} lines.`;
    throw refusal({ fileName, line: mostLines }, reason, hint);
  }
  const long = lines.findIndex((line) => line.length > MAX_ROW);
  if (long >= 0) throw refusal({ fileName, line: long + 1 }, 'the line has more than 100,000 characters.', hint);
}

function parseCsv(text: string, delimiter: string, fileName: string): readonly (readonly string[])[] {
  try {
    return parse(text, {
      delimiter,
      record_delimiter: ['\n'],
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: MAX_ROW,
    });
  } catch (error) {
    const line = (error as Partial<CsvError>)['lines'];
    const place = typeof line === 'number' ? { fileName, line } : { fileName };
    throw refusal(place, 'the quotes do not match, so the cells cannot be told apart.', EXPORT_AGAIN, error);
  }
}

/** Trims cells and drops the empty ones at the end (`Date;Primary;;;;`). */
function tidy(cells: readonly string[]): readonly string[] {
  const trimmed = cells.map((cell) => cell.trim());
  return trimmed.slice(0, trimmed.findLastIndex((cell) => cell !== '') + 1);
}

/** The cells of a short piece of text; none where its quotes do not match. */
export function rowsBy(text: string, delimiter: string): readonly (readonly string[])[] {
  try {
    return parseCsv(text, delimiter, '').map(tidy);
  } catch {
    return [];
  }
}

/** What is known of a file before its rows are read. */
interface RowLayout {
  readonly delimiter?: string;
  readonly mostLines?: number;
}

/**
 * The rows of a CSV text, blank ones included, each with the line it begins on. CRLF, LF and CR end a line; a first
 * line `sep=…` is taken for what it is and becomes a blank row. Refuses (`bad-request`) quotes that do not match.
 */
export function readRows(text: string, fileName: string, layout: RowLayout = {}): readonly Row[] {
  const lines = text.replaceAll(/\r\n?/gu, '\n').split('\n');
  checkSize(lines, layout.mostLines ?? MAX_LINES, fileName);
  const separator = SEPARATOR_LINE.exec(lines[0] ?? '');
  const body = (separator === null ? lines : ['', ...lines.slice(1)]).join('\n');

  let line = 1;
  const delimiter = layout.delimiter ?? findDelimiter(body, separator?.[1]);
  return parseCsv(body, delimiter, fileName).map((cells) => {
    const row: Row = { line, cells: tidy(cells) };
    line += 1 + cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
    return row;
  });
}
