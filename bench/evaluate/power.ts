import { gradeOf } from '../../core/insights/spikes/grade.ts';
import { judge } from '../../core/insights/spikes/judge.ts';
import { type Chance, chanceOf } from './random.ts';
import { type AccountType, burst, draw, type Noise, simulateAccount } from './simulate.ts';

/** The kinds of noise of the reference's power table: an even account and an overdispersed one. */
export const POWER_NOISES: readonly Noise[] = ['Poisson', 'negative binomial r=5'];
export const POWER_LEVELS = [0.3, 1, 3, 10, 100, 2000] as const;
export const POWER_SIZES = [2, 3, 5, 10] as const;
const HISTORIES = [14, 28, 42, 90] as const;

/** Share of one-day spikes found on their day. */
export interface Power {
  readonly level: number;
  readonly size: number;
  readonly found: number;
}

/**
 * Plants one spike behind histories of 14 to 90 days of the given kinds of noise. A spike of 5x is a day on which
 * five times that day's ordinary mean is expected to come, and comes with the luck of a Poisson count.
 */
export function measurePower(
  threshold: number,
  noises: readonly Noise[],
  series: number,
  seed: number,
): readonly Power[] {
  const chance = chanceOf(seed);
  return POWER_LEVELS.flatMap((level) =>
    POWER_SIZES.map((size) => {
      const found = noises.flatMap((noise) =>
        HISTORIES.flatMap((history) =>
          Array.from({ length: series }, () => isFound(threshold, { noise, level }, history, size, chance)),
        ),
      );
      return { level, size, found: found.filter(Boolean).length / found.length };
    }),
  );
}

function isFound(threshold: number, type: AccountType, history: number, size: number, chance: Chance): boolean {
  const { row, means } = simulateAccount(type, history + 1, chance, 0);
  const values = [...row.values.slice(0, -1), chance.poisson(size * (means[history] ?? 0))];
  const judgement = judge({ ...row, values }, history, { kind: 'counts' });
  if (judgement?.direction !== 'up') return false;
  const grade = gradeOf(judgement, { threshold, followers: undefined });
  return grade === 'alert' || grade === 'major';
}

const ORDINARY_DAYS = 100_000;
const SPIKES = 20_000;

/**
 * The most that anybody could find at 1 in 1,000: who knows the noise and the day's mean exactly, calls a day when fewer
 * than 1 in 1,000 ordinary days of this very account are as high, and does so with no gate of size.
 */
export function measureOracle({ noise, level }: AccountType, size: number, seed: number): number {
  const chance = chanceOf(seed);
  const ordinary = Array.from({ length: ORDINARY_DAYS }, () => draw(noise, level, burst(chance), chance));
  ordinary.sort((a, b) => b - a);
  const limit = ordinary[Math.floor(ORDINARY_DAYS / 1000)] ?? 0;
  let found = 0;
  for (let i = 0; i < SPIKES; i += 1) if (chance.poisson(size * level) > limit) found += 1;
  return found / SPIKES;
}
