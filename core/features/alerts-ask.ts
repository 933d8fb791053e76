/** What the words after `alerts` mean. */
import type { Account } from '../accounts.ts';
import { SENSITIVITIES, type QuietHours, type Sensitivity } from '../alerts/alert.ts';
import { readZone } from '../digests/wall-clock.ts';
import { AppError } from '../errors.ts';
import { closest } from '../words.ts';
import { hereOf } from './digest-ask.ts';
import type { Ask } from './feature.ts';
import { readNamed, withoutComma } from './named-accounts.ts';
import { corrected } from './typed.ts';

const VERBS = [
  'list',
  'on',
  'off',
  'sensitivity',
  'mention',
  'mute',
  'unmute',
  'snooze',
  'quiet',
  'history',
  'test',
  'stats',
  'useful',
  'useless',
] as const;
export type AlertVerb = (typeof VERBS)[number];

const FILLERS = new Set([
  'for',
  'in',
  'to',
  'at',
  'a',
  'the',
  'all',
  'alerts',
  'alert',
  'hours',
  'here',
  'turn',
  'please',
]);
/** Slack: `<#C024BE91L|general>`; Discord: `<#1234567890>`. */
const CHANNEL_MENTION = /^<#([a-z0-9]+)(?:\|([^>]*))?>$/u;
const HOURS = /^(\d{1,2}):(\d{2})[-–](\d{1,2}):(\d{2})$/u;
const LONGEST_MUTE = 365;
const MUTED = /^(\d{1,3})d$/u;

export interface ChannelWord {
  readonly id: string;
  readonly name: string;
}

/** What stays as it is set, and so takes no time. */
const LASTING: ReadonlySet<AlertVerb> = new Set(['on', 'off', 'sensitivity', 'mention', 'unmute', 'quiet']);

/** The first verb, and the words without it; `list` where nothing is said. "not useful" is `useless`, "mute off" `unmute`. */
export function readAlertVerb(ask: Ask): { readonly verb: AlertVerb; readonly rest: readonly string[] } {
  const { rest } = ask.command;
  const [first] = rest;
  if (first === undefined) return { verb: 'list', rest: [] };
  const at = rest.indexOf('useful');
  if (at > 0 && rest[at - 1] === 'not') return { verb: 'useless', rest: rest.toSpliced(at - 1, 2) };
  const verb = VERBS.find((one) => one === first) ?? VERBS.find((one) => rest.includes(one));
  if (verb === 'mute' && rest.includes('off')) {
    return { verb: 'unmute', rest: rest.filter((word) => word !== verb && word !== 'off') };
  }
  if (verb !== undefined) return { verb, rest: rest.toSpliced(rest.indexOf(verb), 1) };
  const near = closest(first, VERBS);
  throw new AppError('unknown-words', `I do not know “${first}” of alerts.`, {
    hint: near.length > 0 ? 'Did you mean:' : 'Alerts know these words.',
    suggestions:
      near.length > 0 ? near.map((one) => corrected(ask, first, one)) : VERBS.slice(0, 5).map((one) => `alerts ${one}`),
  });
}

/** The words that say something. */
export function withoutFillers(words: readonly string[]): readonly string[] {
  return words.filter((word) => !FILLERS.has(word));
}

/** AppError for a length of time where it would be taken for an end. */
export function refuseTime({ command: { when } }: Ask, verb: AlertVerb): void {
  if (when === undefined || !LASTING.has(verb)) return;
  throw new AppError('bad-request', `/ig alerts ${verb} takes no time, so “${when}” changed nothing.`, {
    hint: 'Only mute and snooze end by themselves.',
    suggestions: [`alerts ${verb}`, MUTED.test(when) ? `alerts mute ${when}` : 'alerts mute 3d'],
  });
}

/** The channel a word names; undefined when it names none. */
export function readChannel(word: string): ChannelWord | undefined {
  const [, id, name] = CHANNEL_MENTION.exec(word) ?? [];
  // Ids of platforms have capitals only, which the parser has made small.
  if (id !== undefined) {
    const own = id.toUpperCase();
    return { id: own, name: name === undefined || name === '' ? own : `#${name}` };
  }
  return /^#./u.test(word) ? { id: word.slice(1), name: word } : undefined;
}

/** Channel, zone and accounts after `alerts on`, each undefined (or empty) where it is not said. */
export function readPlace(
  ask: Ask,
  rest: readonly string[],
): {
  readonly channel: ChannelWord | undefined;
  readonly zone: string | undefined;
  readonly accounts: readonly Account[];
} {
  let channel: ChannelWord | undefined;
  let zone: string | undefined;
  const named: string[] = [];
  for (const word of rest) {
    const plain = withoutComma(word);
    const place = readChannel(plain);
    if (place !== undefined) channel = place;
    else if (plain.includes('/') || plain === 'utc') zone = readZone(plain);
    else if (ask.accounts.some(({ username }) => username === plain)) named.push(plain);
    else if (!FILLERS.has(plain)) {
      throw new AppError('unknown-words', `I do not know “${plain}” here.`, {
        suggestions: ['alerts on', 'alerts list'],
      });
    }
  }
  return { channel: channel ?? hereOf(ask.caller), zone, accounts: readNamed(ask, named) };
}

