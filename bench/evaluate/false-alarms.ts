import type { DayRow } from '../../core/insights/spikes/days.ts';
import { watch } from '../../core/insights/spikes/episodes.ts';
import { rateInterval } from './interval.ts';
import { chanceOf } from './random.ts';
import { accountTypes, simulateAccount, type AccountType } from './simulate.ts';

/** Days of one simulated account; the first 14 only teach. */
const DAYS = 118;
export const TEACHING_DAYS = 14;
const DAYS_A_YEAR = 365;

interface AlarmRate {
  readonly type: AccountType;
  /** Episodes an account-year, with the exact 95 % interval. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

export interface AlarmReport {
  readonly types: readonly AlarmRate[];
  readonly all: Omit<AlarmRate, 'type'>;
  readonly worst: number;
  /** Upward episodes, and over how many account-years. */
  readonly alarms: number;
  readonly years: number;
  /** Downward episodes an account-year. */
  readonly drops: number;
  /** The chance of every judged day to be so high by luck, for the calibration plot. */
  readonly chances: readonly number[];
}

/** The simulated accounts to which nothing happens: `series` of each of the 20 types. */
export function quietAccounts(
  series: number,
  seed: number,
): readonly { readonly type: AccountType; readonly rows: readonly DayRow[] }[] {
  const chance = chanceOf(seed);
  return accountTypes().map((type) => ({
    type,
    rows: Array.from({ length: series }, () => simulateAccount(type, DAYS, chance).row),
  }));
}

/** Counts upward episodes where nothing happened. `threshold` is a decimal logarithm. */
export function measureFalseAlarms(threshold: number, accounts: ReturnType<typeof quietAccounts>): AlarmReport {
  const chances: number[] = [];
  let alarms = 0;
  let drops = 0;
  let years = 0;
  const types = accounts.map(({ type, rows }) => {
    let count = 0;
    for (const row of rows) {
      const { days, episodes } = watch(row, { kind: 'counts', threshold, followers: undefined });
      const ups = episodes.filter(({ direction }) => direction === 'up').length;
      count += ups;
      drops += episodes.length - ups;
      for (const { judgement } of days) {
        if (judgement === undefined) continue;
        chances.push(judgement.direction === 'up' ? 10 ** judgement.log10P : 1 - 10 ** judgement.log10P);
      }
    }
    const exposure = (rows.length * (DAYS - TEACHING_DAYS)) / DAYS_A_YEAR;
    alarms += count;
    years += exposure;
    return { type, ...rateInterval(count, exposure) };
  });
  const worst = Math.max(...types.map(({ rate }) => rate));
  return { types, all: rateInterval(alarms, years), worst, alarms, years, drops: drops / years, chances };
}
