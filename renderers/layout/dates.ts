import type { ChartPoint } from '../../core/reports/report.ts';
import { labelDays } from '../days.ts';
import type { DayLabel } from '../days.ts';
import { SIZES } from '../theme.ts';
import type { Measure } from '../text.ts';
import type { Row } from './frame.ts';

const EDGE = 10;
/** From the lowest level to the words under it. */
const BELOW = 34;

/** Where the days of a chart stand, in logical pixels. */
export interface Ground {
  readonly left: number;
  readonly right: number;
  readonly lastDay: number;
}

/** The place of the day with this position. */
export function placeOf(index: number, ground: Ground): number {
  return ground.left + (index * (ground.right - ground.left)) / ground.lastDay;
}

/** The middle of a text as wide as `width`, as near to `x` as the picture's edges allow. */
export function within(x: number, width: number, left = EDGE): number {
  return Math.min(Math.max(x, left + width / 2), SIZES.width - EDGE - width / 2);
}

/** The words under the days, side by side, below `bottom`. */
export function dateRows(
  points: readonly ChartPoint[],
  ground: Ground,
  bottom: number,
  measure: Measure,
): readonly Row[] {
  const place = ({ index, label }: DayLabel) => {
    const width = measure(label, SIZES.label);
    return { x: within(placeOf(index, ground), width), width, label };
  };
  const labels = labelDays(
    points.map(({ day }) => day),
    (choice) => {
      const placed = choice.map(place);
      return placed.every((label, i) => {
        const next = placed[i + 1];
        return next === undefined || next.x - label.x >= (label.width + next.width) / 2 + 14;
      });
    },
  );
  return labels.map(place).map(({ x, label }) => ({ x, y: bottom + BELOW, label }));
}
