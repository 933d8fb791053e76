/** The parts of a report as elements. */
import type { FileBlock, Stat, TableBlock } from '../../../core/reports/report.ts';
import type { PageBlock, PagePicture } from '../wire.ts';
import { el } from './dom.ts';
import { darkMedia } from './theme.ts';

type StatsBlock = Extract<PageBlock, { readonly kind: 'stats' }>;

const NUMERIC = /^[-−+±▲▼]?\s?[\d.,]+(?:\s?%)?$|^(?:–|not known|)$/u;

/** Longest headline value in the largest type. */
const LARGE = 11;
/** Longest cell of a column that is not broken into lines. */
const SHORT = 24;

const ARROWS = new Map([
  ['▲', 'up'],
  ['▼', 'down'],
]);

/** The arrow of a change is drawn: not every font has one, and it is read as a word. */
function valueElement(value: string): HTMLElement {
  const direction = ARROWS.get(value.charAt(0));
  if (direction === undefined) return el('dd', { class: 'value' }, value);
  const arrow = el('span', { class: 'arrow', role: 'img', 'aria-label': direction });
  return el('dd', { class: `value ${direction}` }, arrow, value.slice(1));
}

function stat({ label, value, note }: Stat, index: number): HTMLElement {
  const size = index > 0 ? 'stat' : value.length > LARGE ? 'stat hero long' : 'stat hero';
  return el(
    'div',
    { class: size },
    el('dt', {}, label),
    valueElement(value),
    note === undefined || note === '' ? undefined : el('dd', { class: 'note' }, note),
  );
}

/** Numbers stand right; short words stay on one line, so that a narrow screen scrolls the table and does not break dates. */
function kindOf(table: TableBlock, column: number): string | undefined {
  const cells = table.rows.map((row) => row[column] ?? '');
  if (cells.some((text) => text !== '') && cells.every((text) => NUMERIC.test(text))) return 'number';
  return cells.every((text) => text.length <= SHORT) ? 'short' : undefined;
}

function tableElement(table: TableBlock, caption: boolean): HTMLElement {
  const kinds = table.columns.map((_, column) => kindOf(table, column));
  const named = table.columns.some((name) => name !== '');
  const head = el(
    'thead',
    {},
    el('tr', {}, ...table.columns.map((name, i) => el('th', { scope: 'col', class: kinds[i] }, name))),
  );
  const rows = table.rows.map((row) =>
    el(
      'tr',
      {},
      ...row.map((text, i) =>
        i === 0 ? el('th', { scope: 'row', class: kinds[i] }, text) : el('td', { class: kinds[i] }, text),
      ),
    ),
  );
  return el(
    'div',
    { class: 'table-frame', tabindex: 0, role: 'group', 'aria-label': table.caption },
    el(
      'table',
      {},
      el('caption', { class: caption ? undefined : 'hidden' }, table.caption),
      named ? head : undefined,
      el('tbody', {}, ...rows),
    ),
  );
}

function statsElement({ stats }: StatsBlock): HTMLElement {
  return el('dl', { class: 'stats' }, ...stats.map(stat));
}

/** The picture for either background, its numbers to open, and `beside` it the headline numbers. The table is open when the picture has left. */
export function pictureElement(block: PagePicture, beside?: StatsBlock): HTMLElement {
  const { alt, width, height, url, darkUrl, table } = block;
  const image = el('img', { src: url, alt, width, height, decoding: 'async' });
  const dark = darkUrl === undefined ? undefined : el('source', { srcset: darkUrl, media: darkMedia() });
  const details = el('details', {}, el('summary', {}, 'Show as table'), tableElement(table, false));
  const picture = el('picture', {}, dark, image);
  image.addEventListener('error', () => {
    picture.hidden = true;
    details.open = true;
  });
  return el('figure', {}, beside === undefined ? undefined : statsElement(beside), picture, details);
}

function notice(tone: 'info' | 'warning', text: string): HTMLElement {
  const word = tone === 'warning' ? 'Warning: ' : 'Note: ';
  return el('p', { class: `notice ${tone}` }, el('span', { class: 'hidden' }, word), text);
}

/** A download made in the browser: the text came with the report. */
function fileElement({ name, mediaType, text }: FileBlock): HTMLElement {
  const button = el('button', { type: 'button', class: 'file' }, `Download ${name}`);
  button.addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
    el('a', { href: url, download: name }).click();
    setTimeout(() => {
      URL.revokeObjectURL(url);
    }, 60_000);
  });
  return button;
}

export function blockElement(block: PageBlock): HTMLElement {
  switch (block.kind) {
    case 'text':
      return el('p', { class: 'text' }, block.text);
    case 'notice':
      return notice(block.tone, block.text);
    case 'stats':
      return statsElement(block);
    case 'table':
      return tableElement(block, true);
    case 'picture':
      return pictureElement(block);
    case 'file':
      return fileElement(block);
    case 'links':
      return el(
        'ul',
        { class: 'links' },
        ...block.links.map(({ label, url }) =>
          el('li', {}, el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label)),
        ),
      );
  }
}
