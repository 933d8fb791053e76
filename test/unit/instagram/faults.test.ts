import assert from 'node:assert/strict';
import { isAppError } from '../../../core/errors.ts';
import type { Asked } from '../../../core/instagram/fault.ts';
import { judgeError } from '../../../core/instagram/faults.ts';
import { readError } from '../../../core/instagram/responses.ts';
import {
  failure,
  graphError,
  recorded,
  rigFor,
  startScripted,
  totals,
  ACCOUNT,
  type Reply,
  type Rig,
  type Scripted,
} from './scripted.ts';

const ASKED: Asked = { login: 'facebook', subject: 'insights', metrics: ['reach', 'replies'], fields: [] };

function judged(body: unknown, asked: Partial<Asked> = {}, status = 400): string {
  const error = readError(body);
  assert.ok(error !== undefined);
  const { move, error: told } = judgeError(error, status, { ...ASKED, ...asked });
  return `${move.kind} ${told.code}`;
}

describe('what a refusal means', () => {
  it('reads every recorded error as what it is', () => {
    const one = { metrics: ['reach'] };
    const expected: readonly (readonly [file: string, verdict: string, asked?: Partial<Asked>])[] = [
      ['error_10_application_no_permission_tags', 'tell permission'],
      ['error_10_not_enough_viewers_story', 'split metric'],
      ['error_10_not_enough_viewers_story', 'drop metric', one],
      ['error_100_2108006_posted_before_business_conversion', 'drop metric', one],
      ['error_100_33_object_does_not_exist', 'retry not-found'],
      ['error_100_IGApiException_media_metric_enum_instagram_login', 'drop metric', { metrics: ['reach', 'plays'] }],
      ['error_100_breakdown_enum_media', 'drop metric', one],
      ['error_100_crossposted_views_wrong_product_type', 'drop metric', { metrics: ['reach', 'crossposted_views'] }],
      ['error_100_follower_count_last_30_days', 'drop metric', { metrics: ['follower_count'] }],
      ['error_100_incompatible_breakdown', 'drop metric'],
      ['error_100_incompatible_period', 'drop metric', { metrics: ['online_followers'] }],
      ['error_100_media_product_type_unsupported_replies', 'drop metric'],
      ['error_100_more_than_30_days', 'tell bad-request'],
      ['error_100_since_older_than_2_years', 'tell bad-request'],
      ['error_100_total_value_required_interactions', 'drop metric', { metrics: ['reach', 'views', 'comments'] }],
      ['error_100_user_metric_enum_v24', 'drop metric', { metrics: ['reach', 'impressions'] }],
      ['error_100_nonexisting_field_feed', 'drop-field upstream', { subject: 'profile', fields: ['feed'] }],
      ['error_190_463_session_expired', 'tell token'],
      ['error_190_page_token_required', 'tell permission'],
      ['error_2500_field_twice', 'tell upstream'],
      ['error_4_application_request_limit', 'wait throttled'],
      ['error_80002_instagram_buc_limit', 'wait throttled'],
      ['error_demographics_not_enough_users_2874010', 'drop metric', one],
      ['error_minus1_2207086_facebook_views_fatal', 'drop metric', one],
    ];
    for (const [file, verdict, asked] of expected) assert.equal(judged(recorded(file), asked), verdict, file);
  });

  it('names the metric that is to blame and no other', () => {
    const error = readError(recorded('error_100_media_product_type_unsupported_replies'));
    assert.ok(error !== undefined);
    const { move } = judgeError(error, 400, ASKED);
    assert.deepEqual(move, { kind: 'drop', metrics: ['replies'], reach: 'account' });
  });

  it('has a sentence of its own for each way a token ends, and asks for a new connection', () => {
    const sentences = [458, 459, 460, 463, 464, 467, 492, undefined].map((subcode) => {
      const error = readError(
        graphError(190, 'Foreign words', subcode === undefined ? {} : { error_subcode: subcode }),
      );
      assert.ok(error !== undefined);
      const { error: told } = judgeError(error, 400, ASKED);
      assert.equal(told.code, 'token');
      assert.match(told.hint ?? '', /connect the account again/iu);
      assert.doesNotMatch(told.message, /Foreign/u);
      return told.message;
    });
    assert.equal(new Set(sentences).size, sentences.length);
  });

  it('names the permission that is missing for what was asked', () => {
    const hints = (['insights', 'profile', 'accounts'] as const).flatMap((subject) =>
      (['facebook', 'instagram'] as const).map((login) => {
        const error = readError(graphError(200, '(#200) Permissions error'));
        assert.ok(error !== undefined);
        return judgeError(error, 403, { ...ASKED, subject, login, metrics: [] }).error.hint ?? '';
      }),
    );
    assert.match(hints[0] ?? '', /instagram_manage_insights/u);
    assert.match(hints[1] ?? '', /instagram_business_manage_insights/u);
    assert.match(hints[2] ?? '', /instagram_basic/u);
    assert.match(hints[4] ?? '', /pages_show_list/u);
  });

  it('decides on the code and not on the HTTP status', () => {
    assert.equal(judged(graphError(190), {}, 500), 'tell token');
    assert.equal(judged(graphError(17), {}, 200), 'wait throttled');
    assert.equal(judged(graphError(99_999), {}, 503), 'retry upstream');
    assert.equal(judged(graphError(99_999), {}, 400), 'tell upstream');
    assert.equal(judged(graphError(99_999, 'x', { is_transient: true }), {}, 400), 'retry upstream');
  });
});

