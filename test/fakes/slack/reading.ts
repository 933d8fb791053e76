/** A stored message as a reader sees it, and what Slack would make of foreign text in it. */
import type { Json, Message } from './state.ts';

/** Written apart from the adapter's own list: whatever Unicode calls a control, a format or a surrogate. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
/** Line breaks, and the joiners that emoji and several scripts are written with. */
const USUAL: readonly string[] = ['\t', '\n', '\u200c', '\u200d'];
/** Elements of rich text that ping or link. */
const LIVE = new Set(['user', 'usergroup', 'broadcast', 'channel', 'link', 'emoji']);

interface Piece {
  readonly text: string;
  readonly harms: readonly string[];
}

function hidden(text: string): readonly string[] {
  return (text.match(HIDDEN) ?? []).filter((one) => !USUAL.includes(one)).map((one) => `hidden ${JSON.stringify(one)}`);
}

/** Text that Slack reads as mrkdwn. */
function marked(text: string): readonly string[] {
  return [
    ...(text.match(/<[^>]*>/gu) ?? []).map((one) => `live ${one}`),
    ...(text.match(/(?<![\p{L}\p{N}])([*_~`])[^\s*_~`][^*_~`\n]*\1(?![\p{L}\p{N}])/gu) ?? []).map(
      (one) => `format ${one}`,
    ),
    ...(text.match(/^(?:&gt;|>)/gmu) ?? []).map((one) => `quote ${one}`),
  ];
}

function read(value: unknown): readonly Piece[] {
  if (Array.isArray(value)) return value.flatMap(read);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Json;
  const type = String(object['type']);
  if (type === 'actions') return [];
  const text = object['text'];
  const live = LIVE.has(type) ? [`${type} element`] : [];
  if (typeof text === 'string') {
    const emoji = type === 'plain_text' && object['emoji'] !== false ? [':emoji: are drawn'] : [];
    return [{ text, harms: [...live, ...emoji, ...(type === 'mrkdwn' ? marked(text) : []), ...hidden(text)] }];
  }
  return [{ text: '', harms: live }, ...Object.values(object).flatMap(read)];
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The notification text: entities are read, and with `mrkdwn` on also marks. */
function notification({ text, options, blocks, call }: Message): readonly string[] {
  const parsed = options['mrkdwn'] !== 'false' && options['mrkdwn'] !== false && call === 'chat.postMessage';
  const names = options['parse'] === 'none' ? [] : ['names and addresses become links'];
  return [
    ...(text.match(/<[^>]*>/gu) ?? []).map((one) => `live ${one}`),
    ...(parsed && blocks.length === 0 ? marked(text) : []),
    ...names,
    ...hidden(text),
  ];
}

/** Everything that can be read, without labels of buttons. */
export function textOf(message: Message): string {
  if (message.blocks.length === 0) return unescaped(message.text);
  return blocksText(message.blocks);
}

export function blocksText(blocks: unknown): string {
  return read(blocks)
    .map(({ text }) => text)
    .join('\n');
}

export function blockHarms(blocks: unknown): readonly string[] {
  return read(blocks).flatMap(({ harms }) => harms);
}

export function harmsOf(message: Message): readonly string[] {
  return [...blockHarms(message.blocks), ...notification(message)];
}

export function picturesOf(message: Message): readonly Json[] {
  return message.blocks.filter(({ type }) => type === 'image');
}
