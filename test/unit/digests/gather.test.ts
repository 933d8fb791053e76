import assert from 'node:assert/strict';
import { gatherDigest } from '../../../core/digests/build.ts';
import type { Section } from '../../../core/digests/subscription.ts';
import { openWorld, type World } from '../../fakes/world.ts';

describe('what is read of Instagram for a digest', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  /** Metrics of accounts that were asked for, and how often insights were. */
  async function asked(
    sections: readonly Section[],
  ): Promise<{ readonly metrics: readonly string[]; readonly calls: number }> {
    const home = await world.store.saveWorkspace('local', 'local');
    const [account] = await world.store.listAccounts(home.id);
    assert.ok(account !== undefined);
    const before = world.local.calls.length;
    const order = { workspaceId: home.id, accounts: [account.id], week: '2026-W47', zone: 'UTC' } as const;
    await gatherDigest(world.deps, { ...order, sections, priority: 'command' });
    const own = `/${account.instagramId ?? ''}/insights`;
    const calls = world.local.calls.slice(before).filter(({ path }) => path.endsWith(own));
    const metrics = calls.flatMap(({ params }) => (params['metric'] ?? '').split(','));
    return { metrics: [...new Set(metrics)].sort(), calls: calls.length };
  }

  it('is reach alone where neither the numbers nor what is unusual are shown', async () => {
    for (const sections of [['posts'], ['chart'], ['goals', 'stories']] as const) {
      const { metrics, calls } = await asked(sections);
      assert.deepEqual(
        metrics.filter((name) => name !== 'reach'),
        [],
        sections.join(),
      );
      assert.ok(calls <= 4, `${sections.join()}: ${calls} calls`);
    }
  });

  it('has new and lost followers where the drivers are shown', async () => {
    const { metrics } = await asked(['drivers']);
    assert.deepEqual(metrics, ['follows_and_unfollows', 'reach']);
  });

  it('is every headline number where those are shown, and where it is said what is unusual', async () => {
    const { metrics } = await asked(['numbers']);
    for (const name of ['reach', 'views', 'total_interactions', 'profile_views', 'website_clicks']) {
      assert.ok(metrics.includes(name), name);
    }
    await world.close();
    world = await openWorld();
    assert.deepEqual((await asked(['unusual'])).metrics, metrics);
  });
});
