/** What the words after `digest` mean. */
import type { Account } from '../accounts.ts';
import { readWeekday, weekdayName, WEEKDAYS, type Subscription } from '../digests/subscription.ts';
import { readZone, zoneNames, type WeeklyTime } from '../digests/wall-clock.ts';
import { AppError, isAppError } from '../errors.ts';
import { closest } from '../words.ts';
import type { Ask } from './feature.ts';
import { findAccount, readAccounts, refuseStrange } from './named-accounts.ts';
import { corrected, typedWords } from './typed.ts';

export const DIGEST_VERBS = ['preview', 'schedule', 'list', 'pause', 'resume', 'remove', 'history', 'show'] as const;
export type DigestVerb = (typeof DIGEST_VERBS)[number];

/** What other tools call it. */
const OTHER_VERBS: ReadonlyMap<string, string> = new Map([
  ['diff', 'show diff'],
  ['difference', 'show diff'],
  ['delete', 'remove'],
  ['cancel', 'remove'],
  ['stop', 'pause'],
  ['start', 'resume'],
  ['create', 'schedule'],
  ['new', 'schedule'],
  ['order', 'schedule'],
]);
const ORDER_WORDS = [...WEEKDAYS, 'replace', 'sections', 'without', 'mention'];
const FILLERS = new Set(['at', 'on', 'every', 'each', 'in', 'for', 'to', 'of', 'and', 'weekly', 'digest', 'oclock']);
const TIME = /^(\d{1,2}(?=\D|$)|\d{2})(?:[:.h]?(\d{2}))?(am|pm)?$/u;
/** Slack: `<#C024BE91L|general>`; Discord: `<#1234567890>`. */
const CHANNEL_MENTION = /^<#([a-z0-9]+)(?:\|([^>]*))?>$/u;
const NUMBER = /^#?\d{1,9}$/u;
const WEEK = /^\d{4}-?w\d{1,2}$/u;

interface Channel {
  readonly id: string;
  readonly name: string;
}

/** What an order begins with where a word is not said: the one it replaces, or a time of the week. */
export interface Before extends WeeklyTime {
  readonly channel?: Channel;
  readonly accounts?: readonly Account[];
}

/** What a changed digest keeps where nothing else is said. */
export function beforeOf(ask: Ask, { weekday, time, zone, channelId, channelName, accounts }: Subscription): Before {
  return {
    weekday,
    time,
    zone,
    channel: { id: channelId, name: channelName },
    accounts: accounts.flatMap((id) => ask.accounts.filter((one) => one.id === id)),
  };
}

export interface ScheduleWords extends WeeklyTime {
  readonly channel: Channel;
  readonly accounts: readonly Account[];
}

/** The first verb, and the words without it. */
export function readVerb(ask: Ask): { readonly verb: DigestVerb; readonly rest: readonly string[] } {
  const { rest } = ask.command;
  const verb = DIGEST_VERBS.find((one) => rest.includes(one));
  if (verb !== undefined) return { verb, rest: rest.toSpliced(rest.indexOf(verb), 1) };
  const [first] = rest;
  if (first === undefined) return { verb: 'list', rest: [] };
  const number = rest.find((word) => NUMBER.test(word))?.replace('#', '') ?? '1';
  if (/^(?:change|edit|modify|update)$/u.test(first)) {
    throw new AppError('unknown-words', `A digest is changed by an order with “replace” and its number.`, {
      hint: 'It holds only what is to be different, for example:',
      suggestions: [`digest schedule friday replace ${number}`, 'digest list'],
    });
  }
  const meant = OTHER_VERBS.get(first);
  const near = meant === undefined ? closest(first, DIGEST_VERBS) : [meant];
  throw new AppError('unknown-words', `I do not know “${first}” of a digest.`, {
    hint: near.length > 0 ? 'Did you mean:' : 'A digest knows these words.',
    suggestions:
      near.length > 0 ? near.map((one) => corrected(ask, first, one)) : DIGEST_VERBS.map((one) => `digest ${one}`),
  });
}

