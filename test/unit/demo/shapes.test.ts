import assert from 'node:assert/strict';
import { assertShape, at, keys, list, recorded, seconds, startLocal, without, type Local } from './local.ts';

const LUMEN = 'lumen.studio';

describe('local Instagram: shapes as recorded', () => {
  let local: Local;
  before(async () => {
    local = await startLocal();
  });
  after(() => local.stop());

  const user = (query: string, username = LUMEN): Promise<unknown> =>
    local.get(`/v26.0/${local.idOf(username)}/insights?${query}`).then(({ body }) => body);
  const node = (query: string, username = LUMEN): Promise<unknown> =>
    local.get(`/v25.0/${local.idOf(username)}${query}`).then(({ body }) => body);

  const TWELVE =
    'reach,views,accounts_engaged,total_interactions,likes,comments,shares,saves,replies,reposts,profile_links_taps,follows_and_unfollows';
  const WEEK = 'since=2026-11-16&until=2026-11-23';
  const INSIGHTS: readonly (readonly [string, string, string?])[] = [
    [`metric=reach&period=day&metric_type=time_series&${WEEK}`, 'user_insights_reach_time_series_7d'],
    ['metric=reach&period=day&metric_type=time_series&since=2026-11-23', 'user_insights_reach_time_series_next_page'],
    [`metric=${TWELVE}&period=day&metric_type=total_value&${WEEK}`, 'user_insights_total_value_12_metrics_7d'],
    [
      `metric=reach&period=day&metric_type=total_value&breakdown=media_product_type&${WEEK}`,
      'user_insights_reach_by_media_product_type',
    ],
    [
      `metric=reach&period=day&metric_type=total_value&breakdown=media_product_type,follow_type&${WEEK}`,
      'user_insights_reach_two_breakdowns_media_product_type_follow_type',
    ],
    [
      'metric=follower_demographics&period=lifetime&metric_type=total_value&breakdown=country',
      'user_insights_follower_demographics_country',
    ],
    [
      'metric=follower_demographics&period=lifetime&metric_type=total_value&breakdown=age,gender',
      'user_insights_follower_demographics_age_gender',
    ],
    [
      'metric=engaged_audience_demographics&period=lifetime&metric_type=total_value&breakdown=country&timeframe=this_month',
      'user_insights_engaged_audience_demographics_country',
    ],
  ];
  for (const [query, name] of INSIGHTS) {
    it(`answers ${query} in the shape of ${name}`, async () => {
      const answer = await user(query);
      const expected = recorded(name);
      assert.deepEqual(keys(answer), keys(expected));
      const entries = list(expected, 'data');
      assert.equal(list(answer, 'data').length, entries.length);
      entries.forEach((entry, index) => {
        assertShape(at(answer, 'data', index), entry, String(at(entry, 'name')));
      });
      assert.deepEqual(keys(answer, 'paging'), keys(expected, 'paging'));
    });
  }

  it('says titles and descriptions of the twelve totals as recorded, and those of reach by metric type', async () => {
    const words = (body: unknown): readonly unknown[] =>
      list(body, 'data').map((entry) => [at(entry, 'name'), at(entry, 'title'), at(entry, 'description')]);
    const totals = await user(`metric=${TWELVE}&period=day&metric_type=total_value&${WEEK}`);
    assert.deepEqual(words(totals), words(recorded('user_insights_total_value_12_metrics_7d')));
    const series = await user(`metric=reach&period=day&${WEEK}`);
    assert.deepEqual(words(series), words(recorded('user_insights_reach_time_series_7d')));
  });

  it('gives follows and unfollows only by follow type', async () => {
    const query = `metric=follows_and_unfollows&period=day&metric_type=total_value&${WEEK}`;
    const [expected] = list(recorded('user_insights_follows_and_unfollows_follow_type_30d'), 'data');
    assertShape(at(await user(`${query}&breakdown=follow_type`), 'data', 0), expected);
    assert.deepEqual(keys(await user(query), 'data', 0), ['name', 'period', 'title', 'description', 'id']);
  });

  it('gives 28 days and online followers as series, taps of an account without buttons as 0 without parts', async () => {
    const month = list(await user(`metric=reach&period=days_28&${WEEK}`), 'data')[0];
    assertShape(month, at(recorded('user_insights_reach_days_28'), 'data', 0));
    const online = await user('metric=online_followers&period=lifetime&since=2026-11-19&until=2026-11-20');
    const wanted = recorded('user_insights_online_followers_24_hours');
    assert.deepEqual(keys(online, 'data', 0), keys(wanted, 'data', 0));
    assert.deepEqual(keys(online, 'data', 0, 'values', 0), keys(wanted, 'data', 0, 'values', 0));
    const query = `metric=profile_links_taps&period=day&metric_type=total_value&breakdown=contact_button_type&${WEEK}`;
    const taps = at(await user(query, 'tiny.bakes'), 'data', 0, 'total_value');
    assert.deepEqual(taps, at(recorded('user_insights_profile_links_taps_empty_results'), 'data', 0, 'total_value'));
  });

  it('shows profiles with the fields asked for, in that order, and leaves out what is empty', async () => {
    const full =
      '?fields=id,name,+biography,followers_count,media_count,username,website,follows_count,+profile_picture_url&since=2026-05-03';
    assertShape(await node(full), recorded('user_fields_full_profile'));
    assert.deepEqual(keys(await node('?fields=id,biography,website,username', 'tiny.bakes')), ['id', 'username']);
    assert.deepEqual(keys(await node('')), ['id']);
  });

  it('lists media as recorded: cursors and next first, cursors and previous last, nothing on an empty page', async () => {
    const fields = 'id,caption,media_type,like_count,ig_id,comments_count';
    const first = await node(`/media?limit=100&fields=${fields}`, 'northpine.coffee');
    assert.deepEqual(keys(first, 'paging'), keys(recorded('media_list_page1_cursors_next'), 'paging'));
    let page = first;
    for (let turn = 0; turn < 20 && at(page, 'paging', 'next') !== undefined; turn += 1) {
      const url = new URL(String(at(page, 'paging', 'next')));
      page = (await local.get(url.pathname + url.search)).body;
    }
    const last = recorded('media_list_last_page_cursors_previous_only');
    assert.deepEqual(keys(page, 'paging'), keys(last, 'paging'));
    assert.deepEqual(
      await node(`/media?since=2016-01-01&until=2016-01-02`),
      recorded('media_list_empty_with_since_until'),
    );
  });

  it('shows each type of media as recorded, fields nobody has ignored on lists only', async () => {
    const wanted = list(recorded('media_list_full_fields_mixed_types'), 'data');
    const fields =
      'id,media_type,like_count,ig_id,comments_count,is_comment_enabled,media_url,owner,permalink,shortcode,timestamp,thumbnail_url,from_id,from_full_name';
    const found = list(await node(`/media?limit=100&fields=${fields}`), 'data');
    for (const expected of wanted) {
      const type = at(expected, 'media_type');
      const rest = without(expected, 'caption');
      const same = found.find((media) => at(media, 'media_type') === type && keys(media).length === keys(rest).length);
      assert.ok(same !== undefined, String(type));
      assertShape(same, rest);
    }
    const id = String(at(found, 0, 'id'));
    assert.equal(at((await local.get(`/v26.0/${id}?fields=from_id`)).body, 'error', 'code'), 100);
  });

  it('shows stories, their numbers and what people did in them', async () => {
    const expected = without(recorded('story_media_node'), 'caption');
    const [told] = list(await node(`/stories?fields=${Object.keys(expected).join(',')}`), 'data');
    assertShape(told, expected);
    const path = `/v26.0/${String(at(told, 'id'))}/insights?metric=navigation&breakdown=story_navigation_action_type`;
    assertShape((await local.get(path)).body, recorded('media_insights_story_navigation_breakdown'));
    assert.deepEqual(await node('/live_media'), recorded('stories_empty'));
    local.time += 22 * 3_600_000;
    const live = await node('/live_media?fields=id,media_type,media_product_type,owner,username', 'aurora.voyage');
    local.time -= 22 * 3_600_000;
    assertShape(live, recorded('live_media_list'));
    assert.equal(at(live, 'data', 0, 'media_type'), 'BROADCAST');
  });

  it('shows profile activity of a post by action', async () => {
    const media = list(await node('/media?fields=id,media_product_type'), 'data');
    const post = media.find((item) => at(item, 'media_product_type') === 'FEED');
    const path = `/v26.0/${String(at(post, 'id'))}/insights?metric=profile_activity&breakdown=action_type`;
    const [actual] = list((await local.get(path)).body, 'data');
    const [expected] = list(recorded('media_insights_profile_activity_breakdown'), 'data');
    assertShape(actual, expected);
  });

  it('shows the items of an album without counters and insights', async () => {
    const media = list(await node('/media?fields=id,media_type,children{id,media_type,media_url,timestamp}'), 'data');
    const album = media.find((item) => at(item, 'media_type') === 'CAROUSEL_ALBUM');
    const path = `/v26.0/${String(at(album, 'id'))}/children`;
    const { body } = await local.get(`${path}?fields=id,media_type,media_url,shortcode,timestamp`);
    const expected = without(at(recorded('media_children_fields'), 'data', 0), 'permalink');
    assertShape(at(body, 'data'), [expected]);
    assert.equal(list(album, 'children', 'data').length, list(body, 'data').length);
    const insights = await local.get(`/v26.0/${String(at(body, 'data', 0, 'id'))}/insights?metric=reach`);
    assert.equal(at(insights.body, 'error', 'error_subcode'), 33);
  });

  it('gives business discovery cursors without links, views of reels, and no private fields', async () => {
    const fields = 'id,caption,comments_count,like_count,media_type,media_url,permalink,timestamp';
    const ask = (media: string): Promise<unknown> =>
      node(`?fields=business_discovery.username(aurora.voyage){${encodeURIComponent(media)}}`);
    const first = await ask(`media.limit(2){${fields}}`);
    const expected = recorded('business_discovery_media_page1');
    assert.deepEqual(keys(first), keys(expected));
    assert.deepEqual(keys(first, 'business_discovery'), keys(expected, 'business_discovery'));
    assertShape(
      at(first, 'business_discovery', 'media', 'paging'),
      at(expected, 'business_discovery', 'media', 'paging'),
    );
    const after = String(at(first, 'business_discovery', 'media', 'paging', 'cursors', 'after'));
    const second = await ask(`media.after(${after}).limit(2){${fields}}`);
    assertShape(
      at(second, 'business_discovery', 'media', 'paging'),
      at(recorded('business_discovery_media_page2'), 'business_discovery', 'media', 'paging'),
    );
    const viewed = list(
      await ask('media.limit(30){view_count,media_product_type}'),
      'business_discovery',
      'media',
      'data',
    );
    for (const media of viewed) {
      assert.equal(at(media, 'view_count') !== undefined, at(media, 'media_product_type') === 'REELS');
    }
    assert.equal(at(await ask('follows_count,username'), 'business_discovery', 'follows_count'), undefined);
    const nobody = await node('?fields=business_discovery.username(nobody.here){id}');
    assert.deepEqual([at(nobody, 'error', 'code'), at(nobody, 'error', 'error_subcode')], [110, 2207013]);
  });

  it('shows comments with replies, as many as the counter says', async () => {
    const media = list(await node('/media?limit=100&fields=id,comments_count'), 'data');
    const talked = media.find((item) => Math.abs(Number(at(item, 'comments_count')) - 50) < 30);
    const id = String(at(talked, 'id'));
    const page = await local.get(`/v26.0/${id}/comments?limit=2`);
    assertShape(page.body, recorded('media_comments_page1'));
    const all = await local.get(`/v26.0/${id}/comments?limit=100&fields=id,timestamp,replies{id,parent_id}`);
    const replies = list(all.body, 'data').flatMap((comment) =>
      at(comment, 'replies') === undefined ? [] : list(comment, 'replies', 'data'),
    );
    assert.ok(replies.length > 0);
    assert.equal(at(all.body, 'paging'), undefined);
    const order = list(all.body, 'data').map((comment) => String(at(comment, 'timestamp')));
    assert.deepEqual(order, [...order].sort().reverse());
    assert.equal(list(all.body, 'data').length + replies.length, at(talked, 'comments_count'));
    local.time += 3_600_000;
    const later = await local.get(`/v26.0/${id}/comments?limit=100&fields=id,timestamp`);
    local.time -= 3_600_000;
    const times = new Map(list(later.body, 'data').map((one) => [at(one, 'id'), at(one, 'timestamp')]));
    for (const one of list(all.body, 'data')) assert.equal(times.get(at(one, 'id')), at(one, 'timestamp'));
  });

  it('shows posts and comments that mention the account to a token that may manage comments', async () => {
    const scopes = ['instagram_basic', 'instagram_manage_comments'];
    const token = local.ig.tokens.issue({ login: 'facebook', scopes });
    const as = (query: string): Promise<unknown> =>
      local.get(`/v26.0/${local.idOf(LUMEN)}${query}`, token).then(({ body }) => body);
    const mention = local.ig.truth.mentions(LUMEN).find(({ commentId }) => commentId !== undefined);
    assert.ok(mention?.commentId !== undefined);
    const media = 'caption,comments_count,id,like_count,media_type,media_url,timestamp';
    const found = await as(`?fields=mentioned_media.media_id(${mention.id}){${media}}`);
    assertShape(found, recorded('mentioned_media'));
    const comment = await as(
      `?fields=mentioned_comment.comment_id(${mention.commentId}){id,like_count,text,timestamp,username}`,
    );
    assertShape(comment, recorded('mentioned_comment'));
    const tags = await as('/tags?fields=id,caption,comments_count,like_count,media_type,media_url,permalink,timestamp');
    assertShape(at(tags, 'data'), list(recorded('tagged_media'), 'data').slice(0, 1));
    const stranger = local.ig.truth.mentions('glyph.test')[0]?.id ?? '';
    assert.equal(at(await as(`?fields=mentioned_media.media_id(${stranger}){id}`), 'error', 'error_subcode'), 33);
  });

  it('finds accounts through Pages, one of them without Instagram', async () => {
    const all = await local.get('/v26.0/me/accounts?fields=access_token,category,category_list,name,id,tasks&limit=2');
    assertShape(list(all.body, 'data'), list(recorded('me_accounts_with_page_token_and_tasks'), 'data').slice(0, 1));
    const linked = await local.get('/v26.0/me/accounts?fields=id,instagram_business_account');
    const without = list(linked.body, 'data').filter((page) => at(page, 'instagram_business_account') === undefined);
    assert.equal(without.length, 1);
    const [page] = list(linked.body, 'data');
    const id = String(at(page, 'id'));
    const shown = await local.get(`/v26.0/${id}?fields=instagram_business_account,connected_instagram_account`);
    assertShape(shown.body, recorded('page_instagram_business_account'));
  });

  it('counts a day when the media list is asked by publication time', async () => {
    const window = `since=${seconds('2026-11-01T00:00:00Z')}&until=${seconds('2026-11-20T00:00:00Z')}`;
    const found = list(await node(`/media?fields=timestamp&${window}`), 'data').map((one) =>
      String(at(one, 'timestamp')),
    );
    assert.ok(found.length > 5);
    assert.ok(found.every((stamp) => stamp >= '2026-11-01' && stamp < '2026-11-20'));
    assert.deepEqual(found, [...found].sort().reverse());
  });
});
