import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { deliverPost } from '../../../core/deliveries/deliver.ts';
import { packReport } from '../../../core/deliveries/pack.ts';
import { createDeliverRound } from '../../../core/deliveries/round.ts';
import type { DeliverDeps } from '../../../core/deliveries/settle.ts';
import { DELIVERY_TERMS } from '../../../core/deliveries/terms.ts';
import { AppError } from '../../../core/errors.ts';
import type { ChatAdapter, DeliveryLog } from '../../../core/ports.ts';
import { createLogPlatform } from '../../fakes/log-platform.ts';
import { metricAnswer, plainReport } from '../../fakes/reports.ts';
import { openWorld, type World } from '../../fakes/world.ts';

const GOING = new AbortController().signal;

describe('a post whose call had no answer, or whose pictures are late', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld({ connect: false });
  });
  afterEach(() => world.close());

  function depsOf(store: DeliveryLog, adapter: ChatAdapter): DeliverDeps {
    return {
      store: { ...store, findLost: () => Promise.resolve(undefined) },
      adapters: () => [adapter],
      clock: () => world.now,
      logger: world.deps.logger,
      counters: { counter: () => ({ add: () => undefined }) },
      random: () => 0.123_456,
      owner: 'us',
      onUnknown: 'hold',
      terms: { ...DELIVERY_TERMS, beat: 5 },
      beforeGivingUp: () => Promise.resolve(),
      afterSent: () => Promise.resolve(),
      onLost: () => Promise.resolve(),
    };
  }

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
    await deliverPost(depsOf(log, adapter), post, GOING);
    assert.equal(others, 0);
    const [settled] = await store.findPosts(['digest-1']);
    assert.deepEqual([settled?.state, settled?.messageId], ['sent', 'message-1']);
  });

  it('takes no place from new messages, however many there are and however long it lasts', async () => {
    const { store } = world;
    const { id: workspaceId } = await store.saveWorkspace('local', 'local');
    const place = { workspaceId, platform: 'local', workspaceRemoteId: 'local', channelId: 'reports' } as const;
    const payload = packReport(plainReport('Digest'));
    const put = (key: string): Promise<void> =>
      store.addPost({ ...place, key, payload, nextAt: world.now, createdAt: world.now });
    for (let n = 0; n < 120; n += 1) await put(`lost-${n}`);
    for (const { key } of await store.claimPosts('killed', ['local'], world.now, world.now + 1, 120)) {
      await store.beginPost(key, 'killed', world.now, world.now + 1);
    }
    world.now += DELIVERY_TERMS.quarantine + 1;
    await put('new');
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const platform = createLogPlatform({ file: `${world.folder}/platform.log`, clock: () => world.now });
    const adapter: ChatAdapter = { ...platform, readBack: () => released.then(() => ['message']) };
    const stop = new AbortController();
    const running = createDeliverRound(depsOf(store, adapter)).run(stop.signal);
    for (let waited = 0; waited < 10_000 && platform.posts().length === 0; waited += 20) await pause(20);
    const posted = platform.posts().map(({ key }) => key);
    stop.abort();
    release();
    await running;
    assert.deepEqual(posted, ['new']);
  });

  for (const [key, tries] of [
    ['call-pictures', 20],
    ['correction', 2],
  ] as const) {
    it(`${key}: an edit whose pictures fail for long shows their tables after ${tries} tries`, async () => {
      const { store } = world;
      const { id: workspaceId } = await store.saveWorkspace('local', 'local');
      const place = { workspaceId, platform: 'local', workspaceRemoteId: 'local', channelId: 'reports' } as const;
      const when = { nextAt: world.now, createdAt: world.now };
      await store.addPost({ ...place, ...when, key: 'call', payload: packReport(plainReport('Digest')) });
      await store.claimPosts('us', ['local'], world.now, world.now + 1, 1);
      await store.beginPost('call', 'us', world.now, world.now + 1);
      await store.settlePost('call', 'us', { state: 'sent', messageId: 'm', via: 'answer', sentAt: world.now });
      const { report } = await metricAnswer('reach', 'week', 'bluebird', ['light']);
      await store.addPost({ ...place, ...when, key, edits: 'call', payload: packReport(report) });
      const shown: string[] = [];
      const platform = createLogPlatform({ file: `${world.folder}/platform.log`, clock: () => world.now });
      const adapter: ChatAdapter = {
        ...platform,
        edit(_, __, { blocks }) {
          shown.push(blocks.some(({ kind }) => kind === 'picture') ? 'picture' : 'table');
          return shown.at(-1) === 'table' ? Promise.resolve() : Promise.reject(new AppError('upstream', 'No files.'));
        },
      };
      const deps = depsOf(store, adapter);
      while (shown.at(-1) !== 'table' && shown.length < 100) {
        world.now += 3_600_000 / 4;
        const [post] = await store.claimPosts('us', ['local'], world.now, world.now + 1, 1);
        assert.ok(post !== undefined);
        await deliverPost(deps, post, GOING);
      }
      assert.equal(shown.filter((one) => one === 'picture').length, tries);
      assert.equal((await store.findPosts([key]))[0]?.state, 'sent');
    });
  }

  for (const [code, most] of [
    ['throttled', 479],
    ['upstream', 7],
  ] as const) {
    it(`stays unknown over ${most} looks that end with ${code}, and then the policy decides`, async () => {
      const { store } = world;
      const { id: workspaceId } = await store.saveWorkspace('local', 'local');
      const place = { workspaceId, platform: 'local', workspaceRemoteId: 'local', channelId: 'reports' } as const;
      const payload = packReport(plainReport('Digest'));
      await store.addPost({ ...place, key: 'digest-1', payload, nextAt: world.now, createdAt: world.now });
      await store.claimPosts('us', ['local'], world.now, world.now + 1, 1);
      await store.beginPost('digest-1', 'us', world.now, world.now + 1);
      world.now += DELIVERY_TERMS.quarantine + 1;
      const platform = createLogPlatform({ file: `${world.folder}/platform.log`, clock: () => world.now });
      let looks = 0;
      const readBack = () => {
        looks += 1;
        return Promise.reject(new AppError(code, 'Not now.'));
      };
      const deps = depsOf(store, { ...platform, readBack });
      for (let state = ''; state !== 'held' && looks < 1_000; world.now += 3_600_000) {
        const [post] = await store.claimPosts('us', ['local'], world.now, world.now + 1, 1, 'look');
        assert.ok(post !== undefined);
        await deliverPost(deps, post, GOING);
        state = (await store.findPosts(['digest-1']))[0]?.state ?? '';
      }
      assert.equal(looks, most + 1);
    });
  }
});
