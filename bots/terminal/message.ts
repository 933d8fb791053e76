/** RenderedReport → text for a terminal. Pure. Foreign control characters never reach the terminal. */
import { lengthOf } from '../../core/reports/fit.ts';
import type { RenderedReport, ReportAction, TableBlock, PngImage, ReportBlock } from '../../core/reports/report.ts';

/** Escape sequences, other controls and bidirectional marks; line breaks of our own are added afterwards. */
const UNPRINTABLE = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

function plain(text: string): string {
  return text.replaceAll(/\r?\n/gu, ' ').replaceAll(UNPRINTABLE, '');
}

function tableLines(table: TableBlock): readonly string[] {
  const rows = [table.columns, ...table.rows].map((row) => row.map(plain));
  const named = table.columns.some((name) => name !== '');
  const widths = table.columns.map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell))))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const [head, ...body] = rows.map(line);
  return [plain(table.caption), ...(named && head !== undefined ? [head, rule] : []), ...body];
}

function blockLines(block: ReportBlock<PngImage>): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [plain(block.text)];
    case 'notice':
      return [`${block.tone === 'warning' ? '! ' : '* '}${plain(block.text)}`];
    case 'stats':
      return block.stats.map(
        ({ label, value, note }) => `${plain(label)}: ${plain(value)}${note === undefined ? '' : ` (${plain(note)})`}`,
      );
    case 'table':
      return tableLines(block);
    case 'picture':
      return tableLines(block.fallback);
    case 'links':
      return block.links.map(({ label, url }) => `${plain(label)}: ${plain(url)}`);
    case 'file':
      return [];
  }
}

/** A word as a POSIX shell takes it: `#reports` would be a remark. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Next steps and examples as commands to paste. Buttons that open a form or stand beside a table's row stay with the chats. */
function nextLines(actions: readonly ReportAction[]): readonly string[] {
  return actions
    .filter(({ group, form, row }) => group === 'fix' && form === undefined && row === undefined)
    .map(({ label, command }) => {
      const words = plain(command).split(' ').map(shellWord).join(' ');
      return `${label.startsWith('/ig ') ? 'Next' : plain(label)}: npm run -s ig -- ${words}`;
    });
}

/** Where the parts of a reply that are not text were written to. */
export interface Written {
  readonly pictures: readonly string[];
  readonly files: readonly string[];
}

/** The reply as text: title, numbers, table, remarks, the paths of what was written beside it, and what can be asked next. */
export function toText(report: RenderedReport, { pictures, files }: Written): string {
  const head = [plain(report.title), ...(report.subtitle === undefined ? [] : [plain(report.subtitle)])];
  const sections = [
    head,
    ...report.blocks.map(blockLines),
    [...pictures.map((path) => `Picture: ${path}`), ...files.map((path) => `File: ${path}`)],
    nextLines(report.actions),
    [plain(report.footer)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** The sentence of a failure, one line, with corrected commands after it. */
export function toSentence(report: RenderedReport): string {
  return report.summary.split('\n').map(plain).join('\n');
}
