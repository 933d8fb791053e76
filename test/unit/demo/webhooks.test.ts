import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, assertShape, at, keys, list, recorded, startLocal, type Local } from './local.ts';

const LUMEN = 'lumen.studio';
const TOKEN = 'a verify token';

interface Delivery {
  readonly text: string;
  readonly signature: string;
}

describe('local Instagram: webhooks', () => {
  let local: Local;
  let server: Server;
  let callback: string;
  let deliveries: Delivery[];
  let statuses: number[];
  beforeEach(async () => {
    local = await startLocal();
    deliveries = [];
    statuses = [];
    server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://here');
      if (request.method === 'GET') {
        const known = searchParams.get('hub.mode') === 'subscribe' && searchParams.get('hub.verify_token') === TOKEN;
        response.writeHead(known ? 200 : 403).end(known ? searchParams.get('hub.challenge') : undefined);
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        deliveries.push({ text, signature: String(request.headers['x-hub-signature-256']) });
        response.writeHead(statuses.shift() ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    callback = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/instagram`;
  });
  afterEach(async () => {
    await local.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function subscribe(method = 'POST'): Promise<unknown> {
    const pageId = local.ig.truth.profile(LUMEN).pageId;
    const token = local.ig.tokens.of(LUMEN, 'facebook');
    const url = `${local.ig.facebookUrl}/v26.0/${pageId}/subscribed_apps?subscribed_fields=feed&access_token=${token}`;
    return ask(url, undefined, { method }).then(({ body }) => body);
  }

  async function storyId(): Promise<string> {
    const stories = await local.get(`/v26.0/${local.idOf(LUMEN)}/stories`);
    return String(at(stories.body, 'data', 0, 'id'));
  }

  it('shakes hands by the verify token', async () => {
    assert.equal(await local.ig.webhooks.connect(callback, 'another token'), false);
    assert.equal(await local.ig.webhooks.connect(callback, TOKEN), true);
  });

  it('subscribes a Page with its own token, tells so, and ends it', async () => {
    assert.deepEqual(await subscribe(), recorded('subscribed_apps_success'));
    assert.deepEqual(at(await subscribe('GET'), 'data', 0, 'subscribed_fields'), ['feed']);
    await subscribe('DELETE');
    assert.deepEqual(await subscribe('GET'), { data: [] });
    const url = `${local.ig.facebookUrl}/v26.0/${local.ig.truth.profile(LUMEN).pageId}/subscribed_apps?subscribed_fields=feed`;
    const refused = await ask(url, local.ig.tokens.user, {
      method: 'POST',
      headers: { authorization: `Bearer ${local.ig.tokens.user}` },
    });
    assert.equal(
      at(refused.body, 'error', 'message'),
      at(recorded('error_190_page_token_required'), 'error', 'message'),
    );
  });

  it('tells the last numbers of a story under legacy names, signed over the bytes sent', async () => {
    await local.ig.webhooks.connect(callback, TOKEN);
    await subscribe();
    const mediaId = await storyId();
    local.time += 86_400_000;
    const receipt = await local.ig.webhooks.send([{ field: 'story_insights', username: LUMEN, mediaId }]);
    assert.deepEqual(receipt, { delivered: true, statuses: [200] });
    const [delivery] = deliveries;
    assert.ok(delivery !== undefined);
    const body: unknown = JSON.parse(delivery.text);
    const expected = recorded('webhook_story_insights');
    assert.deepEqual(new Set(keys(body)), new Set(keys(expected)));
    const value = at(body, 'entry', 0, 'changes', 0, 'value');
    assert.deepEqual(new Set(keys(value)), new Set(keys(expected, 'entry', 0, 'changes', 0, 'value')));
    assert.equal(at(body, 'entry', 0, 'id'), local.idOf(LUMEN));
    assert.equal(at(body, 'entry', 0, 'time'), Math.floor(local.time / 1000));
    assert.ok(Number(at(value, 'reach')) > 5 && Number(at(value, 'impressions')) >= Number(at(value, 'reach')));
    const hmac = createHmac('sha256', local.ig.tokens.app.secret).update(delivery.text).digest('hex');
    assert.equal(delivery.signature, `sha256=${hmac}`);
  });

  it('tells comments and mentions', async () => {
    await local.ig.webhooks.connect(callback, TOKEN);
    await subscribe();
    const media = await local.get(`/v26.0/${local.idOf(LUMEN)}/media?fields=id,comments{id,text,username}&limit=10`);
    const talked = list(media.body, 'data').find((item) => at(item, 'comments') !== undefined);
    const commentId = String(at(talked, 'comments', 'data', 0, 'id'));
    const mention = local.ig.truth.mentions(LUMEN)[0];
    assert.ok(mention !== undefined);
    await local.ig.webhooks.send([
      { field: 'comments', username: LUMEN, commentId },
      { field: 'mentions', username: LUMEN, mediaId: mention.id, commentId: '17' },
    ]);
    const changes = list(JSON.parse(deliveries[0]?.text ?? ''), 'entry', 0, 'changes');
    const comment = at(changes, 0, 'value');
    assert.equal(at(comment, 'text'), at(talked, 'comments', 'data', 0, 'text'));
    assertShape(at(comment, 'from'), at(recorded('webhook_comments'), 'entry', 0, 'changes', 0, 'value', 'from'));
    assert.deepEqual(at(comment, 'media'), {
      id: at(talked, 'id'),
      media_product_type: at(comment, 'media', 'media_product_type'),
    });
    assertShape(at(changes, 1, 'value'), at(recorded('webhook_mentions'), 'entry', 0, 'changes', 0, 'value'));
  });

  it('sends again until it is answered with 200, the same bytes each time', async () => {
    await local.ig.webhooks.connect(callback, TOKEN);
    await subscribe();
    const event = { field: 'story_insights', username: LUMEN, mediaId: await storyId() } as const;
    statuses = [500, 503];
    const receipt = await local.ig.webhooks.send([event], { retryAfter: [0, 1] });
    assert.deepEqual(receipt, { delivered: true, statuses: [500, 503, 200] });
    assert.equal(new Set(deliveries.map(({ text }) => text)).size, 1);
    statuses = [500, 500];
    assert.equal((await local.ig.webhooks.send([event], { retryAfter: [0] })).delivered, false);
    const wrong = await local.ig.webhooks.send([event], { secret: 'not the secret' });
    assert.ok(wrong.delivered);
    assert.notEqual(deliveries.at(-1)?.signature, deliveries[0]?.signature);
  });

  it('sends nothing without a subscription, and no stories to an Instagram login', async () => {
    await local.ig.webhooks.connect(callback, TOKEN);
    const event = { field: 'story_insights', username: LUMEN, mediaId: await storyId() } as const;
    assert.deepEqual(await local.ig.webhooks.send([event]), { delivered: false, statuses: [] });
    const id = local.idOf(LUMEN);
    const form = new URLSearchParams({
      subscribed_fields: 'comments,mentions,story_insights',
      access_token: local.ig.tokens.of(LUMEN, 'instagram'),
    });
    const url = `${local.ig.instagramUrl}/v26.0/${id}/subscribed_apps`;
    assert.deepEqual((await ask(url, undefined, { method: 'POST', body: form })).body, { success: true });
    assert.equal((await local.ig.webhooks.send([event])).delivered, false);
    const mention = { field: 'mentions', username: LUMEN, mediaId: '17' } as const;
    assert.equal((await local.ig.webhooks.send([event, mention])).delivered, true);
    assert.equal(list(JSON.parse(deliveries[0]?.text ?? ''), 'entry', 0, 'changes').length, 1);
  });

  it('stops waiting between attempts when the local Instagram stops', async () => {
    await local.ig.webhooks.connect(callback, TOKEN);
    await subscribe();
    statuses = [500];
    const event = { field: 'story_insights', username: LUMEN, mediaId: await storyId() } as const;
    const sending = local.ig.webhooks.send([event], { retryAfter: [600_000] });
    while (deliveries.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await local.stop();
    assert.equal((await sending).delivered, false);
    local = await startLocal();
  });
});
