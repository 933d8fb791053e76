/** Tables in a platform without tables: aligned in a code block while it fits a phone, else a line per row. */
import { lengthOf } from '../../core/reports/fit.ts';
import type { TableBlock } from '../../core/reports/report.ts';
import { escapeText, toCell, toLine } from './escape.ts';

/** Characters of one line of a code block before narrow screens wrap it. */
const WIDTH = 56;
const GAP = '  ';

function aligned(head: readonly string[], rows: readonly (readonly string[])[]): string | undefined {
  const all = [head, ...rows].map((row) => row.map(toCell));
  const widths = head.map((_, column) => Math.max(...all.map((row) => lengthOf(row[column] ?? ''))));
  if (widths.reduce((sum, width) => sum + width + GAP.length, 0) > WIDTH) return undefined;
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell))))
      .join(GAP)
      .trimEnd(),
  );
  const filled = lines.filter((line) => line !== '');
  return filled.length === 0 ? '' : ['```', ...filled, '```'].join('\n');
}

function listed(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = ([first = '', ...cells]: readonly string[]): string => {
    const rest = cells.flatMap((cell, i) => {
      const name = toLine(head[i + 1] ?? '');
      if (toLine(cell) === '') return [];
      return [cells.length === 1 || name === '' ? toLine(cell) : `${name}: ${toLine(cell)}`];
    });
    const text = [toLine(first), rest.join(' · ')].filter((part) => part !== '').join(' — ');
    return text === '' ? '' : `• ${escapeText(text)}`;
  };
  return rows
    .map(line)
    .filter((text) => text !== '')
    .join('\n');
}

/** A table as Discord text, caption first; empty when nothing is in it. */
export function toTableText({ caption, columns, rows }: TableBlock): string {
  const body = columns.length === 0 ? '' : (aligned(columns, rows) ?? listed(columns, rows));
  return [escapeText(toLine(caption)), body].filter((part) => part !== '').join('\n');
}
