import type { Chart } from '../../core/reports/report.ts';
import type { Measure } from '../text.ts';
import { layoutBars, layoutSingleDay } from './bars.ts';
import type { Frame } from './frame.ts';
import { layoutHeat } from './heat.ts';
import { layoutMultiples } from './multiples.ts';
import { layoutTrend } from './trend.ts';

/** A chart within the limits, laid out for its template. */
export function layoutChart(chart: Chart, measure: Measure): Frame {
  switch (chart.kind) {
    case 'trend':
      return Math.max(chart.points.length, chart.previous.length) === 1
        ? layoutSingleDay(chart, measure)
        : layoutTrend(chart, measure);
    case 'bars':
      return layoutBars(chart, measure);
    case 'heat':
      return layoutHeat(chart, measure);
    case 'multiples':
      return layoutMultiples(chart, measure);
  }
}
