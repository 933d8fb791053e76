import assert from 'node:assert/strict';
import type { NewPost } from '../../core/deliveries/post.ts';
import type { Subscription } from '../../core/digests/subscription.ts';
import type { Store } from '../../core/ports.ts';
import { orderOf, postOf } from './store-kit.ts';

const DAY = 86_400_000;

/** What core may rely on about workspaces that shut us out, whatever keeps them. */
export function describeLossStore(name: string, open: () => Promise<Store>): void {
  describe(`${name} as a LossStore`, () => {
    let store: Store;
    let workspaceId = 0;
    before(async () => {
      store = await open();
      workspaceId = (await store.saveWorkspace('local', 'losses')).id;
    });
    after(() => store.close());

    const post = (key: string): NewPost => postOf(workspaceId, key);
    const order = (changes: Partial<Subscription> = {}): Promise<Subscription> =>
      store.saveSubscription(orderOf(workspaceId, changes));

    it('remembers that a workspace is lost, with all that goes there, until it is regained', async () => {
      const there = { platform: 'local', workspaceRemoteId: 'gone' };
      await store.saveWorkspace('local', 'gone');
      assert.equal(await store.loseWorkspace(there, 'Nothing is ordered there.'), false);
      assert.equal(await store.findLost(there), undefined);
      const [runs, paused, beside] = [await order(there), await order(there), await order()];
      await store.pauseSubscription(paused.id, 1);
      const keys = ['Notice-waits', 'notice-waits', 'told-waits', 'waits'];
      for (const key of keys) await store.addPost({ ...post(key), ...there });
      await store.addPost(post('elsewhere'));
      assert.equal(await store.loseWorkspace(there, 'Removed. Install it again.'), true);
      assert.equal(await store.loseWorkspace(there, 'Other words.'), false);
      const failing = async (): Promise<readonly (string | undefined)[]> =>
        Promise.all([runs, paused, beside].map(async ({ id }) => (await store.findSubscription(id))?.failing));
      const because = 'Removed. Install it again.';
      assert.deepEqual(await failing(), [because, because, undefined]);
      assert.deepEqual(
        (await store.listFailing(there)).map(({ id }) => id),
        [runs.id, paused.id],
      );
      assert.deepEqual(await store.listFailing({ ...there, channelId: 'other' }), []);
      assert.deepEqual(
        (await store.findPosts(['elsewhere', ...keys])).map(({ key, state }) => `${key} ${state}`),
        ['Notice-waits dead', 'elsewhere pending', 'notice-waits pending', 'told-waits pending', 'waits dead'],
      );
      assert.equal(await store.findLost(there), because);
      assert.deepEqual(await store.listLost(), [{ ...there, because }]);
      assert.equal(await store.regainWorkspace(there, 10), true);
      assert.equal(await store.regainWorkspace(there, 10), false);
      assert.deepEqual(await failing(), [because, undefined, undefined], 'what runs is resumed by whoever asked');
      assert.equal(await store.findLost(there), undefined);
      assert.deepEqual(await store.listRegained(), [there]);
      await store.finishRegain(there);
      assert.deepEqual(await store.listRegained(), []);
      await store.loseWorkspace(there, because);
      for (const { id } of [runs, paused, beside]) await store.removeSubscription(id, 1);
      assert.deepEqual(
        [await store.listLost(), await store.findLost(there)],
        [[], because],
        'nothing is ordered there',
      );
    });

    it('lets answers and changes that ended with a workspace wait again, in their order, and nothing else', async () => {
      const there = { platform: 'local', workspaceRemoteId: 'back' };
      await store.saveWorkspace('local', 'back');
      const { id } = await order(there);
      const now = 100 * DAY;
      const put = async (key: string, more: Partial<NewPost>): Promise<void> =>
        store.addPost({ ...post(key), ...there, createdAt: now - DAY, ...more });
      await put('c-first', { edits: 'alert', createdAt: now - 2 * DAY });
      await put('b-second', { edits: 'alert' });
      await put('d-answer', { thread: 'alert' });
      await put('e-plain', {});
      await put('f-old', { edits: 'alert', createdAt: now - 4 * DAY });
      await store.loseWorkspace(there, 'Removed.');
      await store.addPost({ ...post('g-otherwise'), createdAt: now });
      await store.claimPosts('me', ['local'], 1, 2, 100);
      await store.beginPost('g-otherwise', 'me', 1, 2);
      await store.settlePost('g-otherwise', 'me', { state: 'dead', because: 'Too long.' });
      await store.regainWorkspace(there, now);
      const posts = await store.findPosts(['b-second', 'c-first', 'd-answer', 'e-plain', 'f-old', 'g-otherwise']);
      assert.deepEqual(
        posts.map(({ state }) => state),
        ['pending', 'pending', 'pending', 'dead', 'dead', 'dead'],
      );
      const [second, first] = posts;
      assert.ok(first !== undefined && second !== undefined && first.createdAt < second.createdAt);
      assert.deepEqual([second.nextAt, second.because, now - first.createdAt < 60_000], [now, undefined, true]);
      await store.finishRegain(there);
      await store.removeSubscription(id, 1);
    });
  });
}
