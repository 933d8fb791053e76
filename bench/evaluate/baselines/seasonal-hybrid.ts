import { MAD_TO_SIGMA } from '../../../core/insights/spikes/counts.ts';
import { median } from './statistics.ts';

const WINDOW = 42;

/**
 * The test statistic of seasonal hybrid ESD (Hochenbaum, Vallis and Kejariwal 2017) for the newest of 42 days:
 * the weekly pattern and the median taken away, then median absolute deviations. Like the original it is never an
 * anomaly when the deviation is 0. Weekday medians stand in for the decomposition, which cannot bear unknown days.
 */
export function seasonalHybrid(history: readonly (number | null)[], value: number): number | undefined {
  const window = [...history.slice(-WINDOW + 1), value];
  const middle = median(window.filter((one) => one !== null));
  const offset = window.length % 7;
  const pattern = Array.from({ length: 7 }, (_, day) =>
    median(
      window.filter((one, i): one is number => one !== null && (i - offset + 7) % 7 === day).map((one) => one - middle),
    ),
  );
  const rests = window.flatMap((one, i) => (one === null ? [] : [one - middle - (pattern[(i - offset + 7) % 7] ?? 0)]));
  const centre = median(rests);
  const deviation = MAD_TO_SIGMA * median(rests.map((rest) => Math.abs(rest - centre)));
  return deviation === 0 ? undefined : ((rests.at(-1) ?? 0) - centre) / deviation;
}
