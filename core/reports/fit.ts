/** A report cut to a platform's limits, always in the same order, always saying what was left out. Nothing is refused for being long. */
import type { ChatLimits } from '../ports.ts';
import type { ReportAction, ReportBlock, ReportOf, Stat, TableBlock } from './report.ts';

type Block<Picture> = ReportBlock<Picture>;

const ELLIPSIS = '…';

/** Units of the longest run that is still drawn as one character; the last one looked at may be cut. */
const LONGEST_GRAPHEME = 64;
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How long a text is in code points, as the platforms count. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Cuts to at most `most` code points, with an ellipsis where something is missing. Never inside what a reader sees as one character. */
export function cut(text: string, most: number): string {
  if (text.length <= most || lengthOf(text) <= most) return text;
  if (most <= 0) return '';
  let kept = '';
  let room = most - 1;
  // What follows the last possible character need not be looked at; a code point has at most two units.
  for (const { segment } of GRAPHEMES.segment(text.slice(0, 2 * most + LONGEST_GRAPHEME))) {
    room -= lengthOf(segment);
    if (room < 0) break;
    kept += segment;
  }
  return kept.trimEnd() + ELLIPSIS;
}

function cutRows(table: TableBlock, most: number): TableBlock {
  if (table.rows.length <= most) return table;
  const kept = Math.max(0, most - 1);
  const more = `+${table.rows.length - kept} more`;
  const last = table.columns.map((_, index) => (index === 0 ? more : ''));
  return { ...table, rows: [...table.rows.slice(0, kept), ...(most > 0 ? [last] : [])] };
}

function fitTable(table: TableBlock, limits: ChatLimits): TableBlock {
  const columns = table.columns.slice(0, limits.tableColumns).map((name) => cut(name, limits.cell));
  const rows = table.rows.map((row) => row.slice(0, limits.tableColumns).map((cell) => cut(cell, limits.cell)));
  return cutRows({ kind: 'table', caption: cut(table.caption, limits.cell), columns, rows }, limits.tableRows);
}

function fitStats(stats: readonly Stat[], limits: ChatLimits): readonly Stat[] {
  const kept = stats.length <= limits.stats ? stats : stats.slice(0, limits.stats - 1);
  const more = stats.length - kept.length;
  const fitted = kept.map(({ label, value, note }) => ({
    label: cut(label, limits.cell),
    value: cut(value, limits.cell),
    ...(note === undefined ? {} : { note: cut(note, limits.cell) }),
  }));
  return more === 0 ? fitted : [...fitted, { label: 'More', value: `+${more} more` }];
}

function fitBlock<Picture>(block: Block<Picture>, limits: ChatLimits): Block<Picture> {
  switch (block.kind) {
    case 'text':
    case 'notice':
      return { ...block, text: cut(block.text, limits.text) };
    case 'stats':
      return { ...block, stats: fitStats(block.stats, limits) };
    case 'table':
      return fitTable(block, limits);
    case 'picture':
      return { ...block, alt: cut(block.alt, limits.alt), fallback: fitTable(block.fallback, limits) };
    case 'links':
      return {
        ...block,
        links: block.links.slice(0, limits.stats).map((link) => ({ ...link, label: cut(link.label, limits.cell) })),
      };
    case 'file':
      return block;
  }
}

/** Characters of a block as they count against the message. A picture's table and a file's content are not part of it. */
function sizeOf<Picture>(block: Block<Picture>): number {
  switch (block.kind) {
    case 'text':
    case 'notice':
      return lengthOf(block.text);
    case 'stats':
      return block.stats.reduce(
        (sum, { label, value, note }) => sum + lengthOf(label) + lengthOf(value) + lengthOf(note ?? '') + 4,
        0,
      );
    case 'table':
      return [block.columns, ...block.rows]
        .flat()
        .reduce((sum, cell) => sum + lengthOf(cell) + 3, lengthOf(block.caption));
    case 'picture':
      return lengthOf(block.alt);
    case 'links':
      return block.links.reduce((sum, { label, url }) => sum + lengthOf(label) + lengthOf(url) + 4, 0);
    case 'file':
      return lengthOf(block.name);
  }
}

