import assert from 'node:assert/strict';
import { HOME } from '../../core/app.ts';
import { zoneRules } from '../../core/digests/wall-clock.ts';
import { PLAIN_OPTIONS } from '../../core/digests/subscription.ts';
import { openDiscord } from '../fakes/discord/session.ts';
import { createFakeDoor } from '../fakes/door.ts';
import type { Posted } from '../fakes/log-platform.ts';
import { startSlack } from '../fakes/slack/run.ts';
import { GENERAL, TEAM } from '../fakes/slack/state.ts';
import { openDigestWorld, type DigestWorld } from '../unit/digests/digest-world.ts';

/** An hour before the numbers of the week before are final. */
const WEDNESDAY = '2026-12-02T07:00:00Z';
const FINAL = '2026-12-02T08:01:00Z';
const ORDER = 'digest schedule wednesday 08:00 Europe/Berlin #reports @northpine.coffee';
const SUPPRESS_NOTIFICATIONS = 4_096;

const ofDigest = (one: DigestWorld): readonly Posted[] =>
  one.platform.posts().filter(({ key }) => key.startsWith('digest-'));
const keys = (one: DigestWorld): readonly string[] => ofDigest(one).map(({ key }) => key);

/** Instagram tells half as much reach again as it settles on, until the returned function is called. */
function overstate(one: DigestWorld): () => void {
  const fault = one.world.local.faults.add({ kind: 'restated', factor: 1.5, match: { metric: 'reach' } });
  return () => {
    fault.remove();
  };
}

