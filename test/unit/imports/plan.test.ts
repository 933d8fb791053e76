import assert from 'node:assert/strict';

import { planImport, readFile } from '../../../core/imports/plan.ts';
import { refusalOf, type SourceBlock, writeExport } from './exports.ts';

/** 10 March 2024, noon in Los Angeles. */
const NOW = Date.parse('2024-03-10T19:00:00Z');

function file(name: string, title: string, days: SourceBlock['days']) {
  return { name, bytes: writeExport([{ title, days }]) };
}

function plan(...files: readonly ReturnType<typeof file>[]) {
  const options = { readAt: NOW, now: () => NOW };
  return planImport(
    files.map((file) => readFile(file, options)),
    options,
  );
}

describe('an import plan', () => {
  it('merges files per metric into one-day readings that carry the given time', () => {
    const { metrics, readings } = plan(
      file('b.csv', 'Instagram views', [['2024-01-02', 20]]),
      file('a.csv', 'Instagram reach', [['2024-01-03', 3]]),
      file('c.csv', 'Instagram reach', [['2024-01-01', 1]]),
    );
    assert.deepEqual(metrics, [
      { metric: 'reach', days: { from: '2024-01-01', to: '2024-01-03' }, count: 2, estimated: 0 },
      { metric: 'views', days: { from: '2024-01-02', to: '2024-01-02' }, count: 1, estimated: 0 },
    ]);
    assert.deepEqual(
      readings.map(({ metric, days, value }) => [metric, days.from, value]),
      [
        ['reach', '2024-01-01', 1],
        ['reach', '2024-01-03', 3],
        ['views', '2024-01-02', 20],
      ],
    );
    assert.deepEqual(readings[0], {
      metric: 'reach',
      breakdown: '',
      days: { from: '2024-01-01', to: '2024-01-01' },
      source: 'import',
      value: 1,
      detail: undefined,
      readAt: NOW,
      settled: true,
      estimated: false,
    });
  });

  it('takes the same number twice as one', () => {
    const again = file('a.csv', 'Instagram reach', [['2024-01-01', 1]]);
    assert.equal(plan(again, { ...again, name: 'a (1).csv' }).readings.length, 1);
  });

  it('refuses two different numbers for one metric and day, and names both files', () => {
    const { message } = refusalOf(() =>
      plan(
        file('a.csv', 'Instagram reach', [['2024-01-01', 1]]),
        file('b.csv', 'Instagram reach', [['2024-01-01', 2]]),
      ),
    );
    assert.match(message, /^reach on 2024-01-01 is 1 in a\.csv \(block of line 2\) and 2 in b\.csv/u);
  });

  it('takes a written number before a left-out day that would count as 0, in either order', () => {
    const gap = file('a.csv', 'Instagram follows', [
      ['2024-01-01', 1],
      ['2024-01-03', 1],
      ['2024-01-05', 1],
    ]);
    const written = file('b.csv', 'Instagram follows', [
      ['2024-01-03', 1],
      ['2024-01-04', 7],
    ]);
    for (const files of [
      [gap, written],
      [written, gap],
    ]) {
      const { readings, metrics, notes } = plan(...files);
      assert.deepEqual(
        readings.map(({ value, estimated }) => `${value}${estimated ? ' e' : ''}`),
        ['1', '0 e', '1', '7', '1'],
      );
      assert.equal(metrics[0]?.estimated, 1);
      assert.match(notes.join(), /a\.csv, follower_count: The export leaves days with 0 out: 2 days/u);
    }
  });

  it('never fills the time between two files', () => {
    const { readings } = plan(
      file('a.csv', 'Instagram follows', [['2024-01-01', 1]]),
      file('b.csv', 'Instagram follows', [['2024-01-05', 1]]),
    );
    assert.equal(readings.length, 2);
  });

  it('refuses days after today in Instagram’s calendar', () => {
    const tomorrow = file('a.csv', 'Instagram reach', [['2024-03-11', 1]]);
    assert.match(refusalOf(() => plan(tomorrow)).message, /a\.csv, line 4: the day 2024-03-11 lies in the future/u);
  });

  it('leaves the unfinished day out with a note, and settles a day after its 48 hours', () => {
    const { readings, notes } = plan(
      file('a.csv', 'Instagram reach', [
        ['2024-03-07', 1],
        ['2024-03-08', 2],
        ['2024-03-09', 3],
        ['2024-03-10', 4],
      ]),
    );
    assert.deepEqual(
      readings.map(({ days, settled }) => [days.to, settled]),
      [
        ['2024-03-07', true],
        ['2024-03-08', false],
        ['2024-03-09', false],
      ],
    );
    assert.match(notes.join(), /a\.csv, reach: 1 day not over yet, left out/u);
  });

  it('gives --platform to every file and lists what was skipped with its file', () => {
    const bytes = writeExport([
      { title: 'Facebook reach', days: [['2024-01-01', 5]] },
      { title: 'Reach', days: [['2024-01-01', 4]] },
    ]);
    const options = { platform: 'instagram', readAt: NOW, now: () => NOW } as const;
    const { readings, skipped } = planImport([readFile({ name: 'a.csv', bytes }, options)], options);
    assert.equal(readings[0]?.value, 4);
    assert.deepEqual(
      skipped.map(({ file: name, title }) => [name, title]),
      [['a.csv', 'Facebook reach']],
    );
  });

  it('is nothing at all when one file is refused or no day is left', () => {
    const good = file('a.csv', 'Instagram reach', [['2024-01-01', 1]]);
    const bad = file('b.csv', 'Instagram reach', [['2024-01-01', 'x']]);
    assert.match(refusalOf(() => plan(good, bad)).message, /^b\.csv, line 4/u);
    assert.match(refusalOf(() => plan()).message, /no complete day/u);
    assert.match(
      refusalOf(() => plan(file('a.csv', 'Instagram reach', [['2024-03-10', 1]]))).message,
      /no complete day/u,
    );
  });
});
