/** The short rules of dashboards and control charts. Histories are oldest first and may hold unknown days. */
import { MAD_TO_SIGMA } from '../../../core/insights/spikes/counts.ts';
import { mean, median, standardDeviation } from './statistics.ts';

type History = readonly (number | null)[];

function known(history: History, days: number, guard = 0): readonly number[] {
  return history.slice(-days - guard, history.length - guard).filter((value) => value !== null);
}

/** How far above the mean of the last 7 days, as a share of it. */
export function sevenDayMean(history: History, value: number): number | undefined {
  const week = known(history, 7);
  return week.length === 0 ? undefined : value / Math.max(mean(week), 1e-9) - 1;
}

/** Standard deviations above the mean of the last 28 days. */
export function zScore(history: History, value: number): number {
  const month = known(history, 28);
  return over(value - mean(month), standardDeviation(month));
}

/** The modified z-score: median absolute deviations above the median of the last 28 days. */
export function medianDeviation(history: History, value: number): number {
  const month = known(history, 28);
  const middle = median(month);
  return over(value - middle, MAD_TO_SIGMA * median(month.map((one) => Math.abs(one - middle))));
}

/** One-step errors of an exponentially weighted mean (0.3), in standard deviations of the last 28 of them. */
export function ewma(history: History, value: number): number {
  let level: number | undefined;
  const errors: number[] = [];
  for (const one of history) {
    if (one === null) continue;
    if (level !== undefined) errors.push(one - level);
    level = level === undefined ? one : level + 0.3 * (one - level);
  }
  return over(value - (level ?? 0), standardDeviation(errors.slice(-28)));
}

/** EARS C2: the mean and deviation of 7 days, the newest two left out (Hutwagner et al. 2003). */
export function ears(history: History, value: number): number | undefined {
  const week = known(history, 7, 2);
  return week.length < 4 ? undefined : over(value - mean(week), standardDeviation(week));
}

/** The same weekday of the last 8 weeks: median absolute deviations (1 at least) above their median. */
export function sameWeekdays(history: History, value: number): number | undefined {
  const days = Array.from({ length: 8 }, (_, week) => history.at(-7 * (week + 1)));
  const before = days.filter((one): one is number => one !== null && one !== undefined);
  if (before.length < 2) return undefined;
  const middle = median(before);
  const deviation = MAD_TO_SIGMA * median(before.map((one) => Math.abs(one - middle)));
  return (value - middle) / Math.max(1, deviation);
}

/** The difference to the same weekday last week, against 28 days of such differences. */
export function lagSeven(history: History, value: number): number | undefined {
  const before = history.at(-7);
  if (before === null || before === undefined) return undefined;
  const differences: number[] = [];
  for (let at = Math.max(7, history.length - 28); at < history.length; at += 1) {
    const now = history[at];
    const then = history[at - 7];
    if (now !== null && now !== undefined && then !== null && then !== undefined) differences.push(now - then);
  }
  if (differences.length < 7) return undefined;
  return over(value - before, MAD_TO_SIGMA * median(differences.map((one) => Math.abs(one))));
}

/** A distance in units that may be 0: then any distance is too far. */
function over(distance: number, unit: number): number {
  return distance / Math.max(unit, 1e-9);
}
