/** RenderedReport → a Discord message: one sentence, an embed with the picture, rows of buttons. Pure. */
import type { APIActionRowComponent, APIButtonComponentWithCustomId, APIEmbed, RawFile } from 'discord.js';
import { cut, fitReport, lengthOf } from '../../core/reports/fit.ts';
import type {
  FileBlock,
  Mention,
  PngImage,
  RenderedReport,
  ReportBlock,
  ReportLink,
  Stat,
} from '../../core/reports/report.ts';
import { toRows } from './buttons.ts';
import { escapeText, escapeWithin, toLine, toPlain } from './escape.ts';
import {
  CONTENT_LIMIT,
  DESCRIPTION_LIMIT,
  DISCORD_LIMITS,
  EMBEDS_LIMIT,
  FIELDS_LIMIT,
  FOOTER_LIMIT,
} from './limits.ts';
import { toTableText } from './table.ts';

/** What both a message and an edit of one take. */
interface MessageBody {
  readonly content: string;
  readonly embeds: APIEmbed[];
  readonly components: APIActionRowComponent<APIButtonComponentWithCustomId>[];
  /** New files by number; on an edit everything not named here goes. */
  readonly attachments: { readonly id: string; readonly filename: string; readonly description?: string }[];
  readonly allowed_mentions: AllowedMentions;
}

/** Nothing pings but the one that was chosen, by its id; an edit without this would parse again. */
interface AllowedMentions {
  readonly parse: [];
  readonly roles?: readonly [string];
  readonly users?: readonly [string];
}

export interface DiscordMessage {
  readonly body: MessageBody;
  readonly files: RawFile[];
}

type Picture = Extract<ReportBlock<PngImage>, { kind: 'picture' }>;

const SUMMARY = 600;
/** Discord takes 10 files; the pictures come first. */
const MOST_FILES = 6;
const COLOUR = 0xc1_35_84;
const WARNING_COLOUR = 0xe0_a0_30;
/** Room to try in turn, smaller when escapes outgrow the message. */
const TOTALS = [DISCORD_LIMITS.total, 3_000, 1_800, 1_000, 500] as const;

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

