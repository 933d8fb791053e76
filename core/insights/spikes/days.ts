import type { IsoDate } from '../series.ts';

const DAY = 86_400_000;

/** One number of a series as it goes in: a day's count, a day's net change, or a total at a day's end. */
export interface SpikePoint {
  readonly day: IsoDate;
  /** Null: unknown. Never 0 for unknown. */
  readonly value: number | null;
  /** Past Instagram's 48 hours. */
  readonly settled: boolean;
}

/** A series without holes: place i is the day `first + i`, counted in days since 1970. */
export interface DayRow {
  readonly first: number;
  readonly values: readonly (number | null)[];
  readonly settled: readonly boolean[];
  /** How many days the value speaks for, this one the last; more than 1 where days before it are unknown. */
  readonly covers: readonly number[];
}

/** A day as a number, and back. Calendar days only, so no clock change can move one. */
export function dayNumber(day: IsoDate): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
}

export function dayOf(number: number): IsoDate {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

/** 0 to 6; only sameness counts. */
export function weekdayOf(number: number): number {
  return ((number % 7) + 7) % 7;
}

/** Points in any order as a row; days nobody mentions are unknown. The later point of the same day counts. */
export function layOut(points: readonly SpikePoint[]): DayRow {
  const numbers = points.map(({ day }) => dayNumber(day));
  const first = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  const last = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  const length = points.length === 0 ? 0 : last - first + 1;
  const values = Array.from({ length }, (): number | null => null);
  const settled = Array.from({ length }, () => false);
  points.forEach((point, i) => {
    const place = (numbers[i] ?? first) - first;
    values[place] = point.value;
    settled[place] = point.settled;
  });
  return { first: length === 0 ? 0 : first, values, settled, covers: values.map(() => 1) };
}

/**
 * Totals (one a day) as net changes. A total after k unknown days gives one change that covers k + 1 days: it is
 * judged as that sum and never spread over them, and it teaches nothing about single days.
 */
export function changesOf(totals: DayRow): DayRow {
  const values: (number | null)[] = [];
  const covers: number[] = [];
  let before: { readonly place: number; readonly total: number } | undefined;
  totals.values.forEach((total, place) => {
    values.push(total === null || before === undefined ? null : total - before.total);
    covers.push(total === null || before === undefined ? 1 : place - before.place);
    if (total !== null) before = { place, total };
  });
  return { first: totals.first, settled: totals.settled, values, covers };
}
