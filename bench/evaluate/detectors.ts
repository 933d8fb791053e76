import type { DayRow } from '../../core/insights/spikes/days.ts';
import { gradeOf } from '../../core/insights/spikes/grade.ts';
import { judge } from '../../core/insights/spikes/judge.ts';
import { ears, ewma, lagSeven, medianDeviation, sevenDayMean, zScore } from './baselines/classic.ts';
import { farrington } from './baselines/farrington.ts';
import { seasonalHybrid } from './baselines/seasonal-hybrid.ts';
import { median } from './baselines/statistics.ts';

/** A way to decide whether a day of counts is a spike. */
export interface Detector {
  readonly name: string;
  /** Days of the row that are spikes, as places. */
  flags(row: DayRow): readonly number[];
}

/** What a baseline says of the newest of some known values, oldest first: a score to hold against its threshold. */
type Score = (history: readonly (number | null)[], value: number) => number | undefined;

const LEAST_DAYS = 14;
const GATE_WINDOW = 28;

/** Ours, day by day, without episodes. */
export function ours(threshold: number): Detector {
  return {
    name: `Reachboard, p < 1e${threshold}`,
    flags: (row) =>
      row.values.flatMap((_, at) => {
        const judgement = judge(row, at, { kind: 'counts' });
        if (judgement?.direction !== 'up') return [];
        const grade = gradeOf(judgement, { threshold, followers: undefined });
        return grade === 'alert' || grade === 'major' ? [at] : [];
      }),
  };
}

/** A baseline behind the same gate of size as ours: half as much again as the 28-day median, and three more. */
function baseline(name: string, score: Score, threshold: number): Detector {
  return {
    name,
    flags: (row) =>
      row.values.flatMap((value, at) => {
        const history = row.values.slice(0, at);
        if (value === null || history.filter((one) => one !== null).length < LEAST_DAYS) return [];
        const usual = median(history.slice(-GATE_WINDOW).filter((one) => one !== null));
        if (value < 1.5 * usual || value - usual < 3) return [];
        return (score(history, value) ?? -Infinity) > threshold ? [at] : [];
      }),
  };
}

/** The methods others use, at their usual thresholds. */
export const BASELINES: readonly Detector[] = [
  baseline('+100 % over the 7-day mean', sevenDayMean, 1),
  baseline('z-score, 28 days (3)', zScore, 3),
  baseline('median and MAD, 28 days (3.5)', medianDeviation, 3.5),
  baseline('EWMA (3)', ewma, 3),
  baseline('EARS C2 (3)', ears, 3),
  baseline('same weekday last week (3.5)', lagSeven, 3.5),
  baseline('S-H-ESD (3.5)', seasonalHybrid, 3.5),
  baseline('Farrington (p < 0.001)', farrington, 3.09),
];
