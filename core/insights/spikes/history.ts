import { type DayRow, weekdayOf } from './days.ts';

/** Days of history that count, and after how many a day counts half. */
const WINDOW = 42;
const HALF_LIFE = 21;
/** With so many known days besides, yesterday is left out: a spike of two days must not vouch for itself. */
const GUARD_FROM = 14;

/** Vote of a day by its age: yesterday 1, 21 days before half. */
const VOTES = Array.from({ length: WINDOW + 1 }, (_, age) => 0.5 ** (age / HALF_LIFE));

/** What was known before a day: values with their weekday and the vote their age leaves them. */
export interface History {
  readonly values: readonly number[];
  readonly weekdays: readonly number[];
  readonly votes: readonly number[];
}

/**
 * The known, settled single days before place `at` of a row, oldest first: at most 42, from place `since` on.
 * Yesterday is among them only while fewer than 14 others are.
 */
export function historyBefore(row: DayRow, at: number, since = 0): History {
  const guarded = collect(row, at - 2, Math.max(since, at - WINDOW - 1), at);
  if (guarded.values.length >= GUARD_FROM) return guarded;
  return collect(row, at - 1, Math.max(since, at - WINDOW), at);
}

function collect(row: DayRow, newest: number, oldest: number, at: number): History {
  const values: number[] = [];
  const weekdays: number[] = [];
  const votes: number[] = [];
  for (let place = Math.max(0, oldest); place <= newest; place += 1) {
    const value = row.values[place];
    if (value === null || value === undefined || row.settled[place] !== true || row.covers[place] !== 1) continue;
    values.push(value);
    weekdays.push(weekdayOf(row.first + place));
    votes.push(VOTES[at - 1 - place] ?? 0);
  }
  return { values, weekdays, votes };
}

/**
 * The weighted median: the value at half of all votes, each value standing at the middle of its own vote, straight
 * between neighbours. 0 of nothing.
 */
export function weightedMedian(values: readonly number[], votes: readonly number[]): number {
  const sorted = new Float64Array(values.length);
  const weights = new Float64Array(values.length);
  let half = 0;
  // Sorted by insertion: a comparator costs more than the few dozen moves.
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    let place = i;
    for (; place > 0 && (sorted[place - 1] ?? 0) > value; place -= 1) {
      sorted[place] = sorted[place - 1] ?? 0;
      weights[place] = weights[place - 1] ?? 0;
    }
    sorted[place] = value;
    weights[place] = votes[i] ?? 0;
    half += (votes[i] ?? 0) / 2;
  }
  return valueAt(half, sorted, weights);
}

function valueAt(share: number, sorted: Float64Array, weights: Float64Array): number {
  let passed = 0;
  let stoodBefore = -Infinity;
  for (let i = 0; i < sorted.length; i += 1) {
    const value = sorted[i] ?? 0;
    const weight = weights[i] ?? 0;
    const stands = passed + weight / 2;
    if (stands >= share) {
      if (i === 0) return value;
      const before = sorted[i - 1] ?? 0;
      return before + ((value - before) * (share - stoodBefore)) / (stands - stoodBefore);
    }
    passed += weight;
    stoodBefore = stands;
  }
  return sorted[sorted.length - 1] ?? 0;
}
