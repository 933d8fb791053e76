import assert from 'node:assert/strict';
import { HOSTILE_TEXTS } from '../../../demo/accounts/glyph.ts';
import { at, keys, list, startLocal, type Local } from './local.ts';

const LUMEN = 'lumen.studio';
const HOUR_MS = 3_600_000;

describe('local Instagram: quirks of real accounts', () => {
  let local: Local;
  before(async () => {
    local = await startLocal();
  });
  after(() => local.stop());

  async function media(username: string, fields: string, pages = 3): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    let path = `/v26.0/${local.idOf(username)}/media?fields=${fields}&limit=100`;
    for (let page = 0; page < pages; page += 1) {
      const { body } = await local.get(path);
      found.push(...list(body, 'data'));
      const next = at(body, 'paging', 'next');
      if (typeof next !== 'string') break;
      const url = new URL(next);
      path = url.pathname + url.search;
    }
    return found;
  }

  it('has posts with hidden likes, without caption and with a withheld file', async () => {
    const all = await media(LUMEN, 'id,caption,like_count,media_url,media_type,thumbnail_url');
    for (const field of ['caption', 'like_count', 'media_url']) {
      const without = all.filter((item) => !keys(item).includes(field));
      assert.ok(without.length > 0 && without.length < all.length / 2, field);
    }
    assert.ok(all.every((item) => keys(item).includes('thumbnail_url') === (at(item, 'media_type') === 'VIDEO')));
  });

  it('has photos, albums of 2 to 10 items, and reels', async () => {
    const all = await media(LUMEN, 'media_type,media_product_type,children{id}', 1);
    const types = new Set(
      all.map((item) => `${String(at(item, 'media_type'))} ${String(at(item, 'media_product_type'))}`),
    );
    assert.deepEqual(types, new Set(['IMAGE FEED', 'CAROUSEL_ALBUM FEED', 'VIDEO REELS']));
    for (const item of all) {
      const isAlbum = at(item, 'media_type') === 'CAROUSEL_ALBUM';
      const count = at(item, 'children') === undefined ? 0 : list(item, 'children', 'data').length;
      assert.ok(isAlbum ? count >= 2 && count <= 10 : count === 0);
    }
  });

  it('forgets a story after 24 hours, with its numbers', async () => {
    const path = `/v26.0/${local.idOf(LUMEN)}/stories?fields=id,timestamp`;
    const [newest] = list((await local.get(path)).body, 'data');
    const insights = `/v26.0/${String(at(newest, 'id'))}/insights?metric=reach`;
    assert.equal((await local.get(insights)).status, 200);
    local.time += 25 * HOUR_MS;
    const late = await local.get(insights);
    const left = list((await local.get(path)).body, 'data').map((story) => at(story, 'id'));
    local.time -= 25 * HOUR_MS;
    assert.equal(at(late.body, 'error', 'error_subcode'), 33);
    assert.ok(left.length > 0 && !left.includes(at(newest, 'id')));
  });

  it('keeps impressions of media from before July 2024 only', async () => {
    const ask = async (until: string): Promise<unknown> => {
      const window = `media?until=${Date.parse(until) / 1000}&limit=30&fields=id,media_product_type`;
      const found = list((await local.get(`/v26.0/${local.idOf(LUMEN)}/${window}`)).body, 'data');
      const post = found.find((item) => at(item, 'media_product_type') === 'FEED');
      return (await local.get(`/v26.0/${String(at(post, 'id'))}/insights?metric=impressions`)).body;
    };
    assert.equal(at(await ask('2024-06-30T00:00:00Z'), 'data', 0, 'name'), 'impressions');
    assert.match(String(at(await ask('2025-06-30T00:00:00Z'), 'error', 'message')), /impressions metric is no longer/);
  });

  it('says hostile captions, biographies and comments letter by letter', async () => {
    const all = await media('glyph.test', 'caption,comments{text}');
    const captions = new Set(all.map((item) => at(item, 'caption')));
    for (const text of HOSTILE_TEXTS) assert.ok(captions.has(text), text.slice(0, 40));
    const comments = new Set(
      all.flatMap((item) =>
        at(item, 'comments') === undefined ? [] : list(item, 'comments', 'data').map((one) => at(one, 'text')),
      ),
    );
    assert.ok(HOSTILE_TEXTS.slice(0, 9).every((text) => comments.has(text)));
  });

  it('lists another number of media than it counts, on one account', async () => {
    const { media_count: counted } = local.ig.truth.profile('aurora.voyage');
    const listed = await media('aurora.voyage', 'id', 200);
    assert.equal(listed.length - counted, 14);
  });

  it('answers a reached audience of too few people with empty parts', async () => {
    const query =
      'metric=reached_audience_demographics&period=lifetime&metric_type=total_value&timeframe=this_week&breakdown=age';
    const { body, status } = await local.get(`/v26.0/${local.idOf('tiny.bakes')}/insights?${query}`);
    assert.equal(status, 200);
    assert.deepEqual(at(body, 'data', 0, 'total_value', 'breakdowns', 0), {
      dimension_keys: ['timeframe', 'age'],
      results: [],
    });
  });

  it('misses hours and whole days of online followers now and then', () => {
    const days = Array.from({ length: 60 }, (_, index) => {
      const day = new Date(Date.parse('2026-09-01') + index * 24 * HOUR_MS).toISOString().slice(0, 10);
      return Object.keys(local.ig.truth.online(LUMEN, day)).length;
    });
    for (const hours of [0, 23, 24]) assert.ok(days.includes(hours), `${hours} hours`);
  });
});
