import type { NumberState } from '../../../core/insights/series.ts';
import type { BarsChart, ChartPoint, HeatChart, MultiplesChart, TrendChart } from '../../../core/reports/report.ts';

/** Days in a row from 2026-11-02, a Monday. */
export function pointsOf(values: readonly (number | null)[], state: NumberState = 'final'): readonly ChartPoint[] {
  return values.map((value, i) => ({
    day: new Date(Date.UTC(2026, 10, 2 + i)).toISOString().slice(0, 10),
    value,
    state: value === null ? 'unavailable' : state,
  }));
}

/** A trend of a week with the week before, changed as the test needs. */
export function trendOf(changes: Partial<TrendChart> = {}): TrendChart {
  return {
    kind: 'trend',
    title: 'Reach of @example',
    subtitle: '2–8 Nov 2026, US Pacific days',
    unit: 'accounts',
    points: pointsOf([5, 8, 6, 9, 7, 6, 8]),
    previous: pointsOf([4, 4, 5, 5, 4, 4, 5]),
    pointsName: '2–8 Nov',
    previousName: '26 Oct – 1 Nov',
    ...changes,
  };
}

/** Bars by name and value. */
export function barsOf(values: Readonly<Record<string, number>>, changes: Partial<BarsChart> = {}): BarsChart {
  return {
    kind: 'bars',
    title: 'Followers by city',
    subtitle: 'as of 8 Nov 2026',
    unit: 'followers',
    bars: Object.entries(values).map(([label, value]) => ({ label, value })),
    ...changes,
  };
}

/** A week of hours with a number each, changed as the test needs. */
export function heatOf(changes: Partial<HeatChart> = {}): HeatChart {
  const rowNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const columnNames = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
  return {
    kind: 'heat',
    title: 'Followers online of @example',
    subtitle: '2–8 Nov 2026 · Europe/Berlin · outlined: best times',
    unit: 'followers',
    rowNames,
    columnNames,
    values: rowNames.map((_, row) => columnNames.map((__, hour) => 100 + row * 24 + hour)),
    marked: [[6, 23]],
    ...changes,
  };
}

/** Two courses of a week, changed as the test needs. */
export function multiplesOf(changes: Partial<MultiplesChart> = {}): MultiplesChart {
  return {
    kind: 'multiples',
    title: 'Reach',
    subtitle: '2–8 Nov 2026 · all on one scale',
    unit: 'accounts',
    panels: [
      { label: '@one', points: pointsOf([50, 80, 60, 90, 70, 60, 80]) },
      { label: '@other', points: pointsOf([5, null, 6, 9, 7, 6, 8]) },
    ],
    ...changes,
  };
}
