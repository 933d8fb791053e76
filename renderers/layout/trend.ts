import type { TrendChart } from '../../core/reports/report.ts';
import { fullNumber, niceLevels, shortNumber } from '../numbers.ts';
import { SIZES } from '../theme.ts';
import type { Measure } from '../text.ts';
import { dateRows, placeOf, within } from './dates.ts';
import type { Ground } from './dates.ts';
import { dayRows, knownValues, stretchOf } from './day-rows.ts';
import { headSignals } from './frame.ts';
import type { Frame, Row } from './frame.ts';
import { layoutLegend } from './legend.ts';

const TOP = 148;
const BOTTOM = SIZES.trendHeight - 54;
/** The more days, the thinner the lines: [at most so many days, this period, the one before]. */
const WIDTHS = [
  [45, 3.5, 2.5],
  [120, 2.75, 2],
  [Infinity, 2, 1.5],
] as const;

/** A trend of two days or more, laid out. Words are clean and within limits already. */
export function layoutTrend(chart: TrendChart, measure: Measure): Frame {
  const ends = (chart.band ?? []).flatMap((range) => (range === null ? [] : [range.low, range.high]));
  const values = [...knownValues(chart.points), ...knownValues(chart.previous), ...ends];
  const levels = niceLevels(values, 4, chart.axis === 'fitted');
  const lowest = levels[0] ?? 0;
  const raised = lowest > 0;
  const words = levelWords(levels);
  const widest = Math.max(...words.map((word) => measure(word, SIZES.label)));
  const days = dayRows(chart);
  const ground = {
    left: Math.round(SIZES.margin + widest + 22),
    right: SIZES.width - SIZES.margin - 8,
    lastDay: Math.max(1, days.length - 1),
  };
  const spacing = (ground.right - ground.left) / ground.lastDay;
  const subtitle = raised ? `${chart.subtitle} · axis from ${fullNumber(lowest)}` : chart.subtitle;
  const head = headSignals({ ...chart, subtitle }, chart.unit, measure);
  const legend = layoutLegend(chart, head, measure);
  const [, lineWidth, beforeWidth] = WIDTHS.find(([most]) => days.length <= most) ?? WIDTHS[2];
  const signals = {
    ...head,
    ...legend.signals,
    ...{ lineWidth, beforeWidth },
    ...{ firstDay: 0, lastDay: ground.lastDay, left: ground.left, right: ground.right, top: TOP, bottom: BOTTOM },
    lowest,
    highest: levels.at(-1) ?? 1,
    dotArea: spacing >= 16 ? 100 : 60,
    noteText: values.length === 0 ? 'No data for these days' : '',
    noteY: (TOP + BOTTOM) / 2,
  };
  return {
    kind: 'trend',
    height: SIZES.trendHeight,
    signals,
    rows: {
      // An area says how much there is in all: above an axis that does not begin at 0 it would lie.
      areas: raised ? [] : stretchOf(days, 'area'),
      bands: stretchOf(days, 'low', 'high'),
      before: stretchOf(days, 'previous'),
      lone: stretchOf(days, 'previousDot'),
      open: stretchOf(days, 'tentative', 'hollow'),
      sure: stretchOf(days, 'current', 'dot'),
      levels: levels.map((value, i) => ({
        value,
        x: ground.left - 12,
        label: values.length === 0 ? '' : (words[i] ?? ''),
      })),
      // The axis shows this period's days; a longer period before runs on past the last of them.
      dates: dateRows(chart.points.length > 0 ? chart.points : chart.previous, ground, BOTTOM, measure),
      legend: legend.rows,
      peaks: peakRows(days, ground, levels.at(-1) ?? 1, measure, raised ? fullNumber : shortNumber),
    },
  };
}

/** Short where no two levels then read the same. */
function levelWords(levels: readonly number[]): readonly string[] {
  const short = levels.map(shortNumber);
  return new Set(short).size === levels.length ? short : levels.map(fullNumber);
}

/** The number at the highest dot of this period; none when the line is flat or there is no room above it. */
function peakRows(
  days: readonly Row[],
  ground: Ground,
  highest: number,
  measure: Measure,
  words: (value: number) => string,
): readonly Row[] {
  let peak: { readonly index: number; readonly value: number } | undefined;
  for (const [index, { area }] of days.entries()) {
    if (typeof area === 'number' && area > (peak?.value ?? 0)) peak = { index, value: area };
  }
  if (peak === undefined || days.every(({ area }) => area === peak.value)) return [];
  const label = words(peak.value);
  const x = within(placeOf(peak.index, ground), measure(label, SIZES.label, 600), ground.left - 6);
  return [{ x, value: Math.min(peak.value, highest), label }];
}
