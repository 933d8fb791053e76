import assert from 'node:assert/strict';
import { packReport } from '../../../core/deliveries/pack.ts';
import type { NewPost } from '../../../core/deliveries/post.ts';
import type { AppError } from '../../../core/errors.ts';
import type { PngImage, ReportBlock } from '../../../core/reports/report.ts';
import type { Fate } from '../../fakes/log-platform.ts';
import { openDigestWorld, type DigestWorld } from '../digests/digest-world.ts';

const START = '2026-11-27T10:00:00Z';

const PICTURE: ReportBlock<PngImage> = {
  kind: 'picture',
  alt: 'Reach by day',
  picture: { width: 1, height: 1, png: { light: Uint8Array.of(1) } },
  fallback: { kind: 'table', caption: 'Reach by day', columns: ['Day'], rows: [['Mon']] },
};

function wordsOf(title: string, blocks: readonly ReportBlock<PngImage>[] = []): string {
  return packReport({ title, summary: title, blocks, footer: 'f', actions: [] });
}

describe('posts that answer or replace another post', () => {
  let digests: DigestWorld;
  let workspaceId: number;
  let picturesFollow = false;
  const fates = new Map<string, Fate | AppError>();
  beforeEach(async () => {
    fates.clear();
    await open();
  });
  afterEach(() => digests.close());

  async function open(): Promise<void> {
    digests = await openDigestWorld({
      connect: false,
      platform: { fate: (_, key) => fates.get(key) ?? 'posts', picturesFollow },
    });
    workspaceId = (await digests.world.store.saveWorkspace('local', 'local')).id;
    digests.world.now = Date.parse(START);
  }

  async function put(key: string, more: Partial<NewPost> = {}): Promise<void> {
    const { now } = digests.world;
    await digests.world.store.addPost({
      key,
      workspaceId,
      platform: 'local',
      workspaceRemoteId: 'local',
      channelId: 'alerts',
      payload: wordsOf(key),
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
    fates.set('call', 'slow down');
    await put('call');
    await put('edit-2', { edits: 'call', createdAt: digests.world.now + 2, payload: wordsOf('Corrected twice') });
    await put('edit-1', { edits: 'call', createdAt: digests.world.now + 1, payload: wordsOf('Corrected') });
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

  it('bring the pictures of a message that went out without them, and never undo a correction', async () => {
    fates.set('call', 'unfinished');
    const { now } = digests.world;
    await put('call', { createdAt: now - 2, payload: wordsOf('call', [PICTURE]) });
    await put('alone', { payload: wordsOf('alone', [PICTURE]) });
    fates.set('alone', 'unfinished');
    await put('fix', { edits: 'call', createdAt: now - 1, payload: wordsOf('Corrected', [PICTURE]) });
    await digests.until(START);
    assert.deepEqual(
      new Map(digests.platform.posts().map(({ title, pictures }) => [title, pictures])),
      new Map([
        ['alone', 1],
        ['Corrected', 1],
      ]),
    );
    assert.deepEqual((await digests.world.store.countPosts()).byState, { sent: 5 });
  });

  for (const follow of [true, false]) {
    it(`${follow ? 'bring' : 'do not bring'} the pictures of a message found again where they ${follow ? 'may' : 'cannot'} be missing`, async () => {
      await digests.close();
      picturesFollow = follow;
      await open();
      fates.set('call', 'cut after');
      await put('call', { payload: wordsOf('call', [PICTURE]) });
      await digests.until(START);
      await digests.until('2026-11-27T10:05:00Z');
      const edits = await digests.world.store.findPosts(['call-pictures']);
      assert.deepEqual(
        edits.map(({ state }) => state),
        follow ? ['sent'] : [],
      );
    });
  }
});
