/** RenderedReport → Block Kit. Pure. Foreign text goes only into plain_text, rich_text and raw_text, which Slack never parses. */
import type { types } from '@slack/bolt';
import { cut, fitReport } from '../../core/reports/fit.ts';
import type { Mention, PngImage, RenderedReport, ReportBlock, Stat } from '../../core/reports/report.ts';
import { actionBlocks } from './actions.ts';
import { PLAIN_REPORT, SLACK_LIMITS } from './limits.ts';
import { richText, section, tableBlocks, tableText } from './tables.ts';
import { defused, filled, notification, plain } from './text.ts';

export interface SlackMessage {
  /** Notification text, escaped. */
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
}

/** How a report is shown in one place. */
export interface Look {
  /** Slack's ids of the pictures that are ready. */
  readonly files: ReadonlyMap<PngImage, string>;
  /** What stands where a picture is not ready: a line that it follows, or its table. */
  readonly instead: 'follows' | 'table';
  /** False where Slack's own table block is not offered: ephemeral messages and views. */
  readonly ownTable: boolean;
}

/** Without pictures and Slack's own tables: shown everywhere. */
export const PLAIN_LOOK: Look = { files: new Map(), instead: 'table', ownTable: false };

function context(text: string): types.ContextBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text: filled(text), emoji: false }] };
}

function paragraph(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'plain_text', text: filled(text), emoji: false } };
}

function statsBlock(stats: readonly Stat[]): readonly types.KnownBlock[] {
  const lines = stats.flatMap(({ label, value, note }, index) => [
    [`${index === 0 ? '' : '\n'}${filled(label)}  `] as const,
    [filled(value), true] as const,
    ...(note === undefined || plain(note).trim() === '' ? [] : [[`  ${filled(note)}`] as const]),
  ]);
  return lines.length === 0 ? [] : [richText([section(...lines)])];
}

function isSafeLink(url: string): boolean {
  if (!URL.canParse(url) || url.length > 3_000) return false;
  const { protocol, username, password } = new URL(url);
  return protocol === 'https:' && username === '' && password === '';
}

function linksBlock(links: Extract<ReportBlock<PngImage>, { kind: 'links' }>['links']): readonly types.KnownBlock[] {
  const safe = links.filter(({ url }) => isSafeLink(url));
  if (safe.length === 0) return [];
  const elements = safe.flatMap(({ label, url }, index): types.RichTextElement[] => [
    ...(index === 0 ? [] : [{ type: 'text' as const, text: ' · ' }]),
    { type: 'link', url, text: filled(label) },
  ]);
  return [richText([{ type: 'rich_text_section', elements }])];
}

function pictureBlock(
  block: Extract<ReportBlock<PngImage>, { kind: 'picture' }>,
  look: Look,
  own: boolean,
): readonly types.KnownBlock[] {
  const id = look.files.get(block.picture);
  if (id !== undefined) return [{ type: 'image', slack_file: { id }, alt_text: filled(block.alt) }];
  return look.instead === 'follows' ? [context('The chart follows.')] : tableBlocks(block.fallback, own);
}

function reportBlock(block: ReportBlock<PngImage>, look: Look, own: boolean): readonly types.KnownBlock[] {
  switch (block.kind) {
    case 'text':
      return plain(block.text).trim() === '' ? [] : [paragraph(block.text)];
    case 'notice':
      return block.tone === 'warning' ? [paragraph(`⚠️ ${filled(block.text)}`)] : [context(`ℹ️ ${filled(block.text)}`)];
    case 'stats':
      return statsBlock(block.stats);
    case 'table':
      return tableBlocks(block, own);
    case 'picture':
      return pictureBlock(block, look, own);
    case 'links':
      return linksBlock(block.links);
    case 'file':
      return [context(`📎 ${filled(block.name)}`)];
  }
}

/** `<!subteam^S1>`: the only markup we ever send. */
function called({ kind, id }: Mention): string {
  return kind === 'group' ? `<!subteam^${id}>` : `<@${id}>`;
}

/** Whom the message calls: in a block, because the text of a message with blocks notifies nobody. */
function mentionBlocks(mention: Mention | undefined): readonly types.KnownBlock[] {
  return mention === undefined ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: called(mention) } }];
}

function withMention(text: string, mention: Mention | undefined): string {
  return mention === undefined ? text : `${called(mention)} ${text}`;
}

/** The blocks of a report within Slack's limits. */
export function reportBlocks(whole: RenderedReport, look: Look): readonly types.KnownBlock[] {
  const report = fitReport(whole, SLACK_LIMITS);
  let own = look.ownTable;
  const blocks = report.blocks.flatMap((block) => {
    const made = reportBlock(block, look, own);
    if (made.some(({ type }) => type === 'table')) own = false;
    return made;
  });
  const subtitle =
    report.subtitle === undefined || plain(report.subtitle).trim() === '' ? [] : [context(report.subtitle)];
  return [
    { type: 'header', text: { type: 'plain_text', text: filled(report.title), emoji: false } },
    ...subtitle,
    ...mentionBlocks(report.mention),
    ...blocks,
    context(report.footer),
    ...actionBlocks(report.actions),
  ];
}

/** One message for a report. */
export function toMessage(report: RenderedReport, look: Look): SlackMessage {
  return {
    text: withMention(notification(report.summary === '' ? report.title : report.summary), report.mention),
    blocks: reportBlocks(report, look),
  };
}

function plainLines(block: ReportBlock<PngImage>): readonly string[] {
  switch (block.kind) {
    case 'text':
    case 'notice':
      return [block.text];
    case 'stats':
      return block.stats.map(({ label, value, note }) => [`${label}: ${value}`, note ?? ''].join('  ').trimEnd());
    case 'table':
      return [block.caption, tableText(block)];
    case 'picture':
      return [block.fallback.caption, tableText(block.fallback)];
    case 'links':
      return [];
    case 'file':
      return [block.name];
  }
}

/** The same report as text alone, for when Slack refuses its blocks. */
export function toPlainMessage(whole: RenderedReport): SlackMessage {
  const report = fitReport(whole, SLACK_LIMITS);
  const lines = [
    report.title,
    report.subtitle ?? '',
    report.summary,
    ...report.blocks.flatMap(plainLines),
    report.footer,
  ];
  const text = lines
    .map(plain)
    .filter((line) => line.trim() !== '')
    .join('\n');
  return { text: withMention(defused(cut(text, PLAIN_REPORT)), report.mention), blocks: [] };
}
