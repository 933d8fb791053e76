import type { DayRow } from '../../core/insights/spikes/days.ts';
import { gradeOf } from '../../core/insights/spikes/grade.ts';
import { judge } from '../../core/insights/spikes/judge.ts';
import { ears, ewma, lagSeven, medianDeviation, sameWeekdays, sevenDayMean, zScore } from './baselines/classic.ts';
import { farrington } from './baselines/farrington.ts';
import { seasonalHybrid } from './baselines/seasonal-hybrid.ts';
import { median } from './baselines/statistics.ts';

/** A way to tell how much a day of counts is a spike, by the days before it alone. */
export interface Detector {
  readonly name: string;
  /** Scores above are spikes, as the method is usually used. */
  readonly threshold: number;
  /** Undefined where it cannot or would not judge: too little history, or too small to matter. */
  score(row: DayRow, at: number): number | undefined;
}

/** What a baseline says of the newest of some known values, oldest first. */
type Score = (history: readonly (number | null)[], value: number) => number | undefined;

const LEAST_DAYS = 14;
const GATE_WINDOW = 28;
/** Certain days pass too: the score carries the chance, the grade only the gate of size and history. */
const ANY_CHANCE = 0.1;

/** Ours, day by day, without episodes. The score is -log10 of the chance: 3 is 1 in 1,000. */
export function ours(threshold: number): Detector {
  return {
    name: `Reachboard, p < 1e-${threshold}`,
    threshold,
    score: (row, at) => {
      const judgement = judge(row, at, { kind: 'counts' });
      if (judgement?.direction !== 'up') return undefined;
      const grade = gradeOf(judgement, { threshold: ANY_CHANCE, followers: undefined });
      return grade === 'alert' || grade === 'major' ? -judgement.log10P : undefined;
    },
  };
}

/** A baseline behind the same gate of size as ours: half as much again as the 28-day median, and three more. */
function baseline(name: string, score: Score, threshold: number): Detector {
  return {
    name,
    threshold,
    score: (row, at) => {
      const value = row.values[at];
      const history = row.values.slice(0, at);
      if (value === null || value === undefined) return undefined;
      if (history.filter((one) => one !== null).length < LEAST_DAYS) return undefined;
      const usual = median(history.slice(-GATE_WINDOW).filter((one) => one !== null));
      return value < 1.5 * usual || value - usual < 3 ? undefined : score(history, value);
    },
  };
}

/** The methods others use, at their usual thresholds. */
export const BASELINES: readonly Detector[] = [
  baseline('+100 % over the 7-day mean', sevenDayMean, 1),
  baseline('z-score, 28 days (3)', zScore, 3),
  baseline('median and MAD, 28 days (3.5)', medianDeviation, 3.5),
  baseline('EWMA (3)', ewma, 3),
  baseline('EARS C2 (3)', ears, 3),
  baseline('same weekdays, 8 weeks (3.5)', sameWeekdays, 3.5),
  baseline('change to last week (3.5)', lagSeven, 3.5),
  baseline('S-H-ESD (3.5)', seasonalHybrid, 3.5),
  baseline('Farrington (p < 0.001)', farrington, 3.09),
];

/** The score of every day of a row. */
export function scoresOf(detector: Detector, row: DayRow): readonly (number | undefined)[] {
  return row.values.map((_, at) => detector.score(row, at));
}

/** Places whose score is above a threshold. */
export function flagsAbove(scores: readonly (number | undefined)[], threshold: number): readonly number[] {
  return scores.flatMap((score, at) => (score !== undefined && score > threshold ? [at] : []));
}
