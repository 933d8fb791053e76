/** The probable cause from what is stored: two months of days of the shape two real episodes had, with generated numbers. */
import assert from 'node:assert/strict';

import type { Account } from '../../../core/accounts.ts';
import { decide, type Step } from '../../../core/alerts/decide.ts';
import { causeOf } from '../../../core/alerts/evidence.ts';
import { readRows } from '../../../core/alerts/rows.ts';
import { watchAccount } from '../../../core/alerts/watched.ts';
import { causeWords } from '../../../core/alerts/words.ts';
import type { Media } from '../../../core/instagram/media/media.ts';
import { addDays, endOfDay } from '../../../core/insights/spans.ts';
import { ordinary } from '../spikes/series.ts';
import { type AlertWorld, openAlertWorld } from './alert-world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the probable cause of a stored episode', () => {
  let alerts: AlertWorld;
  let account: Account;
  before(async () => {
    alerts = await openAlertWorld();
  });
  after(() => alerts.close());

  /** Daily values of a metric that end on a day; long settled. */
  async function write(metric: string, to: string, values: readonly number[], split?: readonly number[]) {
    const readings = values.map((value, i) => {
      const day = addDays(to, i + 1 - values.length);
      const strangers = split?.[i];
      return {
        metric,
        breakdown: strangers === undefined ? '' : 'follow_type',
        days: { from: day, to: day },
        source: 'graph' as const,
        value,
        detail: strangers === undefined ? undefined : { FOLLOWER: value - strangers, NON_FOLLOWER: strangers },
        readAt: endOfDay(day) + 49 * HOUR,
        settled: true,
        estimated: false,
      };
    });
    await alerts.world.store.writeReadings(account.id, readings);
  }

  async function post(id: string, kind: Media['kind'], publishedAt: number): Promise<void> {
    const nothing = { shortcode: undefined, permalink: undefined, caption: undefined, likeCount: undefined };
    const media = { id, kind, publishedAt, commentsCount: undefined, ...nothing };
    await alerts.world.store.saveMedia(account.id, [media], publishedAt + HOUR);
  }

  async function read(mediaId: string, metric: string, value: number, readAt: number): Promise<void> {
    const reading = { source: 'graph' as const, mediaId, metric, breakdown: '', value, detail: undefined, readAt };
    await alerts.world.store.writeMediaReadings(account.id, [reading]);
  }

  async function cause(to: string) {
    const now = endOfDay(to) + 50 * HOUR;
    const rows = await readRows(alerts.world.store, account, now);
    const [watched] = watchAccount(account, rows, { sensitivity: 'normal', watched: 1, steps: 0 });
    assert.ok(watched);
    const options = { directions: ['up' as const], newsFrom: addDays(to, -7), lastDay: to };
    const [step] = decide(watched.watch, [], options).filter((one): one is Step => one.kind === 'call');
    assert.ok(step, 'the episode calls');
    return causeOf(alerts.world.store, account, rows, step);
  }

  it('of 1,147 against 60 with flat reach is not the posts: 0 or 1 follows each', async () => {
    account = await alerts.account('unexplained');
    const to = '2026-06-08';
    await write('follower_count', to, [...ordinary(56, 60), 1147, 640, 310, 180]);
    await write('reach', to, ordinary(60, 20_000));
    await write('profile_views', to, ordinary(60, 900));
    await write('reach', to, ordinary(11, 20_000), ordinary(11, 7000));
    for (const [id, day, follows] of [
      ['p1', '2026-06-03', 1],
      ['p2', '2026-06-05', 0],
    ] as const) {
      await post(id, 'image', endOfDay(day) - 10 * HOUR);
      await read(id, 'follows', 0, endOfDay(day) - 9 * HOUR);
      if (follows > 0) await read(id, 'follows', follows, endOfDay(day) + 3 * DAY);
    }
    const found = await cause(to);
    assert.ok(found.kind === 'unexplained', JSON.stringify(found));
    assert.deepEqual([found.looked, found.moved, found.withoutReach], [2, 1, true]);
    assert.equal(
      causeWords(found),
      'Not explained by your posts: 1 of 2 looked at brought follows that were counted. Reach was as usual, so the ' +
        'posts were not seen more than always. Non-follower share of the reach 35 %, usually 35 %. Worth a look: ' +
        'mentions and tags, collaborations hosted on other accounts, paid promotion or follows that are not real.',
    );
  });

  it('of a reel with 341,000 reach is the reel, with strangers among those reached', async () => {
    account = await alerts.account('explained');
    const to = '2026-06-21';
    const [usual, jump] = [ordinary(56, 60), [240, 260, 210, 190]];
    await write('follower_count', to, [...usual, ...jump]);
    await write('reach', to, [...ordinary(56, 20_000), 120_000, 130_000, 110_000, 90_000]);
    const split = [...ordinary(7, 7000), 74_400, 80_600, 68_200, 55_800];
    await write('reach', to, [...ordinary(7, 20_000), 120_000, 130_000, 110_000, 90_000], split);
    await post('reel', 'reel', endOfDay('2026-06-17') + HOUR);
    await read('reel', 'reach', 100_000, endOfDay('2026-06-18'));
    await read('reel', 'reach', 341_000, endOfDay(to));
    const byReach = await cause(to);
    assert.ok(byReach.kind === 'posts', JSON.stringify(byReach));
    assert.deepEqual([byReach.by, byReach.strength, byReach.posts[0]?.amount], ['reach', 'mainly', 341_000]);
    assert.match(causeWords(byReach), /Non-follower share of the reach 62 %, usually 35 %: more strangers/u);
    await read('reel', 'follows', 514, endOfDay(to));
    const byFollows = await cause(to);
    assert.ok(byFollows.kind === 'posts' && byFollows.by === 'follows' && byFollows.strength === 'mainly');
    assert.match(causeWords(byFollows), /^Probable cause: mainly the reel of Thu 18 Jun.* \(514 follows\)/u);
  });

  it('counts what came between two readings, also of a post months old, and never what was there before', async () => {
    account = await alerts.account('older');
    const to = '2026-07-20';
    await write('follower_count', to, [...ordinary(56, 60), 900]);
    const begins = endOfDay('2026-07-19');
    for (const id of ['old', 'unread', 'first']) await post(id, 'image', begins - 40 * DAY);
    await post('near', 'image', begins - DAY);
    // 5,000 of them are older than the episode.
    await read('old', 'follows', 5000, begins - 2 * HOUR);
    await read('old', 'follows', 5600, begins + 20 * HOUR);
    await read('unread', 'follows', 700, begins - 2 * HOUR);
    await read('first', 'follows', 800, begins + 20 * HOUR);
    await read('near', 'follows', 300, begins + 20 * HOUR);
    const found = await cause(to);
    assert.ok(found.kind === 'posts', JSON.stringify(found));
    assert.deepEqual(
      found.posts.map(({ post: { id }, amount }) => [id, amount]),
      [['old', 600]],
    );
  });
});
