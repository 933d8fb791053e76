/** The picture of a metric over time with its table and its words, by day or, for long periods, by week. Pure. */
import type { Account } from '../accounts.ts';
import { byWeek, weekWords } from '../insights/coarse.ts';
import type { Period } from '../insights/periods.ts';
import type { Days, InsightPoint } from '../insights/series.ts';
import type { Metric } from '../instagram/metric.ts';
import { formatDay, formatDays, formatFullDay, formatNumber } from '../reports/format.ts';
import type { Chart, ReportBlock, TableBlock } from '../reports/report.ts';

/** Points that stand for more than a day each, and what they are: "by week". */
export interface Coarse {
  readonly points: readonly InsightPoint[];
  readonly previousPoints: readonly InsightPoint[];
  readonly words: string;
  /** Head of the first column: "Week from". */
  readonly column: string;
}

interface Course {
  readonly metric: Metric;
  readonly account: Account;
  readonly period: Period;
  readonly shown: Days;
  readonly points: readonly InsightPoint[];
  readonly previousPoints: readonly InsightPoint[];
  readonly coarse?: Coarse | undefined;
}

/** More points than this are no picture. */
const MOST_POINTS = 400;

/** The points whose value is known. */
export function knownPoints(points: readonly InsightPoint[]): readonly (InsightPoint & { readonly value: number })[] {
  return points.flatMap((point) => (point.value === null ? [] : [{ ...point, value: point.value }]));
}

function coarseOf({ metric, points, previousPoints, coarse }: Course): Coarse | undefined {
  if (coarse !== undefined) return coarse;
  if (Math.max(points.length, previousPoints.length) <= MOST_POINTS) return undefined;
  return {
    points: byWeek(points, metric.rollup),
    previousPoints: knownPoints(previousPoints).length === 0 ? [] : byWeek(previousPoints, metric.rollup),
    words: weekWords(metric.rollup),
    column: 'Week from',
  };
}

function cell(point: InsightPoint | undefined): string {
  if (point === undefined) return '';
  return point.value === null ? 'not known' : formatNumber(point.value);
}

function table(metric: Metric, { points, previousPoints, words, column }: Coarse): TableBlock {
  const columns = [
    column,
    metric.label,
    'State',
    ...(previousPoints.length > 0 ? [`${column} before that`, 'Before'] : []),
  ];
  const length = Math.max(points.length, previousPoints.length);
  const rows = Array.from({ length }, (_, index) => {
    const [point, before] = [points[index], previousPoints[index]];
    const own = [point === undefined ? '' : formatFullDay(point.day), cell(point), point?.state ?? ''];
    return previousPoints.length === 0
      ? own
      : [...own, before === undefined ? '' : formatFullDay(before.day), cell(before)];
  });
  return { kind: 'table', caption: `${metric.label} ${words}`, columns, rows };
}

function altText({ points, words }: Coarse, sentence: string): string {
  const known = knownPoints(points);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return sentence;
  const peak = known.reduce((best, point) => (point.value > best.value ? point : best));
  const name = words === 'by day' ? formatDay : formatFullDay;
  const course = `${words.replace(/^./u, (letter) => letter.toUpperCase())} from ${formatNumber(first.value)} on ${name(first.day)} to ${formatNumber(last.value)} on ${name(last.day)}, highest ${formatNumber(peak.value)} on ${name(peak.day)}.`;
  const gaps = points.length - known.length;
  const what = words === 'by day' ? 'days' : 'points';
  return `${sentence} ${course}${gaps > 0 ? ` ${gaps} of ${points.length} ${what} are not known.` : ''}`;
}

/** The picture, or nothing where no point is known. `sentence` is the finding in words. */
export function metricPicture(course: Course, sentence: string): readonly ReportBlock<Chart>[] {
  const { metric, period, shown, account } = course;
  const coarse = coarseOf(course);
  const drawn: Coarse = coarse ?? { ...course, words: 'by day', column: 'Day' };
  if (knownPoints(drawn.points).length === 0) return [];
  const around = shown.from !== period.days.from;
  const chart: Chart = {
    kind: 'trend',
    title: `${metric.label} · @${account.username}`,
    subtitle: [
      formatDays(shown),
      ...(around ? [`asked: ${formatDay(period.days.to)}`] : []),
      ...(coarse === undefined ? ['days in US Pacific time'] : [coarse.words, 'US Pacific']),
    ].join(' · '),
    unit: metric.unit,
    points: drawn.points,
    previous: drawn.previousPoints,
    pointsName: formatDays(shown),
    previousName: formatDays(period.previous),
    // A total hardly moves beside its own size: from zero, its course would be a flat line.
    ...(metric.rollup === 'latest' ? { axis: 'fitted' as const } : {}),
  };
  return [{ kind: 'picture', picture: chart, alt: altText(drawn, sentence), fallback: table(metric, drawn) }];
}
