import assert from 'node:assert/strict';

import { studentTails } from '../../../core/insights/spikes/student.ts';
import type { Finding } from '../../../core/alerts/alert.ts';
import { decide, type Step } from '../../../core/alerts/decide.ts';
import { addDays } from '../../../core/insights/spans.ts';
import type { DayRow } from '../../../core/insights/spikes/days.ts';
import { watch } from '../../../core/insights/spikes/episodes.ts';
import { judgePolls, POLL_WINDOWS, type TotalReading, withPolls } from '../../../core/insights/spikes/polls.ts';
import { ordinary, rowOf } from './series.ts';

const QUARTER = 15 * 60_000;
const DAY = 96 * QUARTER;
// No clock changes in these weeks.
const START = Date.UTC(2026, 3, 1);

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
      assert.ok(found !== undefined && found.log10P > -2, `${hour} h: ${found?.log10P}`);
    }
  });

  it('hear a jump within the hour', () => {
    const from = 29 * 96 + 30;
    const readings = polls(30, (quarter) => (quarter >= from ? 2000 : 0)).slice(0, from + 4);
    const found = judgePolls(readings);
    assert.ok(found?.hours);
    assert.equal(found.direction, 'up');
    assert.ok(found.log10P < -4, `${found.log10P}`);
    assert.equal(found.hours.to - found.hours.from, 3_600_000);
    assert.ok(Math.abs(found.value - found.expected.mean - 8000) < 500);
    assert.equal(found.settled, false);
  });

  it('hear a slower one over six hours, and a fall', () => {
    const from = 29 * 96 + 30;
    const slow = judgePolls(polls(30, (quarter) => (quarter >= from ? 260 : 0)).slice(0, from + 24));
    assert.ok(slow?.hours);
    assert.equal(slow.hours.to - slow.hours.from, 6 * 3_600_000);
    assert.ok(slow.log10P < -3, `${slow.log10P}`);
    const fall = judgePolls(polls(30, (quarter) => (quarter >= from ? -4000 : 0)).slice(0, from + 4));
    assert.ok(fall?.direction === 'down' && fall.log10P < -4);
  });

  it('pay for looking 28 times a day', () => {
    assert.deepEqual(POLL_WINDOWS, [1, 6]);
    const from = 29 * 96 + 30;
    const found = judgePolls(polls(30, (quarter) => (quarter >= from ? 2000 : 0)).slice(0, from + 4));
    assert.ok(found?.expected.kind === 'changes');
    const { value, expected, log10P } = found;
    const alone = studentTails((value - expected.mean) / found.expected.scale).upper / Math.LN10;
    assert.ok(Math.abs(log10P - alone - Math.log10(28)) < 1e-9);
    assert.equal(judgePolls(polls(30))?.log10P, 0, 'never above certainty');
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

  it('believe a counter that breaks only when it stays, and no return from a fault', () => {
    const calm = polls(30);
    const newest = calm.at(-1);
    assert.ok(newest);
    const next = (total: number, quarters = 1) => ({ at: newest.at + quarters * QUARTER, total });
    assert.equal(judgePolls([...calm, next(newest.total * 2)]), undefined, 'seen once');
    const stays = judgePolls([...calm, next(newest.total * 2), next(newest.total * 2 + 150, 2)]);
    assert.ok(stays?.direction === 'up' && stays.log10P < -5);
    const broken = [...calm, next(0), next(0, 2), next(newest.total + 400, 3), next(newest.total + 500, 4)];
    const back = judgePolls(broken);
    assert.ok(back === undefined || back.log10P > -3, `${back?.log10P}`);
  });

  it('compare the same hours of the clock over a change to summer time', () => {
    // Summer time begins on 8 March 2026; every day, 12,000 come between 9 and 10 on the clock.
    let total = 500_000;
    const readings = Array.from({ length: 40 * 24 }, (_, hour) => {
      const at = Date.UTC(2026, 1, 10) + hour * 3_600_000;
      const clock = Number(
        new Date(at).toLocaleString('en-US', { timeZone: 'America/Los_Angeles', hour12: false, hour: 'numeric' }),
      );
      total += clock === 10 ? 12_000 : 100 + ((hour * 7) % 13);
      return { at, total };
    });
    const ten = readings.filter(({ at }) => at <= Date.UTC(2026, 2, 12, 17));
    const found = judgePolls(ten);
    assert.ok(found !== undefined && found.log10P > -2, `${found?.log10P}`);
  });
});

