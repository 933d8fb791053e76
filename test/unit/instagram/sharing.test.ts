import assert from 'node:assert/strict';
import type { InsightsQuery } from '../../../core/instagram/answers.ts';
import { Secret } from '../../../core/secret.ts';
import {
  ACCOUNT,
  allTotals,
  failure,
  graphError,
  recorded,
  rigFor,
  startScripted,
  totals,
  type Rig,
  type Scripted,
} from './scripted.ts';

const WINDOW = { period: 'day', metricType: 'total_value', since: 1_763_625_600, until: 1_763_711_999 } as const;

function ask(...metrics: readonly string[]): InsightsQuery {
  return { ...WINDOW, metrics };
}

describe('sharing calls', () => {
  let server: Scripted;
  let rig: Rig;

  before(async () => {
    server = await startScripted();
  });
  after(async () => {
    await server.stop();
  });
  beforeEach(() => {
    rig = rigFor(server.url);
    server.answer(allTotals);
    server.forget();
  });
  afterEach(() => {
    rig.close();
  });

  function asked(): readonly (string | null)[] {
    return server.heard.map(({ query }) => query.get('metric'));
  }

  it('asks once for metrics of the same days that are wanted at the same time', async () => {
    const [one, two] = await Promise.all([
      rig.client.readInsights(rig.access, ask('likes', 'views')),
      rig.client.readInsights(rig.access, ask('shares')),
    ]);
    assert.deepEqual(asked(), ['likes,views,shares']);
    assert.deepEqual([...one.metrics.keys()], ['likes', 'views']);
    assert.deepEqual([...two.metrics.keys()], ['shares']);
    assert.equal(two.metrics.get('shares')?.total, 6);
  });

  it('sends what the query means, the token in a header and nothing else', async () => {
    await rig.client.readInsights(rig.access, { ...ask('reach', 'views'), breakdowns: ['follow_type'] });
    const [heard] = server.heard;
    assert.equal(heard?.path, `/v26.0/${ACCOUNT}/insights`);
    assert.deepEqual(Object.fromEntries(heard.query), {
      metric: 'reach,views',
      period: 'day',
      metric_type: 'total_value',
      breakdown: 'follow_type',
      since: '1763625600',
      until: '1763711999',
    });
    assert.equal(heard.headers.authorization, `Bearer ${rig.access.token.reveal()}`);
    assert.match(heard.headers['accept-encoding'] ?? '', /gzip/u);
    assert.equal(heard.headers['if-none-match'], undefined);
  });

  it('keeps apart what differs in days, breakdown, account or token', async () => {
    const other = { ...rig.access, token: new Secret('EAAother') };
    await Promise.all([
      rig.client.readInsights(rig.access, ask('likes')),
      rig.client.readInsights(rig.access, { ...ask('likes'), until: WINDOW.until - 1 }),
      rig.client.readInsights(rig.access, { ...ask('likes'), breakdowns: ['media_product_type'] }),
      rig.client.readInsights(other, ask('likes')),
    ]);
    assert.equal(server.heard.length, 4);
  });

  it('asks alone for metrics whose own conditions would fail the others', async () => {
    const query: InsightsQuery = { period: 'day', since: 1, until: 2, metrics: ['reach', 'follower_count', 'views'] };
    const answer = await rig.client.readInsights(rig.access, query);
    assert.deepEqual([...asked()].sort(), ['follower_count', 'reach,views']);
    assert.deepEqual([...answer.metrics.keys()].sort(), ['follower_count', 'reach', 'views']);
  });

  it('makes equal reads in flight one call', async () => {
    server.answer(() => ({ body: { id: ACCOUNT, username: 'x' } }));
    const profiles = await Promise.all([1, 2, 3].map(async () => rig.client.readProfile(rig.access)));
    assert.equal(server.heard.length, 1);
    assert.deepEqual(profiles[0], profiles[2]);
    await rig.client.readProfile(rig.access);
    assert.equal(server.heard.length, 2);
  });

  it('goes on for the others when one asker leaves', async () => {
    const leaver = new AbortController();
    let reached = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let release = (): void => undefined;
    server.script((_request, response) => {
      release = () => response.end(JSON.stringify(totals(['likes'])));
      reached();
    });
    const gone = failure(rig.client.readInsights(rig.access, ask('likes'), leaver.signal));
    const stays = rig.client.readInsights(rig.access, ask('likes'));
    await arrived;
    const reason = new Error('no longer wanted');
    leaver.abort(reason);
    assert.equal(await gone, reason);
    release();
    assert.equal((await stays).metrics.get('likes')?.total, 5);
    assert.equal(server.heard.length, 1);
  });

  it('ends the call when the last asker leaves, and the next asker gets a call of its own', async () => {
    const leaver = new AbortController();
    const closed = new Promise<void>((resolve) => {
      server.script(
        (_request, response) => {
          response.on('close', resolve);
          leaver.abort();
        },
        { body: totals(['likes']) },
      );
    });
    await assert.rejects(rig.client.readInsights(rig.access, ask('likes'), leaver.signal), { name: 'AbortError' });
    await closed;
    assert.equal((await rig.client.readInsights(rig.access, ask('likes'))).metrics.size, 1);
    assert.equal(server.heard.length, 2);
  });

  it('asks nobody for an asker that has already left', async () => {
    await assert.rejects(rig.client.readInsights(rig.access, ask('likes'), AbortSignal.abort()), {
      name: 'AbortError',
    });
    await rig.client.readInsights(rig.access, ask('views'));
    assert.deepEqual(asked(), ['views']);
  });

  it('drops every metric Instagram does not list, asks again for the rest, and does not ask for them the next day either', async () => {
    const list =
      String(
        Reflect.get(
          Reflect.get(recorded('error_100_user_metric_enum_saved_typo') as object, 'error') as object,
          'message',
        ),
      )
        .split(': ')[1]
        ?.split(', ') ?? [];
    server.answer((heard) => {
      const metrics = (heard.query.get('metric') ?? '').split(',');
      const bad = metrics.findIndex((metric) => !list.includes(metric));
      const message = `(#100) metric[${bad}] must be one of the following values: ${list.join(', ')}`;
      return bad === -1 ? allTotals(heard) : { status: 400, body: graphError(100, message) };
    });
    const answer = await rig.client.readInsights(rig.access, ask('likes', 'saved', 'views', 'impressions'));
    assert.deepEqual(asked(), ['likes,saved,views,impressions', 'likes,views']);
    assert.deepEqual([...answer.metrics.keys()], ['likes', 'views']);
    assert.deepEqual([...answer.failed.keys()], ['saved', 'impressions']);
    assert.equal(answer.failed.get('saved')?.code, 'metric');
    rig.time += 20 * 3_600_000;
    const again = await rig.client.readInsights(rig.access, { ...ask('saved', 'likes'), since: WINDOW.since + 86_400 });
    assert.equal(again.failed.get('saved')?.code, 'metric');
    assert.deepEqual(asked().slice(2), ['likes']);
    rig.time += 5 * 3_600_000;
    await rig.client.readInsights(rig.access, ask('saved'));
    assert.equal(asked()[3], 'saved');
  });

  it('remembers a refused breakdown for calls of that kind only', async () => {
    const error = recorded('error_100_incompatible_breakdown');
    server.answer((heard) => (heard.query.has('breakdown') ? { status: 400, body: error } : allTotals(heard)));
    const split = { ...ask('reach'), breakdowns: ['follow_type'] };
    assert.equal((await rig.client.readInsights(rig.access, split)).failed.get('reach')?.code, 'metric');
    await rig.client.readInsights(rig.access, split);
    assert.equal(server.heard.length, 1);
    assert.equal((await rig.client.readInsights(rig.access, ask('reach'))).metrics.size, 1);
  });

  it('halves a call until the one metric that spoils it stands alone, and does not hold it against that metric', async () => {
    const error = recorded('error_demographics_not_enough_users_2874010');
    server.answer((heard) =>
      heard.query.get('metric')?.includes('few') === true ? { status: 400, body: error } : allTotals(heard),
    );
    const answer = await rig.client.readInsights(rig.access, ask('likes', 'views', 'few', 'shares'));
    assert.deepEqual(asked(), ['likes,views,few,shares', 'likes,views', 'few,shares', 'few', 'shares']);
    assert.deepEqual([...answer.metrics.keys()], ['likes', 'views', 'shares']);
    assert.equal(answer.failed.get('few')?.code, 'metric');
    await rig.client.readInsights(rig.access, ask('few'));
    assert.equal(server.heard.length, 6);
  });

  it('asks for the profile again without a field the host no longer has, and never for it again', async () => {
    server.answer(({ query }) =>
      query.get('fields')?.includes('ig_id') === true
        ? { status: 400, body: graphError(100, '(#100) Tried accessing nonexisting field (ig_id)') }
        : { body: { id: ACCOUNT, username: 'x', followers_count: 7 } },
    );
    assert.equal((await rig.client.readProfile(rig.access)).followers_count, 7);
    await rig.client.readProfile(rig.access);
    assert.equal(server.heard.length, 3);
  });
});
