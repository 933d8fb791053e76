import assert from 'node:assert/strict';
import type { GraphAccess } from '../../../core/instagram/answers.ts';
import type { Login } from '../../../core/accounts.ts';
import { Secret } from '../../../core/secret.ts';
import { startLocal, NOON, type Local } from '../demo/local.ts';
import { rigFor, type Rig } from './scripted.ts';

const LUMEN = 'lumen.studio';
const DAY = { period: 'day', since: Date.parse('2026-11-20T08:00:00Z') / 1000 } as const;

describe('the client against the local Instagram', () => {
  let local: Local;
  let rig: Rig;

  before(async () => {
    local = await startLocal();
  });
  after(async () => {
    await local.stop();
  });
  beforeEach(() => {
    rig = rigFor(local.ig.facebookUrl, { from: NOON });
  });
  afterEach(() => {
    rig.close();
    local.ig.faults.clear();
  });

  function baseOf(login: Login): string {
    return login === 'facebook' ? local.ig.facebookUrl : local.ig.instagramUrl;
  }

  function accessBy(login: Login): GraphAccess {
    const token = new Secret(local.ig.tokens.of(LUMEN, login));
    return { base: baseOf(login), login, instagramId: local.idOf(LUMEN), token, priority: 'command' };
  }

  for (const login of ['facebook', 'instagram'] as const) {
    it(`reads a series, totals and a breakdown with ${login} login`, async () => {
      const until = DAY.since + 3 * 86_400 - 1;
      const series = await rig.client.readInsights(accessBy(login), {
        ...DAY,
        until,
        metrics: ['reach'],
        metricType: 'time_series',
      });
      const points = series.metrics.get('reach')?.series ?? [];
      assert.equal(points.length, 3);
      assert.ok(points.every((point) => typeof point.value === 'number' && point.endTime !== undefined));
      const split = await rig.client.readInsights(accessBy(login), {
        ...DAY,
        until,
        metrics: ['follows_and_unfollows'],
        metricType: 'total_value',
        breakdowns: ['follow_type'],
      });
      const rows = split.metrics.get('follows_and_unfollows')?.breakdowns[0]?.rows ?? [];
      assert.ok(rows.some((row) => row.keys[0] === 'FOLLOWER' && row.value > 0));
    });

    it(`reads the profile under the IG user id with ${login} login`, async () => {
      const profile = await rig.client.readProfile(accessBy(login));
      assert.equal(profile.id, local.idOf(LUMEN));
      assert.equal(profile.username, LUMEN);
      assert.equal(profile.followers_count, local.ig.truth.profile(LUMEN).followers_count);
      assert.equal(profile.ig_id === undefined, login === 'instagram');
    });
  }

  it('finds every account of a person once, each with the token of its Page', async () => {
    const found = await rig.client.discover(baseOf('facebook'), 'facebook', new Secret(local.ig.tokens.user));
    assert.deepEqual(
      found.map((account) => account.username),
      local.ig.accounts.map((account) => account.username),
    );
    for (const account of found) {
      assert.equal(account.token.reveal(), local.ig.tokens.of(account.username, 'facebook'));
      assert.equal(account.instagramId, local.idOf(account.username));
    }
  });

  it('finds the one account of a Page token and of an Instagram token', async () => {
    for (const login of ['facebook', 'instagram'] as const) {
      const text = local.ig.tokens.of(LUMEN, login);
      const found = await rig.client.discover(baseOf(login), login, new Secret(text));
      assert.equal(found.length, 1);
      assert.equal(found[0]?.instagramId, local.idOf(LUMEN));
      assert.equal(found[0].token.reveal(), text);
    }
  });

  it('tells all about a token with the app’s secret, permissions without it, and of an Instagram token that it works', async () => {
    const { app } = local.ig.tokens;
    const withApp = rigFor(baseOf('facebook'), { from: NOON, appId: app.id, appSecret: new Secret(app.secret) });
    const user = new Secret(local.ig.tokens.user);
    const facts = await withApp.client.inspectToken(baseOf('facebook'), 'facebook', user);
    assert.equal(facts.type, 'USER');
    assert.ok(facts.scopes?.includes('instagram_manage_insights'));
    assert.ok((facts.expiresAt ?? 0) > NOON);
    assert.ok((facts.dataAccessExpiresAt ?? 0) > NOON);
    const page = new Secret(local.ig.tokens.of(LUMEN, 'facebook'));
    const pageFacts = await withApp.client.inspectToken(baseOf('facebook'), 'facebook', page);
    assert.deepEqual([pageFacts.type, pageFacts.expiresAt], ['PAGE', undefined]);
    withApp.close();
    const poorer = await rig.client.inspectToken(baseOf('facebook'), 'facebook', user);
    assert.ok(poorer.scopes?.includes('pages_show_list'));
    assert.equal(poorer.expiresAt, undefined);
    const lone = await rig.client.inspectToken(baseOf('facebook'), 'facebook', page);
    assert.deepEqual([lone.valid, lone.type, lone.scopes], [true, 'PAGE', undefined]);
    const own = await rig.client.inspectToken(
      baseOf('instagram'),
      'instagram',
      new Secret(local.ig.tokens.of(LUMEN, 'instagram')),
    );
    assert.deepEqual([own.valid, own.scopes], [true, undefined]);
  });

  it('signs calls with the app’s secret, and goes without where the secret is another app’s', async () => {
    const right = rigFor(baseOf('facebook'), { from: NOON, appSecret: new Secret(local.ig.tokens.app.secret) });
    await right.client.readProfile(accessBy('facebook'));
    assert.equal(local.ig.calls.at(-1)?.params['appsecret_proof'], '[hidden]');
    right.close();
    const wrong = rigFor(baseOf('facebook'), { from: NOON, appSecret: new Secret('of another app') });
    const before = local.ig.calls.length;
    await wrong.client.readProfile(accessBy('facebook'));
    await wrong.client.readProfile(accessBy('facebook'));
    assert.deepEqual(
      local.ig.calls.slice(before).map((call) => [call.status, 'appsecret_proof' in call.params]),
      [
        [400, true],
        [200, false],
        [200, false],
      ],
    );
    wrong.close();
  });

  it('refuses numbers of another account', async () => {
    local.ig.faults.add({ kind: 'wrong-account' });
    for (const login of ['facebook', 'instagram'] as const) {
      const query = { ...DAY, until: DAY.since + 86_399, metrics: ['views'], metricType: 'total_value' } as const;
      await assert.rejects(rig.client.readInsights(accessBy(login), query), { code: 'upstream' });
      await assert.rejects(rig.client.readProfile(accessBy(login)), { code: 'upstream' });
    }
  });

  it('tells how much of the budget is used once Instagram has said so', async () => {
    const id = local.idOf(LUMEN);
    assert.equal(rig.client.usage(id), undefined);
    await rig.client.readProfile(accessBy('facebook'));
    await rig.client.readProfile(accessBy('facebook'));
    assert.ok((rig.client.usage(id) ?? 0) >= 1);
  });
});
