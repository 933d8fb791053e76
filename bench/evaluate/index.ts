/**
 * How good the follower alerts are, measured: `npm run evaluate -- [--data DIR] [--seed N] [--series N] [--out FILE]`.
 * False alarms and power come from simulated accounts; precision, recall and delay from labelled real series, where a
 * folder with them is at hand.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { FONTS_DIRECTORY, useFonts } from '../../renderers/fonts.ts';
import { toPng } from '../../renderers/png.ts';
import { calibrationOf, drawCalibration } from './calibration.ts';
import { BASELINES, ours } from './detectors.ts';
import { measureFalseAlarms, quietAccounts } from './false-alarms.ts';
import { measureGoals } from './goals.ts';
import { readLabelled, scoreDetector } from './labelled.ts';
import { measurePower, POWER_LEVELS, POWER_SIZES } from './power.ts';
import { NOISES } from './simulate.ts';
import { measureSpeed } from './speed.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const THRESHOLDS = [-3, -4, -5] as const;

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: resolve(ROOT, '../shared/datasets') },
    seed: { type: 'string', default: '1' },
    series: { type: 'string', default: '50' },
    out: { type: 'string', default: 'out/calibration.png' },
  },
});

function heading(words: string): void {
  console.log(`\n${words}\n${'-'.repeat(words.length)}`);
}

function line(name: string, cells: readonly (string | number)[]): void {
  console.log(name.padEnd(34) + cells.map((cell) => String(cell).padStart(10)).join(''));
}

function fixed(value: number, digits = 2): string {
  return value.toFixed(digits);
}

function showFalseAlarms(accounts: ReturnType<typeof quietAccounts>): readonly number[] {
  const reports = THRESHOLDS.map((threshold) => measureFalseAlarms(threshold, accounts));
  heading('False alarms an account-year, 20 kinds of simulated accounts');
  line(
    '',
    THRESHOLDS.map((threshold) => `p < 1e${threshold}`),
  );
  reports[0]?.types.forEach(({ type }, i) => {
    line(
      `${type.noise}, ${type.level} a day`,
      reports.map(({ types }) => fixed(types[i]?.rate ?? NaN)),
    );
  });
  line(
    'all',
    reports.map(({ all }) => fixed(all.rate)),
  );
  line(
    '95 % interval',
    reports.map(({ all }) => `${fixed(all.low)}-${fixed(all.high)}`),
  );
  line(
    'worst kind',
    reports.map(({ worst }) => fixed(worst)),
  );
  line(
    'falls (drops)',
    reports.map(({ drops }) => fixed(drops)),
  );
  return reports[0]?.chances ?? [];
}

function showPower(series: number, seed: number): void {
  for (const [name, noises] of [
    ['Poisson and negative binomial r=5', ['Poisson', 'negative binomial r=5']],
    ['all four kinds of noise', NOISES],
  ] as const) {
    heading(`Share of one-day spikes found on their day at p < 1e-3, ${name}`);
    line(
      'new followers a day',
      POWER_SIZES.map((size) => `${size}x`),
    );
    const power = measurePower(-3, noises, series, seed);
    for (const level of POWER_LEVELS) {
      line(
        String(level),
        power.filter((one) => one.level === level).map(({ found }) => fixed(found)),
      );
    }
  }
}

function showLabelled(folder: string): void {
  heading('Labelled real series, by episode');
  const series = existsSync(folder) ? readLabelled(folder) : undefined;
  if (series === undefined) {
    console.log(`SKIPPED: no spike-labels.json in the optional data folder ${folder}; name one with --data.`);
    return;
  }
  console.log(`${series.length} series, ${series.flatMap(({ labels }) => labels).length} labelled episodes`);
  line('', ['precision', 'recall', 'F1', 'false/yr', 'delay d']);
  for (const detector of [...THRESHOLDS.map(ours), ...BASELINES]) {
    const { precision, recall, f1, falseAlarmsAYear, delay } = scoreDetector(detector, series);
    line(detector.name, [fixed(precision), fixed(recall), fixed(f1), fixed(falseAlarmsAYear, 1), fixed(delay)]);
  }
}

function showGoals(series: number, seed: number): void {
  heading('Odds of goals on simulated accounts');
  line('days ahead', ['Brier', 'in 80 %', 'off by']);
  for (const days of [7, 30, 60]) {
    const { brier, inside, offBy } = measureGoals(days, series, seed);
    line(String(days), [fixed(brier, 3), fixed(inside), fixed(offBy)]);
  }
}

const seed = Number(options.seed);
const series = Number(options.series);
const accounts = quietAccounts(series, seed);
const chances = showFalseAlarms(accounts);
showPower(series, seed);
showLabelled(resolve(options.data));
showGoals(series, seed);

heading('Calibration');
const points = calibrationOf(chances);
line('said', ['happened']);
for (const { nominal, observed } of points) line(nominal.toPrecision(2), [observed.toPrecision(2)]);
useFonts(FONTS_DIRECTORY);
const out = resolve(options.out);
mkdirSync(dirname(out), { recursive: true });
const days = chances.length.toLocaleString('en-US');
writeFileSync(out, await toPng(drawCalibration(points, `${days} days of simulated accounts, seed ${seed}`)));
console.log(`drawn to ${out}`);

heading('Speed');
const speed = measureSpeed(seed);
console.log(
  `${Math.round(speed.aSecond).toLocaleString('en-US')} days of a series judged a second (${speed.days} days)`,
);
