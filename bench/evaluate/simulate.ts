import type { DayRow } from '../../core/insights/spikes/days.ts';
import type { Chance } from './random.ts';

export const NOISES = ['Poisson', 'negative binomial r=5', 'negative binomial r=2', 'bursty'] as const;
export type Noise = (typeof NOISES)[number];

/** New followers on an ordinary day. */
const LEVELS = [0.3, 2, 10, 100, 2000] as const;

export interface AccountType {
  readonly noise: Noise;
  readonly level: number;
}

/** Weekdays from quiet to busy, mean 1. */
const WEEKDAYS = [0.8, 0.9, 1, 1.05, 1.1, 1.2, 0.95];
const MONTHLY_TREND = 0.2;
const MISSING = 0.04;
/** The log of a bursty account's mean is an AR(1) with this memory and standard deviation. */
const MEMORY = 0.5;
const BURST = 0.5;

/** How far the log of a bursty account's mean is off, without regard to the day before. */
export function burst(chance: Chance): number {
  return BURST * chance.normal();
}

/** Four kinds of noise at each level; the usual five levels make 20 types. */
export function accountTypes(levels: readonly number[] = LEVELS): readonly AccountType[] {
  return NOISES.flatMap((noise) => levels.map((level) => ({ noise, level })));
}

export interface SimulatedAccount {
  readonly row: DayRow;
  /** What each day would bring on average. */
  readonly means: readonly number[];
}

/**
 * Daily new followers of an account to which nothing happens: weekday pattern, a trend of up to 20 % a month either
 * way, and a share of the days unknown (4 % unless said).
 */
export function simulateAccount(type: AccountType, days: number, chance: Chance, missing = MISSING): SimulatedAccount {
  const growth = Math.log(1 + MONTHLY_TREND * (2 * chance.uniform() - 1)) / 30;
  const phase = Math.floor(7 * chance.uniform());
  const means = Array.from(
    { length: days },
    (_, day) => type.level * (WEEKDAYS[(day + phase) % 7] ?? 1) * Math.exp(growth * (day - days / 2)),
  );
  let log = burst(chance);
  const values = means.map((mean): number | null => {
    log = MEMORY * log + Math.sqrt(1 - MEMORY ** 2) * burst(chance);
    const value = draw(type.noise, mean, log, chance);
    return chance.uniform() < missing ? null : value;
  });
  return { row: { first: 20_000, values, settled: values.map(() => true), covers: values.map(() => 1) }, means };
}

/** On so many days something goes viral, brings so many times the usual on its day, and lasts up to three days. */
const VIRAL = 0.035;
const VIRAL_LEAST = 3;
const VIRAL_MOST = 15;
const VIRAL_DAYS = 3;

/** The account's days with viral ones among them; the last day is left as it is. */
export function withViralDays({ row, means }: SimulatedAccount, chance: Chance): DayRow {
  const values = [...row.values];
  for (let start = 0; start < values.length - 1; start += 1) {
    if (chance.uniform() >= VIRAL) continue;
    const size = VIRAL_LEAST + (VIRAL_MOST - VIRAL_LEAST) * chance.uniform() ** 2;
    const days = 1 + Math.floor(VIRAL_DAYS * chance.uniform());
    for (let at = start; at < Math.min(start + days, values.length - 1); at += 1) {
      const more = ((size - 1) * (means[at] ?? 0)) / (at - start + 1);
      values[at] = (values[at] ?? 0) + chance.poisson(more);
    }
  }
  return { ...row, values };
}

/** A day's new followers where `mean` are usual; `log` moves a bursty account's mean. */
export function draw(noise: Noise, mean: number, log: number, chance: Chance): number {
  switch (noise) {
    case 'Poisson':
      return chance.poisson(mean);
    case 'negative binomial r=5':
      return chance.poisson((mean * chance.gamma(5)) / 5);
    case 'negative binomial r=2':
      return chance.poisson((mean * chance.gamma(2)) / 2);
    case 'bursty':
      return chance.poisson(mean * Math.exp(log - BURST ** 2 / 2));
  }
}
