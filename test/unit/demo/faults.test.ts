import assert from 'node:assert/strict';
import { get as rawGet } from 'node:http';
import type { Fault } from '../../../demo/server.ts';
import { at, keys, list, recorded, startLocal, type Answer, type Local } from './local.ts';

const LUMEN = 'lumen.studio';

/** Status, headers and the bytes that came before the end, however it ended. */
function raw(url: string, token: string): Promise<{ status: number; bytes: number; whole: boolean; first: number }> {
  return new Promise((resolve, reject) => {
    const request = rawGet(url, { headers: { authorization: `Bearer ${token}` }, agent: false }, (response) => {
      let bytes = 0;
      let chunks = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks += 1;
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        resolve({ status: response.statusCode ?? 0, bytes, whole: response.complete, first: chunks });
      });
    });
    request.on('error', reject);
  });
}

describe('local Instagram: faults', () => {
  let local: Local;
  let path: string;
  before(async () => {
    local = await startLocal();
    path = `/v26.0/${local.idOf(LUMEN)}/insights?metric=reach&period=day&since=2026-11-10&until=2026-11-17`;
  });
  afterEach(() => {
    local.ig.faults.clear();
  });
  after(() => local.stop());

  async function struck(fault: Fault, asked = path): Promise<Answer> {
    local.ig.faults.add(fault);
    return local.get(asked);
  }

  const total = (): string => path.replace('metric=reach', 'metric=views&metric_type=total_value');
  const valuesOf = (answer: Answer): readonly unknown[] =>
    list(answer.body, 'data', 0, 'values').map((value) => at(value, 'value'));

  const ERRORS: readonly (readonly [Fault, number, number, number?])[] = [
    [{ kind: 'code1' }, 500, 1],
    [{ kind: 'too-much-data' }, 500, 1],
    [{ kind: 'code2' }, 500, 2],
    [{ kind: 'code10' }, 400, 10],
    [{ kind: 'code200' }, 403, 200],
    [{ kind: 'code100-33' }, 400, 100, 33],
    [{ kind: 'fatal' }, 400, -1, 2207086],
    [{ kind: 'not-enough-users' }, 400, 100, 2874010],
    [{ kind: 'page-token-required' }, 400, 190],
    ...[458, 459, 460, 463, 464, 467, 492].map((subcode): readonly [Fault, number, number, number] => [
      { kind: 'token', subcode },
      400,
      190,
      subcode,
    ]),
    ...([4, 17, 32, 613, 80002] as const).map((code): readonly [Fault, number, number] => [
      { kind: 'throttled', code },
      400,
      code,
    ]),
    [{ kind: 'http429', retryAfter: '120' }, 429, 4],
  ];

  for (const [fault, status, code, subcode] of ERRORS) {
    it(`answers ${JSON.stringify(fault)} with ${status} and code ${code}`, async () => {
      const answer = await struck(fault);
      assert.equal(answer.status, status);
      assert.equal(at(answer.body, 'error', 'code'), code);
      assert.equal(at(answer.body, 'error', 'error_subcode'), subcode);
      assert.equal(local.ig.calls.at(-1)?.fault, fault.kind);
    });
  }

  it('throttles in the recorded words, with usage at 100 and minutes until access comes back', async () => {
    const app = await struck({ kind: 'throttled', code: 4 });
    const expected = recorded('error_4_application_request_limit');
    assert.deepEqual(keys(app.body, 'error'), keys(expected, 'error'));
    assert.equal(at(app.body, 'error', 'message'), at(expected, 'error', 'message'));
    assert.equal(at(JSON.parse(app.headers.get('x-app-usage') ?? ''), 'call_count'), 100);
    local.ig.faults.clear();
    local.ig.faults.add({ kind: 'throttled', code: 80002, regainMinutes: 12 });
    const account = await local.get(path, local.ig.tokens.of(LUMEN, 'facebook'));
    assert.equal(
      at(account.body, 'error', 'message'),
      at(recorded('error_80002_instagram_buc_limit'), 'error', 'message'),
    );
    const usage = JSON.parse(account.headers.get('x-business-use-case-usage') ?? '') as object;
    const [key, own] = Object.entries(usage)[1] ?? [];
    assert.equal(key, local.idOf(LUMEN));
    assert.equal(at(own, 0, 'call_count'), 100);
    assert.equal(at(own, 0, 'estimated_time_to_regain_access'), 12);
  });

  it('sends Retry-After only when told to', async () => {
    assert.equal((await struck({ kind: 'http429', retryAfter: '120' })).headers.get('retry-after'), '120');
    local.ig.faults.clear();
    assert.equal((await struck({ kind: 'http429' })).headers.get('retry-after'), null);
  });

  it('shows a busy app on good answers', async () => {
    const answer = await struck({ kind: 'busy', percent: 95 });
    assert.equal(answer.status, 200);
    assert.equal(at(JSON.parse(answer.headers.get('x-app-usage') ?? ''), 'call_count'), 95);
  });

  it('sends bodies that are no answers', async () => {
    const good = await local.get(path);
    const text = async (fault: Fault): Promise<Answer> => {
      local.ig.faults.clear();
      return struck(fault);
    };
    assert.deepEqual(
      [(await text({ kind: 'http500' })).status, (await text({ kind: 'http500', status: 503 })).status],
      [500, 503],
    );
    const html = await text({ kind: 'html' });
    assert.equal(html.status, 200);
    assert.match(html.headers.get('content-type') ?? '', /^text\/html/);
    const truncated = await text({ kind: 'truncated' });
    assert.equal(truncated.body, undefined);
    assert.ok(good.text.startsWith(truncated.text) && truncated.text.length > 10);
    assert.equal((await text({ kind: 'empty-body' })).text, '');
    assert.deepEqual((await text({ kind: 'empty-data' })).body, { data: [] });
    const page = await text({ kind: 'empty-page' });
    assert.deepEqual([at(page.body, 'data'), keys(page.body, 'paging')], [[], ['previous', 'next']]);
    const error = await text({ kind: 'ok-with-error' });
    assert.deepEqual([error.status, at(error.body, 'error', 'code')], [200, 2]);
  });

  it('leaves out totals, restates numbers and sends odd ones', async () => {
    const good = valuesOf(await local.get(path)).map(Number);
    const missing = await struck({ kind: 'no-total-value' }, total());
    assert.equal(at(missing.body, 'data', 0, 'name'), 'views');
    assert.equal(at(missing.body, 'data', 0, 'total_value'), undefined);
    local.ig.faults.clear();
    assert.deepEqual(
      valuesOf(await struck({ kind: 'restated', factor: 2 })),
      good.map((value) => 2 * value),
    );
    local.ig.faults.clear();
    assert.deepEqual(valuesOf(await struck({ kind: 'odd-values', as: 'text' })), good.map(String));
    local.ig.faults.clear();
    assert.deepEqual(
      valuesOf(await struck({ kind: 'odd-values', as: 'null' })),
      good.map(() => null),
    );
    local.ig.faults.clear();
    assert.ok(valuesOf(await struck({ kind: 'odd-values', as: 'negative' })).every((value) => Number(value) < 0));
    local.ig.faults.clear();
    const without = await struck({ kind: 'odd-values', as: 'missing' });
    assert.deepEqual(keys(without.body, 'data', 0, 'values', 0), ['end_time']);
  });

  it('answers for an account nobody asked about', async () => {
    const answer = await struck({ kind: 'wrong-account' });
    assert.equal(answer.status, 200);
    assert.ok(!answer.text.includes(local.idOf(LUMEN)));
  });

  it('makes a page its own next page', async () => {
    const asked = `/v26.0/${local.idOf(LUMEN)}/media?limit=5`;
    const page = await struck({ kind: 'cursor-loop' }, asked);
    const next = new URL(String(at(page.body, 'paging', 'next')));
    assert.equal(
      at((await local.get(next.pathname + next.search)).body, 'data', 0, 'id'),
      at(page.body, 'data', 0, 'id'),
    );
  });

  it('takes one metric away and leaves the others', async () => {
    local.ig.faults.add({ kind: 'metric-removed', metric: 'views' });
    const both = path.replace('metric=reach', 'metric=reach,views&metric_type=total_value');
    const message = String(at((await local.get(both)).body, 'error', 'message'));
    assert.match(message, /^\(#100\) metric\[1\] must be one of the following values: reach, /);
    assert.ok(!message.includes('views,') || message.includes('profile_views,'));
    assert.ok(!message.split(/: |, /).includes('views'));
    assert.equal((await local.get(path)).status, 200);
    assert.equal(local.ig.calls.at(-1)?.fault, undefined);
  });

  it('comes late as a whole', async () => {
    const slow = local.ig.faults.add({ kind: 'slow', ms: 5 });
    assert.equal((await local.get(path)).status, 200);
    assert.equal(slow.hits, 1);
    local.ig.faults.clear();
    local.ig.faults.add({ kind: 'never' });
    await assert.rejects(
      fetch(local.ig.facebookUrl + path, {
        headers: { authorization: `Bearer ${local.ig.tokens.user}` },
        signal: AbortSignal.timeout(50),
      }),
    );
  });

  it('sends a body in drops, or half of it, or nothing', async () => {
    const url = local.ig.facebookUrl + path;
    const { user } = local.ig.tokens;
    const good = await raw(url, user);
    local.ig.faults.add({ kind: 'drip', ms: 1, bytes: 200 });
    const dripped = await raw(url, user);
    assert.deepEqual([dripped.whole, dripped.bytes], [true, good.bytes]);
    local.ig.faults.clear();
    for (const chunked of [false, true]) {
      const cut = local.ig.faults.add({ kind: 'cut', chunked });
      const half = await raw(url, user);
      assert.equal(half.status, 200);
      assert.ok(!half.whole && half.bytes < good.bytes, `chunked ${String(chunked)}`);
      cut.remove();
    }
    local.ig.faults.add({ kind: 'reset' });
    await assert.rejects(raw(url, user), { code: 'ECONNRESET' });
  });

  it('sends more than anybody should read, and sends elsewhere', async () => {
    const huge = await struck({ kind: 'huge', bytes: 3_000_000 });
    assert.equal(huge.text.length, 3_000_000);
    local.ig.faults.clear();
    local.ig.faults.add({ kind: 'gzip-bomb', bytes: 20_000_000 });
    const packed = await raw(local.ig.facebookUrl + path, local.ig.tokens.user);
    assert.ok(packed.bytes < 100_000, String(packed.bytes));
    local.ig.faults.clear();
    local.ig.faults.add({ kind: 'redirect', location: 'http://169.254.169.254/', status: 307 });
    const response = await fetch(local.ig.facebookUrl + path, {
      headers: { authorization: `Bearer ${local.ig.tokens.user}` },
      redirect: 'manual',
    });
    assert.deepEqual([response.status, response.headers.get('location')], [307, 'http://169.254.169.254/']);
  });

  it('strikes only what it is for, from the n-th call, so many times', async () => {
    const other = path.replace(local.idOf(LUMEN), local.idOf('glyph.test'));
    local.ig.faults.add({
      kind: 'code2',
      match: { account: LUMEN, path: '/insights', metric: 'reach' },
      nth: 2,
      times: 1,
    });
    const statuses: number[] = [];
    for (const asked of [path, other, path, other, path]) statuses.push((await local.get(asked)).status);
    assert.deepEqual(statuses, [200, 200, 500, 200, 200]);
  });

  it('refuses a token from the moment it is revoked', async () => {
    const token = local.ig.tokens.issue({ login: 'facebook', username: LUMEN });
    assert.equal((await local.get(path, token)).status, 200);
    local.ig.tokens.refuse(token, 460);
    const refused = await local.get(path, token);
    assert.deepEqual([at(refused.body, 'error', 'code'), at(refused.body, 'error', 'error_subcode')], [190, 460]);
    assert.equal((await local.get(path)).status, 200);
  });
});
