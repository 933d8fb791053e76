import { oddsOfReaching } from '../../core/insights/spikes/goal.ts';
import { chanceOf } from './random.ts';
import { accountTypes, simulateAccount } from './simulate.ts';

const HISTORY = 91;
const ASKED = [0.8, 0.9, 1, 1.1, 1.25] as const;

export interface GoalReport {
  readonly days: number;
  /** Mean squared error of the chance; 0.25 is a coin, 0 an oracle. */
  readonly brier: number;
  /** Share of futures inside the band that should hold 80 of 100. */
  readonly inside: number;
  /** Mean distance between what was said and what happened, over tenths of chance. */
  readonly offBy: number;
}

/** Asks for goals of 80 to 125 % of the present pace and lets the simulated accounts go on. */
export function measureGoals(days: number, series: number, seed: number): GoalReport {
  const chance = chanceOf(seed);
  const asked: { readonly said: number; readonly came: number }[] = [];
  let inside = 0;
  let bands = 0;
  for (const type of accountTypes([2, 10, 100, 2000])) {
    for (let i = 0; i < series; i += 1) {
      const { row } = simulateAccount(type, HISTORY + days, chance, 0);
      const past = { ...row, values: row.values.slice(0, HISTORY), covers: row.covers.slice(0, HISTORY) };
      const future = total(row.values.slice(HISTORY));
      const even = (total(past.values) / HISTORY) * days;
      for (const share of ASKED) {
        const goal = Math.max(1, Math.round(even * share));
        const odds = oddsOfReaching(past, { current: 0, goal, days });
        if (odds === undefined) continue;
        asked.push({ said: odds.chance, came: future >= goal ? 1 : 0 });
        if (share !== 1) continue;
        bands += 1;
        if (future >= odds.low && future <= odds.high) inside += 1;
      }
    }
  }
  const brier = asked.reduce((sum, { said, came }) => sum + (said - came) ** 2, 0) / asked.length;
  return { days, brier, inside: inside / bands, offBy: offBy(asked) };
}

function total(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function offBy(asked: readonly { readonly said: number; readonly came: number }[]): number {
  let sum = 0;
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const these = asked.filter(({ said }) => Math.min(9, Math.floor(said * 10)) === tenth);
    sum += Math.abs(these.reduce((apart, { said, came }) => apart + said - came, 0));
  }
  return sum / asked.length;
}
