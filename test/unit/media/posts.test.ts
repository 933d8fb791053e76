import assert from 'node:assert/strict';
import type { Media, MediaKind } from '../../../core/instagram/media/media.ts';
import { callsFor, findMediaMetric, MEDIA_METRICS, mediaMetricNames } from '../../../core/instagram/media/catalogue.ts';
import { captionStart, formatValue, linkOf, rankingPicture } from '../../../core/features/posts-words.ts';
import { type KnownFigure, medianOf } from '../../../core/media/figures.ts';
import { keepPosts } from '../../../core/media/posts.ts';
import { mediaMetricEnum } from '../../../demo/answers/media-metrics.ts';
import { NOW, openWorld } from '../../fakes/world.ts';

const KINDS: readonly MediaKind[] = ['image', 'video', 'album', 'reel', 'story'];
const EVER = (
  'engagement impressions reach saved video_views carousel_album_engagement carousel_album_impressions carousel_album_reach ' +
  'carousel_album_saved carousel_album_video_views exits replies taps_forward taps_back plays clips_replays_count ' +
  'ig_reels_aggregated_all_plays_count content_views thread_replies thread_shares threads_media_clicks'
).split(' ');

function media(changes: Partial<Media>): Media {
  return {
    id: '1',
    kind: 'image',
    publishedAt: NOW,
    shortcode: undefined,
    permalink: undefined,
    caption: undefined,
    likeCount: undefined,
    commentsCount: undefined,
    ...changes,
  };
}

