import assert from 'node:assert/strict';
import { HOME } from '../../../core/app.ts';
import { listTargets } from '../../../core/collector/targets.ts';
import { markCommented, readCommented, type CommentedDeps } from '../../../core/media/commented.ts';
import { createMediaRounds } from '../../../core/media/rounds.ts';
import { openWorld, type World } from '../../fakes/world.ts';

const HOUR = 3_600_000;

describe('posts that a webhook says were commented on', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  async function round(): Promise<void> {
    const rounds = createMediaRounds(world.deps, HOUR);
    await rounds.find(({ name }) => name === 'commented posts')?.run(new AbortController().signal);
  }

  it('are read once more soon, and the others are not', async () => {
    await world.ask('posts recent @lumen.studio');
    const account = (await world.store.listAllConnections()).find(
      ({ account: { username } }) => username === 'lumen.studio',
    )?.account;
    assert.ok(account?.instagramId !== undefined);
    const { instagramId } = account;
    const [post] = await world.store.listMedia(account.id, { kinds: ['image', 'album', 'reel'], limit: 1 });
    assert.ok(post !== undefined);
    world.now += HOUR;
    world.insightCalls();
    await round();
    assert.equal(world.insightCalls(), 0);
    // The same told twice, and beside it what nobody knows.
    for (const mediaIds of [[post.id], [post.id, '404']]) await markCommented(world.deps, { instagramId, mediaIds });
    await markCommented(world.deps, { instagramId: '404', mediaIds: [post.id] });
    await round();
    assert.equal(world.insightCalls(), 1);
    const readings = await world.store.readMediaReadings(account.id, [post.id], 'newest');
    assert.equal(readings.find(({ metric }) => metric === 'comments')?.confirmedAt, world.now);
    await round();
    assert.equal(world.insightCalls(), 0);
  });

  it('are read again when a comment comes while they are read, and when it came just after', async () => {
    await world.ask('posts recent @lumen.studio');
    const [target] = await listTargets(world.deps);
    assert.ok(target?.account.instagramId !== undefined);
    const { account, access } = target;
    const { instagramId } = account;
    const posts = await world.store.listMedia(account.id, { kinds: ['image', 'album', 'reel'], limit: 3 });
    const tell = (mediaIds: readonly string[]) =>
      markCommented(world.deps, { instagramId: instagramId ?? '', mediaIds });
    await Promise.all(posts.map(({ id }) => tell([id])));
    const graph: CommentedDeps['graph'] = {
      async readMediaInsights(...request) {
        world.now += 1;
        if (request[1].id === posts[0]?.id) await tell([request[1].id]);
        return world.deps.graph.readMediaInsights(...request);
      },
    };
    world.insightCalls();
    await readCommented({ ...world.deps, graph }, { account, access, version: 'v26.0' });
    assert.equal(world.insightCalls(), 3);
    world.now += 1;
    await round();
    assert.equal(world.insightCalls(), 1);
    await round();
    assert.equal(world.insightCalls(), 0);
  });

  it('are left to the usual rounds when they cannot be read for an hour', async () => {
    await world.ask('posts recent @lumen.studio');
    const [target] = await listTargets(world.deps);
    const { id, instagramId = '' } = target?.account ?? { id: 0 };
    const [post] = await world.store.listMedia(id, { kinds: ['image', 'album', 'reel'], limit: 1 });
    await markCommented(world.deps, { instagramId, mediaIds: [post?.id ?? ''] });
    world.local.faults.add({ kind: 'http500', status: 503 });
    await round();
    world.now += HOUR + 1;
    world.insightCalls();
    await round();
    assert.equal(world.insightCalls(), 0);
    assert.deepEqual(await world.store.listCommented(id, 0, 9), []);
  });

  it('stay marked while Instagram is away, and are forgotten with their account', async () => {
    await world.ask('posts recent @lumen.studio');
    const home = await world.store.saveWorkspace(HOME.platform, HOME.remoteId);
    const account = (await world.store.listAccounts(home.id)).find(({ username }) => username === 'lumen.studio');
    assert.ok(account?.instagramId !== undefined);
    const [post] = await world.store.listMedia(account.id, { kinds: ['image', 'album', 'reel'], limit: 1 });
    world.now += HOUR;
    await markCommented(world.deps, { instagramId: account.instagramId, mediaIds: [post?.id ?? ''] });
    const fault = world.local.faults.add({ kind: 'http500', status: 503 });
    await round();
    fault.remove();
    world.insightCalls();
    world.now += HOUR / 2;
    await round();
    assert.equal(world.insightCalls(), 1);
    await markCommented(world.deps, { instagramId: account.instagramId, mediaIds: [post?.id ?? ''] });
    await world.store.eraseAccount(home.id, account.id);
    assert.deepEqual(await world.store.listCommented(account.id, 0, 9), []);
  });
});
