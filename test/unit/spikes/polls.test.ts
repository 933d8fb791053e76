import assert from 'node:assert/strict';

import { studentTails } from '../../../core/insights/spikes/student.ts';
import { judgePolls, POLL_WINDOWS, type TotalReading } from '../../../core/insights/spikes/polls.ts';

const QUARTER = 15 * 60_000;
const DAY = 96 * QUARTER;
const START = Date.UTC(2026, 2, 1);

/** Four weeks and more of polls of a large account that sleeps at night; `extra` is added to single quarters. */
function polls(days: number, extra: (quarter: number) => number = () => 0): readonly TotalReading[] {
  let total = 8_000_000;
  return Array.from({ length: days * 96 }, (_, quarter) => {
    const hour = (quarter / 4) % 24;
    const busy = 1 + 0.8 * Math.sin((hour / 24) * 2 * Math.PI);
    total += Math.round(150 * busy * (1 + 0.2 * (((quarter * quarter * 7) % 11) / 5 - 1))) + extra(quarter);
    return { at: START + quarter * QUARTER, total };
  });
}

describe('follower totals between daily values', () => {
  it('say nothing unusual of ordinary hours, by night or by day', () => {
    const readings = polls(30);
    for (let hour = 0; hour < 24; hour += 1) {
      const found = judgePolls(readings.filter(({ at }) => at <= START + 29 * DAY + hour * 4 * QUARTER));
      assert.ok(found !== undefined && found.judgement.log10P > -2, `${hour} h: ${found?.judgement.log10P}`);
    }
  });

  it('hear a jump within the hour', () => {
    const from = 29 * 96 + 30;
    const readings = polls(30, (quarter) => (quarter >= from ? 2000 : 0)).slice(0, from + 4);
    const found = judgePolls(readings);
    assert.equal(found?.hours, 1);
    assert.equal(found.judgement.direction, 'up');
    assert.ok(found.judgement.log10P < -4, `${found.judgement.log10P}`);
    assert.equal(found.to - found.from, 3_600_000);
    assert.ok(Math.abs(found.judgement.value - found.judgement.expected.mean - 8000) < 500);
  });

  it('hear a slower one over six hours, and a fall', () => {
    const from = 29 * 96 + 30;
    const slow = judgePolls(polls(30, (quarter) => (quarter >= from ? 260 : 0)).slice(0, from + 24));
    assert.equal(slow?.hours, 6);
    assert.ok(slow.judgement.log10P < -3, `${slow.judgement.log10P}`);
    const fall = judgePolls(polls(30, (quarter) => (quarter >= from ? -4000 : 0)).slice(0, from + 4));
    assert.ok(fall?.judgement.direction === 'down' && fall.judgement.log10P < -4);
  });

  it('pay for looking 28 times a day', () => {
    assert.deepEqual(POLL_WINDOWS, [1, 6]);
    const from = 29 * 96 + 30;
    const found = judgePolls(polls(30, (quarter) => (quarter >= from ? 2000 : 0)).slice(0, from + 4));
    assert.ok(found?.judgement.expected.kind === 'changes');
    const { value, expected, log10P } = found.judgement;
    const alone = studentTails((value - expected.mean) / expected.scale).upper / Math.LN10;
    assert.ok(Math.abs(log10P - alone - Math.log10(28)) < 1e-9);
    assert.equal(judgePolls(polls(30))?.judgement.log10P, 0, 'never above certainty');
  });

  it('are unknown across a hole and without a history', () => {
    const readings = polls(30);
    assert.equal(judgePolls([]), undefined);
    assert.equal(judgePolls(polls(5)), undefined);
    const newest = readings.at(-1)?.at ?? 0;
    const hole = readings.filter(({ at }) => at === newest || at < newest - 7 * 3_600_000);
    assert.equal(judgePolls(hole), undefined);
  });

  it('do not need every poll of six weeks, only those around the same hours', () => {
    const readings = polls(30);
    const newest = readings.at(-1)?.at ?? 0;
    const near = readings.filter(({ at }) => (newest - at) % DAY <= 7 * 3_600_000);
    assert.deepEqual(judgePolls(near), judgePolls(readings));
  });
});
