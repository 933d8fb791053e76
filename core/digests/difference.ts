/** What Instagram says now beside what a digest said. Pure. */
import { formatChange, formatDay, formatDays, formatList, formatNumber } from '../reports/format.ts';
import type { AccountFacts, DigestFacts, NumberFact } from './facts.ts';

export interface Difference {
  readonly username: string;
  readonly then: NumberFact;
  readonly now: NumberFact;
}

/** A number that moved by less than this share of itself, or by less than so many, is no news. */
const MATERIAL = 0.02;
const MATERIAL_COUNT = 5;

function pairs(then: DigestFacts, now: DigestFacts): readonly (readonly [AccountFacts, AccountFacts])[] {
  return then.accounts.flatMap((one) => {
    const other = now.accounts.find(({ id }) => id === one.id);
    return other === undefined ? [] : [[one, other] as const];
  });
}

/** Headline numbers that are not what they were, for this week or the one before. */
export function differencesOf(then: DigestFacts, now: DigestFacts): readonly Difference[] {
  return pairs(then, now).flatMap(([{ username, numbers }, fresh]) =>
    numbers.flatMap((number) => {
      const other = fresh.numbers.find(({ name }) => name === number.name);
      const same = other === undefined || (number.value === other.value && number.previous === other.previous);
      return same ? [] : [{ username, then: number, now: other }];
    }),
  );
}

/** True for a final number that was missing, or that moved by 2 % and by 5 or more. */
export function isMaterial({ then, now }: Difference): boolean {
  if (now.value === null || now.state === 'provisional' || now.value === then.value) return false;
  if (then.value === null) return true;
  return Math.abs(now.value - then.value) >= Math.max(MATERIAL_COUNT, MATERIAL * Math.abs(then.value));
}

function words(value: number | null): string {
  return value === null ? 'not known' : formatNumber(value);
}

function deltaWords({ then, now }: Difference): string {
  if (then.value === null || now.value === null) return '';
  const delta = now.value - then.value;
  return formatChange(delta, then.value === 0 ? null : delta / then.value);
}

/** "reach 12,300 instead of 12,000, ▲ +300 (+2.5 %)". */
export function differenceWords(difference: Difference): string {
  const { then, now } = difference;
  const instead = then.value === null ? ', not known before' : ` instead of ${formatNumber(then.value)}`;
  const delta = deltaWords(difference);
  return `${now.label.toLowerCase()} ${words(now.value)}${instead}${delta === '' ? '' : `, ${delta}`}`;
}

export const DIFFERENCE_COLUMNS = ['Account', 'Number', 'Then', 'Now', 'Difference', 'Week before'];

/** One row per difference, for DIFFERENCE_COLUMNS. */
export function differenceRow(difference: Difference): readonly string[] {
  const { username, then, now } = difference;
  const before = then.previous === now.previous ? '' : `${words(then.previous)} → ${words(now.previous)}`;
  return [`@${username}`, then.label, words(then.value), words(now.value), deltaWords(difference), before];
}

/** Days that were not in when the digest was made and are now: its numbers are about fewer days. One sentence an account. */
export function arrivedWords(then: DigestFacts, now: DigestFacts): readonly string[] {
  return pairs(then, now).flatMap(([one, { days, late }]) => {
    const came = one.late.filter((day) => !late.includes(day));
    if (came.length === 0) return [];
    const verb = came.length === 1 ? 'is' : 'are';
    return [
      `${formatList(came.map(formatDay))} ${verb} in now for @${one.username}: the digest showed ${formatDays(one.days)}, now it is ${formatDays(days)}.`,
    ];
  });
}
