/** Holds answers against the truth of the local Instagram: right, or honest about not being so. Never wrong. */
import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../core/commands.ts';
import { daysBefore, listDays } from '../../core/insights/spans.ts';
import type { Days } from '../../core/insights/series.ts';
import { HOUR, LUMEN, MINUTE, wordsOf, type Rig } from './rig.ts';

/** What the fault suite asks: each goes another way to its number. */
export const QUESTIONS = [
  'reach 3d',
  'views 2d',
  'followers week',
  'profile',
  'follower_demographics by country',
  'online_followers 3d',
] as const;

interface Numbers {
  readonly servedBy: string;
  readonly period: Days;
  readonly value: number | null;
  readonly previous: number | null;
  readonly delta: number | null;
  readonly state: string;
  readonly notes: readonly string[];
  readonly series: readonly { readonly day: string; readonly value: number | null; readonly state: string }[];
  readonly rows?: readonly { readonly breakdown: string; readonly key: string; readonly value: number }[];
}

type Values = Readonly<Record<string, number>>;

/** Words of our own making that never belong into a reply. */
const BROKEN_WORDS = /undefined|NaN|\[object|\bat .*\.ts|Error:|EAADEMO|IGAADEMO|https?:\/\/127\.|on our side/u;
const LATE = /(?:is|are) not in yet: Instagram delivers up to 48 hours late/u;
const LAST_KNOWN = /Shown is the last known number, read/u;

function numbersOf(answer: RenderedAnswer): Numbers {
  assert.ok(answer.data !== undefined, answer.report.summary);
  return answer.data as unknown as Numbers;
}

/** No stack, no token, no address, nothing of ours to blame. */
export function assertReadable(answer: RenderedAnswer): void {
  const words = wordsOf(answer);
  assert.doesNotMatch(words, BROKEN_WORDS);
  assert.match(answer.report.summary, /\S.*[.?!:…]|\d/u, words);
}

class Truths {
  readonly #rig: Rig;
  readonly #at: readonly number[];

  constructor(rig: Rig, at: readonly number[]) {
    this.#rig = rig;
    this.#at = at;
  }

  window(metric: string, days: Days): readonly (number | undefined)[] {
    const { truth } = this.#rig.world.local;
    // A total is that of the period's end: it stays true when it was read then.
    if (metric === 'followers_count') return this.#rig.moments.map((at) => truth.followers(LUMEN, at));
    return this.#at.map((at) => truth.window(LUMEN, metric, days.from, days.to, at));
  }

  rows(metric: string, days: Days): readonly Values[] {
    const { truth } = this.#rig.world.local;
    if (metric !== 'online_followers')
      return this.#at.map((at) => truth.audience(LUMEN, metric, 'country', undefined, at));
    const known = listDays(days)
      .map((day) => truth.online(LUMEN, day))
      .filter((hours) => Object.keys(hours).length > 0);
    return subsets(known).map(means);
  }
}

function subsets<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: 2 ** all.length - 1 }, (_, mask) => all.filter((_one, bit) => ((mask + 1) >> bit) & 1));
}

function means(days: readonly Values[]): Values {
  const hours = [...new Set(days.flatMap((day) => Object.keys(day)))];
  return Object.fromEntries(
    hours.map((hour) => {
      const known = days.flatMap((day) => day[hour] ?? []);
      return [hour, Math.round(known.reduce((sum, value) => sum + value, 0) / known.length)];
    }),
  );
}

function assertRows(rows: NonNullable<Numbers['rows']>, possible: readonly Values[], words: string): void {
  // The week of `online` is the same hours once more, on the clock of a zone.
  const own = rows.filter(({ breakdown, value }) => breakdown !== 'weekday,hour' && value > 0);
  const found = own.map(({ key, value }) => [key, value] as const);
  const fits = possible.some((truth) => found.every(([key, value]) => truth[key] === value));
  assert.ok(fits && found.length > 0, words);
}

function assertWindow(value: number | null, metric: string, days: Days, truths: Truths, words: string): void {
  if (value !== null)
    assert.ok(truths.window(metric, days).includes(value), `${metric} ${days.from}: ${value}; ${words}`);
}

