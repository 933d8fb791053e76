/** RenderedReport → JSON for the page. Pure. The page writes all of it as text, so nothing here is markup. */
import { createHash } from 'node:crypto';
import type { PngImage, RenderedReport, ReportAction, ReportBlock, TableBlock } from '../../core/reports/report.ts';
import type { PageBlock, PageReport } from './wire.ts';

/**
 * Characters that reorder, hide or break the text around them: controls except tab and line break, direction
 * overrides, invisible separators, lone surrogates. Joiners stay: emoji and several scripts are written with them.
 */
const TREACHEROUS = /(?![\t\n])\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\p{Cs}/gu;

function plain(text: string): string {
  return text.replaceAll(TREACHEROUS, '');
}

/** The name of a picture: its content, so that it never changes and cannot be guessed. */
export function pictureId(png: Uint8Array): string {
  return createHash('sha256').update(png).digest('hex').slice(0, 40);
}

/** Where the page finds a picture. */
export function pictureUrl(png: Uint8Array): string {
  return `/pictures/${pictureId(png)}.png`;
}

function isSafeLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return protocol === 'https:' && username === '' && password === '';
}

function pageTable(table: TableBlock): TableBlock {
  return {
    kind: 'table',
    caption: plain(table.caption),
    columns: table.columns.map(plain),
    rows: table.rows.map((row) => row.map(plain)),
  };
}

function pagePicture(block: Extract<ReportBlock<PngImage>, { kind: 'picture' }>): PageBlock {
  const { width, height, png } = block.picture;
  const [first, dark] = [png.light ?? png.dark, png.dark];
  if (first === undefined) return pageTable(block.fallback);
  return {
    kind: 'picture',
    alt: plain(block.alt),
    width,
    height,
    url: pictureUrl(first),
    ...(dark === undefined ? {} : { darkUrl: pictureUrl(dark) }),
    table: pageTable(block.fallback),
  };
}

function pageBlock(block: ReportBlock<PngImage>): readonly PageBlock[] {
  switch (block.kind) {
    case 'text':
    case 'notice':
      return [{ ...block, text: plain(block.text) }];
    case 'stats': {
      const stats = block.stats.map(({ label, value, note }) => ({
        label: plain(label),
        value: plain(value),
        ...(note === undefined ? {} : { note: plain(note) }),
      }));
      return [{ kind: 'stats', stats }];
    }
    case 'table':
      return [pageTable(block)];
    case 'file':
      return [block];
    case 'picture':
      return [pagePicture(block)];
    case 'links': {
      const links = block.links.filter(({ url }) => isSafeLink(url));
      return links.length === 0
        ? []
        : [{ kind: 'links', links: links.map(({ label, url }) => ({ label: plain(label), url })) }];
    }
  }
}

function pageAction(action: ReportAction): ReportAction {
  return { ...action, label: plain(action.label) };
}

/** The report for the page; pictures by address (`/pictures/<id>.png`), links only https ones without a password. */
export function toPageReport(report: RenderedReport): PageReport {
  return {
    title: plain(report.title),
    ...(report.subtitle === undefined ? {} : { subtitle: plain(report.subtitle) }),
    summary: plain(report.summary),
    footer: plain(report.footer),
    blocks: report.blocks.flatMap(pageBlock),
    actions: report.actions.map(pageAction),
  };
}
