import assert from 'node:assert/strict';
import type { MediaCall } from '../../../core/instagram/media/catalogue.ts';
import {
  failure,
  graphError,
  recorded,
  rigFor,
  startScripted,
  type Rig,
  type Scripted,
} from '../instagram/scripted.ts';

const REEL = { id: '18100000000000001', kind: 'reel' } as const;
const STORY = { id: '17969782069736348', kind: 'story' } as const;
const ENUM =
  'impressions, reach, replies, saved, likes, comments, shares, total_interactions, follows, profile_visits, profile_activity, navigation, views';

function plain(...metrics: readonly string[]): MediaCall {
  return { metrics, breakdown: undefined, alone: false };
}

function values(metrics: string | null): unknown {
  const names = (metrics ?? '').split(',');
  return {
    data: names.map((name) => ({
      name,
      period: 'lifetime',
      values: [{ value: name.length }],
      id: `${REEL.id}/insights/${name}/lifetime`,
    })),
  };
}

describe('calls for posts and their insights', () => {
  let server: Scripted;
  let rig: Rig;
  before(async () => {
    server = await startScripted();
  });
  beforeEach(() => {
    server.forget();
    rig = rigFor(server.url);
  });
  afterEach(() => {
    rig.close();
  });
  after(() => server.stop());

  it('read a recorded list: photos, videos and albums, what is absent as absent', async () => {
    server.script({ body: recorded('media_list_full_fields_mixed_types') });
    const { media } = await rig.client.readMediaList(rig.access, { edge: 'media' });
    const [first] = media;
    assert.deepEqual([first?.id, first?.kind, first?.likeCount], ['18103912474834219', 'image', 1]);
    assert.equal(first?.publishedAt, Date.parse('2026-05-12T05:26:06Z'));
    assert.ok(media.some(({ kind }) => kind === 'reel') && media.some(({ kind }) => kind === 'album'));
    assert.ok(!JSON.stringify(media).includes('signature'));
  });

  it('read a recorded story, and none where there is none', async () => {
    server.script({ body: { data: [recorded('story_media_node')] } }, { body: recorded('stories_empty') });
    const { media } = await rig.client.readMediaList(rig.access, { edge: 'stories' });
    assert.deepEqual([media.length, media[0]?.kind, media[0]?.caption], [1, 'story', 'Nice']);
    assert.deepEqual(await rig.client.readMediaList(rig.access, { edge: 'stories' }), { media: [], after: undefined });
  });

  it('leave out rows without an id or a date and report them without their content', async () => {
    const odd = [
      { id: '1', timestamp: 'soon', caption: 'secret words' },
      { timestamp: '2026-05-12T05:26:06+0000' },
      null,
    ];
    const good = { id: '5', timestamp: '2026-05-12T05:26:06+0000', like_count: -3, comments_count: '7', caption: 9 };
    server.script({ body: { data: [...odd, good] } });
    const { media } = await rig.client.readMediaList(rig.access, { edge: 'media' });
    assert.equal(media.length, 1);
    const { likeCount, commentsCount, caption, kind } = media[0] ?? assert.fail();
    assert.deepEqual([likeCount, commentsCount, caption, kind], [undefined, undefined, undefined, 'image']);
    assert.ok(!rig.lines.join('').includes('secret'));
  });

  it('do without a field that a host does not have, from then on', async () => {
    server.answer(({ query }) =>
      query.get('fields')?.includes('caption') === true
        ? { status: 400, body: graphError(100, 'Tried accessing nonexisting field (caption)') }
        : { body: { data: [] } },
    );
    await rig.client.readMediaList(rig.access, { edge: 'media' });
    await rig.client.readMediaList(rig.access, { edge: 'media' });
    assert.equal(server.heard.length, 3);
  });

  it('say plainly that a login has no stories', async () => {
    server.script({ status: 400, body: graphError(100, 'Tried accessing nonexisting field (stories)') });
    const error = await failure(rig.client.readMediaList(rig.access, { edge: 'stories' }));
    assert.match(String(error), /shows no stories with this login/u);
  });

  it('read a breakdown by the API’s own small letters, whatever case it comes in', async () => {
    const call = { metrics: ['navigation'], breakdown: 'story_navigation_action_type', alone: false };
    server.script({ body: recorded('media_insights_story_navigation_breakdown') });
    const found = await rig.client.readMediaInsights(rig.access, STORY, call);
    assert.deepEqual(found.values.get('navigation'), {
      value: 25,
      detail: { tap_forward: 19, tap_back: 4, tap_exit: 1, swipe_forward: 1 },
    });
  });

  it('ask again without the metric that the product type does not have', async () => {
    server.answer(({ query }) =>
      query.get('metric')?.includes('replies') === true
        ? { status: 400, body: recorded('error_100_media_product_type_unsupported_replies') }
        : { body: values(query.get('metric')) },
    );
    const found = await rig.client.readMediaInsights(rig.access, REEL, plain('reach', 'replies', 'saved'));
    assert.deepEqual([...found.values.keys()], ['reach', 'saved']);
    assert.deepEqual([...found.failed.keys()], ['replies']);
    await rig.client.readMediaInsights(rig.access, { ...REEL, id: '2' }, plain('reach', 'replies'));
    assert.equal(server.heard.length, 3);
  });

  it('drop a metric that left the list, for a day', async () => {
    server.answer(({ query }) =>
      query.get('metric')?.includes('shares') === true
        ? {
            status: 400,
            body: graphError(
              100,
              `(#100) metric[1] must be one of the following values: ${ENUM.replace('shares, ', '')}`,
            ),
          }
        : { body: values(query.get('metric')) },
    );
    for (let post = 0; post < 3; post += 1)
      await rig.client.readMediaInsights(rig.access, { ...REEL, id: `${post}` }, plain('reach', 'shares', 'views'));
    assert.equal(server.heard.length, 4);
    rig.time += 25 * 3_600_000;
    await rig.client.readMediaInsights(rig.access, REEL, plain('reach', 'shares'));
    assert.equal(server.heard.length, 6);
  });

  for (const [name, status, trouble, calls] of [
    ['error_100_2108006_posted_before_business_conversion', 400, 'before professional', 1],
    ['error_10_not_enough_viewers_story', 400, 'too few', 1],
    ['error_100_33_object_does_not_exist', 400, 'gone', 2],
  ] as const) {
    it(`know that the media and no metric is to blame: ${trouble}`, async () => {
      server.script({ status, body: recorded(name) });
      const found = await rig.client.readMediaInsights(rig.access, STORY, plain('reach', 'views', 'replies'));
      assert.equal(found.trouble?.kind, trouble);
      assert.equal(server.heard.length, calls);
    });
  }

  it('take a fatal answer about Facebook views for that post alone', async () => {
    server.script({ status: 500, body: recorded('error_minus1_2207086_facebook_views_fatal') });
    const call = { ...plain('facebook_views'), alone: true };
    const found = await rig.client.readMediaInsights(rig.access, REEL, call);
    assert.deepEqual([found.values.size, found.failed.get('facebook_views')?.lasting], [0, false]);
    await rig.client.readMediaInsights(rig.access, { ...REEL, id: '2' }, call);
    assert.equal(server.heard.length, 2);
  });

  it('use no numbers that are of another post', async () => {
    server.answer(({ query }) => ({ body: values(query.get('metric')) }));
    const found = await rig.client.readMediaInsights(rig.access, { ...REEL, id: '77' }, plain('reach'));
    assert.equal(found.values.size, 0);
  });
});
