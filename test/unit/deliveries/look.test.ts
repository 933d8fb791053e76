import assert from 'node:assert/strict';
import { deliverPost } from '../../../core/deliveries/deliver.ts';
import { packReport } from '../../../core/deliveries/pack.ts';
import { DELIVERY_TERMS } from '../../../core/deliveries/terms.ts';
import type { DeliveryLog } from '../../../core/ports.ts';
import { createLogPlatform } from '../../fakes/log-platform.ts';
import { plainReport } from '../../fakes/reports.ts';
import { openWorld, type World } from '../../fakes/world.ts';

describe('looking for a message whose call had no answer', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld({ connect: false });
  });
  afterEach(() => world.close());

  it('gives signs of life for as long as it lasts, so that nobody else takes the post', async () => {
    const { store } = world;
    const clock = (): number => world.now;
    const { id: workspaceId } = await store.saveWorkspace('local', 'local');
    const place = { workspaceId, platform: 'local', workspaceRemoteId: 'local', channelId: 'reports' };
    const payload = packReport(plainReport('Digest'));
    await store.addPost({ ...place, key: 'digest-1', payload, nextAt: clock(), createdAt: clock() });
    await store.claimPosts('us', ['local'], clock(), clock() + 1, 1);
    await store.beginPost('digest-1', 'us', clock(), clock() + 1);
    world.now += DELIVERY_TERMS.quarantine;
    const [post] = await store.claimPosts('us', ['local'], clock(), clock() + 1, 1);
    assert.equal(post?.state, 'sending');
    world.now += 1;
    let beaten = (): void => undefined;
    const beat = new Promise<void>((resolve) => {
      beaten = resolve;
    });
    const log: DeliveryLog = {
      ...store,
      async beatPost(...sign) {
        const ours = await store.beatPost(...sign);
        beaten();
        return ours;
      },
    };
    const platform = createLogPlatform({ file: `${world.folder}/platform.log`, clock });
    let others = -1;
    const adapter: typeof platform = {
      ...platform,
      async readBack() {
        await beat;
        others = (await store.claimPosts('other', ['local'], clock() + 2, clock() + 3, 1)).length;
        return ['message-1'];
      },
    };
    await deliverPost(
      {
        store: { ...log, findLost: () => Promise.resolve(undefined) },
        adapters: () => [adapter],
        clock,
        logger: world.deps.logger,
        counters: { counter: () => ({ add: () => undefined }) },
        random: () => 0,
        owner: 'us',
        onUnknown: 'hold',
        terms: { ...DELIVERY_TERMS, beat: 5 },
        beforeGivingUp: () => Promise.resolve(),
        afterSent: () => Promise.resolve(),
        onLost: () => Promise.resolve(),
      },
      post,
    );
    assert.equal(others, 0);
    const [settled] = await store.findPosts(['digest-1']);
    assert.deepEqual([settled?.state, settled?.messageId], ['sent', 'message-1']);
  });
});
