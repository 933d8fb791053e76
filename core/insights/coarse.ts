/** Periods too long for a point a day: weeks out of days, or the 30-day totals that Instagram gives. Pure. */
import type { Metric } from '../instagram/metric.ts';
import { windowKey, type Collected } from './collect.ts';
import { stateOf } from './measure.ts';
import type { Days, InsightPoint, NumberState } from './series.ts';
import { countDays, requestPieces } from './spans.ts';

const WEEK = 7;
/** Days of the longest piece that Instagram gives one total for. */
const PIECE = 30;
/** Fewer pieces have no course. */
const FEWEST_PIECES = 3;

/** The middle value; of an even number of values the mean of the two in the middle. 0 for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function worst(states: readonly NumberState[]): NumberState {
  return states.includes('provisional') ? 'provisional' : states.includes('estimated') ? 'estimated' : 'final';
}

function weekValue(known: readonly number[], rollup: Metric['rollup']): number | undefined {
  // A sum without one of its days would be a fall that is none; unique accounts must not be added up.
  if (rollup === 'sum') return known.length === WEEK ? known.reduce((total, value) => total + value, 0) : undefined;
  if (rollup === 'latest') return known.at(-1);
  return known.length > WEEK / 2 ? Math.round(median(known)) : undefined;
}

/**
 * One point for each 7 days, counted back from the last and named by its first day; the days left over at the beginning
 * are not in it. Sums are the week's total and need all its days, unique counts its typical day, totals its last one.
 */
export function byWeek(points: readonly InsightPoint[], rollup: Metric['rollup']): readonly InsightPoint[] {
  const weeks = Math.floor(points.length / WEEK);
  const first = points.length - weeks * WEEK;
  return Array.from({ length: weeks }, (_, index) => {
    const days = points.slice(first + index * WEEK, first + (index + 1) * WEEK);
    const known = days.filter((point) => point.value !== null);
    const value = weekValue(
      known.flatMap((point) => point.value ?? []),
      rollup,
    );
    const day = days[0]?.day ?? '';
    return value === undefined
      ? { day, value: null, state: 'unavailable' as const }
      : { day, value, state: worst(known.map((point) => point.state)) };
  });
}

/** What a week's point is, in words. */
export function weekWords(rollup: Metric['rollup']): string {
  return rollup === 'sum' ? 'by week' : rollup === 'latest' ? 'by week (last value)' : 'by week (median day)';
}

/** Instagram's totals of 30 days each, named by their first day; undefined where fewer than three are known. */
export function byPiece(days: Days, windows: Collected['windows']): readonly InsightPoint[] | undefined {
  const points = requestPieces(days)
    .filter((piece) => countDays(piece) === PIECE)
    .map((piece): InsightPoint => {
      const reading = windows.get(windowKey(piece));
      return reading === undefined || reading.value === null
        ? { day: piece.from, value: null, state: 'unavailable' }
        : { day: piece.from, value: reading.value, state: stateOf(reading) };
    });
  return points.filter(({ value }) => value !== null).length < FEWEST_PIECES ? undefined : points;
}
