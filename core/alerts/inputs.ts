/** What a finding rests on, small enough to be kept with it. */
import { type DayRow, dayNumber } from '../insights/spikes/days.ts';
import type { SeriesKind } from '../insights/spikes/judge.ts';
import type { FindingInputs } from './alert.ts';
import type { Step } from './decide.ts';

/** A day is judged by the 42 days before yesterday. */
const DAYS_BEFORE = 43;

/** Where a series comes from and how strictly it is judged. */
export interface Judged {
  readonly kind: SeriesKind;
  readonly row: DayRow;
  readonly threshold: number;
  readonly followers: number | undefined;
  /** First place that teaches the day at a place of the row. */
  readonly sinceOf: (place: number) => number;
}

/** The part of a row that the days of a step were judged by. */
export function inputsOf({ kind, row, threshold, followers, sinceOf }: Judged, { judgements }: Step): FindingInputs {
  const places = judgements.flatMap(({ days }) => [dayNumber(days.from) - row.first, dayNumber(days.to) - row.first]);
  const last = Math.max(...places);
  const first = Math.max(0, Math.min(...places) - DAYS_BEFORE);
  const cut = <T>(all: readonly T[]): readonly T[] => all.slice(first, last + 1);
  return {
    kind,
    row: { first: row.first + first, values: cut(row.values), settled: cut(row.settled), covers: cut(row.covers) },
    since: Math.max(0, sinceOf(last) - first),
    threshold,
    followers,
  };
}
