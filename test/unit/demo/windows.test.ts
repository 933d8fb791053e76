import assert from 'node:assert/strict';
import { at, list, recorded, seconds, startLocal, type Local } from './local.ts';

const LUMEN = 'lumen.studio';
const DAY = 86_400;

describe('local Instagram: days and windows', () => {
  let local: Local;
  before(async () => {
    local = await startLocal();
  });
  after(() => local.stop());

  async function insights(query: string, to: Local = local): Promise<unknown> {
    return (await to.get(`/v26.0/${to.idOf(LUMEN)}/insights?period=day&${query}`)).body;
  }

  async function stamps(window: string, to: Local = local): Promise<readonly string[]> {
    const body = await insights(`metric=reach&${window}`, to);
    const [entry] = list(body, 'data');
    return entry === undefined ? [] : list(entry, 'values').map((value) => String(at(value, 'end_time')));
  }

  function linkOf(body: unknown, name: string): readonly (number | undefined)[] {
    const { searchParams } = new URL(String(at(body, 'paging', name)));
    return ['since', 'until'].map((key) => Number(searchParams.get(key) ?? Number.NaN));
  }

  it('stamps days with Pacific midnight, 07:00Z in summer and 08:00Z in winter', async () => {
    assert.deepEqual(await stamps('since=2026-10-31&until=2026-11-04'), [
      '2026-10-31T07:00:00+0000',
      '2026-11-01T07:00:00+0000',
      '2026-11-02T08:00:00+0000',
      '2026-11-03T08:00:00+0000',
    ]);
    assert.deepEqual(await stamps('since=2026-03-07&until=2026-03-10'), [
      '2026-03-07T08:00:00+0000',
      '2026-03-08T08:00:00+0000',
      '2026-03-09T07:00:00+0000',
    ]);
  });

  it('takes both ends of a window in: seven stamps between UTC midnights, two from midnight to midnight', async () => {
    const seven = await stamps('since=2026-04-14&until=2026-04-21');
    const expected = list(recorded('user_insights_reach_time_series_7d'), 'data', 0, 'values');
    assert.deepEqual(
      seven,
      expected.map((value) => at(value, 'end_time')),
    );
    const from = seconds('2026-11-10T08:00:00Z');
    assert.equal((await stamps(`since=${from}&until=${from + DAY}`)).length, 2);
    assert.deepEqual(await stamps(`since=${from}&until=${from + DAY - 1}`), ['2026-11-10T08:00:00+0000']);
    assert.deepEqual(await stamps(`since=${from + 1}&until=${from + DAY - 1}`), []);
  });

  it('reads a bare date as midnight UTC and takes dates with a time', async () => {
    const byDate = await insights('metric=reach&since=2026-11-10&until=2026-11-12');
    const byNumber = `since=${seconds('2026-11-10T00:00:00Z')}&until=${seconds('2026-11-12T00:00:00Z')}`;
    assert.deepEqual(byDate, await insights(`metric=reach&${byNumber}`));
    assert.deepEqual(await stamps('since=2026-11-10T08:00:00Z&until=2026-11-10T08:00:00Z'), [
      '2026-11-10T08:00:00+0000',
    ]);
  });

  it('links to the windows before and after by the recorded arithmetic, with the token in the link', async () => {
    const body = await insights('metric=reach&since=2026-04-14&until=2026-04-21');
    assert.deepEqual(linkOf(body, 'previous'), [1775519999, 1776124799]);
    assert.deepEqual(linkOf(body, 'next'), [1776729601, 1777334401]);
    const next = new URL(String(at(body, 'paging', 'next')));
    assert.equal(next.searchParams.get('access_token'), local.ig.tokens.user);
    assert.equal(next.origin, local.ig.facebookUrl);
  });

  it('spans one day in links when until is left out', async () => {
    const then = await startLocal();
    then.time = 1776762799 * 1000;
    const body = await insights('metric=reach&since=1776729601', then);
    await then.stop();
    assert.deepEqual(linkOf(body, 'previous'), [1776643200, 1776729600]);
    assert.deepEqual(linkOf(body, 'next'), [1776762800, 1776849200]);
  });

  it('takes the last day when no window is given, or two days when told so', async () => {
    assert.deepEqual(await stamps(''), ['2026-11-24T08:00:00+0000']);
    const wide = await startLocal({ defaultWindowDays: 2 });
    const two = await stamps('', wide);
    const body = await insights('metric=reach', wide);
    await wide.stop();
    assert.deepEqual(two, ['2026-11-23T08:00:00+0000', '2026-11-24T08:00:00+0000']);
    const [since = 0, until = 0] = linkOf(body, 'next');
    assert.equal(until - since, 2 * DAY);
  });

  it('allows exactly 30 days and not a second more', async () => {
    const until = seconds('2026-10-20T07:00:00Z');
    assert.equal((await stamps(`since=${until - 30 * DAY}&until=${until}`)).length, 31);
    const body = await insights(`metric=reach&since=${until - 30 * DAY - 1}&until=${until}`);
    assert.equal(at(body, 'error', 'message'), at(recorded('error_100_more_than_30_days'), 'error', 'message'));
  });

  it('says nothing about a day that is not out yet, and never 0', async () => {
    const fresh = await startLocal();
    fresh.time = Date.parse('2026-11-24T09:00:00Z');
    const window = `since=${seconds('2026-11-24T08:00:00Z')}&until=${seconds('2026-11-24T09:00:00Z')}`;
    const series = await insights(`metric=reach&${window}`, fresh);
    const total = await insights(`metric=views&metric_type=total_value&${window}`, fresh);
    await fresh.stop();
    assert.deepEqual(at(series, 'data'), []);
    assert.equal(at(total, 'data', 0, 'name'), 'views');
    assert.equal(at(total, 'data', 0, 'total_value'), undefined);
  });

  it('answers a window that ends far in the future like one that ends now', async () => {
    const path = '/v26.0/me/insights?metric=reach&period=day&metric_type=total_value&since=2026-11-01';
    const far = await local.getInstagram(`${path}&until=99999999999999`, LUMEN);
    const now = await local.getInstagram(path, LUMEN);
    assert.deepEqual(at(far.body, 'data'), at(now.body, 'data'));
  });

  it('follows cursors through all media once, newest first, and back again', async () => {
    const id = local.idOf('northpine.coffee');
    const seen: string[] = [];
    let page = await local.get(`/v26.0/${id}/media?fields=id,timestamp&limit=40`);
    for (;;) {
      seen.push(...list(page.body, 'data').map((media) => String(at(media, 'timestamp'))));
      const next = at(page.body, 'paging', 'next');
      if (typeof next !== 'string') break;
      const url = new URL(next);
      page = await local.get(url.pathname + url.search);
    }
    assert.equal(seen.length, local.ig.truth.profile('northpine.coffee').media_count);
    assert.deepEqual(seen, [...seen].sort().reverse());
    const back = new URL(String(at(page.body, 'paging', 'previous')));
    const before = list((await local.get(back.pathname + back.search)).body, 'data');
    assert.equal(before.length, 40);
    assert.equal(at(await local.get(`/v26.0/${id}/media?limit=1000`), 'body', 'data', 'length'), 100);
    assert.equal(list((await local.get(`/v26.0/${id}/media`)).body, 'data').length, 25);
  });
});
