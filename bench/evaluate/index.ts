/**
 * How good the follower alerts are, measured:
 * `npm run evaluate -- [--data DIR] [--seed N] [--seeds N] [--series N] [--out DIR]`.
 * False alarms and power come from simulated accounts; precision, recall and delay from labelled real series, where a
 * folder with them is at hand.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { FONTS_DIRECTORY, useFonts } from '../../renderers/fonts.ts';
import { toPng } from '../../renderers/png.ts';
import { calibrationOf, drawCalibration } from './calibration.ts';
import { measureGoals } from './goals.ts';
import { type Curve, drawCurves } from './precision-recall.ts';
import { fixed, heading, line } from './print.ts';
import { showLabelled } from './real.ts';
import { showFalseAlarms, showMethods, showPower } from './simulated.ts';
import { measureSpeed } from './speed.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: resolve(ROOT, '../shared/datasets') },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '5' },
    series: { type: 'string', default: '20' },
    out: { type: 'string', default: 'out' },
  },
});

function showGoals(count: number, seed: number): void {
  heading('Odds of goals on simulated accounts');
  line('days ahead', ['Brier', 'in 80 %', 'off by']);
  for (const days of [7, 30, 60]) {
    const { brier, inside, offBy } = measureGoals(days, count, seed);
    line(String(days), [fixed(brier, 3), fixed(inside), fixed(offBy)]);
  }
}

function showSpeed(seed: number): void {
  heading('Speed');
  const { days, aSecond } = measureSpeed(seed);
  const shown = Math.round(aSecond).toLocaleString('en-US');
  console.log(`${shown} days of a series judged a second of processor time, on one core (${days} days; goal 20,000)`);
}

async function draw(chances: readonly number[], curves: readonly Curve[], seeds: number): Promise<void> {
  heading('Calibration');
  const points = calibrationOf(chances);
  line('said', ['happened']);
  for (const { nominal, observed } of points) line(nominal.toPrecision(2), [observed.toPrecision(2)]);
  useFonts(FONTS_DIRECTORY);
  const folder = resolve(options.out);
  mkdirSync(folder, { recursive: true });
  const save = async (name: string, svg: string): Promise<void> => {
    writeFileSync(join(folder, name), await toPng(svg));
    console.log(`drawn to ${join(folder, name)}`);
  };
  const days = chances.length.toLocaleString('en-US');
  await save('calibration.png', drawCalibration(points, `${days} days of simulated accounts, ${seeds} seeds`));
  if (curves.length === 0) return;
  const words = 'All thresholds; a dot is the usual one. Few episodes: differences of 0.08 are noise.';
  await save('precision-recall.png', drawCurves(curves, words));
}

const seed = Number(options.seed);
const series = Number(options.series);
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => seed + i);
const chances = showFalseAlarms(series, seeds);
showPower(series, seeds);
const curves = showLabelled(resolve(options.data));
showMethods(seeds);
showGoals(series, seed);
await draw(chances, curves, seeds.length);
showSpeed(seed);