function readTime(word: string): string | undefined {
  const [, hours, minutes = '00', half] = TIME.exec(word) ?? [];
  if (hours === undefined) return undefined;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === 'pm' ? 12 : 0);
  const wrong = hour > 23 || Number(minutes) > 59 || (half !== undefined && (Number(hours) < 1 || Number(hours) > 12));
  if (wrong) {
    throw new AppError('bad-request', `There is no time ${word}.`, {
      hint: 'Times are written like 09:00 or 18:30.',
      about: 'time',
    });
  }
  return `${String(hour).padStart(2, '0')}:${minutes}`;
}

/** A channel as each platform writes it. Ids of platforms have capitals only, which the parser has made small. */
function readChannel(word: string): Channel | undefined {
  const [, id, name] = CHANNEL_MENTION.exec(word) ?? [];
  if (id !== undefined)
    return { id: id.toUpperCase(), name: name === undefined || name === '' ? id.toUpperCase() : `#${name}` };
  if (!/^#./u.test(word)) return undefined;
  return { id: word.slice(1), name: word };
}

/** Where an example posts when nobody knows where it is asked. */
export const SOMEWHERE = '#general';

/** Zones of a city that is written without its region. */
function citiesNamed(word: string): readonly string[] {
  return zoneNames().filter((name) => name.toLowerCase().endsWith(`/${word}`));
}

/** The zone of a word, or the order with the zones it may mean. */
function askZone(ask: Ask, word: string): string {
  try {
    return readZone(word);
  } catch (error) {
    const cities = citiesNamed(word);
    const near = cities.length > 0 ? cities : closest(word, zoneNames(), 2);
    if (!isAppError(error) || near.length === 0) throw error;
    throw new AppError(error.code, error.message, {
      hint: 'Did you mean:',
      suggestions: near.map((zone) => corrected(ask, word, zone)),
      about: 'zone',
    });
  }
}

function unknownWord(ask: Ask, word: string): AppError {
  if (/^mentions?$/u.test(word)) {
    return new AppError('bad-request', 'I cannot tell whom the digest is to mention.', {
      hint: 'Pick a person, a role or a group from the list of your chat, so that it says who is meant; never everyone.',
      about: 'mention',
    });
  }
  const near = closest(word, ORDER_WORDS, 1).map((day) => day.toLowerCase());
  return new AppError('unknown-words', `I do not know “${word}” in a schedule.`, {
    hint:
      near.length > 0
        ? 'Did you mean:'
        : 'Say weekday, time, zone, channel and accounts, in any order. Without that word it is:',
    suggestions: (near.length > 0 ? near : [undefined]).map((day) => corrected(ask, word, day)),
  });
}

/** AppError where something else than a week is said: a digest comes once in each, and would come then all the same. */
function refuseOften({ command: { when } }: Ask): void {
  if (when === undefined || when === 'week') return;
  throw new AppError('bad-request', `A digest comes once a week, so “${when}” cannot be ordered.`, {
    hint: 'Say a weekday and a time, for example:',
    suggestions: ['digest schedule monday 09:00'],
  });
}

function secondDay(first: number, second: number): AppError {
  const [one, other] = [weekdayName(first), weekdayName(second)];
  return new AppError('bad-request', `A digest comes once a week: say ${one} or ${other}, not both.`, {
    hint: 'For two days a week order two digests, in two channels.',
  });
}

/** Where the question was asked, as a channel. */
export function hereOf({ channelId, channelName }: Ask['caller']): Channel | undefined {
  if (channelId === undefined) return undefined;
  return { id: channelId, name: channelName ?? (/^\p{Ll}/u.test(channelId) ? `#${channelId}` : channelId) };
}

/** Weekday, time, zone, channel and accounts in any order; what is not said is as `before`, and the place is here. */
export function readSchedule(ask: Ask, words: readonly string[], before: Before): ScheduleWords {
  let [weekday, time, named, channel]: [number?, string?, string?, Channel?] = [];
  const accounts: Account[] = [];
  refuseOften(ask);
  for (const word of words) {
    const plain = word.replace(/[,;]$/u, '');
    const day = readWeekday(plain);
    const account = findAccount(ask, plain);
    if (weekday === undefined && day !== undefined) weekday = day;
    else if (weekday !== undefined && day !== undefined && account === undefined) throw secondDay(weekday, day);
    else if (channel === undefined && readChannel(plain) !== undefined) channel = readChannel(plain);
    else if (named === undefined && (plain.includes('/') || plain === 'utc')) named = askZone(ask, plain);
    else if (time === undefined && TIME.test(plain)) time = readTime(plain);
    else if (account !== undefined) accounts.push(account);
    else if (citiesNamed(plain).length > 0) askZone(ask, plain);
    else if (closest(plain, ORDER_WORDS, 1).length > 0 && !FILLERS.has(plain)) throw unknownWord(ask, plain);
    else if (/^(?:[a-z]{3,5}|[+-]\d{2}:?\d{2}|(?:gmt|utc)[+-]\d+)$/u.test(plain) && !FILLERS.has(plain))
      askZone(ask, plain);
    else if (!FILLERS.has(plain)) throw unknownWord(ask, plain);
  }
  const place = channel ?? before.channel ?? hereOf(ask.caller);
  if (place === undefined) {
    throw new AppError('bad-request', 'Say in which channel the digest is to be posted.', {
      hint: 'For example:',
      suggestions: [`${typedWords(ask).join(' ')} ${SOMEWHERE}`],
      about: 'channel',
    });
  }
  return {
    weekday: weekday ?? before.weekday,
    time: time ?? before.time,
    zone: named ?? before.zone,
    channel: place,
    accounts: readAccounts(ask, accounts, before.accounts),
  };
}

/**
 * A digest's number and nothing else; undefined when nothing is said. AppError `unknown-words` for anything more, a length of
 * time (`when`) too: `pause 3d` would be for ever.
 */
export function readNumber(verb: DigestVerb, rest: readonly string[], when?: string): number | undefined {
  const [word, ...more] = rest.filter((one) => !FILLERS.has(one));
  const strange = word !== undefined && !NUMBER.test(word) ? word : (more[0] ?? when);
  if (strange !== undefined) {
    throw new AppError('unknown-words', `I do not know “${strange}” after digest ${verb}.`, {
      hint: 'It takes the number of one digest, which is in /ig digest list.',
      suggestions: ['digest list'],
    });
  }
  return word === undefined ? undefined : Number(word.replace('#', ''));
}

/** What a preview is of: the digest with a number, or accounts, the default one where none is said. */
export function readPreviewed(
  ask: Ask,
  words: readonly string[],
): { readonly number?: number; readonly accounts: readonly Account[] } {
  const left = words.filter((word) => !FILLERS.has(word));
  const [only, ...more] = left;
  const alone = ask.command.accounts.length === 0 && more.length === 0 && only !== undefined;
  if (alone && NUMBER.test(only) && findAccount(ask, only) === undefined)
    return { number: Number(only.replace('#', '')), accounts: [] };
  refuseStrange(ask, left, 'digest preview', 'It takes accounts, or the number of one digest.');
  const accounts = left.flatMap((word) => findAccount(ask, word) ?? []);
  return { accounts: readAccounts(ask, accounts) };
}

/** `2026-W45` from what was said; undefined when no week was. */
export function readWeek(ask: Ask): string | undefined {
  const { when } = ask.command;
  if (when === undefined) return undefined;
  if (!WEEK.test(when)) {
    throw new AppError('bad-request', `“${ask.text.slice(0, 80)}” does not say one ISO week.`, {
      hint: 'Weeks are written like 2026-W45.',
      suggestions: ['digest history'],
    });
  }
  const [year = '', week = ''] = when.split(/-?w/u);
  return `${year}-W${week.padStart(2, '0')}`;
}
