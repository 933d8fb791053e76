/** A message as a reader sees it: Discord's escapes undone, and what its markup would do that no report asked for. */
import type { FakeMessage } from './messages.ts';

/** Whatever Unicode calls a control, a format or a surrogate, but for line breaks and the joiners of scripts and emoji. */
const HIDDEN = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu;
const CODE_BLOCK = /```\n([^`]*)\n```/gu;
const ESCAPED = /\\[^0-9A-Za-z\s]/gu;
/** Links of a `links` block are ours: https, words that hold no bracket. */
const OUR_LINK = /\[((?:\\.|[^\]\\[])*)\]\(https:\/\/[^\s()]+\)/gu;
/** What Discord's markdown makes of text, by name; escapes and code blocks are taken out before. */
const MARKUP: readonly (readonly [string, RegExp])[] = [
  ['a ping', /@(?:everyone|here)/u],
  ['a mention', /<(?:@[!&]?|#)\d+>/u],
  ['a timestamp, command or emoji', /<(?:t|a?:\w+|\/[^:>]+|id):[^>]*>/u],
  ['a link', /(?:https?|discord|steam):\/\/\S/u],
  ['a masked link', /\[[^\]]*\]\([^)]*\)/u],
  ['emphasis', /\*[^*]+\*|_[^_]+_|~~[^~]+~~|\|\|[^|]+\|\|/u],
  ['code', /`[^`]*`/u],
  ['a heading, quote or list', /^\s*(?:#{1,3}\s|-#\s|>\s|[-*+]\s|\d+\.\s)/mu],
  ['an emoji', /:[\w+~-]{2,}:/u],
];

function parts({ content, embeds }: FakeMessage): readonly string[] {
  return [
    content,
    ...embeds.flatMap(({ title = '', description = '', fields = [] }) => [
      title,
      description,
      ...fields.flatMap(({ name, value }) => [name, value]),
    ]),
  ];
}

function footers({ embeds }: FakeMessage): readonly string[] {
  return embeds.flatMap(({ footer }) => (footer === undefined ? [] : [footer.text]));
}

/** All words of a message. */
export function readableText(message: FakeMessage): string {
  const shown = parts(message).map((text) => text.replaceAll(ESCAPED, (pair) => pair.slice(1)));
  return [...shown, ...footers(message)].join('\n');
}

/** What text would do although no report asked for it, in words. */
export function harmsOf(message: FakeMessage): readonly string[] {
  const all = [...parts(message), ...footers(message)];
  const hidden = all.flatMap((text) => (text.match(HIDDEN) ?? []).map((one) => `hidden ${JSON.stringify(one)}`));
  const markup = parts(message).flatMap((text) => {
    const left = text.replaceAll(CODE_BLOCK, '').replaceAll(OUR_LINK, '').replaceAll(ESCAPED, '');
    return MARKUP.flatMap(([name, pattern]) => {
      const found = pattern.exec(left);
      return found === null ? [] : [`${name}: ${JSON.stringify(found[0])}`];
    });
  });
  return [...hidden, ...markup];
}
