import assert from 'node:assert/strict';
import { byPiece, byWeek, median } from '../../../core/insights/coarse.ts';
import { windowKey } from '../../../core/insights/collect.ts';
import type { InsightPoint, Reading } from '../../../core/insights/series.ts';
import { addDays } from '../../../core/insights/spans.ts';

function daysOf(values: readonly (number | null)[]): readonly InsightPoint[] {
  return values.map((value, index) => ({
    day: addDays('2026-11-02', index),
    value,
    state: value === null ? 'unavailable' : index > 12 ? 'provisional' : 'final',
  }));
}

describe('weeks out of days', () => {
  const full = [9, ...[1, 2, 3, 4, 5, 6, 7], ...[10, 20, 30, 40, 50, 60, 70]];

  it('are counted back from the last day, are named by their first, and leave over what is no week', () => {
    const weeks = byWeek(daysOf(full), 'sum');
    assert.deepEqual(
      weeks.map(({ day, value, state }) => [day, value, state]),
      [
        ['2026-11-03', 28, 'final'],
        ['2026-11-10', 280, 'provisional'],
      ],
    );
  });

  it('never add up unique accounts, and show the last of totals', () => {
    const values = (rollup: 'distinct' | 'latest') => byWeek(daysOf(full), rollup).map(({ value }) => value);
    assert.deepEqual(
      [values('distinct'), values('latest')],
      [
        [4, 40],
        [7, 70],
      ],
    );
  });

  it('are gaps where a day of a sum is not known, or hardly a day at all', () => {
    const one = byWeek(daysOf([1, null, 3, 4, 5, 6, 7]), 'sum');
    assert.deepEqual(one[0], { day: '2026-11-02', value: null, state: 'unavailable' });
    assert.equal(byWeek(daysOf([1, null, 3, 4, 5, 6, 7]), 'distinct')[0]?.value, 5);
    assert.equal(byWeek(daysOf([1, 2, 3, null, null, null, null]), 'distinct')[0]?.value, null);
    assert.equal(byWeek(daysOf([1, 2, null, null, null, null, null]), 'latest')[0]?.value, 2);
  });

  it('have the middle value of an even number between the two middle ones', () => {
    assert.deepEqual([median([3, 1, 2]), median([1, 2, 3, 10]), median([])], [2, 2.5, 0]);
  });
});

describe('pieces of 30 days', () => {
  const days = { from: '2026-06-01', to: '2026-10-05' };
  const reading = (value: number): Reading => ({
    metric: 'views',
    breakdown: '',
    days,
    source: 'graph',
    value,
    detail: undefined,
    readAt: 0,
    confirmedAt: 0,
    settled: true,
    estimated: false,
  });
  const known = (count: number) =>
    new Map(
      Array.from({ length: count }, (_, index) => {
        const from = addDays(days.from, index * 30);
        return [windowKey({ from, to: addDays(from, 29) }), reading(index)] as const;
      }),
    );

  it('are whole ones only: the days left over at the end would look like a fall', () => {
    assert.deepEqual(
      byPiece(days, known(4))?.map(({ day, value }) => [day, value]),
      [
        ['2026-06-01', 0],
        ['2026-07-01', 1],
        ['2026-07-31', 2],
        ['2026-08-30', 3],
      ],
    );
  });

  it('are no course when fewer than three are known', () => {
    assert.equal(byPiece(days, known(3))?.at(-1)?.value, null);
    assert.equal(byPiece(days, known(2)), undefined);
  });
});