describe('late corrections of a digest', () => {
  let one: DigestWorld;
  afterEach(() => one.close());

  it('come quietly under it, once, when the numbers of its week are final', async () => {
    one = await openDigestWorld();
    await one.ask(ORDER);
    const settle = overstate(one);
    await one.until(WEDNESDAY);
    settle();
    await one.until('2026-12-02T07:59:00Z');
    assert.deepEqual(keys(one), ['digest-1-2026-W48']);
    await one.until(FINAL);
    const [digest, correction] = ofDigest(one);
    assert.equal(correction?.key, 'digest-1-2026-W48-correction');
    assert.deepEqual([correction.under, correction.quiet, correction.channel], [digest?.id, true, 'reports']);
    assert.match(
      correction.text,
      /The numbers of 2026-W48 are final\. @northpine\.coffee: reach [\d,]+ instead of [\d,]+, ▼ −[\d,]+ \(−3\d(?:\.\d)? %\)/u,
    );
    const restarted = one.another();
    await restarted();
    await one.until('2026-12-02T12:00:00Z');
    await one.until('2026-12-05T12:00:00Z');
    assert.equal(ofDigest(one).length, 2);
  });

  it('name the days that were not in when it was made', async () => {
    one = await openDigestWorld();
    await one.ask('digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee');
    await one.until('2026-11-30T09:00:00Z');
    await one.until(FINAL);
    assert.match(
      ofDigest(one)[1]?.text ?? '',
      /Sun 29 Nov is in now for @northpine\.coffee: the digest showed 23–28 Nov 2026, now it is 23–29 Nov 2026\./u,
    );
  });

  it('do not come when nothing moved by 2 % and 5 or more, and nobody looks again', async () => {
    one = await openDigestWorld();
    await one.ask(ORDER);
    await one.until(WEDNESDAY);
    await one.until(FINAL);
    assert.deepEqual(keys(one), ['digest-1-2026-W48']);
    const settle = overstate(one);
    await one.until('2026-12-03T12:00:00Z');
    settle();
    assert.deepEqual(keys(one), ['digest-1-2026-W48']);
    assert.equal((await one.world.store.readDigest(1, '2026-W48'))?.checkAt, undefined);
  });

  it('do not come for a digest that never arrived, that is paused or that was removed', async () => {
    one = await openDigestWorld({
      platform: { fate: (_, key) => (key === 'digest-1-2026-W48' ? 'refused' : 'posts') },
    });
    for (const channel of ['#reports', '#paused', '#removed']) await one.ask(ORDER.replace('#reports', channel));
    const settle = overstate(one);
    await one.until(WEDNESDAY);
    settle();
    assert.deepEqual(keys(one), ['digest-2-2026-W48', 'digest-3-2026-W48']);
    await one.ask('digest pause 2');
    await one.ask('digest remove 3');
    await one.until(FINAL);
    assert.equal(ofDigest(one).length, 2);
    await one.ask('digest resume 2');
    await one.until('2026-12-02T10:00:00Z');
    assert.deepEqual(keys(one).slice(2), ['digest-2-2026-W48-correction']);
  });

  it('wait for an hour while Instagram does not answer', async () => {
    one = await openDigestWorld();
    await one.ask(ORDER);
    const settle = overstate(one);
    await one.until(WEDNESDAY);
    settle();
    const down = one.world.local.faults.add({ kind: 'code2' });
    await one.until(FINAL);
    down.remove();
    await one.until('2026-12-02T08:30:00Z');
    assert.equal(ofDigest(one).length, 1);
    await one.until('2026-12-02T09:05:00Z');
    assert.equal(ofDigest(one).length, 2);
  });

  it('come once by several processes on one database', async () => {
    one = await openDigestWorld();
    await one.ask(ORDER);
    const settle = overstate(one);
    await one.until(WEDNESDAY);
    settle();
    one.world.now = Date.parse(FINAL);
    await Promise.all([one.another()(), one.another()(), one.another()()]);
    await one.until('2026-12-02T10:00:00Z');
    assert.equal(ofDigest(one).length, 2);
  });

  it('are erased with the account', async () => {
    one = await openDigestWorld();
    await one.ask(ORDER);
    const settle = overstate(one);
    await one.until(WEDNESDAY);
    settle();
    await one.until(FINAL);
    await one.ask('forget @northpine.coffee confirm');
    const [post] = await one.world.store.findPosts(['digest-1-2026-W48-correction']);
    assert.deepEqual([post?.state, post?.payload], ['sent', '']);
  });

  it('stand in the threads of Slack and Discord and wake nobody', async () => {
    const slack = await startSlack(createFakeDoor(), { listen: false });
    const discord = await openDiscord();
    try {
      one = await openDigestWorld({ adapters: () => [slack.adapter, discord.adapter] });
      const { store } = one.world;
      const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
      const account = (await store.listAccounts(home.id)).find(({ username }) => username === 'northpine.coffee');
      assert.ok(account !== undefined);
      for (const place of [
        { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL },
        { platform: 'discord', workspaceRemoteId: discord.discord.guildId, channelId: discord.discord.channelId },
      ]) {
        await store.saveSubscription({
          ...place,
          ...{ workspaceId: home.id, channelName: '#reports', accounts: [account.id], options: PLAIN_OPTIONS },
          ...{ weekday: 3, time: '08:00', zone: 'Europe/Berlin', zoneRules: zoneRules() },
          ...{ ownerId: 'U1', ownerName: undefined, askedIn: undefined },
          ...{ nextAt: Date.parse(WEDNESDAY), createdAt: one.world.now },
        });
      }
      const settle = overstate(one);
      await one.until(WEDNESDAY);
      settle();
      await one.until(FINAL);
      const posted = slack.state.calls.filter(({ method }) => method === 'chat.postMessage');
      const under = posted.filter(({ args }) => args['thread_ts'] !== undefined);
      assert.deepEqual(
        under.map(({ args }) => [args['thread_ts'], args['reply_broadcast']]),
        [[slack.state.messages[0]?.ts, undefined]],
      );
      assert.match(String(under[0]?.args['text']), /reach [\d,]+ instead of [\d,]+/u);
      const [root] = discord.discord.messages();
      const replies = discord.discord.requests.filter(
        ({ method, path }) => method === 'POST' && path === `/channels/${root?.id ?? ''}/messages`,
      );
      assert.equal(replies.length, 1);
      const { flags = 0, content } = replies[0]?.body as { readonly flags?: number; readonly content?: string };
      assert.equal(flags & SUPPRESS_NOTIFICATIONS, SUPPRESS_NOTIFICATIONS);
      assert.match(String(content), /reach [\d,]+ instead of [\d,]+/u);
    } finally {
      await slack.close();
      await discord.stop();
    }
  });
});
