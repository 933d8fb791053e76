import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { CommentedPosts } from '../../../core/webhooks/comments.ts';
import type { StoryInsights } from '../../../core/webhooks/story-insights.ts';
import { openSite, VERIFY_TOKEN, type Site } from './site.ts';

const STORY = { media_id: '17900000000000001', impressions: 40, reach: 33, taps_forward: 3, exits: 0, navigation: -1 };
const BODY = {
  object: 'instagram',
  entry: [{ id: '17841400000000001', time: 1_795_550_000, changes: [{ field: 'story_insights', value: STORY }] }],
};

describe('webhooks of Instagram', () => {
  let site: Site;
  let told: StoryInsights[];
  let commented: CommentedPosts[];
  let fail: boolean;
  beforeEach(async () => {
    told = [];
    commented = [];
    fail = false;
    site = await openSite({
      onComments: [
        (posts) => {
          commented.push(posts);
          return Promise.resolve();
        },
      ],
      onStory: [
        (story) => {
          if (fail) return Promise.reject(new Error('the database is away'));
          told.push(story);
          return Promise.resolve();
        },
      ],
    });
  });
  afterEach(() => site.close());

  function sign(body: string, secret = site.appSecret): string {
    return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  }

  async function post(body: string, headers: Readonly<Record<string, string>>): Promise<number> {
    const response = await fetch(`${site.url}/webhooks/instagram`, { method: 'POST', body, headers });
    await response.text();
    return response.status;
  }

  it('answer the handshake with the bare challenge, for the right token only', async () => {
    assert.equal(await site.world.local.webhooks.connect(`${site.url}/webhooks/instagram`, VERIFY_TOKEN), true);
    assert.equal(await site.world.local.webhooks.connect(`${site.url}/webhooks/instagram`, 'guessed'), false);
    const html = encodeURIComponent('<script>');
    const query = `hub.mode=subscribe&hub.verify_token=${encodeURIComponent(VERIFY_TOKEN)}&hub.challenge=${html}`;
    assert.equal((await fetch(`${site.url}/webhooks/instagram?${query}`)).status, 403);
  });

  it('hand a story’s last numbers on, without those that are missing or senseless', async () => {
    const body = JSON.stringify(BODY);
    assert.equal(await post(body, { 'x-hub-signature-256': sign(body) }), 200);
    assert.deepEqual(told, [
      {
        instagramId: '17841400000000001',
        mediaId: STORY.media_id,
        numbers: { impressions: 40, reach: 33, taps_forward: 3, exits: 0 },
        sentAt: 1_795_550_000_000,
      },
    ]);
  });

  it('tell which posts were commented on, each once, and nothing of the comments', async () => {
    const comment = (id: string): object => ({
      field: 'comments',
      value: { id: '1', text: 'hello', from: { id: '2', username: 'somebody' }, media: { id } },
    });
    const entry = (id: string, ...changes: object[]): object => ({ id, time: 1_795_550_000, changes });
    const mention = { field: 'mentions', value: { media_id: '9' } };
    const live = { field: 'live_comments', value: { media: { id: '8' }, text: 'hello' } };
    const broken = { field: 'comments', value: { media: 'none' } };
    const many = Array.from({ length: 900 }, (_, number) => comment(String(10 + (number % 30))));
    const body = JSON.stringify({
      object: 'instagram',
      entry: [
        entry('1', comment('5'), comment('5'), mention, live, broken),
        entry('2', ...many),
        entry('1', comment('6')),
      ],
    });
    assert.equal(await post(body, { 'x-hub-signature-256': sign(body) }), 200);
    const [first, second, ...more] = commented;
    assert.deepEqual(first, { instagramId: '1', mediaIds: ['5', '6'] });
    assert.equal(second?.mediaIds.length, 30);
    assert.deepEqual(more, []);
    assert.ok(!JSON.stringify([commented, site.world.logs]).includes('hello'));
  });

  it('row 33: take a repeat without telling it twice', async () => {
    const body = JSON.stringify(BODY);
    for (let turn = 0; turn < 3; turn += 1) assert.equal(await post(body, { 'x-hub-signature-256': sign(body) }), 200);
    assert.equal(told.length, 1);
  });

  it('are sent again when keeping them failed', async () => {
    const body = JSON.stringify(BODY);
    fail = true;
    assert.equal(await post(body, { 'x-hub-signature-256': sign(body) }), 500);
    fail = false;
    assert.equal(await post(body, { 'x-hub-signature-256': sign(body) }), 200);
    assert.equal(told.length, 1);
  });

  it('are refused without a signature over exactly these bytes', async () => {
    const body = JSON.stringify(BODY);
    const sha1 = createHmac('sha1', site.appSecret).update(body).digest('hex');
    for (const headers of [
      {},
      { 'x-hub-signature': `sha1=${sha1}` },
      { 'x-hub-signature-256': sign(body).slice(7) },
      { 'x-hub-signature-256': sign(body).slice(0, -2) },
      { 'x-hub-signature-256': sign(body, 'another secret') },
      { 'x-hub-signature-256': sign(JSON.stringify(BODY, null, 1)) },
    ] as Readonly<Record<string, string>>[]) {
      assert.equal(await post(body, headers), 403, JSON.stringify(headers));
    }
    assert.deepEqual(told, []);
  });

  it('check the bytes as they came: escaped letters are signed as escaped', async () => {
    const body = String.raw`{"object":"instagram","entry":[{"id":"1","time":1,"changes":[{"field":"comments","value":{"text":"\u00e4"}}]}]}`;
    assert.equal(await post(body, { 'x-hub-signature-256': sign(body) }), 200);
    assert.equal(await post(body.replace(String.raw`\u00e4`, 'ä'), { 'x-hub-signature-256': sign(body) }), 403);
  });

  it('bear what is no JSON, other objects, other fields and keys that mean harm', async () => {
    for (const body of [
      'no json',
      '[]',
      '{"object":"page","entry":[]}',
      '{"object":"instagram","entry":[{"id":"1","time":"x","changes":"y"}]}',
      '{"object":"instagram","entry":[{"id":"1","changes":[{"field":"story_insights","value":{"__proto__":{"media_id":"9"}}}]}]}',
    ]) {
      assert.equal(await post(body, { 'x-hub-signature-256': sign(body) }), 200, body);
    }
    assert.deepEqual(told, []);
  });
});
