import assert from 'node:assert/strict';
import type { NewPost } from '../../core/deliveries/post.ts';
import { PLAIN_OPTIONS, type Subscription } from '../../core/digests/subscription.ts';
import type { Store } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { orderOf, postOf } from './store-kit.ts';

const DAY = 86_400_000;

/** What core may rely on about messages on record and due digests, whatever keeps them. */
export function describeDeliveryStore(name: string, open: () => Promise<Store>): void {
  describe(`${name} as a DeliveryLog`, () => {
    let store: Store;
    let workspaceId = 0;
    let serial = 0;
    before(async () => {
      store = await open();
      workspaceId = (await store.saveWorkspace('local', 'deliveries')).id;
    });
    after(() => store.close());

    const post = (key: string): NewPost => postOf(workspaceId, key);

    /** Puts a post on record and brings it as far as asked. */
    async function bring(key: string, to: 'pending' | 'dead' | 'held' | 'sent', sentAt = 1): Promise<void> {
      await store.addPost(post(key));
      if (to === 'pending') return;
      await store.claimPosts('me', ['local'], 1, 2, 100);
      await store.beginPost(key, 'me', 1, 2);
      await store.settlePost(
        key,
        'me',
        to === 'sent' ? { state: to, messageId: 'm', via: 'answer', sentAt } : { state: to },
      );
    }
    const payloadOf = async (key: string): Promise<string | undefined> => (await store.findPosts([key]))[0]?.payload;

    it('puts a post on record with the setting that remembers it, or neither', async () => {
      const move = (key: string, before: string | undefined, after: string): Promise<boolean> =>
        store.addPostOnce(post(key), { name: 'told', before, after });
      assert.deepEqual(await Promise.all([move('a1', undefined, 'a'), move('a2', undefined, 'a')]), [true, false]);
      assert.equal(await move('b1', undefined, 'b'), false);
      assert.equal(await move('b2', 'a', 'b'), true);
      assert.equal(await move('c1', 'a', 'c'), false);
      assert.equal(await store.readSetting('told'), 'b');
      const found = await store.findPosts(['a1', 'a2', 'b1', 'b2', 'c1']);
      assert.deepEqual(
        found.map(({ key }) => key),
        ['a1', 'b2'],
      );
    });

    it('empties edits that were given up, and counts them no failures', async () => {
      const dead = async (): Promise<number> => (await store.countPosts()).byState.dead ?? 0;
      const before = await dead();
      await bring('message', 'sent', 10 * DAY);
      await store.addPost({ ...post('edit'), edits: 'message' });
      await bring('edit', 'dead');
      assert.equal(await dead(), before);
      assert.equal(await store.emptyPosts(DAY, 10), 1);
      assert.deepEqual([await payloadOf('edit'), await payloadOf('message')], ['', 'of message']);
    });

    it('empties sent posts of some age, oldest first and no more than asked, and no others', async () => {
      for (const [key, at] of [
        ['old', 10],
        ['older', 5],
        ['young', 5 * DAY],
      ] as const)
        await bring(key, 'sent', at);
      await bring('dead', 'dead');
      await bring('held', 'held');
      await bring('waiting', 'pending');
      assert.equal(await store.emptyPosts(DAY, 1), 1);
      assert.deepEqual([await payloadOf('older'), await payloadOf('old')], ['', 'of old']);
      assert.equal(await store.emptyPosts(DAY, 10), 1);
      assert.equal(await store.emptyPosts(DAY, 10), 0);
      for (const key of ['young', 'dead', 'held', 'waiting']) assert.equal(await payloadOf(key), `of ${key}`);
      assert.equal((await store.findPosts(['old']))[0]?.messageId, 'm');
    });

    it('keeps what a later look for a second copy needs', async () => {
      await store.addPost(post('unsure'));
      await store.claimPosts('me', ['local'], 1, 2, 100);
      await store.beginPost('unsure', 'me', 1, 2);
      await store.settlePost('unsure', 'me', { state: 'sent', messageId: 'm', via: 'read back', sentAt: 10 });
      assert.equal(await store.emptyPosts(DAY, 10), 0);
      assert.deepEqual(
        (await store.takeAudits(10 * DAY, 10)).map(({ key, payload }) => [key, payload]),
        [['unsure', 'of unsure']],
      );
      assert.equal(await store.emptyPosts(DAY, 10), 1);
    });

    async function order(
      changes: Partial<Subscription> = {},
      on = store,
      check?: (others: readonly Subscription[]) => void,
    ): Promise<Subscription> {
      serial += 1;
      return on.saveSubscription(orderOf(workspaceId, { nextAt: 100 + serial, ...changes }), check);
    }
    async function due(): Promise<number> {
      const one = await order();
      await store.advance(
        one,
        [{ week: '2026-W48', scheduledFor: one.nextAt, state: 'due', because: '' }],
        10 * DAY,
        'x',
      );
      return one.id;
    }
    const claim = async (at: number, limit: number): Promise<readonly number[]> =>
      (await store.claimRuns('me', at, at + 10, limit)).map(({ subscriptionId }) => subscriptionId);

    it('lets one order of a workspace look at a time: those that come at once see each other', async () => {
      const other = await open();
      const before = (await store.listSubscriptions(workspaceId)).length;
      const check = (shown: readonly Subscription[]): void => {
        if (shown.length > before) throw new Error('somebody was first');
      };
      const tries = await Promise.allSettled([store, other, store, other].map((one) => order({}, one, check)));
      assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
      const [made, ...more] = (await store.listSubscriptions(workspaceId)).slice(before);
      assert.equal(more.length, 0);
      await store.removeSubscription(made?.id ?? 0, 1);
      await other.close();
    });

    it('changes a digest only as it was read', async () => {
      const read = await order();
      for (const change of [
        { options: { ...PLAIN_OPTIONS, waitsForFinal: true } },
        { channelId: 'reports' },
        { accounts: [7] },
        { zone: 'Europe/Berlin' },
      ]) {
        const one = (await store.findSubscription(read.id)) ?? read;
        assert.equal(await store.changeSubscription(one, { ...one, ...change }), true);
        assert.equal(await store.changeSubscription(one, { ...one, time: '10:00' }), false);
      }
      const { options, channelId, accounts, zone, time } = (await store.findSubscription(read.id)) ?? read;
      assert.deepEqual(
        [options.waitsForFinal, channelId, accounts, zone, time],
        [true, 'reports', [7], 'Europe/Berlin', '09:00'],
      );
      await assert.rejects(
        store.changeSubscription(read, { ...read, time: '10:00' }, (all) => {
          throw new Error(`seen among ${all.filter(({ id }) => id === read.id).length}`);
        }),
        /seen among 1/u,
      );
      assert.equal((await store.findSubscription(read.id))?.time, '09:00');
      await store.removeSubscription(read.id, 1);
    });

    it('has an unposted week made once more, and calls those right before it missed', async () => {
      const one = await order();
      const id = one.id;
      const weeks = ['2026-W44', '2026-W45', '2026-W46', '2026-W47'];
      for (const [n, week] of weeks.entries()) {
        const at = await store.findSubscription(id);
        assert.ok(at !== undefined);
        await store.advance(at, [{ week, scheduledFor: 200 + n, state: 'due', because: '' }], DAY * (n + 20), 'x');
        const [run] = (await store.claimRuns('me', 300, 301, 10)).filter(({ subscriptionId }) => subscriptionId === id);
        assert.ok(run !== undefined);
        const key = `digest-${id}-${week}`;
        const digest = { subscriptionId: id, week, madeAt: 1, content: 'c', facts: '{}', postKey: key };
        assert.ok(await store.finishRun(run, 'me', digest, post(key)));
        await bring(key, n === 0 ? 'sent' : 'dead');
      }
      const again = { subscriptionId: id, week: '2026-W47' };
      assert.equal(await store.reopenRun({ ...again, week: '2026-W44' }, 'no'), false);
      const [first, second] = await Promise.all([store.reopenRun(again, 'told'), store.reopenRun(again, 'told')]);
      assert.deepEqual([first, second].filter(Boolean).length, 1);
      assert.deepEqual(
        (await store.listRuns(id, 10)).map(({ week, state, because }) => `${week} ${state} ${because}`),
        ['2026-W47 due ', '2026-W46 missed told', '2026-W45 missed told', '2026-W44 built '],
      );
      assert.deepEqual(await store.findPosts([`digest-${id}-2026-W47`]), []);
      assert.equal(await store.readDigest(id, '2026-W47'), undefined);
      const claimed = await store.claimRuns('me', 400, 401, 10);
      assert.deepEqual(
        claimed.map(({ subscriptionId, week }) => [subscriptionId, week]),
        [[id, '2026-W47']],
      );
      for (const run of claimed) await store.failRun(run, 'me', 'enough');
      await store.removeSubscription(id, 1);
    });

    it('leaves a run to the worker that holds it, and to nobody else who says so', async () => {
      const id = await due();
      const [run] = await store.claimRuns('me', 1_000, 1_010, 1);
      assert.equal(run?.subscriptionId, id);
      await store.holdRun(run, 'me', 1_500);
      await store.holdRun(run, 'another', 9_000);
      assert.deepEqual(await claim(1_500, 1), []);
      assert.deepEqual(await claim(1_501, 1), [id]);
      await store.failRun(run, 'me', 'enough');
    });

    it('gives runs whose worker died after all others, and alone', async () => {
      const [poison, beside] = [await due(), await due()];
      assert.deepEqual([...(await claim(1_000, 2))].sort(), [poison, beside].sort());
      const fresh = await due();
      assert.deepEqual(await claim(2_000, 2), [fresh]);
      assert.deepEqual(await claim(2_001, 2), [poison]);
      assert.deepEqual(await claim(2_002, 2), [beside]);
      assert.deepEqual(await claim(2_003, 2), []);
    });

    it('counts what an operator watches', async () => {
      const before = await store.readVitals(1_000_000);
      const one = await order();
      await store.pauseSubscription((await order()).id, 1);
      await store.markFailing((await order()).id, 'The channel is gone.');
      await store.advance(
        one,
        [
          { week: '2026-W47', scheduledFor: 50, state: 'missed', because: 'x' },
          { week: '2026-W48', scheduledFor: 60, state: 'due', because: '' },
        ],
        10 * DAY,
        'x',
      );
      await store.saveConnection({
        workspaceId,
        origin: 'graph',
        instagramId: '17841400000000009',
        username: 'watched',
        name: 'Watched',
        login: 'facebook',
        token: new Secret('EAAwatched'),
        tokenExpiresAt: 1_000_000 + 6 * DAY,
        dataAccessExpiresAt: undefined,
        scopes: [],
        metaUserId: undefined,
        now: 1,
      });
      const vitals = await store.readVitals(1_000_000);
      assert.equal(vitals.missed, before.missed + 1);
      assert.equal(vitals.oldestDueAt, 60);
      assert.deepEqual(vitals.posts, { ...before.posts });
      assert.deepEqual(vitals.subscriptions, {
        running: before.subscriptions.running + 2,
        paused: before.subscriptions.paused + 1,
        failing: before.subscriptions.failing + 1,
      });
      assert.equal(vitals.oldestOpenAt, 1);
      assert.deepEqual([vitals.accounts, vitals.tokensEnding], [before.accounts + 1, before.tokensEnding + 1]);
    });

    it('lets one worker at a time look at a sent digest again, and nobody once a look has ended', async () => {
      const id = await due();
      const run = (await store.claimRuns('me', 5_000, 5_010, 10)).find(({ subscriptionId }) => subscriptionId === id);
      assert.ok(run !== undefined);
      const digest = { subscriptionId: id, week: run.week, madeAt: 1, content: 'c', facts: '{}', postKey: 'looked' };
      assert.ok(await store.finishRun(run, 'me', { ...digest, checkAt: 100 }, post('looked')));
      const claimAt = (now: number, sentSince = 0) => store.claimChecks({ now, until: now + 50, sentSince, limit: 10 });
      assert.deepEqual(await claimAt(100), []);
      await bring('looked', 'sent', 60);
      assert.deepEqual(await claimAt(99), []);
      assert.deepEqual(await claimAt(100, 61), []);
      const [first] = await claimAt(100);
      assert.deepEqual(first, { ...digest, checkAt: 150 });
      assert.deepEqual(await claimAt(149), []);
      const [second] = await claimAt(150);
      assert.ok(second !== undefined);
      assert.equal(await store.finishCheck(first, post('looked-correction')), false);
      assert.deepEqual(await store.findPosts(['looked-correction']), []);
      assert.equal(await store.finishCheck(second, post('looked-correction')), true);
      assert.equal(await payloadOf('looked-correction'), 'of looked-correction');
      assert.deepEqual(await claimAt(DAY), []);
    });
  });
}
