/** What the words after `goal` mean. */
import type { Account } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { findMetric, servingMetric } from '../instagram/catalogue.ts';
import { addDays } from '../insights/spans.ts';
import { parseCommandText } from '../parse.ts';
import { formatNumber } from '../reports/format.ts';
import { nameKey } from '../words.ts';
import type { Ask } from './feature.ts';
import { canBeAimedAt, FOLLOWERS } from './goal-standing.ts';
import { pickAccount } from './pick-account.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/u;
/** Anything that is meant as a number, also one that is none. */
const NUMERIC = /^[-−–+]?[\d.,]*\d[\d.,]*[km%]?$/u;
const WHOLE = /^(?:\d+|\d{1,3}(?:[,.]\d{3})+)$/u;
const SHORT = /^(\d+(?:[.,]\d+)?)([km])$/u;
const UNITS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6 };
const MOST = 1e9;
const FOLLOWER_WORDS = new Set([FOLLOWERS, 'followers_count', 'follower']);
const FILLERS = new Set(['by', 'until', 'of', 'to', 'on', 'get', 'total']);
/** Days ahead of the date that is offered where none was said. */
const AHEAD = 90;

/** The date of an example, always one to come; `today` is Instagram's. */
export function exampleDay(today: string): string {
  return addDays(today, AHEAD);
}

/** Goals that may be set today, the first of followers. */
export function goalExamples(today: string): readonly [string, string] {
  const day = exampleDay(today);
  return [`goal followers 10000 by ${day}`, `goal views 100000 by ${day}`];
}

type Refuse = (sentence: string, hint?: string, suggestions?: readonly string[]) => AppError;

function refuseOn(today: string): Refuse {
  return (sentence, hint = 'A goal is a metric, a number and a date.', suggestions = goalExamples(today)) =>
    new AppError('bad-request', sentence, { hint, suggestions });
}

/** `10000`, `10,000`, `10k`, `1.5m`; undefined for any other number. */
function readTarget(word: string): number | undefined {
  const [, digits = '', unit = ''] = SHORT.exec(word) ?? [];
  const plain = WHOLE.test(word) ? Number(word.replaceAll(/[,.]/gu, '')) : undefined;
  const value = digits === '' ? plain : Math.round(Number(digits.replace(',', '.')) * (UNITS[unit] ?? 1));
  return value === undefined || value < 1 || value > MOST ? undefined : value;
}

/** The metric that answers for the one named, and the words that are left. */
function readMetric(
  words: readonly string[],
  bad: Refuse,
): { readonly metric: string; readonly rest: readonly string[] } {
  if (words.some((word) => FOLLOWER_WORDS.has(word))) {
    // “to reach 10,000 followers” is about followers.
    return { metric: FOLLOWERS, rest: words.filter((word) => !FOLLOWER_WORDS.has(word) && word !== 'reach') };
  }
  const { what, rest } = parseCommandText(words.join(' '), new Set());
  if (what === undefined)
    throw bad('Say what is to be reached: followers, reach, views, interactions or another number.');
  const asked = findMetric(what);
  const served = asked === undefined ? undefined : servingMetric(asked);
  if (asked === undefined || served === undefined || !canBeAimedAt(asked)) {
    throw bad(
      `${asked?.label ?? `“${what}”`} cannot have a goal: it is no number of the account that days bring.`,
      'Followers, reach, views, interactions, profile visits and link taps can.',
    );
  }
  return { metric: served.name, rest };
}

interface GoalOrder {
  readonly account: Account;
  readonly metric: string;
  readonly target: number;
  readonly byDay: string;
}

/** Reads a new goal; `today` is Instagram's. AppError with the fix for anything that is missing or makes no sense. */
export function readGoal(ask: Ask, today: string): GoalOrder {
  const { rest: words, when } = ask.command;
  const bad = refuseOn(today);
  const said = words.filter((word) => !FILLERS.has(word));
  const numbers = said.filter((word) => NUMERIC.test(word));
  const { metric, rest } = readMetric(
    said.filter((word) => !NUMERIC.test(word)),
    bad,
  );
  const strange = rest.find((word) => !ask.accounts.some(({ username }) => nameKey(username) === nameKey(word)));
  if (strange !== undefined) throw bad(`I do not know “${strange}” in a goal.`);
  const account = pickAccount({ ...ask, command: { ...ask.command, when: undefined, rest } });
  const [number, second] = numbers;
  const what = metric === FOLLOWERS ? 'followers' : (findMetric(metric)?.label.toLowerCase() ?? metric);
  if (number === undefined) throw bad(`Say how many ${what} are to be reached.`);
  if (second !== undefined) throw bad(`Say one number: “${number}” or “${second}”.`);
  const target = readTarget(number);
  if (target === undefined) {
    throw bad(
      `“${number}” is no number of ${what} to reach.`,
      `It takes a whole number from 1 to ${formatNumber(MOST)}, like 10000, 10,000, 10k or 1.5m.`,
    );
  }
  const soon = exampleDay(today);
  const dated = [`goal ${metric} ${number} by ${soon} @${account.username}`];
  if (when === undefined || !DATE.test(when)) throw bad(`Say by which date, like ${soon}.`, 'For example:', dated);
  if (when < today) throw bad(`${when} is over.`, 'Say a date to come, for example:', dated);
  return { account, metric, target, byDay: when };
}
