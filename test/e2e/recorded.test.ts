/** Answers that others recorded from the live API, over HTTP, through the whole product. */
import assert from 'node:assert/strict';
import { HOME } from '../../core/app.ts';
import { endOfDay } from '../../core/insights/spans.ts';
import { Secret } from '../../core/secret.ts';
import { startReplay, type Recorded, type Replay } from '../fakes/replay.ts';
import { openWorld, type World } from '../fakes/world.ts';

const ID = '17841403584244541';
/** The recorded buckets are stamped 14 to 20 April 2026, 07:00Z: the days that ended then. */
const DAYS = '2026-04-13..2026-04-19';
const since = String(endOfDay('2026-04-13') / 1000);
const until = String(endOfDay('2026-04-20') / 1000 - 1);

const RECORDED: readonly Recorded[] = [
  {
    file: 'user_insights_reach_time_series_7d.json',
    path: '/insights',
    when: { metric: 'reach', metric_type: 'time_series' },
  },
  {
    file: 'user_insights_total_value_12_metrics_7d.json',
    path: '/insights',
    when: { metric_type: 'total_value', since, until },
  },
  {
    file: 'user_insights_follower_demographics_country.json',
    path: '/insights',
    when: { metric: 'follower_demographics', breakdown: 'country' },
  },
];

describe('recorded answers', () => {
  let world: World;
  let replay: Replay;
  beforeEach(async () => {
    replay = await startReplay(RECORDED);
    world = await openWorld({ connect: false, base: replay.url });
    world.now = Date.parse('2026-04-24T20:00:00Z');
    const home = await world.store.saveWorkspace(HOME.platform, HOME.remoteId);
    await world.store.saveConnection({
      workspaceId: home.id,
      origin: 'graph',
      instagramId: ID,
      username: 'recorded.account',
      name: undefined,
      login: 'facebook',
      token: new Secret('EAArecorded'),
      tokenExpiresAt: undefined,
      dataAccessExpiresAt: undefined,
      scopes: undefined,
      now: world.now,
    });
  });
  afterEach(async () => {
    await world.close();
    await replay.stop();
  });

  it('give the recorded week of reach: its unique count and its seven days', async () => {
    const { status, data, report } = await world.ask(`reach ${DAYS}`);
    assert.equal(status, 'answered', report.summary);
    assert.equal(data?.['value'], 3);
    assert.equal(data['state'], 'final');
    assert.deepEqual(
      (data['series'] as { day: string; value: number | null }[]).map(({ day, value }) => [day, value]),
      [
        ['2026-04-13', 1],
        ['2026-04-14', 0],
        ['2026-04-15', 2],
        ['2026-04-16', 0],
        ['2026-04-17', 0],
        ['2026-04-18', 0],
        ['2026-04-19', 0],
      ],
    );
  });

  it('give the recorded total of views although single days come back empty', async () => {
    const { data } = await world.ask(`views ${DAYS}`);
    assert.equal(data?.['value'], 21);
    assert.ok((data['series'] as { value: number | null }[]).every(({ value }) => value === null));
  });

  it('answer an old name by the recorded total of what serves it', async () => {
    const { data } = await world.ask(`impressions ${DAYS}`);
    assert.deepEqual([data?.['value'], data?.['servedBy'], data?.['comparable']], [21, 'views', false]);
  });

  it('give the recorded countries of the followers', async () => {
    const { status, data, report } = await world.ask('audience_country');
    assert.equal(status, 'answered', report.summary);
    assert.match(JSON.stringify(data), /"Germany"|"DE"/u);
  });
});
