import assert from 'node:assert/strict';
import { hourInZone, typicalHours } from '../../../core/insights/online.ts';
import type { Reading } from '../../../core/insights/series.ts';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { byKey, object, stat, tables, words } from './answers.ts';

function reading(day: string, detail: Readonly<Record<string, number>>): Reading {
  return {
    metric: 'online_followers',
    breakdown: 'hour',
    days: { from: day, to: day },
    source: 'graph',
    value: null,
    detail,
    readAt: 0,
    confirmedAt: 0,
    settled: true,
    estimated: false,
  };
}

describe('typical hours', () => {
  it('are the mean of the days that know the hour: a missing hour is not 0', () => {
    const readings = [reading('2026-11-20', { 9: 100, 10: 40 }), reading('2026-11-21', { 9: 200 })];
    const hours = typicalHours(readings, (_, hour) => String(hour).padStart(2, '0'));
    assert.deepEqual(hours, [
      { name: '09', value: 150, days: 2 },
      { name: '10', value: 40, days: 1 },
    ]);
  });

  it('stand where the clock of the zone does, in summer and winter, half hours included', () => {
    assert.equal(hourInZone('2026-11-20', 9, 'Europe/Berlin'), '18:00');
    // Between the end of summer time in Europe and in the United States the two are an hour nearer.
    assert.equal(hourInZone('2026-10-28', 9, 'Europe/Berlin'), '17:00');
    assert.equal(hourInZone('2026-11-20', 9, 'Asia/Kolkata'), '22:30');
  });
});

describe('followers online', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('have the API’s own hours for scripts and the team’s clock for people', async () => {
    const answer = await world.ask('online_followers 2026-11-18');
    assert.deepEqual(byKey(answer), world.local.truth.online('lumen.studio', '2026-11-18'));
    const [hours] = tables(answer);
    assert.equal(hours?.caption, 'Followers online by hour (UTC)');
    assert.equal(hours.rows.length, object(answer).rows.length);
  });

  it('name the best times to post, the busiest hour first', async () => {
    const answer = await world.ask('online 28d');
    const [hours] = tables(answer);
    const busiest = [...(hours?.rows ?? [])].sort(
      (one, other) => Number(other[1]?.replace(',', '')) - Number(one[1]?.replace(',', '')),
    );
    const times = busiest.slice(0, 3).map(([time]) => time);
    assert.equal(stat(answer, 'Best times to post'), times.join(', '));
  });

  it('say how many days are known, for Instagram leaves some out', async () => {
    const empty = Array.from({ length: 28 }, (_, index) => new Date(Date.UTC(2026, 9, 27 + index)).toISOString())
      .map((day) => world.local.truth.online('lumen.studio', day.slice(0, 10)))
      .filter((hours) => Object.keys(hours).length === 0).length;
    assert.ok(empty > 0);
    assert.match(words(await world.ask('online 28d')), new RegExp(`Known are ${28 - empty} of 28 days`, 'u'));
  });

  it('are asked for once, in one call for all days', async () => {
    world.insightCalls();
    await world.ask('online 28d @northpine.coffee');
    await world.ask('online week @northpine.coffee');
    assert.equal(world.insightCalls(), 1);
  });

  it('are too few with fewer than 100 followers', async () => {
    const answer = await world.ask('online_followers @tiny.bakes');
    assert.equal(object(answer).state, 'too few');
    assert.match(words(answer), /at least 100 followers/u);
  });

  it('of days before the 30 are refused with the oldest day there is', async () => {
    const answer = await world.ask('online 2026-08-01..2026-08-07');
    assert.equal(answer.status, 'unanswerable');
    assert.match(words(answer), /25 Oct 2026/u);
  });

  it('outlive the 30 days that Instagram keeps them', async () => {
    const then = byKey(await world.ask('online_followers 2026-11-18'));
    world.now = NOW + 60 * 86_400_000;
    world.insightCalls();
    assert.deepEqual(byKey(await world.ask('online_followers 2026-11-18')), then);
    assert.equal(world.insightCalls(), 0);
  });
});