/** As `readNamed`, where no account means all of them. AppError for a word that is no account and not in `known`. */
export function readNamedOnly(
  ask: Ask,
  rest: readonly string[],
  verb: AlertVerb,
  known: readonly string[] = [],
): readonly Account[] {
  const usernames = ask.accounts.map(({ username }) => username);
  const word = rest
    .map(withoutComma)
    .find((one) => !FILLERS.has(one) && !known.includes(one) && !usernames.includes(one));
  if (word === undefined) return readNamed(ask, rest);
  const timed = verb === 'mute' || verb === 'snooze';
  throw new AppError('unknown-words', `I do not know “${word}” here, so nothing was changed.`, {
    hint: timed
      ? `For how long is said in days, 1d to ${LONGEST_MUTE}d; accounts are named with their @.`
      : `Say /ig alerts ${verb} alone for every account, or name accounts.`,
    suggestions: [
      ...(timed && MUTED.test(`${word}d`) ? [`alerts ${verb} ${word}d`] : []),
      ...closest(word, usernames)
        .slice(0, 3)
        .map((one) => `alerts ${verb} @${one}`),
      'alerts list',
    ],
  });
}

/** Refuses accounts where a setting is one for all of them. AppError with what to say instead. */
function refuseNamed(ask: Ask, rest: readonly string[], setting: string, instead: string): void {
  if (readNamed(ask, rest).length === 0) return;
  throw new AppError('bad-request', `${setting} for all accounts, so nothing was changed.`, {
    hint: 'Without an account it is changed for all of them. “Not useful” under an alert makes one account’s stricter.',
    suggestions: [instead, 'alerts list'],
  });
}

/** `low`, `normal` or `high`. AppError when none is said, or more. */
export function readSensitivity(ask: Ask, rest: readonly string[]): Sensitivity {
  const found = SENSITIVITIES.find((one) => rest.includes(one));
  if (found !== undefined) {
    refuseNamed(ask, rest, 'Sensitivity is one', `alerts sensitivity ${found}`);
    readNamedOnly(ask, rest, 'sensitivity', [found]);
    return found;
  }
  throw new AppError('bad-request', 'Say low, normal or high.', {
    hint: 'low: 1 day in 10,000 by our model; normal: 1 in 1,000; high: 1 in 100.',
    suggestions: SENSITIVITIES.map((one) => `alerts sensitivity ${one}`),
  });
}

/** Takes `mention off` only. AppError for words that name nobody a chat could call. */
export function requireNobody(rest: readonly string[]): void {
  if (rest.some((word) => ['off', 'none', 'nobody', 'no', 'without'].includes(word))) return;
  throw new AppError('bad-request', 'I cannot tell whom alerts are to mention.', {
    hint: 'Pick a person, a role or a group from the list of your chat, so that it says who is meant; never everyone.',
    suggestions: ['alerts mention off'],
  });
}

/** Days to be quiet for: `3d`, `day`, `week`, `month`; where nothing is said a week, for `snooze` a day. */
export function readMuteDays(ask: Ask, verb: 'mute' | 'snooze'): number {
  const { when } = ask.command;
  const unsaid = verb === 'mute' ? 7 : 1;
  const words: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 };
  const days = when === undefined ? unsaid : (words[when] ?? Number(MUTED.exec(when)?.[1] ?? 0));
  if (days >= 1 && days <= LONGEST_MUTE) return days;
  throw new AppError('bad-request', `“${when ?? ''}” is no time to mute for.`, {
    hint: `Say 1d to ${LONGEST_MUTE}d.`,
    suggestions: [`alerts ${verb} 3d`],
  });
}

/** `22:00-07:00`; undefined for `off`. AppError when accounts are named: the hours are of the channel. */
export function readQuiet(ask: Ask, rest: readonly string[]): QuietHours | undefined {
  refuseNamed(ask, rest, 'Quiet hours are the same', 'alerts quiet 22:00-07:00');
  if (rest.includes('off') || rest.includes('none')) return undefined;
  const [, h1 = '', m1 = '', h2 = '', m2 = ''] = HOURS.exec(withoutFillers(rest).join('')) ?? [];
  const from = `${h1.padStart(2, '0')}:${m1}`;
  const to = `${h2.padStart(2, '0')}:${m2}`;
  if (
    h1 === '' ||
    from === to ||
    [h1, h2].some((hour) => Number(hour) > 23) ||
    [m1, m2].some((one) => Number(one) > 59)
  ) {
    throw new AppError('bad-request', 'Quiet hours are written like 22:00-07:00.', {
      suggestions: ['alerts quiet 22:00-07:00', 'alerts quiet off'],
    });
  }
  return { from, to };
}

/** The episode a button names: its first day. */
export function readEpisode(ask: Ask): string {
  const { when } = ask.command;
  if (when !== undefined && /^\d{4}-\d{2}-\d{2}$/u.test(when)) return when;
  throw new AppError('bad-request', 'Say which alert: its first day and the account.', {
    hint: 'Both are in /ig alerts history.',
    suggestions: ['alerts history'],
  });
}
