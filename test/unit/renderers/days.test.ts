import assert from 'node:assert/strict';

import { FONTS_DIRECTORY, loadMeasure } from '../../../renderers/fonts.ts';
import { layoutTrend } from '../../../renderers/layout/trend.ts';
import { pointsOf, trendOf } from './charts.ts';

const measure = loadMeasure(FONTS_DIRECTORY);

function labelsOf(length: number, value = 12_345) {
  const frame = layoutTrend(trendOf({ points: pointsOf(Array.from({ length }, () => value)), previous: [] }), measure);
  return (frame.rows['dates'] ?? []).map(({ x, label }) => ({ x: Number(x), label: String(label) }));
}

describe('day labels', () => {
  it('name every day of a week, every week of a month and months of a year', () => {
    const words = (length: number) => labelsOf(length).map(({ label }) => label);
    assert.deepEqual(words(7), ['Mon 2', 'Tue 3', 'Wed 4', 'Thu 5', 'Fri 6', 'Sat 7', 'Sun 8']);
    assert.deepEqual(words(28), ['2 Nov', '9 Nov', '16 Nov', '23 Nov']);
    assert.ok(words(365).includes('Feb') || words(365).includes('Jan ’27'), words(365).join());
  });

  it('never overlap and never leave the picture, from 2 to 400 days and from small numbers to huge ones', () => {
    for (const value of [3, 12_345, 2_500_000_000]) {
      for (let length = 2; length <= 400; length += 1) {
        const labels = labelsOf(length, value).map(({ x, label }) => ({ x, half: measure(label, 22) / 2 }));
        assert.ok(labels.length > 0, `${length} days have no label`);
        for (const [i, { x, half }] of labels.entries()) {
          const next = labels[i + 1];
          assert.ok(x - half >= 0 && x + half <= 800, `${length} days: label ${i} is cut off`);
          assert.ok(next === undefined || x + half + 6 <= next.x - next.half, `${length} days: label ${i} overlaps`);
        }
      }
    }
  });

  it('name months, January among them, where points are further apart than a day', () => {
    for (const [step, count] of [
      [7, 104],
      [7, 61],
      [30, 24],
    ] as const) {
      const points = Array.from({ length: count }, (_, i) => ({
        day: new Date(Date.UTC(2024, 10, 26 + step * i)).toISOString().slice(0, 10),
        value: i,
        state: 'final' as const,
      }));
      const { rows } = layoutTrend(trendOf({ points, previous: [] }), measure);
      const words = (rows['dates'] ?? []).map(({ label }) => String(label));
      assert.ok(words.includes('Jan ’25') && words.includes('Jan ’26'), words.join());
      assert.ok(
        words.every((label) => /^[A-Z][a-z]{2}(?: ’\d\d)?$/u.test(label)),
        words.join(),
      );
    }
  });

  it('are those of this period, also when the one before was longer', () => {
    const frame = layoutTrend(trendOf({ points: pointsOf([1, 2]), previous: pointsOf([1, 2, 3, 4]) }), measure);
    assert.deepEqual(
      frame.rows['dates']?.map(({ label }) => label),
      ['Mon 2', 'Tue 3'],
    );
    assert.equal(frame.signals['lastDay'], 3);
  });

  it('refuse what is no date', () => {
    const points = [...pointsOf([1, 2]), { day: 'tomorrow', value: 1, state: 'final' as const }];
    assert.throws(() => layoutTrend(trendOf({ points, previous: [] }), measure), /no date/);
  });
});
