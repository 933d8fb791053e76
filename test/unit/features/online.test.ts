import assert from 'node:assert/strict';
import { partsOfKept, postHoursNote } from '../../../core/features/online-posts.ts';
import { weekPicture } from '../../../core/features/online-week.ts';
import type { RenderedAnswer } from '../../../core/commands.ts';
import { typicalHours, typicalWeek } from '../../../core/insights/online.ts';
import { bestHours, partsOfDay } from '../../../core/insights/post-hours.ts';
import type { Reading } from '../../../core/insights/series.ts';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { object, stat, tables, words } from './answers.ts';

/** The hours under the API’s own keys. */
function hoursOf(answer: RenderedAnswer): Readonly<Record<string, number>> {
  const rows = object(answer).rows.filter(({ breakdown }) => breakdown === 'hour');
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

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

  it('stand on the weekday and hour of the zone, in summer and winter, half hours included', () => {
    const at = (day: string, zone: string) =>
      typicalWeek([reading(day, { 9: 7 }), reading(day, { 23: 9 })], zone).map(
        ({ weekday, time, value }) => `${weekday} ${time} ${value}`,
      );
    // Friday 20 November, 9:00 and 23:00 in US Pacific.
    assert.deepEqual(at('2026-11-20', 'Europe/Berlin'), ['5 18:00 7', '6 08:00 9']);
    // Between the end of summer time in Europe and in the United States the two are an hour nearer.
    assert.deepEqual(at('2026-10-28', 'Europe/Berlin'), ['3 17:00 7', '4 07:00 9']);
    assert.deepEqual(at('2026-11-20', 'Asia/Kolkata'), ['5 22:30 7', '6 12:30 9']);
  });

  it('of a weekday are the mean of that weekday alone', () => {
    const readings = [
      reading('2026-11-13', { 9: 10 }),
      reading('2026-11-20', { 9: 20 }),
      reading('2026-11-19', { 9: 90 }),
    ];
    const week = typicalWeek(readings, 'America/Los_Angeles');
    assert.deepEqual(week, [
      { weekday: 4, time: '09:00', value: 90 },
      { weekday: 5, time: '09:00', value: 15 },
    ]);
  });
});

describe('own posts by time of day', () => {
  const at = (time: string, reach: number) => ({ publishedAt: Date.parse(`2026-11-10T${time}Z`), reach });
  const evenings = [900, 1100, 1000, 1000].map((reach) => at('19:30:00', reach));
  const mornings = [400, 500, 600, 500].map((reach) => at('07:00:00', reach));

  it('have their typical reach on the clock of the zone, and few posts weigh little', () => {
    const parts = partsOfDay([...evenings, ...mornings], 'Europe/Berlin');
    assert.deepEqual(
      parts.map(({ from, to, posts, typical }) => [from, to, posts, typical]),
      [
        ['06:00', '09:00', 4, 500],
        ['18:00', '21:00', 4, 1000],
      ],
    );
  });

  it('say nothing with fewer than eight posts', () => {
    assert.deepEqual(partsOfDay(evenings, 'utc'), []);
  });

  it('are not weighed while most have no numbers yet, which would leave the answer to chance', () => {
    const timed = [...evenings, ...mornings];
    const [few, most] = [
      { timed, listed: 13 },
      { timed, listed: 12 },
    ];
    assert.deepEqual(partsOfKept(few, 'utc'), []);
    assert.match(postHoursNote([], few), /now 8 of 13 have/u);
    const parts = partsOfKept(most, 'utc');
    assert.equal(parts.length, 2);
    assert.match(postHoursNote(parts, most), /8 of 12 own posts .* known here so far/u);
  });

  it('move the best times towards the hours at which posts did well', () => {
    const week = [
      { weekday: 1, time: '07:00', value: 1000 },
      { weekday: 1, time: '19:00', value: 900 },
    ];
    assert.equal(bestHours(week, [])[0]?.time, '07:00');
    const best = bestHours(week, partsOfDay([...evenings, ...mornings], 'utc'));
    assert.equal(best[0]?.time, '19:00');
    const days = { from: '2026-11-10', to: '2026-11-16' };
    const block = weekPicture(
      week,
      { best, most: bestHours(week, [])[0] },
      { username: 'bluebird', days, zone: 'UTC' },
    );
    assert.match(
      block.kind === 'picture' ? block.alt : '',
      / Most: 1,000 on Mon 07:00\.$/u,
      'the most are not the best',
    );
  });
});

describe('followers online', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('have the API’s own hours for scripts and hours by weekday on the team’s clock', async () => {
    const answer = await world.ask('online_followers 2026-11-18');
    const truth = world.local.truth.online('lumen.studio', '2026-11-18');
    assert.deepEqual(hoursOf(answer), truth);
    const week = object(answer).rows.filter(({ breakdown }) => breakdown === 'weekday,hour');
    assert.equal(week.length, Object.keys(truth).length);
    // 9:00 of Wednesday in US Pacific.
    assert.equal(week.find(({ key }) => key === 'Wed 17:00')?.value, truth['9']);
    assert.deepEqual([object(answer).value, object(answer).state], [null, 'unavailable']);
    assert.match(object(answer).notes[0] ?? '', /no total/u);
  });

  it('are a heat map with a table of hours by weekday, unknown hours left open', async () => {
    const answer = await world.ask('online 2026-11-18..2026-11-19');
    const [hours] = tables(answer);
    assert.equal(hours?.caption, 'Followers online by weekday and hour (UTC)');
    assert.deepEqual(hours.columns, ['Hour', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
    assert.equal(hours.rows.length, 24);
    assert.ok(hours.rows.every((row) => row[1] === '–' && row[7] === '–'));
    const truth = world.local.truth.online('lumen.studio', '2026-11-18');
    assert.equal(hours.rows[17]?.[3], truth['9']?.toLocaleString('en-US'));
  });

  it('name the best times to post with their weekday, the busiest first', async () => {
    const answer = await world.ask('online 28d');
    const [hours] = tables(answer);
    const cells = (hours?.rows ?? []).flatMap(([time = '', ...values]) =>
      values.map((value, day) => ({
        name: `${hours?.columns[day + 1]} ${time}`,
        value: Number(value.replace(',', '')),
      })),
    );
    const busiest = cells.sort((one, other) => other.value - one.value).slice(0, 3);
    assert.equal(stat(answer, 'Best times to post'), busiest.map(({ name }) => name).join(', '));
  });

  it('weigh the best times by own posts once there are enough, and say how many', async () => {
    assert.match(
      words(await world.ask('online 28d @aurora.voyage')),
      /own posts are weighed in once 8 .* now 0 of 0 have/u,
    );
    await world.ask('posts top by reach 90d @aurora.voyage');
    const answer = await world.ask('online 28d @aurora.voyage');
    const table = tables(answer).find(({ caption }) => caption.startsWith('Own posts')) ?? assert.fail(words(answer));
    const counted = table.rows.reduce((sum, [, posts]) => sum + Number(posts), 0);
    assert.ok(counted >= 8);
    assert.match(words(answer), new RegExp(`typical reach of ${counted} of \\d+ own posts`, 'u'));
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
    const then = hoursOf(await world.ask('online_followers 2026-11-18'));
    world.now = NOW + 60 * 86_400_000;
    world.insightCalls();
    assert.deepEqual(hoursOf(await world.ask('online_followers 2026-11-18')), then);
    assert.equal(world.insightCalls(), 0);
  });
});