function pngOf({ picture }: Picture): Uint8Array | undefined {
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

function fileName(number: number): string {
  return `report-${number + 1}.png`;
}

function toEmbeds(report: RenderedReport, pictures: readonly Picture[]): APIEmbed[] {
  const fields = report.blocks.flatMap((block) => (block.kind === 'stats' ? block.stats.flatMap(toField) : []));
  const description = [escapeText(toLine(report.subtitle ?? '')), ...report.blocks.map(blockText)]
    .filter((part) => part !== '')
    .join('\n\n');
  const warns = report.blocks.some((block) => block.kind === 'notice' && block.tone === 'warning');
  const footer = cut(toLine(report.footer), FOOTER_LIMIT);
  const title = escapeWithin(toLine(report.title), DISCORD_LIMITS.title);
  const [first, ...others] = pictures.map((_, number) => ({ url: `attachment://${fileName(number)}` }));
  return [
    {
      title: title === '' ? 'Reachboard' : title,
      color: warns ? WARNING_COLOUR : COLOUR,
      ...(description === '' ? {} : { description }),
      ...(fields.length === 0 ? {} : { fields: fields.slice(0, FIELDS_LIMIT) }),
      ...(first === undefined ? {} : { image: first }),
      ...(footer === '' ? {} : { footer: { text: footer } }),
    },
    ...others.map((image) => ({ image, color: COLOUR })),
  ];
}

function sizeOf({ title = '', description = '', fields = [], footer }: APIEmbed): number {
  return [title, description, footer?.text ?? '', ...fields.flatMap(({ name, value }) => [name, value])].reduce(
    (sum, text) => sum + lengthOf(text),
    0,
  );
}

function fits(embeds: readonly APIEmbed[]): boolean {
  return (
    lengthOf(embeds[0]?.description ?? '') <= DESCRIPTION_LIMIT &&
    embeds.reduce((sum, embed) => sum + sizeOf(embed), 0) <= EMBEDS_LIMIT
  );
}

function toUploads(
  report: RenderedReport,
  pictures: readonly Picture[],
): Pick<DiscordMessage, 'files'> & Pick<MessageBody, 'attachments'> {
  const documents = report.blocks.filter((block): block is FileBlock => block.kind === 'file').slice(0, MOST_FILES);
  const described = pictures.map(({ alt }, id) => {
    const description = cut(toPlain(alt), DISCORD_LIMITS.alt);
    return {
      id: String(id),
      filename: fileName(id),
      description: description === '' ? toLine(report.title) : description,
    };
  });
  const drawn = pictures.map((picture, id): RawFile => ({
    name: fileName(id),
    data: Buffer.from(pngOf(picture) ?? []),
    contentType: 'image/png',
  }));
  return {
    attachments: [
      ...described,
      ...documents.map(({ name }, i) => ({ id: String(pictures.length + i), filename: name })),
    ],
    files: [...drawn, ...documents.map(({ name, text, mediaType }) => ({ name, data: text, contentType: mediaType }))],
  };
}

function allowed(mention: Mention | undefined): AllowedMentions {
  if (mention === undefined) return { parse: [] };
  return mention.kind === 'group' ? { parse: [], roles: [mention.id] } : { parse: [], users: [mention.id] };
}

/** `<@&1> `, in front of the words: a mention inside an embed notifies nobody. */
function called(mention: Mention | undefined): string {
  if (mention === undefined) return '';
  return mention.kind === 'group' ? `<@&${mention.id}> ` : `<@${mention.id}> `;
}

function content(report: RenderedReport): string {
  const call = called(report.mention);
  const said = toPlain(report.summary) === '' ? report.title : report.summary;
  const words = escapeWithin(said, CONTENT_LIMIT - call.length);
  return call + (words === '' ? 'Reachboard' : words);
}

/** The report within Discord's limits, whatever is in it. Its sentence is outside the embed too: embeds can be switched off. */
export function toMessage(whole: RenderedReport): DiscordMessage {
  const short = { ...whole, summary: cut(whole.summary, SUMMARY) };
  for (const total of TOTALS) {
    const report = fitReport(short, { ...DISCORD_LIMITS, total });
    const pictures = report.blocks.filter(
      (block) => block.kind === 'picture' && pngOf(block) !== undefined,
    ) as Picture[];
    const embeds = toEmbeds(report, pictures);
    if (!fits(embeds) && total !== TOTALS.at(-1)) continue;
    const { attachments, files } = toUploads(report, pictures);
    return {
      body: {
        content: content(report),
        embeds,
        components: [...toRows(report.actions)],
        attachments,
        allowed_mentions: allowed(report.mention),
      },
      files,
    };
  }
  return toText(whole);
}

/** The same report with tables in place of pictures and a word in place of files, for a channel that takes none so large. */
export function toMessageWithoutFiles(report: RenderedReport): DiscordMessage {
  const blocks = report.blocks.map((block): ReportBlock<PngImage> => {
    if (block.kind === 'picture') return block.fallback;
    if (block.kind !== 'file') return block;
    return { kind: 'notice', tone: 'warning', text: `${block.name} is too large for Discord.` };
  });
  return toMessage({ ...report, blocks });
}

/** The plainest form: title, sentence and footer as text. */
export function toText({ title, summary, footer, mention }: RenderedReport): DiscordMessage {
  const words = [toLine(title), toPlain(summary), toLine(footer)].filter((part) => part !== '').join('\n');
  return textMessage(words === '' ? 'Reachboard' : words, mention);
}

/** A sentence of ours. */
export function textMessage(text: string, mention?: Mention): DiscordMessage {
  const call = called(mention);
  return {
    body: {
      content: call + escapeWithin(text, CONTENT_LIMIT - call.length),
      embeds: [],
      components: [],
      attachments: [],
      allowed_mentions: allowed(mention),
    },
    files: [],
  };
}
