import type { TrendChart } from '../../core/reports/report.ts';
import { SIZES } from '../theme.ts';
import { fitText } from '../text.ts';
import type { Measure } from '../text.ts';
import { isTentative, knownValues, valueOf } from './day-rows.ts';
import type { Row } from './frame.ts';

/** How much room a legend takes: length of a sample, to its name, to the next sample, size of the names. */
interface Spacing {
  readonly sample: number;
  readonly gap: number;
  readonly between: number;
  readonly size: number;
}

const ROOMY: Spacing = { sample: 36, gap: 10, between: 26, size: SIZES.label };
const CLOSE: Spacing = { sample: 36, gap: 8, between: 18, size: SIZES.label };
/** In the order tried; the last one cuts the names. */
const BESIDE_UNIT = [ROOMY, CLOSE, { ...CLOSE, size: 20 }] as const;
const ALONE = [CLOSE, { ...CLOSE, size: 20 }] as const;
const SMALLEST: Spacing = { ...CLOSE, size: 18 };
const FROM_UNIT = 22;

interface Entry {
  readonly look: 'current' | 'previous' | 'tentative';
  readonly name: string;
}

interface Legend {
  readonly signals: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
}

/**
 * Samples and names at the right end of the header row, above the plot and never over it. They share the row with the
 * unit; when the names are long, the unit moves up beside the subtitle, if there is room, and the letters get smaller.
 */
export function layoutLegend(
  chart: TrendChart,
  head: { readonly unitText: string; readonly subtitleText: string },
  measure: Measure,
): Legend {
  const entries = legendEntries(chart);
  const row = SIZES.width - 2 * SIZES.margin;
  const unit = measure(head.unitText, SIZES.label);
  const fits = (room: number) => (spacing: Spacing) => widthOf(entries, spacing, measure) <= room;
  const room = row - unit - FROM_UNIT;
  const beside = BESIDE_UNIT.find(fits(room));
  if (beside !== undefined) return legendOf(entries, beside, measure);
  if (measure(head.subtitleText, SIZES.subtitle) + unit + FROM_UNIT > row) {
    return legendOf(cutNames(entries, room, measure), SMALLEST, measure);
  }
  const spacing = ALONE.find(fits(row)) ?? SMALLEST;
  const legend = legendOf(cutNames(entries, row, measure, spacing), spacing, measure);
  const unitX = SIZES.width - SIZES.margin - unit;
  return { ...legend, signals: { ...legend.signals, unitX, unitY: SIZES.subtitleY } };
}

/** What "open" means in this chart, in a word. */
function tentativeName(chart: TrendChart): string | undefined {
  const states = new Set(chart.points.filter((point) => valueOf(point) !== undefined).map(({ state }) => state));
  const open = [...states].filter(isTentative);
  return open.length > 1 ? 'provisional, estimated' : open[0];
}

function legendEntries(chart: TrendChart): readonly Entry[] {
  const entries: Entry[] = [];
  const current = knownValues(chart.points).length;
  const previous = knownValues(chart.previous).length;
  if (current > 0) entries.push({ look: 'current', name: chart.pointsName });
  else if (previous > 0) entries.push({ look: 'current', name: `${chart.pointsName}: no data` });
  if (previous > 0) entries.push({ look: 'previous', name: chart.previousName });
  const open = tentativeName(chart);
  if (open !== undefined) entries.push({ look: 'tentative', name: open });
  return entries;
}

function legendOf(entries: readonly Entry[], spacing: Spacing, measure: Measure): Legend {
  const { sample, gap, between, size } = spacing;
  const sampleY = SIZES.headerY - 8;
  let x = SIZES.width - SIZES.margin - widthOf(entries, spacing, measure);
  const rows = entries.map(({ look, name }) => {
    const from = x;
    x += sample + gap + measure(name, size) + between;
    return {
      ...{ from, to: from + sample, middle: from + sample / 2, textX: from + sample + gap, y: SIZES.headerY },
      currentY: look === 'current' ? sampleY : null,
      previousY: look === 'previous' ? sampleY : null,
      tentativeY: look === 'tentative' ? sampleY : null,
      label: name,
    };
  });
  return { signals: { legendSize: size }, rows };
}

function widthOf(entries: readonly Entry[], { sample, gap, between, size }: Spacing, measure: Measure): number {
  const names = entries.reduce((sum, { name }) => sum + measure(name, size), 0);
  return names + entries.length * (sample + gap) + Math.max(0, entries.length - 1) * between;
}

/** Names cut until they fit together: the longest gives first. */
function cutNames(entries: readonly Entry[], room: number, measure: Measure, spacing = SMALLEST): readonly Entry[] {
  let fitted = entries;
  for (let most = room; widthOf(fitted, spacing, measure) > room && most > 60; most -= 15) {
    const limit = most;
    fitted = entries.map((entry) => ({
      ...entry,
      name: fitText(entry.name, limit, (text) => measure(text, spacing.size)),
    }));
  }
  return fitted;
}
