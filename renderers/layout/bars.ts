import type { BarsChart, TrendChart } from '../../core/reports/report.ts';
import { fullNumber } from '../numbers.ts';
import { SIZES } from '../theme.ts';
import { fitText } from '../text.ts';
import type { Measure } from '../text.ts';
import { isTentative, valueOf } from './day-rows.ts';
import { headSignals } from './frame.ts';
import type { Frame, FrameImage } from './frame.ts';

const TOP = 136;
const FOOT = 24;
const LABEL_MOST = 360;
/** Space for each bar, roomy for few and tight for many: 60 of them stay below 4096 pixels. */
const ROOMY = 46;
const TIGHT = 31;
/** The same with small pictures before the names. */
const PICTURED = 64;
const IMAGE = 54;

interface Bar {
  readonly label: string;
  readonly value: number | undefined;
  readonly look: 'current' | 'previous' | 'tentative';
  readonly image?: Uint8Array | undefined;
}

/** Horizontal bars, laid out: names left, numbers at the ends, taller the more there are. */
export function layoutBars(chart: BarsChart, measure: Measure): Frame {
  const bars = chart.bars.map(({ label, value, image }) => ({
    label,
    image,
    value: Number.isFinite(value) ? value : undefined,
    look: 'current' as const,
  }));
  return frameOf(chart, bars, measure);
}

/** A single day has no line: it stands as a bar beside the day before. */
export function layoutSingleDay(chart: TrendChart, measure: Measure): Frame {
  const [point] = chart.points;
  const [before] = chart.previous;
  const open = point !== undefined && isTentative(point.state) && valueOf(point) !== undefined;
  const bars: Bar[] = [];
  if (point !== undefined) {
    const label = open ? `${chart.pointsName} (${point.state})` : chart.pointsName;
    bars.push({ label, value: valueOf(point), look: open ? 'tentative' : 'current' });
  }
  if (before !== undefined) bars.push({ label: chart.previousName, value: valueOf(before), look: 'previous' });
  return frameOf(chart, bars, measure);
}

function frameOf(
  chart: { readonly title: string; readonly subtitle: string; readonly unit: string },
  bars: readonly Bar[],
  measure: Measure,
): Frame {
  const pictured = bars.some(({ image }) => image !== undefined);
  const room = pictured ? PICTURED : bars.length <= 12 ? ROOMY : TIGHT;
  const thickness = Math.round((pictured ? ROOMY : room) * 0.62);
  const from = SIZES.margin + (pictured ? IMAGE + 14 : 0);
  const labels = bars.map(({ label }) =>
    fitText(label, LABEL_MOST - (from - SIZES.margin), (text) => measure(text, SIZES.label)),
  );
  const amounts = bars.map(({ value }) => (value === undefined ? 'no data' : fullNumber(value)));
  const left = from + Math.max(60, ...labels.map((label) => measure(label, SIZES.label))) + 16;
  const right =
    SIZES.width - SIZES.margin - 12 - Math.max(0, ...amounts.map((text) => measure(text, SIZES.label, 600)));
  const values = bars.flatMap(({ value }) => value ?? []);
  const lowest = Math.min(0, ...values);
  const highest = Math.max(0, ...values);
  const bottom = TOP + room * Math.max(1, bars.length);
  return {
    kind: 'bars',
    height: bottom + FOOT,
    signals: {
      ...headSignals(chart, chart.unit, measure),
      ...{ lowest, highest: lowest === highest ? 1 : highest, left, right },
      noteText: bars.length === 0 ? 'No data' : '',
      noteY: TOP + room / 2,
    },
    rows: {
      axis: bars.length === 0 ? [] : [{ value: 0, from: TOP - 2, to: bottom + 2 }],
      bars: bars.map(({ value, look }, i) => {
        const middle = TOP + room * (i + 0.5);
        return {
          ...{ look, label: labels[i] ?? '', labelX: from, amount: amounts[i] ?? '' },
          ...{ middle, from: middle - thickness / 2, to: middle + thickness / 2 },
          value: value ?? null,
          end: Math.max(0, value ?? 0),
        };
      }),
    },
    ...(pictured ? { images: imagesOf(bars, room) } : {}),
  };
}

function imagesOf(bars: readonly Bar[], room: number): readonly FrameImage[] {
  return bars.flatMap(({ image }, i) => {
    const y = TOP + room * (i + 0.5) - IMAGE / 2;
    return image === undefined ? [] : [{ file: image, x: SIZES.margin, y, size: IMAGE }];
  });
}
