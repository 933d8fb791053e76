import type { NumberState } from '../../core/insights/series.ts';
import type { ChartPoint, TrendChart } from '../../core/reports/report.ts';
import type { Row } from './frame.ts';

/** Beyond so many days dots would touch, and only those that say something are drawn. */
const MOST_DOTS = 45;

/** A number that may still change, or was filled in: drawn open. */
export function isTentative(state: NumberState): boolean {
  return state === 'provisional' || state === 'estimated';
}

/** The number of a point; undefined for a gap. */
export function valueOf(point: ChartPoint | undefined): number | undefined {
  const value = point?.value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Every number of a list of points, gaps left out. */
export function knownValues(points: readonly ChartPoint[]): readonly number[] {
  return points.flatMap((point) => valueOf(point) ?? []);
}

/**
 * One row a day, a field for each way its value is drawn, null where it is not:
 * `current` the solid line, `tentative` the dashed one (from the last sure day through those that may change),
 * `area` below both, `low` and `high` the ends of the band, `dot` and `hollow` the dots, `previous` and `previousDot` the period before.
 * A day alone between gaps always has its dot, for a line of one point is invisible.
 */
export function dayRows(chart: TrendChart): readonly Row[] {
  const { points, previous, band = [] } = chart;
  const length = Math.max(points.length, previous.length);
  const all = points.length <= MOST_DOTS;
  const open = (index: number) => {
    const point = points[index];
    return valueOf(point) !== undefined && point !== undefined && isTentative(point.state);
  };
  return Array.from({ length }, (_, index) => {
    const value = valueOf(points[index]);
    const before = valueOf(previous[index]);
    const tentative = open(index);
    const beside = tentative || open(index - 1) || open(index + 1);
    return {
      index,
      area: value ?? null,
      low: band[index]?.low ?? null,
      high: band[index]?.high ?? null,
      current: tentative ? null : (value ?? null),
      tentative: beside ? (value ?? null) : null,
      dot: !tentative && (all || isAlone(points, index)) ? (value ?? null) : null,
      hollow: tentative ? (value ?? null) : null,
      previous: before ?? null,
      previousDot: isAlone(previous, index) ? (before ?? null) : null,
    };
  });
}

/** The part of the days in which one of these fields is drawn, with nothing but them: what is not there costs nothing. */
export function stretchOf(days: readonly Row[], ...fields: readonly string[]): readonly Row[] {
  const isDrawn = (row: Row): boolean => fields.some((field) => row[field] !== null);
  return days
    .slice(Math.max(0, days.findIndex(isDrawn)), days.findLastIndex(isDrawn) + 1)
    .map((row) => Object.fromEntries(['index', ...fields].map((field) => [field, row[field] ?? null])));
}

function isAlone(points: readonly ChartPoint[], index: number): boolean {
  return valueOf(points[index - 1]) === undefined && valueOf(points[index + 1]) === undefined;
}