describe('names of post insights', () => {
  it('are known, all that ever were since v3.2 and all that the API lists now', () => {
    for (const name of [...EVER, ...mediaMetricEnum('facebook')]) assert.equal(findMediaMetric(name)?.name, name);
  });

  it('belong to one row each', () => {
    const all = [...MEDIA_METRICS.values()].flatMap((row) => [row.name, ...row.aliases]);
    assert.deepEqual(
      all.filter((name, index) => all.indexOf(name) !== index),
      [],
    );
    assert.equal(mediaMetricNames().length, all.length);
  });

  for (const row of MEDIA_METRICS.values()) {
    it(`say what they mean, where that was read and what serves them: ${row.name}`, () => {
      assert.match(row.meaning, /^\p{Lu}.+\.$/u);
      assert.match(row.page, /^developers\.facebook\.com\//u);
      assert.equal(row.source === undefined, row.notOffered !== undefined);
      if (row.legacy !== undefined) {
        assert.ok(row.legacy.change.includes(row.legacy.withdrawnOn));
        assert.equal(row.legacy.change.includes('so the two are comparable'), row.legacy.comparable);
      }
      if (row.source === undefined) return;
      assert.ok(mediaMetricEnum('facebook').includes(row.source.apiName));
      for (const kind of row.kinds) assert.ok(row.source.kinds.includes(kind), kind);
    });
  }

  for (const kind of KINDS) {
    it(`share as few calls as can be, ${kind}`, () => {
      const calls = callsFor({ kind, publishedAt: NOW }, { login: 'facebook', version: 'v26.0' });
      const metrics = calls.flatMap((call) => call.metrics);
      assert.equal(new Set(metrics).size, metrics.length);
      assert.ok(!metrics.includes('impressions'));
      assert.equal(calls.filter((call) => call.breakdown === undefined && !call.alone).length, 1);
      const old = callsFor({ kind, publishedAt: Date.parse('2024-06-30') }, { login: 'facebook', version: 'v26.0' });
      const feed = kind !== 'reel' && kind !== 'story';
      assert.equal(
        old.some((call) => call.metrics.includes('impressions')),
        feed,
      );
      const early = callsFor({ kind, publishedAt: NOW }, { login: 'instagram', version: 'v21.0' });
      assert.ok(!early.some((call) => call.metrics.includes('views') || call.metrics.includes('link_clicks')));
    });
  }
});

describe('posts in words', () => {
  it('begin with their caption in one line, with nothing in it that could turn or break a message', () => {
    assert.equal(captionStart(media({ caption: 'one\r\n two\u2028three \u202egpj' })), 'one two three gpj');
    assert.equal(captionStart(media({})), '(no caption)');
    assert.equal(captionStart(media({ caption: ' \n\t\u200f ' })), '(no caption)');
    const long = captionStart(media({ caption: '👩‍👩‍👧‍👦'.repeat(300) }));
    assert.ok(Array.from(long).length <= 60 && long.endsWith('👩‍👩‍👧‍👦…'));
  });

  it('link to Instagram only', () => {
    const ok = 'https://www.instagram.com/p/ABC/';
    assert.equal(linkOf(media({ permalink: ok }))?.url, ok);
    for (const bad of [
      'http://www.instagram.com/p/A/',
      'https://evil.example/p/A/',
      'https://instagram.com.evil.example/p/A/',
      'https://evilinstagram.com/p/A/',
      'https://instagram.com@evil.example/',
      'https://a@instagram.com/',
      'https://instagram.com:8443/p/A/',
      'javascript:alert(1)',
      'nothing',
    ])
      assert.equal(linkOf(media({ permalink: bad })), undefined, bad);
  });

  it('write times and shares as people do', () => {
    assert.equal(formatValue({ format: 'milliseconds' }, 6524), '6.5 s');
    assert.equal(formatValue({ format: 'milliseconds' }, 180_000), '3 min');
    assert.equal(formatValue({ format: 'milliseconds' }, 5_128_546_000), '1,424 h 36 min');
    assert.equal(formatValue({ format: 'percent' }, 48.4), '48.4 %');
    assert.equal(formatValue({ format: 'count' }, 1204), '1,204');
    assert.deepEqual([medianOf([]), medianOf([3]), medianOf([4, 1]), medianOf([9, 1, 5])], [undefined, 3, 2.5, 5]);
  });
});

describe('the keeper of posts', () => {
  it('reads recent posts again as they age, and nothing twice', async () => {
    const world = await openWorld();
    try {
      const home = await world.store.saveWorkspace('local', 'local');
      const account = (await world.store.listAccounts(home.id)).find(({ username }) => username === 'aurora.voyage');
      const connection = (await world.store.listConnections(home.id)).find((row) => row.accountId === account?.id);
      assert.ok(account?.instagramId !== undefined && connection);
      const { login, token } = connection;
      const access = {
        base: world.local.facebookUrl,
        login,
        token,
        instagramId: account.instagramId,
        priority: 'background',
      } as const;
      const round = () => keepPosts(world.deps, { account, access, version: 'v26.0' }, world.now);
      const first = await round();
      assert.ok(first.posts > 30 && first.problems.length === 0);
      const calls = world.local.calls.length;
      await round();
      assert.equal(world.local.calls.length, calls);
      world.now += 20 * 60_000;
      await round();
      const again = world.local.calls.length - calls;
      assert.ok(again > 1 && again < 8, String(again));
      const [newest] = await world.store.listMedia(account.id, { kinds: ['reel'], limit: 1 });
      const readings = await world.store.readMediaReadings(account.id, [newest?.id ?? ''], 'all');
      assert.ok(readings.filter(({ metric }) => metric === 'reach').length >= 2);
    } finally {
      await world.close();
    }
  });
});

describe('the bars of posts', () => {
  it('name the day on which a post was published where the team is, as the table beside them does', () => {
    const metric = findMediaMetric('reach');
    assert.ok(metric !== undefined);
    const publishedAt = Date.parse('2026-11-20T16:30:00Z');
    const known = ['1', '2'].map((id): KnownFigure => ({
      media: media({ id, publishedAt }),
      value: 7,
      state: 'final',
      readAt: NOW,
      imported: false,
      reason: undefined,
    }));
    const [block] = rankingPicture(metric, known, { title: 'Reach', subtitle: '', zone: 'Asia/Tokyo' });
    assert.match(JSON.stringify(block), /Photo 21 Nov · /u);
    assert.doesNotMatch(JSON.stringify(block), /20 Nov/u);
  });
});