/** Pictures beyond the limit become their tables. */
function limitPictures<Picture>(blocks: readonly Block<Picture>[], most: number): readonly Block<Picture>[] {
  let seen = 0;
  return blocks.map((block) => {
    if (block.kind !== 'picture') return block;
    seen += 1;
    return seen > most ? block.fallback : block;
  });
}

function limitBlocks<Picture>(blocks: readonly Block<Picture>[], most: number): readonly Block<Picture>[] {
  if (blocks.length <= most) return blocks;
  const kept = blocks.slice(0, Math.max(0, most - 1));
  return [...kept, { kind: 'notice', tone: 'info', text: `+${blocks.length - kept.length} more` }];
}

/** Halves what is largest from the end until the whole fits: first tables, then texts, then whole blocks. */
function limitTotal<Picture>(blocks: readonly Block<Picture>[], room: number): readonly Block<Picture>[] {
  let fitted = [...blocks];
  const total = (): number => fitted.reduce((sum, block) => sum + sizeOf(block), 0);
  for (let guard = 0; total() > room && guard < 1_000; guard += 1) {
    const table = fitted.findLastIndex((block) => block.kind === 'table' && block.rows.length > 1);
    const text = fitted.findLastIndex(
      (block) => (block.kind === 'text' || block.kind === 'notice') && lengthOf(block.text) > 80,
    );
    const at = table === -1 ? text : table;
    const block = fitted[at];
    if (block?.kind === 'table') fitted = fitted.with(at, cutTableFurther(block));
    else if (block?.kind === 'text' || block?.kind === 'notice')
      fitted = fitted.with(at, { ...block, text: cut(block.text, Math.floor(lengthOf(block.text) / 2)) });
    else if (fitted.length > 1) fitted = [...fitted.slice(0, -2), { kind: 'notice', tone: 'info', text: '+ more' }];
    else fitted = [];
  }
  return fitted;
}

const MORE = /^\+(\d+) more$/u;

/** Half the rows; the count of those left out goes on from an earlier cut. */
function cutTableFurther(table: TableBlock): TableBlock {
  const earlier = Number(MORE.exec(table.rows.at(-1)?.[0] ?? '')?.[1] ?? 0);
  const rows = earlier > 0 ? table.rows.slice(0, -1) : table.rows;
  const kept = Math.floor(rows.length / 2);
  const more = `+${rows.length - kept + earlier} more`;
  return { ...table, rows: [...rows.slice(0, kept), table.columns.map((_, index) => (index === 0 ? more : ''))] };
}

/** Buttons of several rows cannot be told apart under a message: they are for places that show them beside their rows. */
function fitActions(actions: readonly ReportAction[], limits: ChatLimits): readonly ReportAction[] {
  const rows = new Set(actions.flatMap(({ row }) => row ?? []));
  return actions
    .filter(({ row }) => row === undefined || rows.size === 1)
    .slice(0, limits.actions)
    .map((action) => ({ ...action, label: cut(action.label, limits.actionLabel) }));
}

/**
 * The same report within `limits`. Order of cutting: each text, cell and row count on its own; pictures beyond the limit
 * become tables; blocks beyond the limit fall off the end; then, if the whole is too long, tables lose rows, texts lose
 * words, blocks fall off the end. Title, summary and footer are always kept.
 */
export function fitReport<Picture>(report: ReportOf<Picture>, limits: ChatLimits): ReportOf<Picture> {
  const title = cut(report.title, limits.title);
  const subtitle = report.subtitle === undefined ? undefined : cut(report.subtitle, limits.title);
  const footer = cut(report.footer, limits.cell);
  const summary = cut(report.summary, limits.text);
  const alone = limitBlocks(limitPictures(report.blocks, limits.pictures), limits.blocks).map((block) =>
    fitBlock(block, limits),
  );
  const room = limits.total - lengthOf(title) - lengthOf(subtitle ?? '') - lengthOf(footer) - lengthOf(summary);
  return {
    title,
    ...(subtitle === undefined ? {} : { subtitle }),
    summary,
    blocks: limitTotal(alone, room),
    footer,
    actions: fitActions(report.actions, limits),
    ...(report.mention === undefined ? {} : { mention: report.mention }),
  };
}
