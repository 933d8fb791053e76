import assert from 'node:assert/strict';
import { ACCOUNT_PLANS } from '../../../demo/accounts/plans.ts';
import { at, NOON, startLocal, type Local } from './local.ts';

const PATHS = (id: string): readonly string[] => [
  `/v26.0/${id}?fields=id,ig_id,username,biography,followers_count,media_count`,
  `/v26.0/${id}/insights?metric=reach,follower_count&period=day&since=2026-11-01&until=2026-11-24`,
  `/v26.0/${id}/insights?metric=views,likes&period=day&metric_type=total_value&since=2026-11-01&until=2026-11-24`,
  `/v26.0/${id}/media?fields=id,caption,media_type,like_count,timestamp,children{id},comments{text}&limit=50`,
  `/v26.0/${id}/stories?fields=id,timestamp`,
];

async function bodies(local: Local, reversed = false): Promise<readonly unknown[]> {
  const paths = PATHS(local.idOf('lumen.studio'));
  const answers: unknown[] = [];
  for (const path of reversed ? [...paths].reverse() : paths) answers.push((await local.get(path)).body);
  const texts = answers.map((body) => JSON.stringify(body).replaceAll(local.ig.facebookUrl, 'host'));
  return reversed ? texts.reverse() : texts;
}

describe('local Instagram: determinism', () => {
  it('answers the same for the same seed and clock, in whatever order it is asked', async () => {
    const [first, second] = [await startLocal(), await startLocal()];
    assert.deepEqual(await bodies(first), await bodies(second, true));
    assert.deepEqual(first.ig.tokens.user, second.ig.tokens.user);
    assert.deepEqual(first.ig.accounts, second.ig.accounts);
    await Promise.all([first.stop(), second.stop()]);
  });

  it('has other numbers and the same accounts for another seed', async () => {
    const [first, second] = [await startLocal(), await startLocal({ seed: 8 })];
    const reach = (local: Local): unknown => local.ig.truth.daily('lumen.studio', 'reach', '2026-11-01', '2026-11-20');
    assert.notDeepEqual(reach(first), reach(second));
    assert.deepEqual(first.ig.accounts, second.ig.accounts);
    await Promise.all([first.stop(), second.stop()]);
  });

  it('keeps the past when it is started again on a later day with the same anchor', async () => {
    const first = await startLocal({ anchor: NOON });
    const later = await startLocal({ anchor: NOON });
    later.time = NOON + 3 * 86_400_000;
    const past = (local: Local): unknown => local.ig.truth.daily('lumen.studio', 'reach', '2026-10-01', '2026-11-20');
    assert.deepEqual(past(first), past(later));
    assert.equal(later.ig.truth.followers('lumen.studio', NOON), first.ig.truth.followers('lumen.studio', NOON));
    await Promise.all([first.stop(), later.stop()]);
  });

  it('serves the accounts it is given', async () => {
    const [plan] = ACCOUNT_PLANS;
    assert.ok(plan !== undefined);
    const local = await startLocal({ accounts: [{ ...plan, username: 'only.one', followers: 500 }] });
    const { body } = await local.get(`/v26.0/${local.idOf('only.one')}?fields=followers_count`);
    const pages = await local.get('/v26.0/me/accounts');
    await local.stop();
    assert.equal(at(body, 'followers_count'), local.ig.truth.followers('only.one', NOON));
    assert.equal(at(pages.body, 'data', 'length'), 2);
    assert.throws(() => local.ig.truth.profile('lumen.studio'), RangeError);
  });
});
