import assert from 'node:assert/strict';
import { isAppError } from '../../../core/errors.ts';
import { readRetryAfter, readUsage } from '../../../core/instagram/usage.ts';
import {
  ACCOUNT,
  failure,
  graphError,
  recorded,
  rigFor,
  startScripted,
  START,
  type Kept,
  type Reply,
  type Rig,
  type Scripted,
} from './scripted.ts';

const MINUTE = 60_000;
const OTHER = '17841400000000002';

function business(percent: number, regain = 0): Readonly<Record<string, string>> {
  const entry = { type: 'instagram', call_count: percent, total_cputime: 1, total_time: 2 };
  const usage = [{ ...entry, estimated_time_to_regain_access: regain }];
  return { 'x-business-use-case-usage': JSON.stringify({ '645699291956344': usage, [ACCOUNT]: usage }) };
}

function app(percent: number): Readonly<Record<string, string>> {
  return { 'x-app-usage': JSON.stringify({ call_count: 3, total_cputime: percent, total_time: 1 }) };
}

function profileReply(headers: Readonly<Record<string, string>> = {}): (heard: { readonly path: string }) => Reply {
  return ({ path }) => ({ headers, body: { id: path.split('/').at(-1), username: 'x' } });
}

describe('rate limits', () => {
  let server: Scripted;
  let rig: Rig;
  let kept: Kept[];

  before(async () => {
    server = await startScripted();
  });
  after(async () => {
    await server.stop();
  });
  beforeEach(() => {
    kept = [];
    rig = rigFor(server.url, { kept });
    server.forget();
  });
  afterEach(() => {
    rig.close();
  });

  async function read(
    who: Rig = rig,
    account = ACCOUNT,
    priority: 'command' | 'background' = 'command',
  ): Promise<void> {
    await who.client.readProfile({ ...who.access, instagramId: account, priority });
  }

  async function refusedUntil(work: Promise<void>): Promise<number> {
    const error = await failure(work);
    assert.ok(isAppError(error) && error.code === 'throttled' && error.retryAt !== undefined);
    return error.retryAt.getTime();
  }

  it('makes not one call for an account before the minutes Instagram names are over, not even after a restart', async () => {
    server.script({ status: 400, headers: business(100, 12), body: graphError(80_002) });
    const until = await refusedUntil(read());
    assert.ok(until - START >= 12 * MINUTE && until - START <= 14 * MINUTE);
    server.answer(profileReply());
    assert.equal(await refusedUntil(read()), until);
    const restarted = rigFor(server.url, { kept, from: until - 1 });
    assert.equal(await refusedUntil(read(restarted)), until);
    assert.equal(server.heard.length, 1);
    restarted.time = until;
    await read(restarted);
    restarted.close();
    rig.time = until;
    await read();
    assert.equal(server.heard.length, 3);
  });

  it('asks again after the pause, also when calls that were out together were refused with a full budget', async () => {
    const full: Reply = { status: 400, headers: app(100), body: graphError(4) };
    server.script(full, full, full);
    const [until, ...others] = await Promise.all([
      refusedUntil(read()),
      refusedUntil(read(rig, OTHER)),
      refusedUntil(read(rig, '17841400000000003')),
    ]);
    assert.deepEqual(others, [until, until]);
    assert.ok(until - START < 2 * MINUTE);
    server.answer(profileReply());
    rig.time = until;
    await read();
  });

  it('lets other accounts go on when one is throttled, and none when the app is', async () => {
    for (const code of [17, 32, 613]) {
      const one = rigFor(server.url);
      server.script({ status: 400, body: graphError(code) });
      await refusedUntil(read(one));
      server.answer(profileReply());
      await read(one, OTHER);
      one.close();
    }
    server.script({ status: 400, headers: app(100), body: recorded('error_4_application_request_limit') });
    await refusedUntil(read());
    const calls = server.heard.length;
    await refusedUntil(read(rig, OTHER));
    assert.equal(server.heard.length, calls);
    assert.ok(kept.every((pause) => !pause.key.includes('token') && pause.because.length > 0));
  });

  it('waits twice as long each time where Instagram names no time, an hour at most, and starts over after a good answer', async () => {
    const lengths: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      server.script({ status: 400, body: graphError(17) });
      const until = await refusedUntil(read());
      lengths.push(Math.floor((until - rig.time) / MINUTE));
      rig.time = until;
    }
    assert.deepEqual(lengths.slice(0, 4), [1, 2, 4, 8]);
    assert.ok((lengths.at(-1) ?? 0) <= 66);
    server.answer(profileReply(business(3)));
    await read();
    server.script({ status: 400, body: graphError(17) });
    assert.equal(Math.floor(((await refusedUntil(read())) - rig.time) / MINUTE), 1);
  });

  it('takes calls that are refused together for one refusal', async () => {
    server.script({ status: 400, body: graphError(17) });
    const untils = await Promise.all(
      [1, 2, 3].map(async (day) =>
        refusedUntil(
          rig.client
            .readInsights(rig.access, { metrics: ['views'], period: 'day', since: day, until: day + 1 })
            .then(() => undefined),
        ),
      ),
    );
    assert.equal(new Set(untils).size, 1);
    assert.ok((untils[0] ?? 0) - START < 2 * MINUTE);
    rig.time = untils[0] ?? 0;
    assert.equal(Math.floor(((await refusedUntil(read())) - rig.time) / MINUTE), 2);
  });

  it('follows Retry-After in seconds or as a date, and never for more than an hour', async () => {
    const cases: readonly (readonly [header: string | undefined, least: number, most: number])[] = [
      ['120', 2 * MINUTE, 2.2 * MINUTE],
      [new Date(START + 5 * MINUTE).toUTCString(), 5 * MINUTE, 5.5 * MINUTE],
      ['1000000000', 60 * MINUTE, 66 * MINUTE],
      [undefined, MINUTE, 1.1 * MINUTE],
      ['soon', MINUTE, 1.1 * MINUTE],
    ];
    for (const [header, least, most] of cases) {
      const one = rigFor(server.url);
      const headers: Readonly<Record<string, string>> = header === undefined ? {} : { 'retry-after': header };
      server.script({ status: 429, headers, body: '' });
      const wait = (await refusedUntil(read(one))) - START;
      assert.ok(wait >= least && wait <= most, `${header ?? 'none'}: ${wait}`);
      one.close();
    }
  });

  it('leaves the last quarter of the budget to commands, and the last twentieth to nobody', async () => {
    server.answer(profileReply(business(80)));
    await read();
    assert.equal(rig.client.usage(ACCOUNT), 80);
    await refusedUntil(read(rig, ACCOUNT, 'background'));
    server.answer(profileReply(app(96)));
    await read();
    assert.equal(rig.client.usage(ACCOUNT), 96);
    await refusedUntil(read());
    assert.equal(server.heard.length, 2);
    rig.time += 11 * MINUTE;
    await read();
    assert.equal(server.heard.length, 3);
  });

  it('pauses after a good answer that says the budget is full', async () => {
    server.answer(profileReply(business(100, 7)));
    await read();
    assert.ok((await refusedUntil(read())) - START >= 7 * MINUTE);
    assert.equal(kept.length, 1);
  });

  it('goes on when pauses can neither be kept nor read', async () => {
    const broken = rigFor(server.url, {
      pauses: {
        savePause: () => Promise.reject(new Error('disk full')),
        listPauses: () => Promise.reject(new Error('disk full')),
      },
    });
    server.script({ status: 400, body: graphError(17) });
    await refusedUntil(read(broken));
    await refusedUntil(read(broken));
    assert.equal(server.heard.length, 1);
    broken.close();
  });

  it('obeys a pause that another process kept meanwhile', async () => {
    server.answer(profileReply());
    await read();
    const host = new URL(server.url).host;
    kept.push({ key: `app:${host}`, until: START + 10 * MINUTE, because: 'x' });
    rig.time += 20_000;
    assert.equal(await refusedUntil(read()), START + 10 * MINUTE);
  });
});

