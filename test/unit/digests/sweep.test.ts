import assert from 'node:assert/strict';
import { followZoneRules, sweep } from '../../../core/digests/sweep.ts';
import { PLAIN_OPTIONS, type Subscription } from '../../../core/digests/subscription.ts';
import { openWorld, type World } from '../../fakes/world.ts';

const HOUR = 3_600_000;
const MONDAY = Date.parse('2026-11-30T08:00:00Z');

describe('the sweep', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ connect: false });
  });
  after(() => world.close());

  async function order(changes: Partial<Subscription> = {}): Promise<Subscription> {
    const workspace = await world.store.saveWorkspace('local', 'local');
    return world.store.saveSubscription({
      workspaceId: workspace.id,
      platform: 'local',
      workspaceRemoteId: 'local',
      channelId: 'general',
      channelName: '#general',
      accounts: [],
      weekday: 1,
      time: '09:00',
      zone: 'Europe/Berlin',
      options: PLAIN_OPTIONS,
      ownerId: 'tester',
      ownerName: undefined,
      askedIn: undefined,
      nextAt: MONDAY,
      zoneRules: '2026a',
      createdAt: 0,
      ...changes,
    });
  }
  const find = async (id: number): Promise<Subscription | undefined> =>
    (await world.store.listSubscriptions()).find((one) => one.id === id);

  for (const [name, wrong] of [
    ['later', HOUR],
    ['earlier', -HOUR],
  ] as const) {
    it(`row 35: moves a turn that older zone rules had an hour ${name}, and runs it once`, async () => {
      const { id } = await order({ nextAt: MONDAY + wrong });
      const deps = { ...world, clock: () => world.now, logger: world.deps.logger, rules: '2026b' };
      await followZoneRules(deps);
      assert.equal((await find(id))?.nextAt, MONDAY);
      world.now = MONDAY + 2 * HOUR;
      await sweep(deps);
      await sweep(deps);
      const runs = await world.store.listRuns(id, 10);
      assert.deepEqual(
        runs.map(({ week, scheduledFor }) => [week, scheduledFor]),
        [['2026-W48', MONDAY]],
      );
      assert.equal((await find(id))?.nextAt, MONDAY + 7 * 24 * HOUR);
    });
  }

  it('row 36: starts nothing on a machine whose clock is more than a minute from the shared one, and says so', async () => {
    const { id } = await order();
    world.now = MONDAY;
    const store = { ...world.store, sharedTime: () => Promise.resolve(MONDAY - 90_000) };
    const deps = { store, clock: () => world.now, logger: world.deps.logger, rules: '2026a' };
    await assert.rejects(sweep(deps), /clocks of this machine and of the database differ by 90 s/u);
    assert.equal((await world.store.listRuns(id, 10)).length, 0);
    assert.equal(await sweep({ ...deps, store: { ...world.store, sharedTime: () => Promise.resolve(MONDAY + 1) } }), 1);
    assert.equal((await world.store.listRuns(id, 10)).length, 1);
  });
});
