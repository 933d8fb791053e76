import type { ChartPoint, MultiplesChart } from '../../core/reports/report.ts';
import { niceLevels, shortNumber } from '../numbers.ts';
import { SIZES } from '../theme.ts';
import { fitText } from '../text.ts';
import type { Measure } from '../text.ts';
import { isTentative, knownValues, valueOf } from './day-rows.ts';
import { dateRows, placeOf } from './dates.ts';
import type { Ground } from './dates.ts';
import { headSignals } from './frame.ts';
import type { Frame, Row } from './frame.ts';

const TOP = 124;
/** A panel: its name, its plot, and the space to the next one. Many are lower than few. */
const NAME = 36;
const TALL = 110;
const LOW = 66;
const BETWEEN = 20;
const FOOT = 54;
/** Beyond so many panels they are low. */
const FEW = 4;

/** Courses one below the other, laid out on one scale. Words are clean and within limits already. */
export function layoutMultiples(chart: MultiplesChart, measure: Measure): Frame {
  const { panels } = chart;
  const values = panels.flatMap(({ points }) => knownValues(points));
  const levels = niceLevels(values, 2);
  const [lowest = 0, highest = 1] = [levels[0], levels.at(-1)];
  const plot = panels.length > FEW ? LOW : TALL;
  const pitch = NAME + plot + BETWEEN;
  const ends = [lowest, highest].map((value) => ({ value, label: shortNumber(value) }));
  const widest = Math.max(...ends.map(({ label }) => measure(label, SIZES.label)));
  const longest = Math.max(1, ...panels.map(({ points }) => points.length));
  const ground: Ground = {
    left: Math.round(SIZES.margin + widest + 22),
    right: SIZES.width - SIZES.margin - 8,
    lastDay: Math.max(1, longest - 1),
  };
  const floorOf = (panel: number): number => TOP + panel * pitch + NAME + plot;
  const heightOf = (value: number, panel: number): number =>
    floorOf(panel) - (plot * (value - lowest)) / Math.max(1e-12, highest - lowest);
  const bottom = floorOf(Math.max(0, panels.length - 1));
  const dated = panels.find(({ points }) => points.length === longest)?.points ?? [];
  const room = ground.right - ground.left;
  const open = new Set(panels.flatMap(({ points }) => points.map(({ state }) => state).filter(isTentative)));
  const subtitle = open.size === 0 ? chart.subtitle : `${chart.subtitle} · dashed: ${[...open].join(', ')}`;
  return {
    kind: 'multiples',
    height: bottom + FOOT,
    signals: {
      ...headSignals({ ...chart, subtitle }, chart.unit, measure),
      ...{ left: ground.left, right: ground.right, bottom: bottom + FOOT },
      noteText: values.length === 0 ? 'No data for these days' : '',
      noteY: (TOP + bottom) / 2,
    },
    rows: {
      places: panels
        .flatMap(({ points }, panel) => [
          ...points.map((point, day) => rowOf(points, day, placeOf(day, ground), valuePlace(point, panel, heightOf))),
          // A row without a place between two panels, so that the line of one does not run on into the next.
          { x: ground.right, line: null, open: null, dot: null, hollow: null },
        ])
        .map((row, place) => ({ place, ...row })),
      levels: panels.flatMap((_, panel) =>
        levels.map((value) => ({ y: heightOf(value, panel), base: value === 0 ? 1 : 0 })),
      ),
      ends: panels.flatMap((_, panel) =>
        ends.map(({ value, label }) => ({ x: ground.left - 12, y: heightOf(value, panel), label })),
      ),
      names: panels.map(({ label }, panel) => ({
        x: ground.left,
        y: TOP + panel * pitch + 22,
        label: fitText(label, room, (text) => measure(text, SIZES.label, 600)),
      })),
      dates: dateRows(dated, ground, bottom, measure),
    },
  };
}

function valuePlace(
  point: ChartPoint,
  panel: number,
  heightOf: (value: number, panel: number) => number,
): number | null {
  const value = valueOf(point);
  return value === undefined ? null : heightOf(value, panel);
}

/** A day: sure values on the solid line, open ones on the dashed line that begins at the last sure day. */
function rowOf(points: readonly ChartPoint[], day: number, x: number, y: number | null): Row {
  const open = (index: number): boolean => {
    const point = points[index];
    return point !== undefined && valueOf(point) !== undefined && isTentative(point.state);
  };
  const tentative = open(day);
  const alone = valueOf(points[day - 1]) === undefined && valueOf(points[day + 1]) === undefined;
  return {
    x,
    line: tentative ? null : y,
    open: tentative || open(day + 1) || open(day - 1) ? y : null,
    dot: !tentative && alone ? y : null,
    hollow: tentative ? y : null,
  };
}
