import assert from 'node:assert/strict';

import { changesOf, dayOf } from '../../../core/insights/spikes/days.ts';
import { oddsOfReaching } from '../../../core/insights/spikes/goal.ts';
import { milestoneOn, milestonesIn, nextMilestone } from '../../../core/insights/spikes/milestones.ts';
import { ordinary, rowOf } from './series.ts';

describe('milestones', () => {
  const reached = (totals: readonly (number | null)[]) => milestonesIn(rowOf(totals)).map(({ followers }) => followers);

  it('are round numbers', () => {
    assert.deepEqual(
      [0, 99, 100, 500, 999, 1000, 2499, 9999, 10_000, 7e6].map(nextMilestone),
      [100, 100, 500, 1000, 1000, 2500, 2500, 10_000, 25_000, 1e7],
    );
  });

  it('are reached once, also by a total that falls and comes back', () => {
    assert.deepEqual(reached([9990, 9999, 10_000, 9998, 10_004, 9980, 10_100]), [10_000]);
  });

  it('begin after the first total, which crosses nothing', () => {
    assert.deepEqual(reached([null, 12_000, 12_500]), []);
  });

  it('are reached on the day that is not over too', () => {
    const totals = rowOf([9900, 9950]);
    const day = dayOf(totals.first + 2);
    const found = milestonesIn(totals, { day, totals: [9990, 10_020, 10_050] });
    assert.deepEqual(found, [{ followers: 10_000, days: { from: day, to: day }, total: 10_020 }]);
    const first = milestonesIn(rowOf([]), { day, totals: [12_000, 25_010] });
    assert.deepEqual(first, [{ followers: 25_000, days: { from: day, to: day }, total: 25_010 }]);
  });

  it('of one jump are told as the highest', () => {
    assert.deepEqual(reached([900, 5200]), [5000]);
  });

  it('name the days they may have been reached on', () => {
    const totals = rowOf([9990, null, null, 10_020, 10_030]);
    const days = { from: dayOf(totals.first + 1), to: dayOf(totals.first + 3) };
    assert.deepEqual(milestoneOn(totals, days.to), { followers: 10_000, days, total: 10_020 });
    assert.equal(milestoneOn(totals, dayOf(totals.first + 4)), undefined);
  });
});

describe('the odds of a goal', () => {
  const changes = rowOf(ordinary(91, 40));
  const odds = (goal: number, days: number) => {
    const found = oddsOfReaching(changes, { current: 10_000, goal, days });
    assert.ok(found);
    return found;
  };

  it('are about even for what the present pace brings', () => {
    const { chance, pace, neededPace } = odds(11_200, 30);
    assert.ok(chance > 0.35 && chance < 0.65, `${chance}`);
    assert.ok(Math.abs(pace - 40) < 2 && neededPace === 40);
  });

  it('fall with the goal and rise with the time', () => {
    const byGoal = [10_200, 10_900, 11_100, 11_300, 12_500].map((goal) => odds(goal, 30).chance);
    assert.deepEqual(
      byGoal,
      [...byGoal].sort((a, b) => b - a),
    );
    const byTime = [5, 20, 30, 60, 200].map((days) => odds(11_200, days).chance);
    assert.deepEqual(
      byTime,
      [...byTime].sort((a, b) => a - b),
    );
  });

  it('are certain only of what has happened', () => {
    assert.equal(odds(9_000, 30).chance, 1);
    assert.equal(odds(10_000, 0).chance, 1);
    assert.equal(odds(10_001, 0).chance, 0);
    assert.equal(odds(10_010, 90).chance, 0.99);
    assert.equal(odds(9_000_000, 90).chance, 0.01);
  });

  it('count reaching it on the way: without a drift twice as likely as ending there', () => {
    const aimless = rowOf(Array.from({ length: 91 }, (_, i) => ((i * 37) % 91) - 45));
    const days = 25;
    // One standard deviation of the sum; even values from -45 to 45 have a variance of (91² - 1) / 12.
    const goal = Math.round(Math.sqrt((days * (91 ** 2 - 1)) / 12));
    const { chance } = oddsOfReaching(aimless, { current: 0, goal, days }) ?? { chance: 0 };
    assert.ok(chance > 0.26 && chance < 0.4, `${chance}`);
  });

  it('hold for accounts that shrink, stand still, or are huge', () => {
    for (const values of [ordinary(91, -20), Array<number>(91).fill(0), ordinary(91, 90_000)]) {
      const found = oddsOfReaching(rowOf(values), { current: 500, goal: 800, days: 30 });
      assert.ok(found && found.chance >= 0.01 && found.chance <= 0.99 && found.low <= found.high);
    }
  });

  it('need 28 known days, and a gap counts as none', () => {
    assert.equal(oddsOfReaching(rowOf(ordinary(27, 40)), { current: 0, goal: 9, days: 9 }), undefined);
    let total = 0;
    const totals: (number | null)[] = ordinary(36, 40).map((change) => (total += change));
    for (let i = 5; i < 12; i += 1) totals[i] = null;
    assert.equal(oddsOfReaching(changesOf(rowOf(totals)), { current: 0, goal: 9, days: 9 }), undefined);
  });
});
