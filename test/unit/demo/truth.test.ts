import assert from 'node:assert/strict';
import { at, list, NOON, recorded, seconds, startLocal, type Local } from './local.ts';

const ACCOUNTS = ['lumen.studio', 'northpine.coffee', 'aurora.voyage', 'glyph.test'];
const TOTALS = [
  'reach',
  'views',
  'accounts_engaged',
  'total_interactions',
  'likes',
  'comments',
  'shares',
  'saves',
  'replies',
  'reposts',
  'profile_links_taps',
  'profile_views',
  'website_clicks',
];
/** `from` and `to` with the stamps that bound them. */
const PERIODS = [
  { name: 'a day', from: '2026-11-23', to: '2026-11-23', since: '2026-11-24T08:00:00Z' },
  { name: 'a week', from: '2026-11-17', to: '2026-11-23', since: '2026-11-18T08:00:00Z' },
  { name: '28 days', from: '2026-10-27', to: '2026-11-23', since: '2026-10-28T07:00:00Z' },
] as const;
const UNTIL = seconds('2026-11-24T08:00:00Z');

describe('local Instagram: truth', () => {
  let local: Local;
  before(async () => {
    local = await startLocal();
  });
  after(() => local.stop());

  type Login = 'facebook' | 'instagram';

  async function ask(login: Login, username: string, query: string, version = 'v26.0'): Promise<unknown> {
    const answer =
      login === 'facebook'
        ? await local.get(`/${version}/${local.idOf(username)}/insights?${query}`)
        : await local.getInstagram(`/${version}/me/insights?${query}`, username);
    return answer.body;
  }

  function partsIn(body: unknown): Readonly<Record<string, unknown>> {
    const results = list(body, 'data', 0, 'total_value', 'breakdowns', 0, 'results');
    return Object.fromEntries(results.map((one) => [list(one, 'dimension_values').join(','), at(one, 'value')]));
  }

  for (const login of ['facebook', 'instagram'] as const) {
    for (const { name, from, to, since } of PERIODS) {
      it(`agrees with every total over ${name} by ${login} login`, async () => {
        const window = `period=day&metric_type=total_value&since=${seconds(since)}&until=${UNTIL}`;
        for (const username of ACCOUNTS) {
          const body = await ask(login, username, `metric=${TOTALS.join(',')}&${window}`);
          const told = list(body, 'data').map((entry) => [at(entry, 'name'), at(entry, 'total_value', 'value')]);
          const { truth } = local.ig;
          assert.deepEqual(
            told,
            TOTALS.map((metric) => [metric, truth.window(username, metric, from, to, NOON)]),
          );
        }
      });

      it(`agrees with every breakdown over ${name} by ${login} login`, async () => {
        const window = `period=day&metric_type=total_value&since=${seconds(since)}&until=${UNTIL}`;
        const cases: readonly (readonly [string, string])[] = [
          ...['reach', 'views', 'total_interactions', 'likes', 'comments', 'shares', 'saves'].map(
            (metric) => [metric, 'media_product_type'] as const,
          ),
          ['reach', 'follow_type'],
          ['views', 'follow_type'],
          ['reach', 'media_product_type,follow_type'],
          ['follows_and_unfollows', 'follow_type'],
          ['profile_links_taps', 'contact_button_type'],
        ];
        for (const [metric, breakdown] of cases) {
          const body = await ask(login, 'aurora.voyage', `metric=${metric}&breakdown=${breakdown}&${window}`);
          const truth = local.ig.truth.parts('aurora.voyage', metric, breakdown, from, to, NOON);
          assert.deepEqual(partsIn(body), truth, `${metric} by ${breakdown}`);
          assert.ok(Object.keys(truth).length > 0);
        }
      });
    }

    it(`agrees with series of days, weeks and 28 days by ${login} login`, async () => {
      const window = `since=${seconds('2026-11-18T08:00:00Z')}&until=${UNTIL}`;
      const { truth } = local.ig;
      for (const metric of ['reach', 'follower_count']) {
        const body = await ask(login, 'lumen.studio', `metric=${metric}&period=day&${window}`);
        assert.deepEqual(
          list(body, 'data', 0, 'values').map((value) => at(value, 'value')),
          truth.daily('lumen.studio', metric, '2026-11-17', '2026-11-23', NOON).map(({ value }) => value),
        );
      }
      for (const { from, period } of [
        { period: 'week', from: '2026-11-17' },
        { period: 'days_28', from: '2026-10-27' },
      ]) {
        const body = await ask(login, 'lumen.studio', `metric=reach&period=${period}&${window}`);
        const last = list(body, 'data', 0, 'values').at(-1);
        assert.equal(at(last, 'value'), truth.window('lumen.studio', 'reach', from, '2026-11-23', NOON));
        assert.equal(at(last, 'end_time'), '2026-11-24T08:00:00+0000');
      }
    });

    it(`agrees with audiences and hours online by ${login} login`, async () => {
      for (const metric of ['follower', 'engaged_audience', 'reached_audience'].map((who) => `${who}_demographics`)) {
        for (const breakdown of ['age', 'gender', 'country', 'city', 'age,gender']) {
          const query = `metric=${metric}&period=lifetime&metric_type=total_value&breakdown=${breakdown}`;
          const truth = local.ig.truth.audience('glyph.test', metric, breakdown);
          assert.deepEqual(partsIn(await ask(login, 'glyph.test', query)), truth);
          assert.ok(Object.keys(truth).length > 1 && Object.keys(truth).length <= 45);
        }
      }
      const window = `since=${seconds('2026-11-18T08:00:00Z')}&until=${UNTIL}`;
      const body = await ask(login, 'lumen.studio', `metric=online_followers&period=lifetime&${window}`);
      const values = list(body, 'data', 0, 'values');
      assert.equal(values.length, 7);
      values.forEach((value, index) => {
        assert.deepEqual(at(value, 'value'), local.ig.truth.online('lumen.studio', `2026-11-${17 + index}`));
      });
    });

    it(`refuses retired names at every version by ${login} login`, async () => {
      const legacy = [
        'impressions',
        'email_contacts',
        'phone_call_clicks',
        'text_message_clicks',
        'get_directions_clicks',
        'audience_gender_age',
        'audience_country',
        'audience_city',
        'audience_locale',
      ];
      const expected = String(at(recorded('error_100_user_metric_enum_legacy_audience'), 'error', 'message'));
      const message = login === 'facebook' ? expected : expected.replace('(#100) ', '');
      for (const version of ['v19.0', 'v21.0', 'v26.0']) {
        for (const metric of legacy) {
          assert.equal(
            at(await ask(login, 'lumen.studio', `metric=${metric}&period=day`, version), 'error', 'message'),
            message,
          );
        }
      }
    });

    it(`refuses totals without metric_type and Threads names by ${login} login`, async () => {
      for (const metric of TOTALS.filter((name) => name !== 'reach')) {
        const message = String(at(await ask(login, 'lumen.studio', `metric=${metric}&period=day`), 'error', 'message'));
        assert.match(message, new RegExp(`The following metrics \\(${metric}\\) should be specified`));
      }
      const threads = await ask(login, 'lumen.studio', 'metric=threads_views&period=day&metric_type=total_value');
      assert.match(String(at(threads, 'error', 'message')), /not supported on this Instagram account$/);
    });
  }

  it('agrees with profiles, and followers grow by what was new less what was lost', async () => {
    for (const username of [...ACCOUNTS, 'tiny.bakes']) {
      const { truth } = local.ig;
      const profile = truth.profile(username);
      const fields = 'ig_id,username,name,biography,website,followers_count,follows_count,media_count';
      const { body } = await local.get(`/v26.0/${profile.id}?fields=${fields}`);
      for (const [name, value] of Object.entries(profile)) {
        if (fields.split(',').includes(name)) assert.equal(at(body, name), value, name);
      }
      const sum = (metric: string): number =>
        truth.daily(username, metric, '2026-11-01', '2026-11-07').reduce((total, { value }) => total + value, 0);
      const [first, last] = ['2026-11-01T07:00:00Z', '2026-11-08T08:00:00Z'].map(Date.parse);
      const grown = truth.followers(username, last ?? 0) - truth.followers(username, first ?? 0);
      assert.equal(grown, sum('follower_count') - sum('unfollows'));
    }
  });

  it('has the sizes that were promised', () => {
    const size = (username: string): number => local.ig.truth.profile(username).followers_count;
    assert.ok(Math.abs(size('lumen.studio') - 48_000) < 1_000);
    assert.ok(Math.abs(size('northpine.coffee') - 1_200) < 50);
    assert.ok(Math.abs(size('aurora.voyage') - 3_400_000) < 50_000);
    assert.equal(size('tiny.bakes'), 63);
    assert.deepEqual(
      local.ig.accounts.map(({ username }) => username),
      ['lumen.studio', 'northpine.coffee', 'aurora.voyage', 'tiny.bakes', 'glyph.test'],
    );
  });

  it('keeps what Instagram keeps from accounts under 100 followers', async () => {
    const body = await ask(
      'facebook',
      'tiny.bakes',
      `metric=follower_count,reach&period=day&since=2026-11-10&until=2026-11-17`,
    );
    assert.deepEqual(
      list(body, 'data').map((entry) => at(entry, 'name')),
      ['reach'],
    );
    const follows = 'metric=follows_and_unfollows&period=day&metric_type=total_value&breakdown=follow_type';
    assert.deepEqual(at(await ask('facebook', 'tiny.bakes', follows), 'data'), []);
    assert.deepEqual(at(await ask('facebook', 'tiny.bakes', 'metric=online_followers&period=lifetime'), 'data'), []);
  });

  it('tells follows and unfollows of a day twelve hours after it ended, when reach is long out', () => {
    const eight = Date.parse('2026-11-24T16:00:00Z');
    const told = (metric: string, at: number): number =>
      local.ig.truth.daily('lumen.studio', metric, '2026-11-23', '2026-11-23', at).length;
    assert.deepEqual([told('reach', eight), told('follower_count', eight), told('unfollows', eight)], [1, 1, 0]);
    assert.equal(told('unfollows', eight + 4 * 3_600_000), 1);
  });

  it('counts no story replies in Europe, and advertising where there is some', () => {
    const month = ['2026-10-20', '2026-11-20'] as const;
    const { truth } = local.ig;
    assert.equal(truth.window('northpine.coffee', 'replies', ...month), 0);
    assert.ok((truth.window('lumen.studio', 'replies', ...month) ?? 0) > 0);
    assert.ok((truth.parts('aurora.voyage', 'reach', 'media_product_type', ...month)['AD'] ?? 0) > 0);
    assert.equal(truth.parts('lumen.studio', 'reach', 'media_product_type', ...month)['AD'], undefined);
  });

  it('counts people once: a period has fewer than its days together and no fewer than its best day', () => {
    for (const metric of ['reach', 'accounts_engaged']) {
      const days = local.ig.truth.daily('lumen.studio', metric, '2026-10-27', '2026-11-23').map(({ value }) => value);
      const unique = local.ig.truth.window('lumen.studio', metric, '2026-10-27', '2026-11-23') ?? 0;
      const sum = days.reduce((total, value) => total + value, 0);
      assert.ok(unique < 0.8 * sum && unique >= Math.max(...days), `${unique} of ${sum}`);
    }
  });

  it('agrees with the numbers of posts, reels and stories', async () => {
    const id = local.idOf('lumen.studio');
    const posts = list((await local.get(`/v26.0/${id}/media?limit=20&fields=id,media_product_type`)).body, 'data');
    const stories = list((await local.get(`/v26.0/${id}/stories?fields=id,media_product_type`)).body, 'data');
    for (const media of [...posts, ...stories]) {
      const mediaId = String(at(media, 'id'));
      const { body } = await local.get(`/v26.0/${mediaId}/insights?metric=reach,views,shares`);
      const truth = local.ig.truth.media(mediaId);
      assert.deepEqual(
        list(body, 'data').map((entry) => at(entry, 'values', 0, 'value')),
        [truth?.reach, truth?.views, truth?.shares],
      );
    }
    assert.ok(posts.length === 20 && stories.length > 0);
  });
});
