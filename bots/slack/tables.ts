/** Tables as Slack can show them: its own block where there is one, else lines of text that Slack does not parse. */
import type { types } from '@slack/bolt';
import { cut, lengthOf } from '../../core/reports/fit.ts';
import type { TableBlock } from '../../core/reports/report.ts';
import { filled, plain } from './text.ts';

type Section = types.RichTextBlock['elements'][number];

const COLUMN = 48;

/** Rich text takes any text as it is: it has no marks that could be typed. */
export function richText(elements: Section[]): types.RichTextBlock {
  return { type: 'rich_text', elements };
}

export function section(...parts: readonly (readonly [text: string, bold?: boolean])[]): types.RichTextSection {
  return {
    type: 'rich_text_section',
    elements: parts.map(([text, bold = false]) => ({ type: 'text', text, ...(bold ? { style: { bold } } : {}) })),
  };
}

function caption(table: TableBlock): readonly types.KnownBlock[] {
  return plain(table.caption).trim() === '' ? [] : [richText([section([filled(table.caption), true])])];
}

/** A table without column names is a list of facts; so is one of two columns with long texts, which columns would cut. */
function isFacts(table: TableBlock, own: boolean): boolean {
  if (table.columns.length !== 2) return false;
  return isNameless(table) || (!own && table.rows.flat().some((cell) => lengthOf(cell) > COLUMN));
}

function isNameless(table: TableBlock): boolean {
  return table.columns.every((name) => name.trim() === '');
}

function facts(table: TableBlock): readonly types.KnownBlock[] {
  const rows = isNameless(table) ? table.rows : [table.columns, ...table.rows];
  const lines = rows.flatMap(([name = '', value = ''], index) => [
    [`${index === 0 ? '' : '\n'}${filled(name)}`, true] as const,
    [`  ${filled(value)}`] as const,
  ]);
  return [...caption(table), ...(lines.length === 0 ? [] : [richText([section(...lines)])])];
}

function native(table: TableBlock): types.TableBlock {
  const cells = (row: readonly string[]): types.RawTextElement[] =>
    table.columns.map((_, index) => ({ type: 'raw_text', text: filled(row[index] ?? '') }));
  return {
    type: 'table',
    column_settings: table.columns.map(() => ({ is_wrapped: true })),
    rows: [cells(table.columns), ...table.rows.map(cells)],
  };
}

/** Columns side by side in letters of one width. */
export function tableText(table: TableBlock): string {
  const cells = [table.columns, ...table.rows].map((row) =>
    table.columns.map((_, index) => cut(plain(row[index] ?? '').replaceAll('\n', ' '), COLUMN)),
  );
  const widths = table.columns.map((_, index) => Math.max(...cells.map((row) => lengthOf(row[index] ?? ''))));
  const pad = (cell: string, index: number): string => cell + ' '.repeat((widths[index] ?? 0) - lengthOf(cell));
  return cells.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

function preformatted(table: TableBlock): types.KnownBlock {
  const text = filled(tableText(table));
  return richText([{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }]);
}

/** Blocks of one table; nothing for an empty one. `own` allows Slack's table block, of which a message holds one. */
export function tableBlocks(table: TableBlock, own: boolean): readonly types.KnownBlock[] {
  if (table.columns.length === 0) return caption(table);
  if (isFacts(table, own)) return facts(table);
  return [...caption(table), own ? native(table) : preformatted(table)];
}
