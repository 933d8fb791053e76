import assert from 'node:assert/strict';

import { FONTS_DIRECTORY, loadMeasure } from '../../../renderers/fonts.ts';
import { dayRows, stretchOf } from '../../../renderers/layout/day-rows.ts';
import { layoutChart } from '../../../renderers/layout/index.ts';
import type { Row } from '../../../renderers/layout/frame.ts';
import { barsOf, heatOf, multiplesOf, pointsOf, trendOf } from './charts.ts';

const measure = loadMeasure(FONTS_DIRECTORY);
const column = (rows: readonly Row[] | undefined, field: string) => rows?.map((row) => row[field]);

describe('the days of a trend', () => {
  it('join sure days by a solid line, and open days to the last sure one by a dashed line', () => {
    const rows = dayRows(trendOf({ points: [...pointsOf([1, 2, 3]), ...pointsOf([4, 5], 'provisional')] }));
    assert.deepEqual(column(rows, 'current')?.slice(0, 5), [1, 2, 3, null, null]);
    assert.deepEqual(column(rows, 'tentative')?.slice(0, 5), [null, null, 3, 4, 5]);
    assert.deepEqual(column(rows, 'hollow')?.slice(0, 5), [null, null, null, 4, 5]);
    assert.deepEqual(column(rows, 'dot')?.slice(0, 5), [1, 2, 3, null, null]);
  });

  it('keep a gap a gap: null is never zero and never bridged', () => {
    const rows = dayRows(trendOf({ points: pointsOf([1, null, 3]), previous: pointsOf([null, 5, null]) }));
    assert.deepEqual(column(rows, 'current'), [1, null, 3]);
    assert.deepEqual(column(rows, 'area'), [1, null, 3]);
    assert.deepEqual(column(rows, 'previousDot'), [null, 5, null]);
  });

  it('show a lone day as a dot even where days are too many for dots', () => {
    const values = Array.from({ length: 90 }, (_, i) => (i === 40 || i === 42 ? null : i));
    const dots = column(dayRows(trendOf({ points: pointsOf(values), previous: [] })), 'dot');
    assert.deepEqual(
      dots?.filter((dot) => dot !== null),
      [41],
    );
  });
});

describe('the band of a trend', () => {
  const chart = trendOf({
    points: pointsOf([1, 2, 3]),
    previous: [],
    band: [null, { low: 0, high: 40 }, { low: -20, high: 5 }],
  });

  it('has its ends beside the days, and none where none is known', () => {
    const rows = dayRows(chart);
    assert.deepEqual(column(rows, 'high'), [null, 40, 5]);
    assert.deepEqual(column(rows, 'low'), [null, 0, -20]);
  });

  it('lies inside the axis, however small the values are', () => {
    const { signals } = layoutChart(chart, measure);
    assert.ok(Number(signals['highest']) >= 40);
    assert.ok(Number(signals['lowest']) <= -20);
  });
});

describe('the head of a trend', () => {
  const names = ['2–8 Nov', '27 Oct – 23 Nov', '24 Nov 2025 – 23 Nov 2026', 'W'.repeat(60)];
  for (const name of names) {
    it(`holds unit and legend side by side with periods named "${name.slice(0, 26)}"`, () => {
      for (const subtitle of ['short', 'a subtitle that goes on and on '.repeat(4)]) {
        for (const unit of ['views', 'accounts', 'accounts that engaged']) {
          const points = pointsOf([1, 2, 3], 'provisional');
          const chart = trendOf({ pointsName: name, previousName: name, subtitle, unit, points });
          const { signals, rows } = layoutChart(chart, measure);
          const size = Number(signals['legendSize']);
          const ends = [
            ...(signals['unitY'] === 110 ? [28 + measure(String(signals['unitText']), 22)] : []),
            ...(rows['legend'] ?? []).map((row) => Number(row['textX']) + measure(String(row['label']), size)),
          ];
          const starts = (rows['legend'] ?? []).map((row) => Number(row['from']));
          assert.equal(starts.length, 3);
          assert.ok((ends.at(-1) ?? 900) <= 773, 'the legend runs out of the picture');
          for (const [i, start] of starts.slice(-ends.length + 1).entries()) {
            assert.ok(start > (ends[i] ?? 0), `sample ${i} stands on what is left of it`);
          }
          assert.ok((starts[0] ?? 0) >= 28);
        }
      }
    });
  }

  it('names what may still change only when something may', () => {
    const legend = (chart: ReturnType<typeof trendOf>) => column(layoutChart(chart, measure).rows['legend'], 'label');
    assert.deepEqual(legend(trendOf()), ['2–8 Nov', '26 Oct – 1 Nov']);
    assert.deepEqual(legend(trendOf({ points: pointsOf([1, 2], 'estimated'), previous: [] })), [
      '2–8 Nov',
      'estimated',
    ]);
  });
});

