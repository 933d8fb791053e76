import type { HeatChart } from '../../core/reports/report.ts';
import { shortNumber } from '../numbers.ts';
import { PALETTES, SIZES } from '../theme.ts';
import { fitText } from '../text.ts';
import type { Measure } from '../text.ts';
import { headSignals } from './frame.ts';
import type { Frame, Row } from './frame.ts';

const TOP = 130;
const FOOT = 48;
const ROW = 36;
/** Space between cells. */
const GAP = 3;
const NAME_MOST = 200;
/** Every so many columns one is named: the first of these that leaves room. */
const NAMED = [1, 2, 3, 4, 6, 8, 12] as const;
const STEPS = PALETTES.light.scale.length;
const SAMPLE = { width: 26, height: 20, gap: 10 } as const;

/** Where the cells stand, in logical pixels. */
interface Grid {
  readonly left: number;
  readonly pitch: number;
}

/** A heat map, laid out: names left and below, the scale in the head. The lowest known value has the first step. */
export function layoutHeat(chart: HeatChart, measure: Measure): Frame {
  const known = chart.values.flat().flatMap((value) => numberOf(value) ?? []);
  const [lowest, highest] = [Math.min(...known), Math.max(...known)];
  const stepOf = (value: number | null | undefined): number | null => {
    const found = numberOf(value);
    if (found === undefined) return null;
    if (highest <= lowest) return STEPS - 1;
    return Math.min(STEPS - 1, Math.floor(((found - lowest) / (highest - lowest)) * STEPS));
  };
  const names = chart.rowNames.map((name) => fitText(name, NAME_MOST, (text) => measure(text, SIZES.label)));
  const left = SIZES.margin + Math.max(0, ...names.map((name) => measure(name, SIZES.label))) + 16;
  const grid = { left, pitch: (SIZES.width - SIZES.margin - left) / Math.max(1, chart.columnNames.length) };
  const bottom = TOP + ROW * Math.max(1, names.length);
  return {
    kind: 'heat',
    height: bottom + FOOT,
    signals: {
      ...headSignals(chart, chart.unit, measure),
      noteText: known.length === 0 ? 'No data' : '',
      noteY: TOP + ROW / 2,
    },
    rows: {
      cells: chart.rowNames.flatMap((_, row) =>
        chart.columnNames.map((__, column) => ({
          ...placeOf(grid, row, column),
          step: stepOf(chart.values[row]?.[column]),
        })),
      ),
      marks: chart.marked.map(([row, column]) => placeOf(grid, row, column)),
      names: names.map((label, row) => ({ label, x: SIZES.margin, y: TOP + ROW * (row + 0.5) })),
      hours: columnRows(chart, grid, bottom, measure),
      ...legendRows(chart, known, measure),
    },
  };
}

function numberOf(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function placeOf({ left, pitch }: Grid, row: number, column: number) {
  const from = left + pitch * column;
  const top = TOP + ROW * row;
  return { from: from + GAP / 2, to: from + pitch - GAP / 2, top: top + GAP / 2, bottom: top + ROW - GAP / 2 };
}

function columnRows({ columnNames }: HeatChart, { left, pitch }: Grid, bottom: number, measure: Measure) {
  const widest = Math.max(0, ...columnNames.map((name) => measure(name, SIZES.label)));
  const every = NAMED.find((count) => pitch * count >= widest + 14) ?? columnNames.length;
  return columnNames.flatMap((label, column) =>
    column % every === 0 ? [{ label, x: left + pitch * (column + 0.5), y: bottom + 32 }] : [],
  );
}

/** The scale from its lowest to its highest value, at the right end of the header row; an open box for "not known". */
function legendRows(chart: HeatChart, known: readonly number[], measure: Measure) {
  const y = SIZES.headerY;
  const [top, bottom] = [y - SAMPLE.height + 2, y + 2];
  const cells = chart.rowNames.length * chart.columnNames.length;
  if (known.length === 0) return { steps: [], legend: [] };
  const [low, high] = [shortNumber(Math.min(...known)), shortNumber(Math.max(...known))];
  let x: number = SIZES.width - SIZES.margin;
  const steps: Row[] = [];
  const legend: Row[] = [];
  const word = (label: string) => {
    x -= measure(label, SIZES.label);
    legend.unshift({ label, x, y });
    x -= SAMPLE.gap;
  };
  const sample = (step: number | null) => {
    steps.unshift({ from: x - SAMPLE.width, to: x - 2, top, bottom, step });
    x -= SAMPLE.width;
  };
  if (known.length < cells) {
    word('not known');
    sample(null);
    x -= SAMPLE.gap * 2;
  }
  word(high);
  for (let step = STEPS - 1; step >= 0; step -= 1) sample(step);
  x -= SAMPLE.gap;
  word(low);
  return { steps, legend };
}
