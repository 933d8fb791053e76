import assert from 'node:assert/strict';
import { sweepDue } from '../../../core/collector/sweep.ts';
import { listTargets } from '../../../core/collector/targets.ts';
import { HOME } from '../../../core/app.ts';
import { AppError } from '../../../core/errors.ts';
import { createTransport, type Transport } from '../../../core/instagram/transport.ts';
import { Secret } from '../../../core/secret.ts';
import { TokenCalls } from '../../../core/tokens/calls.ts';
import { renewTokens, rescueToken } from '../../../core/tokens/renewal.ts';
import { expiryWarnings } from '../../../core/tokens/warnings.ts';
import type { Connection } from '../../../core/accounts.ts';
import type { CollectorDeps } from '../../../core/collector/sweep.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { collectorDeps, connectOne, HOUR, NEVER } from '../collector/rig.ts';

const DAY = 24 * HOUR;
const USERNAME = 'northpine.coffee';

describe('renewing tokens', () => {
  let world: World;
  let transport: Transport;
  let deps: CollectorDeps;
  beforeEach(async () => {
    world = await openWorld({ connect: false });
    transport = createTransport();
    const { id, secret } = world.local.tokens.app;
    const tokens = new TokenCalls({
      transport,
      version: 'v26.0',
      app: { id, secret: new Secret(secret) },
      instagramOauthUrl: world.local.instagramUrl,
      clock: () => world.now,
    });
    deps = collectorDeps(world, { tokens });
  });
  afterEach(async () => {
    transport.close();
    await world.close();
  });

  async function connection(): Promise<Connection> {
    const [row] = await world.store.listAllConnections();
    assert.ok(row !== undefined);
    return row.connection;
  }

  function renewals(): number {
    return world.local.calls.filter(({ path }) => /refresh_access_token|oauth\/access_token/u.test(path)).length;
  }

  /** A Facebook user token without Pages of its own cannot be had here; the stored one is given an end by hand. */
  async function connectFacebookUser(expiresAt: number): Promise<void> {
    const home = await world.store.saveWorkspace(HOME.platform, HOME.remoteId);
    await world.store.saveConnection({
      workspaceId: home.id,
      origin: 'graph',
      instagramId: world.local.accounts.find(({ username }) => username === USERNAME)?.instagramId ?? '',
      username: USERNAME,
      name: undefined,
      login: 'facebook',
      token: new Secret(world.local.tokens.issue({ login: 'facebook', expiresAt })),
      tokenExpiresAt: expiresAt,
      dataAccessExpiresAt: undefined,
      scopes: undefined,
      now: world.now,
    });
  }

  it('learns the end of a token of Instagram Login by renewing it once, and then waits for the last twenty days', async () => {
    await connectOne(world, USERNAME, 'instagram');
    world.now += 2 * DAY;
    const before = await connection();
    assert.equal(before.tokenExpiresAt, undefined);
    await renewTokens(deps, NEVER);
    const after = await connection();
    assert.notEqual(after.token.reveal(), before.token.reveal());
    assert.ok(after.tokenExpiresAt !== undefined && after.tokenExpiresAt > world.now + 59 * DAY);
    world.now += 30 * DAY;
    await renewTokens(deps, NEVER);
    assert.equal(renewals(), 1);
    world.now += 15 * DAY;
    await renewTokens(deps, NEVER);
    assert.equal(renewals(), 2);
  });

  it('tries a token that is too young again after a day, not sooner', async () => {
    await connectOne(world, USERNAME, 'instagram');
    world.local.faults.add({ match: { path: 'refresh_access_token' }, kind: 'code10', times: 1 });
    for (let hour = 0; hour < 26; hour += 1) {
      await renewTokens(deps, NEVER);
      world.now += HOUR;
    }
    assert.equal(renewals(), 2);
    assert.notEqual((await connection()).renewedAt, undefined);
  });

  it('exchanges a Facebook token with an end for a younger one, once for all processes', async () => {
    await connectFacebookUser(world.now + 10 * DAY);
    const before = await connection();
    await Promise.all([1, 2, 3].map(() => renewTokens(deps, NEVER)));
    assert.equal(renewals(), 1);
    const after = await connection();
    assert.notEqual(after.token.reveal(), before.token.reveal());
    assert.ok((after.tokenExpiresAt ?? 0) > world.now + 55 * DAY);
  });

  it('leaves Facebook tokens alone without the app, and Page tokens always', async () => {
    await connectFacebookUser(world.now + 10 * DAY);
    const noApp = new TokenCalls({
      transport,
      version: 'v26.0',
      app: undefined,
      instagramOauthUrl: '',
      clock: () => world.now,
    });
    await renewTokens({ ...deps, tokens: noApp }, NEVER);
    await connectOne(world, USERNAME);
    await renewTokens(deps, NEVER);
    assert.equal(renewals(), 0);
  });

  it('goes on with the token that took the place of a refused one in mid-run', async () => {
    await connectOne(world, USERNAME, 'instagram');
    const [target] = await listTargets(deps);
    assert.ok(target !== undefined);
    world.now += 2 * DAY;
    const younger = world.local.tokens.issue({ login: 'instagram', username: USERNAME });
    await world.store.renewToken(target.connection, new Secret(younger), undefined, world.now);
    const rescued = await rescueToken(deps, target, new AppError('token', 'The access token has expired.'));
    assert.equal(rescued?.access.token.reveal(), younger);
    assert.equal((await connection()).brokenBecause, undefined);
    assert.equal(renewals(), 0);
  });

  it('marks a token that has ended as refused after one attempt to renew it, and asks nothing more with it', async () => {
    await connectOne(world, USERNAME, 'instagram');
    world.now += 2 * DAY;
    world.local.tokens.refuse(world.local.tokens.of(USERNAME, 'instagram'), 463);
    await sweepDue(deps, NEVER);
    assert.equal(renewals(), 1);
    assert.match((await connection()).brokenBecause ?? '', /expired/u);
    const calls = world.local.calls.length;
    world.now += HOUR;
    assert.equal(await sweepDue(deps, NEVER), 0);
    await renewTokens(deps, NEVER);
    assert.equal(world.local.calls.length, calls);
  });

  it('never lets a token or the app secret into a log or an error', async () => {
    await connectOne(world, USERNAME, 'instagram');
    world.local.tokens.refuse(world.local.tokens.of(USERNAME, 'instagram'), 460);
    await renewTokens(deps, NEVER);
    const said = JSON.stringify(world.logs);
    assert.ok(said.includes('could not be renewed'));
    assert.ok(!said.includes('IGAADEMO') && !said.includes(world.local.tokens.app.secret));
  });
});

