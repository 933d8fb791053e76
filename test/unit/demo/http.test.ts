import assert from 'node:assert/strict';
import { get as rawGet, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { ask, at, keys, list, recorded, startLocal, without, type Answer, type Local } from './local.ts';

const LUMEN = 'lumen.studio';

function bytes(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    rawGet(url, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ headers: response.headers, body: Buffer.concat(chunks) });
      });
    }).on('error', reject);
  });
}

describe('local Instagram: protocol', () => {
  let local: Local;
  before(async () => {
    local = await startLocal();
  });
  after(() => local.stop());

  function batch(operations: readonly object[], more: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const body = new URLSearchParams({
      access_token: local.ig.tokens.user,
      batch: JSON.stringify(operations),
      ...more,
    });
    return ask(`${local.ig.facebookUrl}/v26.0/`, undefined, { method: 'POST', body });
  }

  it('listens on the loopback interface, on two ports', () => {
    const [first, second] = [new URL(local.ig.facebookUrl), new URL(local.ig.instagramUrl)];
    assert.deepEqual([first.hostname, second.hostname], ['127.0.0.1', '127.0.0.1']);
    assert.notEqual(first.port, second.port);
  });

  it('serves expired and missing versions as v21.0, or as told, and none that does not exist', async () => {
    const id = local.idOf(LUMEN);
    const version = async (prefix: string): Promise<string | null> =>
      (await local.get(`${prefix}/${id}?fields=username`)).headers.get('facebook-api-version');
    assert.deepEqual(await Promise.all(['/v26.0', '/v22.0', '/v21.0', '/v19.0', '/v3.2', ''].map(version)), [
      'v26.0',
      'v22.0',
      'v21.0',
      'v21.0',
      'v21.0',
      'v21.0',
    ]);
    assert.equal((await local.get(`/v27.0/${id}`)).status, 400);
    const other = await startLocal({ unversioned: 'v24.0' });
    const answer = await other.get(`/${id}`);
    await other.stop();
    assert.equal(answer.headers.get('facebook-api-version'), 'v24.0');
  });

  it('takes the token as a header or as a parameter', async () => {
    const url = `${local.ig.facebookUrl}/v26.0/${local.idOf(LUMEN)}?fields=username`;
    const byParameter = await ask(`${url}&access_token=${local.ig.tokens.user}`);
    assert.deepEqual(byParameter.body, (await ask(url, local.ig.tokens.user)).body);
  });

  it('packs answers when asked to, and escapes slashes, percent signs and everything beyond ASCII', async () => {
    const url = `${local.ig.facebookUrl}/v26.0/${local.idOf('glyph.test')}`;
    const authorization = `Bearer ${local.ig.tokens.user}`;
    const packed = await bytes(`${url}?fields=name,biography,website`, { authorization, 'accept-encoding': 'gzip' });
    assert.equal(packed.headers['content-encoding'], 'gzip');
    const text = gunzipSync(packed.body).toString();
    const plain = await bytes(`${url}?fields=name,biography,website`, { authorization });
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(plain.body.toString(), text);
    assert.match(text, /http:\\\/\\\/evil\.example\\\/<script>/);
    assert.match(text, /\\ud83d\\udc69/);
    assert.match(text, /b=\\u002522/);
    assert.match(text, /^[ -~]+$/);
    assert.equal(at(JSON.parse(text), 'website'), local.ig.truth.profile('glyph.test').website);
    assert.equal(packed.headers['content-type'], 'application/json; charset=UTF-8');
  });

  it('sends no ETag and never a 304', async () => {
    const url = `${local.ig.facebookUrl}/v26.0/${local.idOf(LUMEN)}?fields=username`;
    const headers = { authorization: `Bearer ${local.ig.tokens.user}`, 'if-none-match': '*' };
    const response = await fetch(url, { headers });
    await response.arrayBuffer();
    assert.deepEqual([response.status, response.headers.get('etag')], [200, null]);
  });

  it('refuses what was removed: ids at the root and date_format', async () => {
    assert.equal((await local.get(`/v26.0/?ids=${local.idOf(LUMEN)}`)).status, 400);
    assert.equal((await local.get(`/v26.0/${local.idOf(LUMEN)}?date_format=U`)).status, 400);
  });

  it('sends usage headers from the second call on, by the kind of token', async () => {
    const fresh = await startLocal();
    const path = `/v26.0/${fresh.idOf(LUMEN)}?fields=username`;
    const page = fresh.ig.tokens.of(LUMEN, 'facebook');
    const answers = [
      await fresh.get(path),
      await fresh.get(path),
      await fresh.get(path, page),
      await fresh.get(path, page),
    ];
    await fresh.stop();
    const headers = answers.map((answer) => [
      answer.headers.has('x-app-usage'),
      answer.headers.has('x-business-use-case-usage'),
    ]);
    assert.deepEqual(headers, [
      [false, false],
      [true, false],
      [false, false],
      [false, true],
    ]);
    const usage = (name: string, answer: Answer | undefined): unknown =>
      JSON.parse(answer?.headers.get(name) ?? 'null');
    const app = JSON.parse(String(at(recorded('headers_x_app_usage_live'), 'x-app-usage'))) as unknown;
    assert.deepEqual(keys(usage('x-app-usage', answers[1])), keys(app));
    const name = 'x-business-use-case-usage';
    const business = JSON.parse(String(at(recorded('headers_x_buc_usage_instagram_live'), name))) as object;
    const told = usage(name, answers[3]) as object;
    assert.equal(Object.keys(told).length, 2);
    assert.deepEqual(keys(Object.values(told)[1], 0), keys(Object.values(business)[1], 0));
  });

  it('answers a batch in order, each operation for itself', async () => {
    const id = local.idOf(LUMEN);
    const answer = await batch([
      { method: 'GET', relative_url: '2' },
      { method: 'GET', relative_url: `${id}?fields=username` },
      { method: 'GET', relative_url: `/v21.0/${id}?fields=username&access_token=EAAwrong` },
    ]);
    assert.equal(answer.status, 200);
    const replies = list(answer.body);
    const expected = list(recorded('batch_response_first_item_error'));
    replies.slice(0, 2).forEach((reply, index) => {
      assert.deepEqual(keys(reply), keys(expected[index]));
      assert.equal(at(reply, 'code'), at(expected[index], 'code'));
    });
    const body = (index: number): unknown => JSON.parse(String(at(replies, index, 'body')));
    const words = JSON.parse(String(at(expected, 0, 'body'))) as unknown;
    assert.equal(at(body(0), 'error', 'message'), at(words, 'error', 'message'));
    assert.equal(at(body(1), 'username'), LUMEN);
    assert.equal(at(body(2), 'error', 'code'), 190);
    const names = list(replies[0], 'headers').map((header) => at(header, 'name'));
    assert.ok(names.includes('WWW-Authenticate'));
    assert.ok(!names.includes('ETag'));
    const short = await batch([{ method: 'GET', relative_url: id }], { include_headers: 'false' });
    assert.deepEqual(keys(short.body, 0), ['code', 'body']);
  });

  it('takes 50 operations and not 51, counts each as a call, and gives null for one that hangs', async () => {
    const one = { method: 'GET', relative_url: local.idOf(LUMEN) };
    const before = local.ig.calls.length;
    const fifty = await batch(Array.from({ length: 50 }, () => one));
    assert.equal(list(fifty.body).length, 50);
    assert.equal(local.ig.calls.slice(before).filter(({ inBatch }) => inBatch).length, 50);
    assert.equal((await batch(Array.from({ length: 51 }, () => one))).status, 400);
    const fault = local.ig.faults.add({ kind: 'never', match: { path: local.idOf(LUMEN) }, times: 1 });
    const hung = await batch([one, one]);
    fault.remove();
    assert.deepEqual(
      list(hung.body).map((reply) => reply === null),
      [true, false],
    );
  });

  it('has no batch on the Instagram host', async () => {
    const body = new URLSearchParams({ access_token: local.ig.tokens.of(LUMEN, 'instagram'), batch: '[]' });
    const answer = await ask(`${local.ig.instagramUrl}/v26.0/`, undefined, { method: 'POST', body });
    assert.equal(at(answer.body, 'error', 'message'), 'Unsupported request - method type: post');
  });

  it('hides what the Instagram host does not have', async () => {
    const account = local.ig.accounts[0];
    assert.ok(account !== undefined);
    const fields = ['business_discovery.username(glyph.test){id}', 'ig_business', 'legacy_instagram_user_id'];
    for (const field of fields) {
      const answer = await local.getInstagram(`/v26.0/me?fields=${field}`, LUMEN);
      assert.equal(at(answer.body, 'error', 'type'), 'IGApiException', field);
    }
    const media = await local.getInstagram('/v26.0/me/media?fields=id,total_like_count', LUMEN);
    assert.equal(at(media.body, 'error', 'code'), 100);
    const first = await local.getInstagram('/v26.0/me/media?limit=1', LUMEN);
    const id = String(at(first.body, 'data', 0, 'id'));
    const total = await local.getInstagram(`/v26.0/${id}/insights?metric=total_likes`, LUMEN);
    assert.match(
      String(at(total.body, 'error', 'message')),
      /^The Media Insights API does not support the total_likes/,
    );
    const pages = await local.getInstagram(`/v26.0/${account.pageId}`, LUMEN);
    assert.equal(at(pages.body, 'error', 'error_subcode'), 33);
    const unsupported = await local.getInstagram('/v26.0/', LUMEN);
    const wanted = recorded('error_100_IGApiException_unsupported_request_missing_role');
    assert.equal(at(unsupported.body, 'error', 'message'), at(wanted, 'error', 'message'));
  });

  it('keeps a log of calls without tokens, secrets and codes', async () => {
    const { user, app } = local.ig.tokens;
    await ask(
      `${local.ig.facebookUrl}/v26.0/${local.idOf(LUMEN)}/insights?metric=reach&period=day&access_token=${user}`,
    );
    assert.deepEqual(without(local.ig.calls.at(-1), 'at'), {
      flavour: 'facebook',
      method: 'GET',
      path: `/v26.0/${local.idOf(LUMEN)}/insights`,
      params: { metric: 'reach', period: 'day', access_token: '[hidden]' },
      status: 200,
      fault: undefined,
      inBatch: false,
    });
    await batch([{ method: 'GET', relative_url: `me?access_token=${user}&fields=name` }]);
    await ask(
      `${local.ig.facebookUrl}/v26.0/oauth/access_token?client_id=${app.id}&client_secret=${app.secret}&code=DEMOCODE`,
    );
    const log = JSON.stringify(local.ig.calls);
    for (const secret of [user, app.secret, 'DEMOCODE']) assert.ok(!log.includes(secret));
  });

  it('serves pictures behind links that change from day to day', async () => {
    const path = `/v26.0/${local.idOf(LUMEN)}?fields=profile_picture_url`;
    const url = String(at((await local.get(path)).body, 'profile_picture_url'));
    const response = await fetch(url);
    const picture = Buffer.from(await response.arrayBuffer());
    assert.equal(response.headers.get('content-type'), 'image/png');
    assert.deepEqual([...picture.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    const video = await fetch(`${local.ig.facebookUrl}/cdn/18.mp4`);
    await video.arrayBuffer();
    assert.equal(video.status, 404);
    local.time += 86_400_000;
    assert.notEqual(at((await local.get(path)).body, 'profile_picture_url'), url);
    local.time -= 86_400_000;
  });

  it('frees its ports when it stops, even in the middle of an answer', async () => {
    const short = await startLocal({ latencyMs: 60_000 });
    const waiting = fetch(`${short.ig.facebookUrl}/v26.0/me`);
    const failed = assert.rejects(waiting);
    while (short.ig.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await short.stop();
    await failed;
    const { port } = new URL(short.ig.facebookUrl);
    const again = await startLocal({ port: Number(port) });
    assert.equal(again.ig.facebookUrl, short.ig.facebookUrl);
    await assert.rejects(startLocal({ port: Number(port) }), { code: 'EADDRINUSE' });
    await assert.rejects(startLocal({ port: Number(port) - 1 }), { code: 'EADDRINUSE' });
    await again.stop();
  });
});
