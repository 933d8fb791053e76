import assert from 'node:assert/strict';
import { ask, at, keys, list, NOON, recorded, startLocal, type Answer, type Local } from './local.ts';

const LUMEN = 'lumen.studio';
const DAY_MS = 86_400_000;
const unix = (ms: number): number => Math.floor(ms / 1000);

describe('local Instagram: errors as recorded', () => {
  let local: Local;
  before(async () => {
    local = await startLocal();
  });
  after(() => local.stop());

  function sameError(answer: Answer, name: string, status = 400): void {
    const expected = recorded(name);
    assert.equal(answer.status, status);
    assert.equal(at(answer.body, 'error', 'message'), at(expected, 'error', 'message'));
    for (const key of ['type', 'code', 'error_subcode', 'error_user_title', 'error_user_msg', 'is_transient']) {
      const wanted = at(expected, 'error', key);
      if (wanted !== null) assert.equal(at(answer.body, 'error', key), wanted, key);
    }
    assert.deepEqual(keys(answer.body, 'error'), keys(expected, 'error'));
  }

  async function firstMedia(username: string, product: string): Promise<string> {
    const answer = await local.get(`/v26.0/${local.idOf(username)}/media?fields=id,media_product_type&limit=100`);
    const found = list(answer.body, 'data').find((media) => at(media, 'media_product_type') === product);
    return String(at(found, 'id'));
  }

  const USER_CASES: readonly (readonly [string, string])[] = [
    ['metric=audience_gender_age,audience_locale&period=lifetime', 'error_100_user_metric_enum_legacy_audience'],
    [
      'metric=reach,impressions,follower_count,email_contacts&period=day',
      'error_100_user_metric_enum_legacy_impressions_and_clicks',
    ],
    [
      'metric=reach,total_interactions,likes,comments,saved&period=day&metric_type=total_value',
      'error_100_user_metric_enum_saved_typo',
    ],
    ['since=2026-05-04&until=2025-01-01&period=day&metric=reach,impressions', 'error_100_user_metric_enum_v24'],
    [
      'period=day&breakdown=media_product_type&metric=comments,reach,total_interactions,views',
      'error_100_total_value_required_interactions',
    ],
    ['metric=profile_views,website_clicks&period=day', 'error_100_total_value_required_profile_views'],
    ['metric=follower_demographics&period=lifetime', 'error_100_total_value_required_follower_demographics'],
    ['metric=engaged_audience_demographics&period=lifetime', 'error_100_total_value_required_engaged_demographics'],
    ['metric=online_followers&period=week', 'error_100_incompatible_period'],
    ['metric=reach&period=day&since=2026-09-01&until=2026-11-01', 'error_100_more_than_30_days'],
  ];

  for (const [query, name] of USER_CASES) {
    it(`answers ${query} with the words of ${name}`, async () => {
      sameError(await local.get(`/v26.0/${local.idOf(LUMEN)}/insights?${query}`), name);
    });
  }

  it('refuses a since 730 days back and a since in the future, and takes 729 days', async () => {
    const from = (ms: number): string =>
      `/v26.0/${local.idOf(LUMEN)}/insights?metric=reach&period=day&since=${unix(ms)}&until=${unix(ms) + 86_399}`;
    const name = 'error_100_since_older_than_2_years';
    sameError(await local.get(from(NOON - 730 * DAY_MS)), name);
    sameError(await local.get(from(NOON + 3_600_000)), name);
    assert.equal((await local.get(from(NOON - 729 * DAY_MS))).status, 200);
  });

  it('serves follower_count for the last 30 days only', async () => {
    const from = (days: number): string =>
      `/v26.0/${local.idOf(LUMEN)}/insights?metric=follower_count&period=day&since=${unix(NOON - days * DAY_MS)}&until=${unix(NOON - days * DAY_MS) + 86_399}`;
    sameError(await local.get(from(31)), 'error_100_follower_count_last_30_days');
    assert.equal((await local.get(from(30))).status, 200);
  });

  it('lets the Instagram host answer windows beyond 30 days', async () => {
    const answer = await local.getInstagram(
      '/v26.0/me/insights?metric=reach&period=day&metric_type=total_value&since=2026-06-01&until=2026-11-01',
      LUMEN,
    );
    assert.equal(answer.status, 200);
    assert.equal(typeof at(answer.body, 'data', 0, 'total_value', 'value'), 'number');
  });

  it('refuses media metrics by enum, product and breakdown', async () => {
    const post = await firstMedia(LUMEN, 'FEED');
    const reel = await firstMedia(LUMEN, 'REELS');
    const path = (id: string, query: string): string => `/v26.0/${id}/insights?${query}`;
    sameError(await local.get(path(reel, 'metric=plays')), 'error_100_media_metric_enum_legacy_plays');
    sameError(await local.get(path(post, 'metric=replies')), 'error_100_media_product_type_unsupported_replies');
    sameError(
      await local.get(path(post, 'metric=crossposted_views')),
      'error_100_crossposted_views_wrong_product_type',
    );
    sameError(
      await local.get(path(post, 'metric=views&breakdown=media_product_type')),
      'error_100_breakdown_enum_media',
    );
    sameError(await local.get(path(post, 'metric=reach&breakdown=follow_type')), 'error_100_incompatible_breakdown');
  });

  it('answers without prefix and with IGApiException on the Instagram host', async () => {
    const list1 = await local.getInstagram('/v26.0/me/media?fields=id,media_product_type', LUMEN);
    const id = String(at(list1.body, 'data', 0, 'id'));
    const answer = await local.getInstagram(
      `/v26.0/${id}/insights?metric=reach,likes,comments,saved,shares,plays`,
      LUMEN,
    );
    sameError(answer, 'error_100_IGApiException_media_metric_enum_instagram_login');
    const scoped = local.idOf(LUMEN);
    sameError(
      await local.getInstagram(`/v26.0/${scoped}/insights/impressions/day`, LUMEN),
      'error_2500_IGApiException_unknown_path',
    );
  });

  it('refuses media of the time before the account was professional', async () => {
    const until = unix(NOON - 1_210 * DAY_MS);
    const old = await local.get(`/v26.0/${local.idOf(LUMEN)}/media?limit=5&until=${until}`);
    const id = String(at(old.body, 'data', 0, 'id'));
    sameError(
      await local.get(`/v26.0/${id}/insights?metric=reach`),
      'error_100_2108006_posted_before_business_conversion',
    );
  });

  it('gives no insights for a story that fewer than five accounts saw', async () => {
    const stories = await local.get(`/v26.0/${local.idOf('northpine.coffee')}/stories?fields=id`);
    const answers = await Promise.all(
      list(stories.body, 'data').map((story) => local.get(`/v26.0/${String(at(story, 'id'))}/insights?metric=reach`)),
    );
    const refused = answers.find((answer) => answer.status === 400);
    assert.ok(refused !== undefined);
    sameError(refused, 'error_10_not_enough_viewers_story');
  });

  it('fails Facebook numbers of a media that is not on Facebook, and answers them for one that is', async () => {
    const media = await local.get(`/v26.0/${local.idOf(LUMEN)}/media?limit=100&fields=id,media_product_type`);
    const reels = list(media.body, 'data').filter((item) => at(item, 'media_product_type') === 'REELS');
    const answers = await Promise.all(
      reels.map((reel) => local.get(`/v26.0/${String(at(reel, 'id'))}/insights?metric=crossposted_views`)),
    );
    const refused = answers.find((answer) => answer.status === 400);
    assert.ok(refused !== undefined && answers.some((answer) => answer.status === 200));
    sameError(refused, 'error_minus1_2207086_facebook_views_fatal');
  });

  it('knows too small audiences: an error for engaged people, nothing for followers', async () => {
    const id = local.idOf('tiny.bakes');
    const query = 'period=lifetime&metric_type=total_value&timeframe=this_month&breakdown=country';
    sameError(
      await local.get(`/v26.0/${id}/insights?metric=engaged_audience_demographics&${query}`),
      'error_demographics_not_enough_users_2874010',
    );
    const followers = await local.get(`/v26.0/${id}/insights?metric=follower_demographics&${query}`);
    assert.deepEqual(followers.body, recorded('user_insights_follower_demographics_below_100_followers'));
  });

  it('refuses nodes, edges and fields that are not there', async () => {
    const id = local.idOf(LUMEN);
    sameError(await local.get(`/v25.0/${id}/navigation?limit=25`), 'error_2500_unknown_path_components');
    sameError(await local.get(`/v25.0/${id}/feed?limit=25`), 'error_100_nonexisting_field_feed');
    sameError(await local.get(`/v25.0/${id}/tags?fields=id`), 'error_10_application_no_permission_tags');
    sameError(await local.get(`/v22.0/${id}?fields=id,id`), 'error_2500_field_twice');
    sameError(await local.get('/v26.0/18132234304542418'), 'error_100_33_object_does_not_exist');
    const reel = await firstMedia(LUMEN, 'REELS');
    sameError(await local.get(`/v26.0/${reel}?fields=view_count`), 'error_36104_view_count_outside_business_discovery');
    const page = local.ig.tokens.of(LUMEN, 'facebook');
    sameError(await local.get('/v26.0/me/permissions', page), 'error_100_me_permissions_with_page_token');
  });

  it('refuses strange, expired and missing tokens, the token before anything else', async () => {
    const path = `/v26.0/${local.idOf(LUMEN)}/insights?metric=nonsense`;
    const expired = local.ig.tokens.issue({ login: 'facebook', expiresAt: Date.parse('2026-06-13T12:00:00Z') });
    local.time = Date.parse('2026-06-13T15:24:52Z');
    sameError(await local.get(path, expired), 'error_190_463_session_expired');
    local.time = NOON;
    assert.equal(at((await local.get(path, 'EAAnonsense')).body, 'error', 'code'), 190);
    assert.equal(at((await local.get(path, local.ig.tokens.of(LUMEN, 'instagram'))).body, 'error', 'code'), 190);
    assert.equal(at((await ask(`${local.ig.facebookUrl}${path}`)).body, 'error', 'code'), 104);
    const foreign = await local.get(`/v26.0/${local.idOf(LUMEN)}`, local.ig.tokens.of('tiny.bakes', 'facebook'));
    assert.equal(at(foreign.body, 'error', 'error_subcode'), 33);
    const basic = local.ig.tokens.issue({ login: 'facebook', scopes: ['instagram_basic'] });
    assert.equal(at((await local.get(path, basic)).body, 'error', 'code'), 10);
  });
});
