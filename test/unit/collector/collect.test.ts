import assert from 'node:assert/strict';
import { nextPiece, recentDays } from '../../../core/collector/collect.ts';
import { snapshotAll } from '../../../core/collector/followers.ts';
import { BackFill, sweepDue } from '../../../core/collector/sweep.ts';
import { collectionRows } from '../../../core/collector/words.ts';
import { addDays, countDays, lastCompleteDay } from '../../../core/insights/spans.ts';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { askedDays, collectorDeps, connectOne, HOUR, NEVER } from './rig.ts';

const USERNAME = 'northpine.coffee';

describe('the collector', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld({ connect: false });
  });
  afterEach(() => world.close());

  async function readDays(account: number, metric: string, breakdown = ''): Promise<ReadonlyMap<string, unknown>> {
    const days = { from: '2024-11-01', to: '2026-11-24' };
    const rows = await world.store.readReadings({ account, metrics: [metric], breakdown, days, span: 'daily' });
    return new Map(rows.map((row) => [row.days.from, row.breakdown === '' ? row.value : row.detail]));
  }

  it('reads the newest days of every number, by both logins, as Instagram has them', async () => {
    for (const login of ['facebook', 'instagram'] as const) {
      const account = await connectOne(world, USERNAME, login, { platform: 'slack', remoteId: login });
      assert.equal(await sweepDue(collectorDeps(world), NEVER), 1);
      const { from, to } = recentDays(NOW);
      for (const metric of ['reach', 'views', 'total_interactions', 'profile_views']) {
        const days = await readDays(account.id, metric);
        assert.equal(typeof days.get(from), 'number', `${metric} ${from}`);
        assert.equal(typeof days.get(to), 'number', `${metric} ${to}`);
      }
      assert.equal((await readDays(account.id, 'follower_count')).size, 30);
      assert.ok((await readDays(account.id, 'follows_and_unfollows', 'follow_type')).get(from) !== undefined);
      assert.ok((await readDays(account.id, 'follower_demographics', 'country')).size > 0);
      world.now += 2 * HOUR;
    }
  });

  it('asks nothing twice: neither in the same hour nor for days that are settled', async () => {
    await connectOne(world, USERNAME);
    const deps = collectorDeps(world);
    await sweepDue(deps, NEVER);
    world.insightCalls();
    assert.equal(await sweepDue(deps, NEVER), 0);
    assert.equal(world.insightCalls(), 0);
    const before = world.local.calls.length;
    world.now += HOUR;
    assert.equal(await sweepDue(deps, NEVER), 1);
    const last = lastCompleteDay(world.now);
    const oldest = askedDays(world.local.calls.slice(before))
      .map((asked) => asked.slice(-10))
      .sort()[0];
    assert.ok(oldest !== undefined && oldest >= addDays(last, -2), `asked again for ${oldest}`);
  });

  it('comes at the time of a shorter interval at once, not at that of the longer one before', async () => {
    await connectOne(world, USERNAME);
    await sweepDue(collectorDeps(world, { collectEveryMs: 24 * HOUR }), NEVER);
    world.now += HOUR;
    assert.equal(await sweepDue(collectorDeps(world, { collectEveryMs: 24 * HOUR }), NEVER), 0);
    assert.equal(await sweepDue(collectorDeps(world), NEVER), 1);
  });

  it('keeps a number that Meta counted again beside the one from before', async () => {
    const account = await connectOne(world, USERNAME);
    const deps = collectorDeps(world);
    await sweepDue(deps, NEVER);
    const day = lastCompleteDay(world.now);
    const first = (await readDays(account.id, 'reach')).get(day);
    world.local.faults.add({ match: { path: '/insights', metric: 'reach' }, kind: 'restated', factor: 3 });
    const readAt = world.now;
    world.now += HOUR;
    await sweepDue(deps, NEVER);
    const second = (await readDays(account.id, 'reach')).get(day);
    assert.notEqual(second, first);
    const days = { from: day, to: day };
    const query = { account: account.id, metrics: ['reach'], breakdown: '', days, span: 'daily' } as const;
    const [then] = await world.store.readReadings({ ...query, asOf: readAt });
    assert.equal(then?.value, first);
  });

  it('goes on with the other accounts when the token of one is refused, and marks that one', async () => {
    const bad = await connectOne(world, USERNAME);
    const good = await connectOne(world, 'lumen.studio');
    world.local.tokens.refuse(world.local.tokens.of(USERNAME, 'facebook'), 460);
    await sweepDue(collectorDeps(world), NEVER);
    const states = new Map((await world.store.listCollections()).map((state) => [state.accountId, state]));
    assert.equal(states.get(good.id)?.problem, undefined);
    assert.match(states.get(bad.id)?.problem ?? '', /password/u);
    const before = world.local.calls.length;
    world.now += HOUR;
    assert.equal(await sweepDue(collectorDeps(world), NEVER), 1);
    const paths = world.local.calls.slice(before).map(({ path }) => path);
    assert.ok(paths.length > 0 && paths.every((path) => !path.includes(bad.instagramId ?? '?')));
  });

  it('comes back when Instagram says so after a throttle, and not before', async () => {
    const account = await connectOne(world, USERNAME);
    world.local.faults.add({
      match: { path: '/insights' },
      kind: 'throttled',
      code: 80002,
      regainMinutes: 12,
      times: 1,
    });
    const deps = collectorDeps(world);
    await sweepDue(deps, NEVER);
    world.insightCalls();
    world.now += 10 * 60_000;
    await sweepDue(deps, NEVER);
    assert.equal(world.insightCalls(), 0);
    world.now += 4 * 60_000;
    await sweepDue(deps, NEVER);
    assert.ok(world.insightCalls() > 0);
    assert.equal((await world.store.listCollections([account.id]))[0]?.problem, undefined);
  });

  it('tells those who wait for numbers, and one that fails stops nobody', async () => {
    const account = await connectOne(world, USERNAME);
    const told: string[] = [];
    const deps = collectorDeps(world, {
      afterCollect: [
        () => Promise.reject(new Error('a hook of somebody')),
        (one, what) => {
          told.push(`${one.id} ${what}`);
          return Promise.resolve();
        },
      ],
    });
    world.now += HOUR;
    await snapshotAll(deps, HOUR / 4, NEVER);
    await sweepDue(deps, NEVER);
    assert.deepEqual(told, [`${account.id} profile`, `${account.id} insights`]);
    assert.equal(world.logs.filter(({ level }) => level === 'error').length, 2);
  });

  it('reads at every poll and every turn, however short the interval', async () => {
    const account = await connectOne(world, USERNAME);
    const everyMs = 20_000;
    const deps = collectorDeps(world, { collectEveryMs: everyMs });
    await sweepDue(deps, NEVER);
    world.insightCalls();
    world.now += everyMs;
    await snapshotAll(deps, everyMs, NEVER);
    assert.equal((await world.store.readProfiles(account.id, 1))[0]?.confirmedAt, world.now);
    await sweepDue(deps, NEVER);
    assert.ok(world.insightCalls() > 0);
  });

  it('keeps a total of the followers at every poll', async () => {
    const account = await connectOne(world, USERNAME);
    world.now += 15 * 60_000;
    await snapshotAll(collectorDeps(world), HOUR / 4, NEVER);
    const [profile] = await world.store.readProfiles(account.id, 1);
    assert.equal(profile?.confirmedAt, world.now);
    assert.equal(profile.profile.followers_count, world.local.truth.followers(USERNAME, world.now));
  });

  it('reads an account of two workspaces once', async () => {
    await connectOne(world, USERNAME);
    await connectOne(world, USERNAME, 'facebook', { platform: 'slack', remoteId: 'T2' });
    assert.equal(await sweepDue(collectorDeps(world), NEVER), 1);
  });

  describe('filling in history', () => {
    it('goes back piece by piece to the oldest day that Instagram answers for', () => {
      let [filledFrom, pieces, days]: [string | undefined, number, number] = [undefined, 0, 0];
      for (let piece = nextPiece(filledFrom, NOW); piece !== undefined; piece = nextPiece(filledFrom, NOW)) {
        assert.equal(addDays(piece.to, 1), filledFrom ?? recentDays(NOW).from);
        filledFrom = piece.from;
        pieces += 1;
        days += countDays(piece);
      }
      assert.equal(filledFrom, addDays(lastCompleteDay(NOW), -728));
      assert.equal(days + countDays(recentDays(NOW)), 729);
      assert.equal(pieces, 25);
    });

    /** Reads two pieces of each account, then stops. */
    async function fillSome(pieces: number): Promise<void> {
      const stop = new AbortController();
      let saved = 0;
      const deps = collectorDeps(world, {
        store: {
          ...world.store,
          async saveCollection(state, owner) {
            const kept = await world.store.saveCollection(state, owner);
            saved += 1;
            if (saved === pieces) stop.abort();
            return kept;
          },
        },
      });
      await new BackFill(deps).run(stop.signal);
    }

    it('takes the accounts in turns and says how far each is', async () => {
      const accounts = [await connectOne(world, USERNAME), await connectOne(world, 'lumen.studio')];
      await sweepDue(collectorDeps(world), NEVER);
      await fillSome(2);
      const piece = nextPiece(undefined, NOW);
      for (const account of accounts) {
        const [state] = await world.store.listCollections([account.id]);
        assert.equal(state?.filledFrom, piece?.from);
        const rows = collectionRows(state, world.now);
        assert.match(rows.flat().join(' '), /38 of 729 days read/u);
        assert.equal(typeof (await readDays(account.id, 'views')).get(piece?.from ?? ''), 'number');
      }
      const asked = askedDays(world.local.calls);
      const twice = asked.filter((one, index) => asked.indexOf(one) !== index);
      assert.ok(twice.every((one) => asked.filter((other) => other === one).length <= accounts.length));
    });

    it('begins again from the store after an absence that left a gap', async () => {
      const account = await connectOne(world, USERNAME);
      await sweepDue(collectorDeps(world), NEVER);
      const [state] = await world.store.listCollections([account.id]);
      assert.ok(state !== undefined);
      world.now += HOUR;
      assert.equal(await world.store.claimCollection(account.id, 'test', world.now, world.now + 1), true);
      await world.store.saveCollection({ ...state, filledFrom: '2024-11-25', collectedTo: '2026-11-01' }, 'test');
      await sweepDue(collectorDeps(world), NEVER);
      assert.equal((await world.store.listCollections([account.id]))[0]?.filledFrom, undefined);
    });

    it('leaves an account alone that meets a fault', async () => {
      await connectOne(world, USERNAME);
      await sweepDue(collectorDeps(world), NEVER);
      world.local.faults.add({
        match: { path: '/insights' },
        kind: 'throttled',
        code: 80002,
        regainMinutes: 30,
        times: 1,
      });
      const fill = new BackFill(collectorDeps(world));
      await fill.run(NEVER);
      world.insightCalls();
      world.now += 20 * 60_000;
      await fill.run(NEVER);
      assert.equal(world.insightCalls(), 0);
    });
  });
});
