/** RenderedReport → a Discord message: one sentence, an embed with the picture, rows of buttons. Pure. */
import type { APIActionRowComponent, APIButtonComponentWithCustomId, APIEmbed, RawFile } from 'discord.js';
import { cut, fitReport } from '../../core/reports/fit.ts';
import type { FileBlock, Mention, PngImage, RenderedReport, ReportBlock } from '../../core/reports/report.ts';
import { toRows } from './buttons.ts';
import { fileName, fits, pngOf, toEmbeds, type Picture } from './embeds.ts';
import { escapeWithin, toLine, toPlain } from './escape.ts';
import { CONTENT_LIMIT, DISCORD_LIMITS } from './limits.ts';

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

const SUMMARY = 600;
/** Discord takes 10 files; the pictures come first. */
const MOST_FILES = 6;
/** Room to try in turn, smaller when escapes outgrow the message. */
const TOTALS = [DISCORD_LIMITS.total, 3_000, 1_800, 1_000, 500] as const;

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
