/** What people type, made comparable: quotes, case, spaces and dashes do not matter. */
import { distance } from 'fastest-levenshtein';

const SMART_QUOTES = /["'`\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a\u00ab\u00bb]/gu;
/** Characters nobody types on purpose: controls, zero-width and bidirectional marks. */
const INVISIBLE = /[\p{Cc}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
/** Beyond so many characters a command is refused, for words that fell off its end would change what it means. */
export const LONGEST_COMMAND = 2_000;

/** One line of lower-case words: smart quotes gone, full-width letters folded, spaces single. At most `LONGEST_COMMAND` characters. */
export function normaliseText(text: string): string {
  return text
    .slice(0, LONGEST_COMMAND)
    .normalize('NFKC')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(INVISIBLE, '')
    .replaceAll(SMART_QUOTES, '')
    .toLowerCase()
    .trim();
}

/** The form names are compared in: letters and digits only. */
export function nameKey(word: string): string {
  return word.replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** What only stands between words: `last 7 days, @name`, `reach – week`. */
const SEPARATOR = /^[,;:\u2013\u2014-]+$/u;

/** The words as one name, joined by `_`. Undefined where one has neither letter nor digit (an emoji): a name would swallow it. */
export function joinedName(words: readonly string[]): string | undefined {
  const lost = words.some((word) => nameKey(word) === '' && !SEPARATOR.test(word));
  return lost ? undefined : words.join('_').replaceAll('-', '_');
}

/** Letters to change, add or leave out; two neighbours in the wrong order count as one. Infinity when that is beyond `most`. */
function apartBy(key: string, other: string, most: number): number {
  // Long words differ in length from every name; comparing them letter by letter would hold up everybody.
  if (Math.abs(key.length - other.length) > most) return Infinity;
  const swap = (at: number): string => key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2);
  const swapped = Array.from({ length: key.length - 1 }, (_, at) => swap(at));
  return Math.min(distance(key, other), ...swapped.map((word) => 1 + distance(word, other)));
}

/**
 * The candidates a misspelt word most likely means, best first, at most `limit`. A candidate counts when it differs in
 * about a third of its letters, begins with the word, or holds it.
 */
export function closest(word: string, candidates: Iterable<string>, limit = 3): readonly string[] {
  const key = nameKey(word.toLowerCase());
  if (key === '') return [];
  const scored: { readonly name: string; readonly score: number }[] = [];
  for (const name of new Set(candidates)) {
    const other = nameKey(name.toLowerCase());
    const most = Math.max(1, Math.floor((Math.max(key.length, other.length) + 1) / 3));
    const apart = apartBy(key, other, most);
    if (apart <= most) scored.push({ name, score: apart });
    else if (key.length >= 3 && other.startsWith(key))
      scored.push({ name, score: 3 + (other.length - key.length) / 100 });
    else if (key.length >= 4 && other.includes(key))
      scored.push({ name, score: 4 + (other.length - key.length) / 100 });
  }
  return scored
    .sort((one, other) => one.score - other.score || one.name.localeCompare(other.name))
    .slice(0, limit)
    .map(({ name }) => name);
}
