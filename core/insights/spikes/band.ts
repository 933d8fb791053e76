import type { IsoDate } from '../series.ts';
import type { DayRow } from './days.ts';
import type { Watch } from './episodes.ts';
import { expect, type SeriesKind, usualRange } from './judge.ts';

/** What a chart shades for a day: where 95 of 100 ordinary values fall, judged from the days before it alone. */
export interface BandDay {
  readonly day: IsoDate;
  /** Undefined with fewer than 7 known days before, and where a value covers several days. */
  readonly usual: { readonly mean: number; readonly low: number; readonly high: number } | undefined;
}

/** The expected band over the last `count` days of a watched row, one entry a day, also for days without a value. */
export function usualBand(row: DayRow, { days }: Watch, kind: SeriesKind, count: number): readonly BandDay[] {
  const first = Math.max(0, days.length - count);
  return days.slice(first).map(({ day, since }, i) => {
    const at = first + i;
    const expected = (row.covers[at] ?? 1) > 1 ? undefined : expect(row, at, { kind, since });
    return { day, usual: expected && { mean: expected.mean, ...usualRange(expected) } };
  });
}
