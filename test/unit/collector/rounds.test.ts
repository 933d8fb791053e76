import assert from 'node:assert/strict';
import { createCollectorRounds } from '../../../core/collector/rounds.ts';
import { startRounds, type Rounds } from '../../../core/work/rounds.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { collectorDeps, connectOne, HOUR } from './rig.ts';

describe('the rounds of the collector', () => {
  let world: World;
  let rounds: Rounds | undefined;
  beforeEach(async () => {
    world = await openWorld({ connect: false });
  });
  afterEach(async () => {
    await rounds?.stop();
    rounds = undefined;
    await world.close();
  });

  it('collect an account that is connected while they run, its history too, and end when they are stopped', async () => {
    const all = createCollectorRounds({ ...collectorDeps(world), followersEveryMs: HOUR / 4 });
    rounds = startRounds(all, { clock: () => world.now, logger: world.deps.logger, random: () => 0 });
    assert.deepEqual(
      rounds
        .states()
        .map(({ name }) => name)
        .sort(),
      ['back-fill', 'collect', 'followers', 'tokens'],
    );
    const account = await connectOne(world, 'tiny.bakes');
    const stateOf = async () => (await world.store.listCollections([account.id]))[0];
    rounds.wake('collect');
    while ((await stateOf())?.collectedAt === undefined) await new Promise((again) => setTimeout(again, 10));
    rounds.wake('back-fill');
    while ((await stateOf())?.filledFrom === undefined) await new Promise((again) => setTimeout(again, 10));
    await rounds.stop();
    const calls = world.local.calls.length;
    assert.equal(await Promise.resolve(world.local.calls.length), calls);
    assert.deepEqual(
      world.logs.filter(({ level }) => level === 'error'),
      [],
    );
  });
});
