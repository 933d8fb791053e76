/**
 * One grammar for all platforms: `<what> [when] [@account] [more]`, the words in any order.
 * Parsing knows words, not accounts: what it cannot place is handed on as `rest`.
 */
import { findMetric } from './instagram/catalogue.ts';
import { findMediaMetric } from './instagram/media/catalogue.ts';
import { joinedName, nameKey, normaliseText } from './words.ts';

export interface ParsedCommand {
  /** A command of the menu or a metric's name; undefined when nothing in the text is one. */
  readonly what: string | undefined;
  /** As `readPeriod` takes it; undefined when none was said. */
  readonly when: string | undefined;
  /** Without `@`, lower case. */
  readonly accounts: readonly string[];
  /** Words nobody has understood yet, in their order. */
  readonly rest: readonly string[];
}

const DATE = String.raw`\d{4}-\d{2}-\d{2}`;
const BETWEEN = String.raw`\s*(?:\.{2,}|\u2026|\u2013|\u2014|\s-\s|\s(?:to|til|till|until|untill|bis)\s)\s*`;
const RANGE = new RegExp(String.raw`(?:\b(?:from|since)\s+)?(${DATE})${BETWEEN}(${DATE})`, 'u');
/** Two days with nothing between them. */
const PAIR = new RegExp(String.raw`(${DATE})\s+(${DATE})`, 'u');
const SINCE = new RegExp(String.raw`\b(?:since|from)\s+(${DATE})\b`, 'u');
/** Not `post 3 week`: one of the two has to say that the number counts weeks. */
const WEEKS = /(?<![^\s(])(?:(?:last|past|previous) (?=\d+ ?week)|(?=\d+ ?weeks\b))(\d{1,4}) ?weeks?\b(?!\S*\w)/u;
const MONTH_NAME =
  /(?:^|\s)((?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?: \d{4})?)(?=\s|$)/u;
const PHRASES: readonly (readonly [RegExp, string | undefined])[] = [
  [/\b(last|previous|past) week\b/u, 'last week'],
  [/\b(last|previous|past) month\b/u, 'last month'],
  [/\b(last|previous|past) year\b/u, 'last year'],
  [/\bthis (week|month)\b/u, undefined],
  // Words of their own: `@30days.of.yoga` is an account and `#30days` a channel.
  [/(?<![^\s(])(?:last |past )?(\d{1,6}) ?days?\b(?!\S*\w)/u, undefined],
];
const SINGLE =
  /^(?:day|today|yesterday|week|month|year|28d|days_28|lifetime|\d{1,6}d|(?:\d{4}-?)?w\d{1,2}|\d{4}-\d{2}(?:-\d{2})?)$/u;
const SYNONYMS = new Map([
  ['daily', 'day'],
  ['weekly', 'week'],
  ['monthly', 'month'],
  ['yearly', 'year'],
  ['alltime', 'lifetime'],
]);
/** Commands that take a metric's name: they are meant wherever they stand, `reach export` as well as `export reach`. */
const ABOUT_METRICS = new Set(['help', 'compare', 'export', 'posts']);
/** Slack's escaped forms of a user mention: the name after the bar is what was typed. */
const SLACK_MENTION = /<@[^|>]*\|([^>]*)>/gu;

interface Taken {
  readonly when: string | undefined;
  readonly left: string;
}

/** Periods that are written with days, weeks by number or a month's name. */
function takeWritten(text: string): Taken | undefined {
  const range = RANGE.exec(text) ?? PAIR.exec(text);
  if (range?.[1] !== undefined && range[2] !== undefined) {
    return { when: `${range[1]}..${range[2]}`, left: text.replace(range[0], ' ') };
  }
  const since = SINCE.exec(text);
  if (since?.[1] !== undefined) return { when: `${since[1]}..`, left: text.replace(since[0], ' ') };
  const weeks = WEEKS.exec(text);
  if (weeks?.[1] !== undefined) return { when: `${Number(weeks[1]) * 7}d`, left: text.replace(weeks[0], ' ') };
  const month = MONTH_NAME.exec(text);
  return month?.[1] === undefined ? undefined : { when: month[1], left: text.replace(month[0], ' ') };
}

function takePeriod(text: string): Taken {
  const written = takeWritten(text);
  if (written !== undefined) return written;
  for (const [pattern, meaning] of PHRASES) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const left = text.replace(found[0], ' ');
    if (meaning !== undefined) return { when: meaning, left };
    return { when: found[1] !== undefined && /^\d/u.test(found[1]) ? `${found[1]}d` : found[0], left };
  }
  const words = text.split(' ');
  const at = words.findIndex((word) => SINGLE.test(SYNONYMS.get(word) ?? word));
  const word = words[at];
  if (word === undefined) return { when: undefined, left: text };
  // The same period said twice is one period.
  return { when: SYNONYMS.get(word) ?? word, left: words.filter((other) => other !== word).join(' ') };
}

/** The longest run of words from `start` that names a command or a metric, joined by `_` for metrics. */
function nameAt(
  words: readonly string[],
  start: number,
  commands: ReadonlySet<string>,
): { readonly name: string; readonly length: number } | undefined {
  for (let length = Math.min(4, words.length - start); length >= 1; length -= 1) {
    const joined = joinedName(words.slice(start, start + length));
    if (joined === undefined) continue;
    if (length === 1 && commands.has(joined)) return { name: joined, length };
    const metric =
      findMetric(joined) ?? findMetric(nameKey(joined)) ?? findMediaMetric(joined) ?? findMediaMetric(nameKey(joined));
    if (metric !== undefined) return { name: metric.name, length };
  }
  return undefined;
}

/**
 * Reads what a person typed, with or without the leading `/ig`. `commands` are the names of the menu.
 * Never throws: text that means nothing comes back with `what` undefined and its words in `rest`.
 */
export function parseCommandText(text: string, commands: ReadonlySet<string>): ParsedCommand {
  const line = normaliseText(text.replaceAll(SLACK_MENTION, '@$1'))
    .replace(/^\/?ig(?=\s|$)/u, '')
    .trim();
  const { when, left } = takePeriod(line);
  const words = left.split(' ').filter((word) => word !== '');
  const accounts = words.filter((word) => /^@./u.test(word)).map((word) => word.slice(1).replace(/[,;]$/u, ''));
  const plain = words.filter((word) => !word.startsWith('@'));

  for (let start = 0; start < plain.length; start += 1) {
    // What follows `by` says how, not what: `by reach`, `by followers`.
    if (plain[start - 1] === 'by') continue;
    const found = nameAt(plain, start, commands);
    if (found === undefined) continue;
    const rest = plain.toSpliced(start, found.length);
    const about = rest.findIndex((word) => ABOUT_METRICS.has(word) && commands.has(word));
    const command = commands.has(found.name) ? undefined : rest[about];
    return command === undefined
      ? { what: found.name, when, accounts, rest }
      : { what: command, when, accounts, rest: plain.filter((word) => word !== command) };
  }
  return { what: undefined, when, accounts, rest: plain };
}
