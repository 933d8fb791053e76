import type { Days } from '../series.ts';
import { type ChangeUsual, learnChanges } from './changes.ts';
import { type CountUsual, learnCounts } from './counts.ts';
import { type DayRow, dayOf, weekdayOf } from './days.ts';
import { historyBefore } from './history.ts';
import { countQuantile, countTails, type LogTails } from './negative-binomial.ts';
import { studentTails, T4_NINETY_FIVE } from './student.ts';

/** `counts` are whole numbers from 0 (new followers, reach, views); `changes` may be negative (net followers). */
export type SeriesKind = 'counts' | 'changes';

/** Days of history before anything is shown, and before anything may alert. */
const DAYS_TO_SHOW = 7;
export const DAYS_TO_ALERT = 14;

/** What a day was expected to be, before it was known. */
export type Expectation = {
  /** Known days behind it. */
  readonly known: number;
  readonly mean: number;
} & (
  | {
      readonly kind: 'counts';
      /** Variance = mean + spread mean²; holds the doubt about the mean too. */
      readonly spread: number;
    }
  | { readonly kind: 'changes'; readonly scale: number }
);

/** A value beside its expectation. Holds all that is needed to say it again. */
export interface Judgement {
  /** One day, or all that a value after a gap covers. */
  readonly days: Days;
  readonly value: number;
  readonly expected: Expectation;
  readonly direction: 'up' | 'down';
  /** Decimal logarithm of the chance of a value so far out on that side; -3 is one in a thousand. */
  readonly log10P: number;
  readonly settled: boolean;
  /** Set where the value is what the total gained between two moments (epoch ms), not a day's number. */
  readonly hours?: { readonly from: number; readonly to: number };
  readonly method: string;
}

/** Names formulas and parameters; changes with them, so that a kept judgement says what it was made by. */
const METHOD = 'spikes 1';

export interface JudgeOptions {
  readonly kind: SeriesKind;
  /** The first day that may teach, as a place of the row; the start of a new level. */
  readonly since?: number;
}

/**
 * What place `at` of a row should be by the days before it, over the `covers` days that end there. Undefined with
 * fewer than 7 known days. Depends on nothing else, so the same readings always give the same answer.
 */
export function expect(row: DayRow, at: number, options: JudgeOptions, covers = 1): Expectation | undefined {
  const start = at - covers + 1;
  const history = historyBefore(row, start, options.since);
  const known = history.values.length;
  if (known < DAYS_TO_SHOW) return undefined;
  const weekdays = Array.from({ length: covers }, (_, i) => weekdayOf(row.first + start + i));
  return options.kind === 'counts'
    ? expectCounts(known, learnCounts(history), weekdays)
    : expectChanges(known, learnChanges(history), weekdays);
}

function expectCounts(known: number, usual: CountUsual, weekdays: readonly number[]): Expectation {
  const means = weekdays.map((day) => usual.level * (usual.factors[day] ?? 1));
  const mean = sum(means);
  // The doubt about a single day's mean, for the means of a gap come from the same fit.
  const doubt = (means.length / mean + usual.alpha) / usual.worth;
  const evenness = sum(means.map((mu) => mu * mu)) / (mean * mean);
  return { kind: 'counts', known, mean, spread: (usual.alpha + doubt) * evenness };
}

function expectChanges(known: number, usual: ChangeUsual, weekdays: readonly number[]): Expectation {
  const mean = sum(weekdays.map((day) => usual.level + (usual.shifts[day] ?? 0)));
  return { kind: 'changes', known, mean, scale: usual.scale * Math.sqrt(weekdays.length) };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** The value at place `at` against its expectation. Undefined when it is unknown, or with fewer than 7 known days. */
export function judge(row: DayRow, at: number, options: JudgeOptions): Judgement | undefined {
  const value = row.values[at];
  if (value === null || value === undefined) return undefined;
  const covers = row.covers[at] ?? 1;
  const expected = expect(row, at, options, covers);
  if (expected === undefined) return undefined;
  const { upper, lower } = tailsOf(expected, value);
  return {
    days: { from: dayOf(row.first + at - covers + 1), to: dayOf(row.first + at) },
    value,
    expected,
    direction: upper <= lower ? 'up' : 'down',
    log10P: Math.min(upper, lower) / Math.LN10,
    settled: row.settled[at] === true,
    method: METHOD,
  };
}

function tailsOf(expected: Expectation, value: number): LogTails {
  return expected.kind === 'counts'
    ? countTails(value, expected.mean, expected.spread)
    : studentTails((value - expected.mean) / expected.scale);
}

/** Where 95 of 100 ordinary values fall: what an alert calls usual and what a chart shades. */
export function usualRange(expected: Expectation): { readonly low: number; readonly high: number } {
  if (expected.kind === 'counts') {
    const { mean, spread } = expected;
    return { low: countQuantile(0.025, mean, spread), high: countQuantile(0.975, mean, spread) };
  }
  const reach = T4_NINETY_FIVE * expected.scale;
  return { low: Math.round(expected.mean - reach), high: Math.round(expected.mean + reach) };
}
