import assert from 'node:assert/strict';

import { dayOf } from '../../../core/insights/spikes/days.ts';
import { type StayedQuestion, whetherStayed } from '../../../core/insights/spikes/stayed.ts';
import { ordinary, rowOf } from './series.ts';

const BEFORE = 56;
const JUMP = 2;
const NONE = rowOf([]);

/** A row of 56 ordinary days, two of the jump, and the days after. */
function after(days: readonly (number | null)[], level: number, jump: readonly number[] = ordinary(JUMP, level)) {
  return rowOf([...ordinary(BEFORE, level), ...jump, ...days]);
}

function totalsAfter(days: readonly number[]) {
  let total = 20_000;
  const changes = [...ordinary(BEFORE, 30), 500, 530, ...days];
  return rowOf(changes.map((change) => (total += change)));
}

/** The day `count` days after the jump; 0 is its last. */
function day(count: number): string {
  return dayOf(rowOf([]).first + BEFORE + JUMP - 1 + count);
}

const QUESTION: StayedQuestion = {
  episode: { from: day(-1), to: day(0), excess: 1000 },
  lost: NONE,
  totals: NONE,
  jumpedAgain: false,
  lastDay: day(9),
};

describe('whether the followers of a jump stayed', () => {
  it('is yes when no more than usual left in the week after', () => {
    const found = whetherStayed({ ...QUESTION, lost: after(ordinary(7, 20), 20) });
    assert.ok(found.kind === 'stayed' && found.by === 'unfollows' && found.left < 30, JSON.stringify(found));
  });

  it('is no from a quarter of them on, counted above the usual losses', () => {
    const found = whetherStayed({ ...QUESTION, lost: after(ordinary(7, 120), 20) });
    assert.ok(found.kind === 'left' && Math.abs(found.left - 700) < 40, JSON.stringify(found));
    assert.ok(Math.abs(found.share - 0.7) < 0.04);
    const few = whetherStayed({ ...QUESTION, lost: after(ordinary(7, 50), 20) });
    assert.equal(few.kind, 'stayed');
  });

  it('never says that more left than had come', () => {
    const found = whetherStayed({ ...QUESTION, lost: after(ordinary(7, 900), 20) });
    assert.ok(found.kind === 'left' && found.share === 1);
  });

  it('is told by the total where unfollows are not served', () => {
    const stayed = whetherStayed({ ...QUESTION, totals: totalsAfter(ordinary(7, 30)) });
    assert.ok(stayed.kind === 'stayed' && stayed.by === 'totals', JSON.stringify(stayed));
    const left = whetherStayed({ ...QUESTION, totals: totalsAfter(ordinary(7, -70)) });
    assert.ok(left.kind === 'left' && Math.abs(left.left - 700) < 60, JSON.stringify(left));
  });

  it('needs only the totals at both ends of the week', () => {
    const totals = totalsAfter(ordinary(7, -70));
    const holes = totals.values.map((value, i) => (i > BEFORE + JUMP && i < BEFORE + JUMP + 5 ? null : value));
    assert.equal(whetherStayed({ ...QUESTION, totals: { ...totals, values: holes } }).kind, 'left');
    const open = totals.values.map((value, i) => (i === BEFORE + JUMP + 6 ? null : value));
    const found = whetherStayed({ ...QUESTION, totals: { ...totals, values: open } });
    assert.deepEqual(found, { kind: 'unknown', reason: 'days missing' });
  });

  it('is not asked before the week is over and settled', () => {
    const early = { kind: 'unknown', reason: 'too early' };
    assert.deepEqual(whetherStayed({ ...QUESTION, lost: after(ordinary(6, 20), 20), lastDay: day(6) }), early);
    const lost = after(ordinary(7, 20), 20);
    const moving = { ...lost, settled: lost.settled.map((_, i) => i < BEFORE + JUMP + 5) };
    assert.deepEqual(whetherStayed({ ...QUESTION, lost: moving, lastDay: day(7) }), early);
    assert.equal(whetherStayed({ ...QUESTION, lost, lastDay: day(7) }).kind, 'stayed');
  });

  it('takes the total when a day of unfollows stays unknown', () => {
    const lost = after([20, null, 20, 20, 20, 20, 20], 20);
    const totals = totalsAfter(ordinary(7, 30));
    assert.deepEqual(whetherStayed({ ...QUESTION, lost, totals, lastDay: day(8) }), {
      kind: 'unknown',
      reason: 'too early',
    });
    const found = whetherStayed({ ...QUESTION, lost, totals });
    assert.ok(found.kind === 'stayed' && found.by === 'totals');
  });

  it('says why it is not known', () => {
    const unknown = (question: Partial<StayedQuestion>) => {
      const found = whetherStayed({ ...QUESTION, ...question });
      return found.kind === 'unknown' ? found.reason : found.kind;
    };
    assert.equal(unknown({}), 'days missing');
    assert.equal(unknown({ totals: totalsAfter(ordinary(7, 30)), jumpedAgain: true }), 'jumped again');
    assert.equal(unknown({ lost: after(ordinary(7, 20), 20), jumpedAgain: true }), 'stayed');
    const young = rowOf([...ordinary(JUMP, 20), ...ordinary(7, 20)], day(-1));
    assert.equal(unknown({ lost: young }), 'days missing');
    const small = { from: day(-1), to: day(0), excess: 12 };
    assert.equal(unknown({ episode: small, lost: after(ordinary(7, 20), 20) }), 'too few to tell');
  });
});
