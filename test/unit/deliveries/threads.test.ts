import assert from 'node:assert/strict';
import { packReport } from '../../../core/deliveries/pack.ts';
import type { NewPost } from '../../../core/deliveries/post.ts';
import type { AppError } from '../../../core/errors.ts';
import type { Fate } from '../../fakes/log-platform.ts';
import { openDigestWorld, type DigestWorld } from '../digests/digest-world.ts';

const START = '2026-11-27T10:00:00Z';

describe('posts that answer or replace another post', () => {
  let digests: DigestWorld;
  let workspaceId: number;
  const fates = new Map<string, Fate | AppError>();
  beforeEach(async () => {
    fates.clear();
    digests = await openDigestWorld({
      connect: false,
      platform: { fate: (_, key) => fates.get(key) ?? 'posts' },
    });
    workspaceId = (await digests.world.store.saveWorkspace('local', 'local')).id;
    digests.world.now = Date.parse(START);
  });
  afterEach(() => digests.close());

  async function put(key: string, more: Partial<NewPost> = {}): Promise<void> {
    const { now } = digests.world;
    await digests.world.store.addPost({
      key,
      workspaceId,
      platform: 'local',
      workspaceRemoteId: 'local',
      channelId: 'alerts',
      payload: packReport({ title: key, summary: key, blocks: [], footer: 'f', actions: [] }),
      nextAt: now,
      createdAt: now,
      ...more,
    });
  }

  /** Titles in the order they stand there, with what they stand under. */
  function standing(): readonly string[] {
    const posts = digests.platform.posts();
    return posts.map(({ title, under }) =>
      under === undefined ? title : `${title} < ${posts.find(({ id }) => id === under)?.key ?? '?'}`,
    );
  }

  it('wait until that one stands there, and keep their order', async () => {
    fates.set('call', 'cut before');
    await put('third', { thread: 'call', createdAt: digests.world.now + 2 });
    await put('second', { thread: 'call', createdAt: digests.world.now + 1 });
    await put('call');
    await digests.until(START);
    assert.deepEqual(standing(), []);
    fates.clear();
    await digests.until('2026-11-27T10:05:00Z');
    assert.deepEqual(standing(), ['call', 'second < call', 'third < call']);
  });

  it('wait behind an older answer whose fate is not known yet', async () => {
    await put('call');
    await put('second', { thread: 'call', createdAt: digests.world.now + 1 });
    await put('third', { thread: 'call', createdAt: digests.world.now + 2, quiet: true });
    fates.set('second', 'cut after');
    await digests.until(START);
    assert.deepEqual(standing(), ['call', 'second < call']);
    await digests.until('2026-11-27T10:05:00Z');
    assert.deepEqual(standing(), ['call', 'second < call', 'third < call']);
    assert.deepEqual(
      digests.platform.posts().map(({ quiet }) => quiet),
      [undefined, undefined, true],
    );
  });

  it('stand in the channel when that one never will, and when it stands in another channel', async () => {
    fates.set('call', 'refused');
    await put('call');
    await put('second', { thread: 'call', createdAt: digests.world.now + 1 });
    await put('elsewhere', { channelId: 'general' });
    await put('moved', { thread: 'elsewhere' });
    await digests.until(START);
    assert.deepEqual([...standing()].sort(), ['elsewhere', 'moved', 'second']);
  });

  it('replace what a message says once it stands there, the newest words last', async () => {
    const words = (title: string): string =>
      packReport({ title, summary: title, blocks: [], footer: 'f', actions: [] });
    fates.set('call', 'slow down');
    await put('call');
    await put('edit-2', { edits: 'call', createdAt: digests.world.now + 2, payload: words('Corrected twice') });
    await put('edit-1', { edits: 'call', createdAt: digests.world.now + 1, payload: words('Corrected') });
    await digests.until(START);
    fates.clear();
    await digests.until('2026-11-27T10:05:00Z');
    assert.deepEqual(standing(), ['Corrected twice']);
    const { byState } = await digests.world.store.countPosts();
    assert.deepEqual(byState, { sent: 3 });
  });

  it('are given up when there is nothing to replace', async () => {
    fates.set('call', 'refused');
    await put('call');
    await put('edit-1', { edits: 'call', createdAt: digests.world.now + 1 });
    await digests.until(START);
    const [edit] = await digests.world.store.findPosts(['edit-1']);
    assert.deepEqual([edit?.state, edit?.because], ['dead', 'The message that it corrects was never sent.']);
  });

  it('replace once more after a crash in the middle, without looking first', async () => {
    const { store } = digests.world;
    await put('call');
    await digests.until(START);
    await put('edit-1', { edits: 'call' });
    const { now } = digests.world;
    const [taken] = await store.claimPosts('killed', ['local'], now, now + 1, 1);
    assert.equal(taken?.key, 'edit-1');
    await store.beginPost('edit-1', 'killed', now, now + 1);
    await digests.until(now + 2);
    assert.deepEqual(standing(), ['edit-1']);
  });
});