/** Every number of the answer was true when one of `at` was. */
function assertTrueAt(rig: Rig, answer: RenderedAnswer, at: readonly number[]): void {
  const words = wordsOf(answer);
  const numbers = numbersOf(answer);
  const truths = new Truths(rig, at);
  if (answer.data !== undefined && 'followers_count' in answer.data) {
    assert.ok(truths.window('followers_count', { from: '', to: '' }).includes(Number(answer.data['followers_count'])));
    return;
  }
  const { servedBy, period, rows } = numbers;
  if (rows !== undefined) {
    if (rows.length > 0) assertRows(rows, truths.rows(servedBy, period), words);
    return;
  }
  const known = numbers.series.reduce((sum, point) => sum + (point.value ?? 0), 0);
  // A sum without its newest days says that they are not in yet; an empty answer looks like that too.
  const isPartial = servedBy === 'views' && numbers.value === known && LATE.test(words);
  if (!isPartial) assertWindow(numbers.value, servedBy, period, truths, words);
  if (servedBy !== 'followers_count') {
    assertWindow(numbers.previous, servedBy, daysBefore(period), truths, words);
    for (const { day, value } of numbers.series) assertWindow(value, servedBy, { from: day, to: day }, truths, words);
  }
  if (numbers.delta !== null) assert.equal(numbers.delta, (numbers.value ?? 0) - (numbers.previous ?? 0));
}

/** The whole and present truth, as if nothing had ever failed. */
export function assertExact(
  rig: Rig,
  answer: RenderedAnswer,
  unlike?: RegExp,
  at = [rig.world.now] as readonly number[],
): void {
  const words = wordsOf(answer);
  assert.equal(answer.status, 'answered', words);
  assertReadable(answer);
  assertTrueAt(rig, answer, at);
  assert.doesNotMatch(words, LAST_KNOWN);
  if (unlike !== undefined) assert.doesNotMatch(words, unlike);
  if (answer.data === undefined || 'followers_count' in answer.data) return;
  const { value, rows, series, servedBy, period } = numbersOf(answer);
  if (rows !== undefined) {
    assert.ok(rows.length > 0, words);
    // Hours of a young day may not be in yet; then the answer says how many days it knows.
    if (servedBy !== 'online_followers' || /Known are \d of \d days/u.test(words)) return;
    const whole = new Truths(rig, [rig.world.now]).rows(servedBy, period).at(-1) ?? {};
    assertRows(rows, [whole], words);
    return;
  }
  assert.notEqual(value, null, words);
  for (const point of servedBy === 'followers_count' ? [] : series) {
    const truths = new Truths(rig, at).window(servedBy, { from: point.day, to: point.day });
    assert.ok(truths.includes(point.value ?? undefined), `${point.day}; ${words}`);
  }
}

/** Nothing is asked again while it is fresh: demographics for six hours, any other number for a quarter of one. */
function freshAt({ world, moments }: Rig, answer: RenderedAnswer): readonly number[] {
  const demographics = answer.data?.['servedBy'] === 'follower_demographics';
  return moments.filter((at) => world.now - at < (demographics ? 6 * HOUR : 15 * MINUTE));
}

function isExact(rig: Rig, answer: RenderedAnswer, says: RegExp): boolean {
  try {
    assertExact(rig, answer, says, freshAt(rig, answer));
    return true;
  } catch (error) {
    if (error instanceof assert.AssertionError) return false;
    throw error;
  }
}

/** What scripts get where there is no answer holds no number, and says why. */
function assertEmpty({ data }: RenderedAnswer, words: string): void {
  if (data === undefined) return;
  const numbers = Object.values(data).filter((value) => typeof value === 'number');
  assert.deepEqual(numbers, [], words);
  if ('metric' in data)
    assert.deepEqual([data['value'], data['state'], data['series']], [null, 'unavailable', []], words);
}

/**
 * The truth, or less than it with the reason in words (`says`): a sentence instead of a number, a null with its state, or
 * the last known number with its age.
 */
export function assertHonest(rig: Rig, answer: RenderedAnswer, says: RegExp): void {
  const words = wordsOf(answer);
  assertReadable(answer);
  if (isExact(rig, answer, says)) return;
  assert.match(words, says);
  if (answer.status !== 'answered') {
    assert.equal(answer.status, 'unanswerable', words);
    assertEmpty(answer, words);
    return;
  }
  assertTrueAt(rig, answer, rig.moments);
  if (answer.data === undefined || 'followers_count' in answer.data) return;
  const { value, state, rows } = numbersOf(answer);
  if (value === null && rows === undefined) assert.match(state, /^(?:unavailable|too few|withdrawn)$/u, words);
}