describe('usage headers', () => {
  function headersOf(name: string): ReadonlyMap<string, string> {
    return new Map(Object.entries(recorded(name) as Record<string, string>));
  }

  it('reads the recorded headers of both kinds', () => {
    assert.deepEqual(readUsage(headersOf('headers_x_app_usage_live')), [{ scope: 'app', percent: 12, regainMs: 0 }]);
    assert.deepEqual(readUsage(headersOf('headers_x_buc_usage_instagram_live')), [
      { scope: 'account', percent: 1, regainMs: 0 },
    ]);
  });

  it('takes the fullest counter of the fullest key, also where the list is an object', () => {
    const value =
      '{"1":{"call_count":10,"total_time":40},"2":[{"call_count":"x","total_cputime":55,"estimated_time_to_regain_access":3}]}';
    assert.deepEqual(readUsage(new Map([['x-business-use-case-usage', value]])), [
      { scope: 'account', percent: 55, regainMs: 3 * MINUTE },
    ]);
  });

  it('knows nothing from headers that are missing, broken or empty', () => {
    for (const text of ['', '{', '[]', '{}', '"x"', 'null', '{"1":[]}', '{"1":[{"call_count":-4}]}']) {
      const headers = new Map([
        ['x-app-usage', text],
        ['x-business-use-case-usage', text],
      ]);
      assert.deepEqual(readUsage(headers), [], text);
    }
    assert.deepEqual(readUsage(new Map()), []);
    assert.equal(readRetryAfter(new Map(), START), undefined);
    assert.equal(readRetryAfter(new Map([['retry-after', '-5 minutes?']]), START), undefined);
  });
});
