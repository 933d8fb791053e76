/**
 * Files that a spreadsheet took for one column: each line that has a quote in it was quoted once more as a whole. They need
 * two passes: this one gives the lines as they were, with their numbers; the rows are read from that.
 */
import { parse } from 'csv-parse/sync';

/** A line quoted as a whole: quotes outside, only doubled ones inside. */
const WHOLE = /^"((?:[^"]|"")*)"[,;\t|]*$/u;

function unquote(line: string): string | undefined {
  if (!line.includes('"')) return line;
  return WHOLE.exec(line)?.[1]?.replaceAll('""', '"');
}

/** Each record as its one cell, where whole records were quoted, line ends inside; undefined where there is more in them. */
function recordsAsCells(text: string): string | undefined {
  try {
    const records: readonly (readonly string[])[] = parse(text, {
      record_delimiter: ['\n'],
      relax_column_count: true,
      skip_empty_lines: false,
    });
    if (records.some((cells) => cells.slice(1).some((cell) => cell !== ''))) return undefined;
    return records.map(([cell = '']) => cell).join('\n');
  } catch {
    return undefined;
  }
}

/**
 * The text without the second quoting of whole rows; undefined when its rows are not quoted as a whole. `isHeader` knows
 * the first row of what stands inside. Lines keep their numbers. Line ends are `\n`.
 */
export function unquoteWholeRows(text: string, isHeader: (line: string) => boolean): string | undefined {
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '');
  const inside = first?.startsWith('"') === true ? unquote(first) : undefined;
  if (first === undefined || inside === undefined || isHeader(first) || !isHeader(inside)) return undefined;
  const unquoted = lines.map(unquote);
  return unquoted.includes(undefined) ? recordsAsCells(text) : unquoted.join('\n');
}