describe('refused and broken calls over HTTP', () => {
  let server: Scripted;
  let rig: Rig;
  const good: Reply = { body: totals(['views']) };

  before(async () => {
    server = await startScripted();
  });
  after(async () => {
    await server.stop();
  });
  beforeEach(() => {
    rig = rigFor(server.url);
    server.forget();
  });
  afterEach(() => {
    rig.close();
  });

  const views = { period: 'day', metricType: 'total_value', since: 1, until: 2, metrics: ['views'] } as const;
  const read = async (): Promise<number | undefined> =>
    (await rig.client.readInsights(rig.access, views)).metrics.get('views')?.total;
  const whole = JSON.stringify(totals(['views']));

  const passing: readonly (readonly [name: string, reply: Reply])[] = [
    ['code 1', { status: 500, body: graphError(1) }],
    ['code 2', { status: 400, body: graphError(2, 'x', { is_transient: true }) }],
    ['an error in an answer with status 200', { body: graphError(2) }],
    ['a page of HTML with status 200', { body: '<!DOCTYPE html><p>Sorry' }],
    ['a bad gateway in plain text', { status: 502, body: 'Bad Gateway' }],
    ['half an answer', { body: whole.slice(0, 60) }],
    ['an empty answer', { body: '' }],
    ['a bare null', { body: 'null' }],
    ['a reset connection', (request) => request.socket.resetAndDestroy()],
    [
      'a connection cut in the body',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '9999' });
        response.write(whole.slice(0, 20), () => response.destroy());
      },
    ],
  ];
  for (const [name, reply] of passing) {
    it(`tries again after ${name}`, async () => {
      server.script(reply, good);
      assert.equal(await read(), 5);
      assert.equal(server.heard.length, 2);
      assert.equal(rig.waits.length, 1);
    });
  }

  it('gives up after three tries, waiting longer each time', async () => {
    server.script({ status: 503, body: 'no' });
    await assert.rejects(read(), { code: 'upstream' });
    assert.equal(server.heard.length, 3);
    assert.deepEqual(rig.waits, [500, 1000]);
  });

  it('tries again when the headers do not come in time', async () => {
    const hasty = rigFor(server.url, { timeouts: { headers: 60 } });
    server.script(() => undefined);
    await assert.rejects(hasty.client.readProfile(hasty.access), { code: 'upstream', message: /in time/u });
    assert.equal(server.heard.length, 3);
    hasty.close();
  });

  it('cuts a body that drips, and tries no longer than the whole call may take', async () => {
    const short = rigFor(server.url, { totalMs: { insights: 300, other: 300 } });
    server.script((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    await assert.rejects(short.client.readProfile(short.access), { code: 'upstream', message: /in time/u });
    assert.equal(server.heard.length, 1);
    short.close();
  });

  it('stops waiting for another try when the asker leaves', async () => {
    const leaver = new AbortController();
    const patient = rigFor(server.url, {
      sleep: () => {
        leaver.abort();
        return Promise.resolve();
      },
    });
    server.script({ status: 500, body: graphError(1) });
    await assert.rejects(patient.client.readInsights(patient.access, views, leaver.signal), { name: 'AbortError' });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(server.heard.length, 1);
    patient.close();
  });

  const final: readonly (readonly [name: string, code: string, reply: Reply])[] = [
    [
      'a redirect to another host',
      'upstream',
      { status: 302, headers: { location: 'http://169.254.169.254/' }, body: '' },
    ],
    [
      'a body over 8 MB',
      'upstream',
      (_request, response) => {
        response.end(Buffer.alloc(9 * 1024 * 1024, 32));
      },
    ],
    ['an ended token', 'token', { status: 400, body: graphError(190, 'x', { error_subcode: 460 }) }],
    ['a missing permission', 'permission', { status: 403, body: graphError(10) }],
    [
      'a window Instagram does not serve',
      'bad-request',
      { status: 400, body: recorded('error_100_more_than_30_days') },
    ],
  ];
  for (const [name, code, reply] of final) {
    it(`does not try again after ${name}`, async () => {
      server.script(reply, good);
      await assert.rejects(read(), { code });
      assert.equal(server.heard.length, 1);
    });
  }

  it('asks once more for an account that is not there, for a rate limit can look like that', async () => {
    const missing = { status: 400, body: recorded('error_100_33_object_does_not_exist') };
    server.script(missing, good);
    assert.equal(await read(), 5);
    server.script(missing);
    await assert.rejects(read(), { code: 'not-found' });
    assert.equal(server.heard.length, 4);
  });

  it('stops calling a host that fails half of its calls, tries it once after 30 seconds, and goes on when it answers', async () => {
    server.script({ status: 500, body: 'no' });
    for (let turn = 0; turn < 7; turn += 1) await assert.rejects(read(), { code: 'upstream' });
    const calls = server.heard.length;
    assert.equal(calls, 20);
    const error = await failure(read());
    assert.ok(isAppError(error) && error.retryAt !== undefined);
    assert.equal(server.heard.length, calls);
    rig.time += 31_000;
    const accounts = ['17841400000000001', '17841400000000002'].map((instagramId) => ({ ...rig.access, instagramId }));
    await Promise.all(
      accounts.map(async (access) => assert.rejects(rig.client.readProfile(access), { code: 'upstream' })),
    );
    assert.equal(server.heard.length, calls + 1);
    rig.time += 31_000;
    server.script(good);
    assert.equal(await read(), 5);
    assert.equal(await read(), 5);
  });

  it('refuses a host whose certificate or protocol it cannot trust, without trying again', async () => {
    const secure = rigFor(server.url.replace('http:', 'https:'));
    await assert.rejects(secure.client.readProfile(secure.access), { code: 'config' });
    assert.deepEqual(secure.waits, []);
    secure.close();
  });

  it('says that Instagram cannot be reached when nothing listens there', async () => {
    const other = await startScripted();
    const { url } = other;
    await other.stop();
    await assert.rejects(rig.client.readProfile({ ...rig.access, base: url }), {
      code: 'upstream',
      message: /reached/u,
    });
    assert.equal(rig.waits.length, 2);
  });

  it('takes a profile of another account for a fault', async () => {
    server.script({ body: { id: '17841400000000001', username: 'somebody' } });
    await assert.rejects(rig.client.readProfile(rig.access), { code: 'upstream' });
    server.script({ body: { id: ACCOUNT, username: 'us' } });
    assert.equal((await rig.client.readProfile(rig.access)).username, 'us');
  });
});