describe('warnings before a connection ends', () => {
  const NOW = Date.parse('2026-11-24T20:00:00Z');
  const base: Connection = {
    workspaceId: 1,
    accountId: 1,
    login: 'facebook',
    token: new Secret('EAA'),
    tokenExpiresAt: undefined,
    dataAccessExpiresAt: undefined,
    scopes: undefined,
    brokenBecause: undefined,
    connectedAt: 0,
    renewedAt: undefined,
    connectedBy: undefined,
  };

  it('come 14, 7 and 1 days ahead, for the token and for data access', () => {
    const steps = [20, 14, 8, 7, 2, 1, 0.2, -1].map((days) => {
      const at = NOW + days * DAY;
      return [
        expiryWarnings({ ...base, tokenExpiresAt: at }, NOW)[0]?.step,
        expiryWarnings({ ...base, dataAccessExpiresAt: at }, NOW)[0]?.step,
      ];
    });
    assert.deepEqual(steps, [
      [undefined, undefined],
      [14, 14],
      [14, 14],
      [7, 7],
      [7, 7],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
  });

  it('say what ends and when, and keep still about a token that is refused already', () => {
    const soon = { ...base, tokenExpiresAt: NOW + 6.5 * DAY };
    assert.match(expiryWarnings(soon, NOW)[0]?.text ?? '', /in 6 days .*\/ig connect/u);
    assert.deepEqual(expiryWarnings({ ...soon, brokenBecause: 'x' }, NOW), []);
  });
});
