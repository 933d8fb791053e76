import { groupFlags } from './labelled.ts';
import { type Detector, flagsAbove, scoresOf } from './detectors.ts';
import { quietAccounts, TEACHING_DAYS } from './false-alarms.ts';
import { type Chance, chanceOf } from './random.ts';
import { accountTypes, simulateAccount, withViralDays } from './simulate.ts';

const DAYS_A_YEAR = 365;
/** All methods are made to call so often by mistake, to be compared by what they find. */
const FALSE_ALARMS_A_YEAR = 3;
const SIZES = [2, 3, 5, 10] as const;
const HISTORIES = [14, 28, 42, 90] as const;

/** One method on one seed's simulated accounts. */
export interface Comparison {
  readonly name: string;
  /** False alarms an account-year at the usual threshold: mean over the 20 kinds of accounts, and the worst. */
  readonly mean: number;
  readonly worst: number;
  /** Share of spikes found with one threshold for 3 false alarms an account-year, after calm and after viral weeks. */
  readonly calm: number;
  readonly viral: number;
}

interface Spike {
  readonly row: ReturnType<typeof simulateAccount>['row'];
  readonly at: number;
}

/** The same accounts and the same spikes for every method. `series` accounts of each of the 20 kinds. */
export function compareMethods(detectors: readonly Detector[], series: number, seed: number): readonly Comparison[] {
  const accounts = quietAccounts(series, seed);
  const calm = spikes(chanceOf(seed + 1000), false);
  const viral = spikes(chanceOf(seed + 2000), true);
  return detectors.map((detector) => {
    const scored = accounts.map(({ rows }) => rows.map((row) => scoresOf(detector, row)));
    const exposure = (rows: number): number =>
      (rows * (accounts[0]?.rows[0]?.values.length ?? 0) - rows * TEACHING_DAYS) / DAYS_A_YEAR;
    const rates = (threshold: number): readonly number[] =>
      scored.map((rows) => rows.reduce((sum, scores) => sum + alarms(scores, threshold), 0) / exposure(rows.length));
    const usual = rates(detector.threshold);
    const even = thresholdFor((threshold) => average(rates(threshold)), scored.flat(2));
    const found = (all: readonly Spike[]): number =>
      all.filter(({ row, at }) => (detector.score(row, at) ?? -Infinity) > even).length / all.length;
    return {
      name: detector.name,
      mean: average(usual),
      worst: Math.max(...usual),
      calm: found(calm),
      viral: found(viral),
    };
  });
}

function alarms(scores: readonly (number | undefined)[], threshold: number): number {
  return groupFlags(flagsAbove(scores, threshold)).length;
}

function average(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The lowest of the scores that keeps the rate; rates fall as thresholds rise, but for joined alarms. */
function thresholdFor(rateAt: (threshold: number) => number, scores: readonly (number | undefined)[]): number {
  const ranks = scores.filter((score) => score !== undefined).sort((a, b) => a - b);
  let low = Math.floor(ranks.length / 2);
  let high = ranks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rateAt(ranks[middle] ?? 0) > FALSE_ALARMS_A_YEAR) low = middle + 1;
    else high = middle;
  }
  return ranks[high] ?? Infinity;
}

function spikes(chance: Chance, isViral: boolean): readonly Spike[] {
  return accountTypes().flatMap((type) =>
    HISTORIES.flatMap((history) =>
      SIZES.flatMap((size) =>
        Array.from({ length: 3 }, (): Spike => {
          const account = simulateAccount(type, history + 1, chance, 0);
          const { values } = isViral ? withViralDays(account, chance) : account.row;
          const value = chance.poisson(size * (account.means[history] ?? 0));
          return { row: { ...account.row, values: [...values.slice(0, -1), value] }, at: history };
        }),
      ),
    ),
  );
}