describe('a chart with little to show', () => {
  it('says so in words when no day has a number', () => {
    const empty = trendOf({ points: pointsOf([null, null]), previous: pointsOf([null, null]) });
    assert.equal(layoutChart(empty, measure).signals['noteText'], 'No data for these days');
    assert.equal(layoutChart(trendOf(), measure).signals['noteText'], '');
  });

  it('stands a single day beside the day before, as bars', () => {
    const day = trendOf({ points: pointsOf([7], 'provisional'), previous: pointsOf([null]) });
    const { kind, rows } = layoutChart(day, measure);
    assert.equal(kind, 'bars');
    assert.deepEqual(column(rows['bars'], 'label'), ['2–8 Nov (provisional)', '26 Oct – 1 Nov']);
    assert.deepEqual(column(rows['bars'], 'amount'), ['7', 'no data']);
    assert.deepEqual(column(rows['bars'], 'look'), ['tentative', 'previous']);
  });
});

describe('bars', () => {
  it('get taller pictures the more there are, up to 4096 real pixels for the most allowed', () => {
    const many = (count: number) =>
      layoutChart(barsOf(Object.fromEntries(Array.from({ length: count }, (_, i) => [`name ${i}`, i]))), measure)
        .height;
    assert.ok(many(3) < many(10) && many(10) < many(60));
    assert.ok(many(60) * 2 <= 4096);
  });

  it('leave room for the longest name and the widest number', () => {
    const { rows, signals } = layoutChart(barsOf({ ['W'.repeat(60)]: 12_345_678, b: 1 }), measure);
    const [first] = rows['bars'] ?? [];
    assert.ok(28 + measure(String(first?.['label']), 22) < Number(signals['left']));
    assert.ok(Number(signals['right']) + 10 + measure(String(first?.['amount']), 22, 600) <= 800 - 28);
    assert.ok(Number(signals['right']) - Number(signals['left']) > 150);
  });
});

describe('the stretch of days in which something is drawn', () => {
  const days = dayRows(
    trendOf({ points: [...pointsOf([1, 2]), ...pointsOf([3, null, 4], 'provisional')], previous: [] }),
  );

  it('begins with its first day, ends with its last and keeps the gap between', () => {
    assert.deepEqual(stretchOf(days, 'hollow'), [
      { index: 2, hollow: 3 },
      { index: 3, hollow: null },
      { index: 4, hollow: 4 },
    ]);
  });

  it('is nothing where nothing is drawn', () => {
    assert.deepEqual(stretchOf(days, 'low', 'high'), []);
  });
});

describe('an axis that fits its values', () => {
  const totals = pointsOf([48_211, 48_230, 48_236, 48_240]);

  it('begins just below the smallest, says where, and fills no area', () => {
    const { signals, rows } = layoutChart(trendOf({ points: totals, previous: [], axis: 'fitted' }), measure);
    const lowest = Number(signals['lowest']);
    assert.ok(lowest > 48_000 && lowest <= 48_211, `${lowest}`);
    assert.ok(String(signals['subtitleText']).endsWith(`axis from ${lowest.toLocaleString('en-US')}`));
    assert.deepEqual(rows['areas'], []);
    const words = column(rows['levels'], 'label') ?? [];
    assert.equal(new Set(words).size, words.length, words.join(' '));
  });

  it('begins at zero unless asked for, where nothing differs, and where zero is near', () => {
    for (const chart of [
      trendOf({ points: totals, previous: [] }),
      trendOf({ points: pointsOf([5, 5, 5]), previous: [], axis: 'fitted' }),
      trendOf({ points: pointsOf([1, 90]), previous: [], axis: 'fitted' }),
    ]) {
      const { signals } = layoutChart(chart, measure);
      assert.equal(signals['lowest'], 0);
      assert.doesNotMatch(String(signals['subtitleText']), /axis from/u);
    }
  });
});

