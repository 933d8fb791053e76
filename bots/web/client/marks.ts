/** Text with a platform's marks as elements. What a platform would not read as a mark stays as it is. */
import { el, type Child } from './dom.ts';

/** A mark: where it may begin (sticky), and what it becomes; `inner` reads the marks within. */
export interface Mark {
  readonly pattern: RegExp;
  readonly make: (match: RegExpExecArray, inner: (text: string) => readonly Child[]) => Child;
}

/** Reads text by the marks, of which the first that fits wins. */
export function marked(text: string, marks: readonly Mark[]): readonly Child[] {
  const parts: Child[] = [];
  let plain = '';
  for (let at = 0; at < text.length;) {
    const found = marks.flatMap(({ pattern, make }) => {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      return match === null ? [] : [{ match, make }];
    })[0];
    if (found === undefined) {
      plain += text.charAt(at);
      at += 1;
      continue;
    }
    const { match, make } = found;
    if (plain !== '') parts.push(plain);
    plain = '';
    parts.push(make(match, (within) => marked(within, marks)));
    at += match[0].length;
  }
  return plain === '' ? parts : [...parts, plain];
}

function link(url: string, ...words: readonly Child[]): HTMLElement {
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...words);
}

function mention(word: string): HTMLElement {
  return el('span', { class: 'mention' }, word);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** The three characters that Slack reads back everywhere. */
export const SLACK_ESCAPES: readonly Mark[] = [{ pattern: /&(amp|lt|gt);/uy, make: ([, name = '']) => ENTITIES[name] }];

/** Slack's mrkdwn. */
export const SLACK_MARKS: readonly Mark[] = [
  ...SLACK_ESCAPES,
  { pattern: /<(?:@|!subteam\^|!)([\w.]+)>/uy, make: ([, id = '']) => mention(`@${id}`) },
  { pattern: /<(https:[^|>]+)(?:\|([^>]*))?>/uy, make: ([, url = '', words]) => link(url, words ?? url) },
  { pattern: /`([^`\n]+)`/uy, make: ([, code = '']) => el('code', {}, code) },
  { pattern: /(?<![\p{L}\p{N}])\*([^*\n]+)\*/uy, make: ([, within = ''], inner) => el('strong', {}, ...inner(within)) },
  { pattern: /(?<![\p{L}\p{N}])_([^_\n]+)_/uy, make: ([, within = ''], inner) => el('em', {}, ...inner(within)) },
  { pattern: /(?<![\p{L}\p{N}])~([^~\n]+)~/uy, make: ([, within = ''], inner) => el('s', {}, ...inner(within)) },
];

/** Discord's Markdown, as far as it changes words within a line; and blocks of code. */
export const DISCORD_MARKS: readonly Mark[] = [
  { pattern: /```\n?([\s\S]*?)\n?```\n?/uy, make: ([, code = '']) => el('pre', { tabindex: 0 }, code) },
  { pattern: /\\([^\p{L}\p{N}\s])/uy, make: ([, letter = '']) => letter },
  { pattern: /<@&?(\d+)>/uy, make: ([, id = '']) => mention(`@${id}`) },
  {
    pattern: /\[((?:\\.|[^\]\\])+)\]\((https:[^)\s]+)\)/uy,
    make: ([, words = '', url = ''], inner) => link(url, ...inner(words)),
  },
  { pattern: /https?:\/\/\S+/uy, make: ([url]) => link(url, url) },
  { pattern: /`([^`]+)`/uy, make: ([, code = '']) => el('code', {}, code) },
  { pattern: /\*\*(\S.*?)\*\*/uy, make: ([, within = ''], inner) => el('strong', {}, ...inner(within)) },
  { pattern: /__(\S.*?)__/uy, make: ([, within = ''], inner) => el('u', {}, ...inner(within)) },
  { pattern: /\*(\S.*?)\*/uy, make: ([, within = ''], inner) => el('em', {}, ...inner(within)) },
  {
    pattern: /(?<![\p{L}\p{N}])_(\S.*?)_(?![\p{L}\p{N}])/uy,
    make: ([, within = ''], inner) => el('em', {}, ...inner(within)),
  },
  { pattern: /~~(\S.*?)~~/uy, make: ([, within = ''], inner) => el('s', {}, ...inner(within)) },
];
