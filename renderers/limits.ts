import type { Chart } from '../core/reports/report.ts';
import { cleanText } from './text.ts';

/** What a chart may ask for; beyond it drawing is refused and the caller shows the table. */
export const LIMITS = {
  points: 400,
  bars: 60,
  cells: 400,
  panels: 12,
  /** Real pixels, each way. */
  pixels: 4096,
  milliseconds: 5_000,
  /** Graphemes; longer words are cut, for no picture is wide enough for them. */
  title: 100,
  subtitle: 140,
  name: 60,
  unit: 40,
} as const;

/** The chart with words that are safe to draw. Throws an Error when it has more points, bars or cells than can be drawn. */
export function boundChart(chart: Chart): Chart {
  const words = {
    title: cleanText(chart.title, LIMITS.title),
    subtitle: cleanText(chart.subtitle, LIMITS.subtitle),
    unit: cleanText(chart.unit, LIMITS.unit),
  };
  switch (chart.kind) {
    case 'trend':
      atMost(Math.max(chart.points.length, chart.previous.length), LIMITS.points, 'points');
      return {
        ...chart,
        ...words,
        pointsName: cleanText(chart.pointsName, LIMITS.name),
        previousName: cleanText(chart.previousName, LIMITS.name),
      };
    case 'bars':
      atMost(chart.bars.length, LIMITS.bars, 'bars');
      return {
        ...chart,
        ...words,
        bars: chart.bars.map((bar) => ({ ...bar, label: cleanText(bar.label, LIMITS.name) })),
      };
    case 'heat':
      atMost(Math.max(1, chart.rowNames.length) * Math.max(1, chart.columnNames.length), LIMITS.cells, 'cells');
      return {
        ...chart,
        ...words,
        rowNames: chart.rowNames.map((name) => cleanText(name, LIMITS.name)),
        columnNames: chart.columnNames.map((name) => cleanText(name, LIMITS.name)),
      };
    case 'multiples':
      atMost(chart.panels.length, LIMITS.panels, 'panels');
      atMost(Math.max(0, ...chart.panels.map(({ points }) => points.length)), LIMITS.points, 'points');
      return {
        ...chart,
        ...words,
        panels: chart.panels.map(({ label, points }) => ({ label: cleanText(label, LIMITS.name), points })),
      };
  }
}

function atMost(count: number, limit: number, what: string): void {
  if (count > limit) throw new Error(`A chart of ${count} ${what} is too large to draw; the most is ${limit}.`);
}