describe('a heat map', () => {
  it('has a step for every known cell, the least for the lowest, and none for the unknown', () => {
    const { rows } = layoutChart(
      heatOf({ rowNames: ['Mon'], columnNames: ['a', 'b', 'c'], values: [[0, null, 9]] }),
      measure,
    );
    assert.deepEqual(column(rows['cells'], 'step'), [0, null, 5]);
    assert.deepEqual(column(rows['legend'], 'label'), ['0', '9', 'not known']);
    const whole = layoutChart(heatOf(), measure);
    assert.equal(whole.rows['cells']?.length, 168);
    assert.ok(!(column(whole.rows['legend'], 'label') ?? []).includes('not known'));
  });

  it('keeps cells, names and the scale apart and inside the picture', () => {
    const { rows, height } = layoutChart(heatOf(), measure);
    const cells = rows['cells'] ?? [];
    assert.ok(cells.every(({ from, to }) => Number(from) < Number(to) && Number(to) <= 800 - 28));
    const hours = rows['hours'] ?? [];
    for (const [i, { x, label }] of hours.entries()) {
      const half = measure(String(label), 22) / 2;
      const next = hours[i + 1];
      assert.ok(Number(x) - half > 0 && Number(x) + half < 800);
      if (next !== undefined) assert.ok(Number(next['x']) - half > Number(x) + half);
    }
    assert.ok(Math.max(...hours.map(({ y }) => Number(y))) < height);
    assert.ok(Math.min(...cells.map(({ top }) => Number(top))) > 112);
    for (const { label, x } of rows['names'] ?? [])
      assert.ok(Number(x) + measure(String(label), 22) < Number(cells[0]?.['from']));
  });

  it('says so when nothing is known, and takes numbers that are none for unknown', () => {
    const none = heatOf({ values: [], marked: [] });
    assert.equal(layoutChart(none, measure).signals['noteText'], 'No data');
    const odd = layoutChart(heatOf({ rowNames: ['x'], columnNames: ['a', 'b'], values: [[NaN, 3]] }), measure);
    assert.deepEqual(column(odd.rows['cells'], 'step'), [null, 5]);
  });
});

describe('small multiples', () => {
  const placesOf = (chart = multiplesOf()) => layoutChart(chart, measure).rows['places'] ?? [];

  it('have one scale: the same value is as high above the floor of any panel', () => {
    const { rows, signals } = layoutChart(
      multiplesOf({
        panels: [
          { label: '@one', points: pointsOf([80, 10]) },
          { label: '@other', points: pointsOf([10, 0]) },
        ],
      }),
      measure,
    );
    const [, ten, , otherTen, zero] = column(rows['places'], 'line') ?? [];
    const floors = (rows['levels'] ?? []).filter(({ base }) => base === 1).map(({ y }) => Number(y));
    assert.equal(Number(floors[0]) - Number(ten), Number(floors[1]) - Number(otherTen));
    assert.equal(zero, floors[1]);
    assert.ok(Number(signals['bottom']) > Number(floors[1]));
  });

  it('leave gaps open and never join two panels', () => {
    const line = column(placesOf(), 'line') ?? [];
    assert.equal(line.length, 16);
    assert.deepEqual([line[7], line[9], line[15]], [null, null, null]);
    assert.equal(line.filter((y) => y === null).length, 3);
  });

  it('say what a dashed line is, only where there is one', () => {
    const open = multiplesOf({ panels: [{ label: '@one', points: pointsOf([1, 2], 'provisional') }] });
    assert.match(String(layoutChart(open, measure).signals['subtitleText']), /dashed: provisional$/u);
    assert.doesNotMatch(String(layoutChart(multiplesOf(), measure).signals['subtitleText']), /dashed/u);
  });

  it('grow with their panels and stay below what can be drawn', () => {
    const panels = Array.from({ length: 12 }, (_, index) => ({ label: `@${index}`, points: pointsOf([1, 2, 3]) }));
    assert.ok(layoutChart(multiplesOf({ panels }), measure).height * 2 <= 4096);
  });
});
