/** The part of the evaluation that needs no data: false alarms, power and the methods beside each other. */
import { compareMethods } from './compare.ts';
import { BASELINES, ours } from './detectors.ts';
import { measureFalseAlarms, quietAccounts } from './false-alarms.ts';
import { rateInterval } from './interval.ts';
import { measureOracle, measurePower, POWER_LEVELS, POWER_NOISES, POWER_SIZES } from './power.ts';
import { fixed, heading, line, spread } from './print.ts';
import { NOISES } from './simulate.ts';

const THRESHOLDS = [-3, -4, -5] as const;
/** Accounts of a kind that are enough to compare methods on one seed. */
const COMPARED = 5;

/** Prints false alarms over all seeds together, and each seed by itself; gives the chances of all days back. */
export function showFalseAlarms(series: number, seeds: readonly number[]): readonly number[] {
  const bySeed = seeds.map((seed) => {
    const accounts = quietAccounts(series, seed);
    return THRESHOLDS.map((threshold) => measureFalseAlarms(threshold, accounts));
  });
  const at = (place: number) => bySeed.flatMap((reports) => reports[place] ?? []);
  const columns = THRESHOLDS.map((_, place) => at(place));
  const first = columns[0] ?? [];
  heading(`False alarms an account-year, 20 kinds of simulated accounts, ${seeds.length} seeds of ${series} each`);
  line(
    '',
    THRESHOLDS.map((threshold) => `p < 1e${threshold}`),
  );
  first[0]?.types.forEach(({ type }, i) => {
    const rates = columns.map((reports) => reports.reduce((sum, { types }) => sum + (types[i]?.rate ?? NaN), 0));
    line(
      `${type.noise}, ${type.level} a day`,
      rates.map((rate) => fixed(rate / seeds.length)),
    );
  });
  const all = columns.map((reports) => {
    const alarms = reports.reduce((sum, { alarms: count }) => sum + count, 0);
    const years = reports.reduce((sum, report) => sum + report.years, 0);
    return rateInterval(alarms, years);
  });
  line(
    'all',
    all.map(({ rate }) => fixed(rate)),
  );
  line(
    '95 % interval (Poisson)',
    all.map(({ low, high }) => `${fixed(low)}-${fixed(high)}`),
  );
  line(
    'falls (drops)',
    columns.map((reports) => fixed(reports.reduce((sum, { drops }) => sum + drops, 0) / seeds.length)),
  );
  console.log(`\nBy seed at p < 1e-3: all ${spread(first.map(({ all: { rate } }) => rate))},`);
  console.log(`worst kind ${spread(first.map(({ worst }) => worst))} (limits 2.5 and 6)`);
  return first.flatMap(({ chances }) => chances);
}

/** Prints power by level and size, and what nobody could do better. */
export function showPower(series: number, seeds: readonly number[]): void {
  for (const [name, noises] of [
    ['Poisson and negative binomial r=5', POWER_NOISES],
    ['all four kinds of noise', NOISES],
  ] as const) {
    heading(`Share of one-day spikes found on their day at p < 1e-3, ${name}`);
    const bySeed = seeds.map((seed) => measurePower(-3, noises, series, seed));
    line(
      'new followers a day',
      POWER_SIZES.map((size) => `${size}x`),
    );
    for (const level of POWER_LEVELS) {
      const cells = POWER_SIZES.map((size) => {
        const found = bySeed.flatMap((power) => power.filter((one) => one.level === level && one.size === size));
        return fixed(found.reduce((sum, one) => sum + one.found, 0) / found.length);
      });
      line(String(level), cells);
    }
  }
  heading('The same by noise, 5x; in brackets what an oracle finds that knows noise and mean exactly');
  line('new followers a day', NOISES);
  const byNoise = NOISES.map((noise) => measurePower(-3, [noise], series, seeds[0] ?? 1));
  for (const level of POWER_LEVELS) {
    const cells = NOISES.map((noise, i) => {
      const found = byNoise[i]?.find((one) => one.level === level && one.size === 5)?.found ?? NaN;
      return `  ${fixed(found)} (${fixed(measureOracle({ noise, level }, 5, seeds[0] ?? 1))})`;
    });
    line(String(level), cells);
  }
}

/** Prints all methods beside each other on the same accounts and spikes. */
export function showMethods(seeds: readonly number[]): void {
  heading(`Methods on simulated accounts, ${seeds.length} seeds (lowest-highest seed)`);
  console.log('False alarms an account-year at the usual threshold, mean and worst kind of account; then the share of');
  console.log(
    'spikes of 2x, 3x, 5x and 10x found with one threshold for 3 false alarms, after calm and after viral weeks.',
  );
  const bySeed = seeds.map((seed) => compareMethods([ours(3), ...BASELINES], COMPARED, seed));
  line('', ['false/yr', '', 'worst', '', 'calm', '', 'viral']);
  (bySeed[0] ?? []).forEach(({ name }, i) => {
    const of = (key: 'mean' | 'worst' | 'calm' | 'viral', digits = 2): string =>
      `  ${spread(
        bySeed.map((all) => all[i]?.[key] ?? NaN),
        digits,
      )}`;
    console.log([name.padEnd(32), of('mean', 1), of('worst', 1), of('calm'), of('viral')].join('  '));
  });
}
