/** The embeds of a report: numbers, pictures and words in Discord's own order. Pure. */
import type { APIEmbed } from 'discord.js';
import { cut, lengthOf } from '../../core/reports/fit.ts';
import type { PngImage, RenderedReport, ReportBlock, ReportLink, Stat } from '../../core/reports/report.ts';
import { escapeText, escapeWithin, toLine } from './escape.ts';
import { DESCRIPTION_LIMIT, DISCORD_LIMITS, EMBEDS_LIMIT, FIELDS_LIMIT, FOOTER_LIMIT } from './limits.ts';
import { toTableText } from './table.ts';

export type Picture = Extract<ReportBlock<PngImage>, { kind: 'picture' }>;

const COLOUR = 0xc1_35_84;
const WARNING_COLOUR = 0xe0_a0_30;

function isSafeLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return protocol === 'https:' && username === '' && password === '';
}

function toLink({ label, url }: ReportLink): string {
  const href = new URL(url).href.replaceAll('(', '%28').replaceAll(')', '%29');
  const words = escapeText(toLine(label));
  return `[${words === '' ? 'link' : words}](${href})`;
}

/** The bytes that are sent: dark where there is a choice, as Discord is. */
export function pngOf({ picture }: Picture): Uint8Array | undefined {
  return picture.png.dark ?? picture.png.light;
}

function blockText(block: ReportBlock<PngImage>): string {
  switch (block.kind) {
    case 'text':
      return escapeText(block.text);
    case 'notice': {
      const text = escapeText(block.text);
      return text === '' ? '' : `${block.tone === 'warning' ? '⚠️' : 'ℹ️'} ${text}`;
    }
    case 'table':
      return toTableText(block);
    case 'picture':
      return pngOf(block) === undefined ? toTableText(block.fallback) : '';
    case 'links':
      return block.links
        .filter(({ url }) => isSafeLink(url))
        .map(toLink)
        .join(' · ');
    case 'stats':
    case 'file':
      return '';
  }
}

function toField({ label, value, note = '' }: Stat): NonNullable<APIEmbed['fields']> {
  const text = [value, note].map((part) => escapeWithin(toLine(part), 500)).filter((part) => part !== '');
  const name = escapeWithin(toLine(label), 256);
  if (name === '' && text.length === 0) return [];
  return [{ name: name === '' ? '·' : name, value: text.length === 0 ? '–' : text.join('\n'), inline: true }];
}

export function fileName(number: number): string {
  return `report-${number + 1}.png`;
}

/** Discord puts all text of an embed above its numbers and its picture: more than this much behind them gets an embed below. */
const ASIDE = 240;

/** Texts before and behind the first numbers or picture; all before where there is little behind. */
function textsOf(blocks: RenderedReport['blocks']): readonly [before: string, behind: string] {
  const join = (some: RenderedReport['blocks']): string =>
    some
      .map(blockText)
      .filter((part) => part !== '')
      .join('\n\n');
  const at = blocks.findIndex(({ kind }) => kind === 'stats' || kind === 'picture');
  const behind = at === -1 ? '' : join(blocks.slice(at));
  return lengthOf(behind) > ASIDE ? [join(blocks.slice(0, at)), behind] : [join(blocks), ''];
}

/** The embeds; pictures by the names of their files. */
export function toEmbeds(report: RenderedReport, pictures: readonly Picture[]): APIEmbed[] {
  const fields = report.blocks.flatMap((block) => (block.kind === 'stats' ? block.stats.flatMap(toField) : []));
  const [before, behind] = textsOf(report.blocks);
  const description = [escapeText(toLine(report.subtitle ?? '')), before].filter((part) => part !== '').join('\n\n');
  const warns = report.blocks.some((block) => block.kind === 'notice' && block.tone === 'warning');
  const color = warns ? WARNING_COLOUR : COLOUR;
  const words = cut(toLine(report.footer), FOOTER_LIMIT);
  const footer = words === '' ? {} : { footer: { text: words } };
  const title = escapeWithin(toLine(report.title), DISCORD_LIMITS.title);
  const [first, ...others] = pictures.map((_, number) => ({ url: `attachment://${fileName(number)}` }));
  return [
    {
      title: title === '' ? 'Reachboard' : title,
      color,
      ...(description === '' ? {} : { description }),
      ...(fields.length === 0 ? {} : { fields: fields.slice(0, FIELDS_LIMIT) }),
      ...(first === undefined ? {} : { image: first }),
      ...(behind === '' ? footer : {}),
    },
    ...others.map((image) => ({ image, color: COLOUR })),
    ...(behind === '' ? [] : [{ description: behind, color, ...footer }]),
  ];
}

function sizeOf({ title = '', description = '', fields = [], footer }: APIEmbed): number {
  return [title, description, footer?.text ?? '', ...fields.flatMap(({ name, value }) => [name, value])].reduce(
    (sum, text) => sum + lengthOf(text),
    0,
  );
}

/** True when Discord takes so many words. */
export function fits(embeds: readonly APIEmbed[]): boolean {
  return (
    embeds.every(({ description = '' }) => lengthOf(description) <= DESCRIPTION_LIMIT) &&
    embeds.reduce((sum, embed) => sum + sizeOf(embed), 0) <= EMBEDS_LIMIT
  );
}
