import assert from 'node:assert/strict';
import fc from 'fast-check';

import { changesOf, dayNumber, dayOf, layOut } from '../../../core/insights/spikes/days.ts';
import { historyBefore } from '../../../core/insights/spikes/history.ts';
import { expect, judge, type Judgement, type JudgeOptions, usualRange } from '../../../core/insights/spikes/judge.ts';
import { ordinary, rowOf } from './series.ts';

const COUNTS: JudgeOptions = { kind: 'counts' };
const CHANGES: JudgeOptions = { kind: 'changes' };

function last(values: readonly (number | null)[], options = COUNTS): Judgement | undefined {
  return judge(rowOf(values), values.length - 1, options);
}

describe('a row of days', () => {
  it('is the same in whatever order its points come', () => {
    const points = ordinary(30, 50).map((value, i) => ({ day: dayOf(20_000 + i), value, settled: i < 28 }));
    fc.assert(
      fc.property(fc.shuffledSubarray(points, { minLength: points.length }), (shuffled) => {
        assert.deepEqual(layOut(shuffled), layOut(points));
      }),
      { numRuns: 20 },
    );
  });

  it('leaves days nobody mentions unknown', () => {
    const row = layOut([
      { day: '2026-03-10', value: 7, settled: true },
      { day: '2026-03-07', value: 5, settled: true },
    ]);
    assert.deepEqual(row.values, [5, null, null, 7]);
    assert.deepEqual(layOut([]).values, []);
  });

  it('has 24 hours a day when clocks change', () => {
    assert.equal(dayNumber('2026-03-09') - dayNumber('2026-03-07'), 2);
    assert.equal(dayNumber('2026-11-02') - dayNumber('2026-10-31'), 2);
    assert.equal(dayOf(dayNumber('2028-02-29')), '2028-02-29');
  });
});

describe('history', () => {
  it('leaves yesterday out once 14 other days are known', () => {
    assert.equal(historyBefore(rowOf(ordinary(15, 9)), 14).values.length, 14);
    assert.equal(historyBefore(rowOf(ordinary(16, 9)), 15).values.length, 14);
    assert.equal(historyBefore(rowOf(ordinary(90, 9)), 89).values.length, 42);
  });

  it('knows nothing of values that may still change', () => {
    const row = rowOf(ordinary(60, 9));
    const settled = row.settled.map((_, i) => i !== 55 && i !== 56);
    assert.equal(historyBefore({ ...row, settled }, 59).values.length, 40);
  });
});

describe('judging a day', () => {
  it('says nothing of an unknown day, and something else of a day with 0', () => {
    assert.equal(last([...ordinary(40, 100), null]), undefined);
    assert.equal(last([...ordinary(40, 100), 0])?.direction, 'down');
  });

  it('does not learn 0 from unknown days', () => {
    const half = ordinary(60, 100).map((value, i) => (i % 2 === 0 ? null : value));
    const mean = last([...half, 130])?.expected.mean ?? 0;
    assert.ok(Math.abs(mean - 100) < 8, `${mean}`);
    const zeros = last([...half.map((value) => value ?? 0), 130])?.expected.mean ?? 0;
    assert.ok(zeros < 70, `${zeros}`);
  });

  it('begins with 7 known days', () => {
    assert.equal(last([...ordinary(6, 30), 500]), undefined);
    assert.equal(last([...ordinary(7, 30), 500])?.expected.known, 7);
  });

  it('gets rarer as the value grows, from one follow to a hundred million', () => {
    for (const level of [0, 1, 40, 5000, 1e6]) {
      const history = ordinary(60, level);
      let before = 1;
      for (const times of [3, 5, 10, 30, 100]) {
        const judgement = last([...history, times * Math.max(level, 1)]);
        assert.ok(judgement?.direction === 'up' && judgement.log10P < before);
        assert.ok(Number.isFinite(judgement.log10P));
        before = judgement.log10P;
      }
    }
  });

  it('calls a large account by shares and not by numbers: ten times the size is the same surprise', () => {
    const [one, ten] = [1000, 10_000].map((level) => last([...ordinary(60, level), 2.2 * level])?.log10P ?? 0);
    assert.ok(one !== undefined && ten !== undefined && Math.abs(one - ten) < 0.1, `${one} ${ten}`);
  });

  it('learns weekdays', () => {
    // Sundays bring double; the row begins on one.
    const values = Array.from({ length: 57 }, (_, i) => (i % 7 === 0 ? 200 : 100) + ((i * 5) % 9));
    const row = rowOf(values);
    const sunday = expect(row, 56, COUNTS);
    const saturday = expect(row, 55, COUNTS);
    assert.ok(sunday !== undefined && saturday !== undefined && sunday.mean > 1.2 * saturday.mean);
  });

  it('notices falls of counts and of changes', () => {
    assert.ok((last([...ordinary(60, 200), 2])?.log10P ?? 0) < -5);
    const fall = last([...ordinary(60, 20), -400], CHANGES);
    assert.equal(fall?.direction, 'down');
    assert.ok(fall.log10P < -5);
  });

  it('forgets everything before the start of a new level', () => {
    const values = [...ordinary(40, 100), ...ordinary(20, 1000)];
    const fresh = judge(rowOf(values), 59, { kind: 'counts', since: 40 });
    assert.equal(fresh?.expected.known, 18);
    assert.ok(Math.abs(fresh.expected.mean - 1000) < 150);
  });

  it('has the usual range around the mean', () => {
    for (const options of [COUNTS, CHANGES]) {
      const expected = expect(rowOf(ordinary(60, 300)), 60, options);
      assert.ok(expected);
      const { low, high } = usualRange(expected);
      assert.ok(low < expected.mean && expected.mean < high && Number.isInteger(low) && Number.isInteger(high));
    }
  });
});

describe('totals with gaps', () => {
  const steady = (length: number): readonly number[] => {
    let total = 10_000;
    return ordinary(length, 50).map((change) => (total += change));
  };

  it('become changes; the first total is none', () => {
    assert.deepEqual(changesOf(rowOf([100, 103, 101])).values, [null, 3, -2]);
  });

  it('are judged as one sum over the days of the gap', () => {
    const totals: (number | null)[] = [...steady(44)];
    totals[41] = null;
    totals[42] = null;
    const row = changesOf(rowOf(totals));
    assert.deepEqual(row.covers.slice(40), [1, 1, 1, 3]);
    const judgement = judge(row, 43, CHANGES);
    assert.deepEqual(judgement?.days, { from: dayOf(row.first + 41), to: dayOf(row.first + 43) });
    assert.ok(Math.abs(judgement.expected.mean - 150) < 30, 'three days are expected');
    assert.ok(judgement.log10P > -2, 'three ordinary days are nothing unusual');
  });

  it('teach nothing about single days', () => {
    const totals: (number | null)[] = [...steady(60)];
    for (let i = 20; i < 30; i += 1) totals[i] = null;
    const row = changesOf(rowOf(totals));
    assert.equal(row.covers[30], 11);
    const known = historyBefore(row, 59).values;
    assert.ok(known.every((value) => value < 100));
  });

  it('doubt a sum of counts less than its days alone, and more than one day', () => {
    const row = rowOf(ordinary(60, 100));
    const one = expect(row, 59, COUNTS);
    const three = expect(row, 59, COUNTS, 3);
    assert.ok(one?.kind === 'counts' && three?.kind === 'counts');
    assert.ok(Math.abs(three.mean / one.mean - 3) < 0.3);
    assert.ok(three.spread < one.spread / 2.5 && three.spread > one.spread / 3.5);
  });
});
