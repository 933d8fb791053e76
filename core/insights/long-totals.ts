/** Periods too long for a call per day: their total is put together from totals of at most 30 days. */
import { windowKey, type Collected } from './collect.ts';
import type { Days, Reading } from './series.ts';
import { countDays, requestPieces, requestWindow } from './spans.ts';

/** Up to this many days a metric without a time series is asked for day by day. */
export const MOST_SINGLE_DAYS = 35;

/** The windows that one call each can answer and that make up the days without overlap. */
export function totalPieces(days: Days): readonly Days[] {
  return requestWindow(days) === undefined ? requestPieces(days) : [days];
}

/** True when a call for every day would be too many. */
export function isTooLongByDay(days: Days): boolean {
  return countDays(days) > MOST_SINGLE_DAYS;
}

function joined(days: Days, readings: readonly Reading[]): Reading | undefined {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const values = readings.flatMap(({ value }) => value ?? []);
  return {
    ...last,
    days,
    value: values.length === readings.length ? values.reduce((sum, value) => sum + value, 0) : null,
    detail: undefined,
    readAt: Math.max(...readings.map((reading) => reading.readAt)),
    confirmedAt: Math.max(...readings.map((reading) => reading.confirmedAt)),
    settled: readings.every((reading) => reading.settled),
  };
}

/** What was collected, with one total for each of `windows` out of its pieces. Only for numbers that may be added up. */
export function withLongTotals(collected: Collected, windows: readonly Days[]): Collected {
  const totals = windows.flatMap((days) => {
    const pieces = totalPieces(days);
    const readings = pieces.flatMap((piece) => collected.windows.get(windowKey(piece)) ?? []);
    const total = readings.length === pieces.length ? joined(days, readings) : undefined;
    return total === undefined || total.value === null ? [] : [[windowKey(days), total] as const];
  });
  return { ...collected, windows: new Map([...collected.windows, ...totals]) };
}