describe('an early call by polls', () => {
  const NORMAL = { threshold: -3, followers: 8_000_000 };
  const from = 43 * 96 + 30;
  const jump = judgePolls(polls(44, (quarter) => (quarter >= from ? 20_000 : 0)).slice(0, from + 4));
  assert.ok(jump);
  const day = jump.days.to;
  const history = ordinary(60, 15_000);
  const before = rowOf(history, addDays(day, -60));
  const daysOf = (value: number, settled: boolean): DayRow => {
    const row = rowOf([...history, value], addDays(day, -60));
    return { ...row, settled: row.settled.map((_, i) => settled || i < 60) };
  };
  const watched = (row: DayRow) => watch(row, { ...NORMAL, kind: 'counts' });
  const options = { directions: ['up'], newsFrom: addDays(day, -7), lastDay: day } as const;
  const found = ({ episode, kind, day: on, judgements }: Step): Finding => ({
    placeId: 1,
    accountId: 1,
    series: 'new',
    episode,
    kind,
    day: on,
    foundAt: 0,
    facts: { judgements },
    postKey: undefined,
    useful: undefined,
  });

  it('begins the episode of its day, once however often it is looked at', () => {
    const early = withPolls(watched(before), jump, NORMAL);
    const [call, ...more] = decide(early, [], options);
    assert.ok(call?.kind === 'call' && more.length === 0);
    assert.deepEqual([call.episode, call.day, call.judgements], [day, day, [jump]]);
    assert.deepEqual(decide(early, [found(call)], options), []);
  });

  it('is followed by the day’s own number as a quiet update, restated and ended like any other', () => {
    const [call] = decide(withPolls(watched(before), jump, NORMAL), [], options);
    assert.ok(call);
    const late = watched(daysOf(300_000, false));
    const [update, ...more] = decide(withPolls(late, jump, NORMAL), [found(call)], options);
    assert.ok(update?.kind === 'update' && more.length === 0, JSON.stringify(update));
    assert.deepEqual([update.episode, update.judgements[0]?.value], [day, 300_000]);
    const said = [found(call), found(update)];
    assert.deepEqual(decide(watched(daysOf(300_000, true)), said, options), []);
    assert.equal(decide(watched(daysOf(400_000, true)), said, options)[0]?.kind, 'restated');
  });

  it('is taken back when the whole day turns out ordinary', () => {
    const [call] = decide(withPolls(watched(before), jump, NORMAL), [], options);
    assert.ok(call);
    assert.equal(decide(watched(daysOf(15_500, true)), [found(call)], options)[0]?.kind, 'corrected');
    assert.deepEqual(decide(watched(daysOf(15_500, false)), [found(call)], options), []);
  });

  it('is another day of an episode that is open', () => {
    const open = watched(rowOf([...history, 200_000], addDays(day, -61)));
    const grown = withPolls(open, jump, NORMAL);
    assert.equal(grown.episodes.length, 1);
    assert.deepEqual([grown.episodes[0]?.from, grown.episodes[0]?.to], [addDays(day, -1), day]);
    const [call] = decide(open, [], options);
    assert.ok(call);
    assert.equal(decide(grown, [found(call)], options)[0]?.kind, 'update');
  });

  it('needs to be 1 in 100,000, for the day is not over', () => {
    const calm = watched(before);
    assert.equal(withPolls(calm, undefined, NORMAL), calm);
    assert.equal(withPolls(calm, { ...jump, log10P: -4 }, NORMAL), calm);
    assert.equal(withPolls(calm, { ...jump, direction: 'down' }, NORMAL), calm);
  });
});
