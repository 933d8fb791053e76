import assert from 'node:assert/strict';
import type { Account } from '../../../core/accounts.ts';
import { createPlaces } from '../../../core/places.ts';
import { createFakeDoor } from '../../fakes/door.ts';
import { startSlack } from '../../fakes/slack/run.ts';
import { ADMIN, GENERAL, TEAM } from '../../fakes/slack/state.ts';
import { openAlertWorld, type AlertWorld } from './alert-world.ts';

function saidOf(answer: Awaited<ReturnType<AlertWorld['ask']>>): string {
  return JSON.stringify(answer.report.blocks);
}

describe('alerts whose channel takes nothing', () => {
  let alerts: AlertWorld;
  let account: Account;
  let gone: ReadonlySet<string>;
  beforeEach(async () => {
    gone = new Set();
    alerts = await openAlertWorld({
      connect: false,
      fate: ({ channelId }) => (gone.has(channelId) ? 'refused' : 'posts'),
    });
    account = await alerts.account('northpine.coffee');
    await alerts.ordinary(account, '2026-11-10', 40, 60);
    alerts.world.now = Date.parse('2026-11-12T12:00:00Z');
    await alerts.ask('alerts on', { channelId: 'alerts' });
  });
  afterEach(() => alerts.close());

  function told(): readonly string[] {
    return alerts.platform
      .posts()
      .filter(({ title }) => title === 'Alerts do not arrive')
      .map(({ channel }) => channel);
  }

  it('are told to whoever turned them on, once, with the fix; the list, the status and the history say it', async () => {
    const other = await alerts.account('lumen.studio');
    await alerts.ordinary(other, '2026-11-10', 40, 60);
    gone = new Set(['alerts']);
    for (const one of [account, other]) {
      await alerts.write(one, '2026-11-11', 500);
      await alerts.watch.afterCollect(one, 'insights');
    }
    await alerts.look('2026-11-14T10:00:00Z');
    assert.deepEqual(told(), ['direct-tester']);
    const notice = alerts.platform.posts().at(-1)?.text ?? '';
    assert.match(notice, /could not be posted in #alerts\. The channel is gone\. Choose another channel\./u);
    assert.match(notice, /say \/ig alerts on/u);
    await alerts.write(account, '2026-11-12', 900);
    await alerts.look('2026-11-15T10:00:00Z', account);
    assert.deepEqual(told(), ['direct-tester']);
    assert.match(
      saidOf(await alerts.ask('alerts list')),
      /They do not arrive: #alerts took none.*The channel is gone/u,
    );
    assert.match(saidOf(await alerts.ask('status')), /Alerts fail.*#alerts: The channel is gone/u);
    assert.match(saidOf(await alerts.ask('alerts history')), /peak: \+900.*not posted: The channel is gone/u);
  });

  it('are told again only after they arrived in between', async () => {
    gone = new Set(['alerts']);
    await alerts.write(account, '2026-11-11', 500);
    await alerts.look('2026-11-14T10:00:00Z', account);
    assert.equal((await alerts.ask('alerts on #alerts')).status, 'unanswerable');
    assert.match(saidOf(await alerts.ask('status')), /Alerts fail/u);
    assert.equal((await alerts.ask('alerts on #general')).status, 'answered');
    assert.doesNotMatch(saidOf(await alerts.ask('status')), /Alerts fail/u);
    assert.doesNotMatch(saidOf(await alerts.ask('alerts list')), /do not arrive/u);
    gone = new Set(['general']);
    await alerts.write(account, '2026-11-12', 900);
    await alerts.look('2026-11-15T10:00:00Z', account);
    gone = new Set();
    await alerts.write(account, '2026-11-13', 1_300);
    await alerts.look('2026-11-16T10:00:00Z', account);
    assert.doesNotMatch(saidOf(await alerts.ask('status')), /Alerts fail/u);
    assert.deepEqual(told(), ['direct-tester', 'direct-tester']);
  });

  it('come, with their corrections, when the workspace that was lost is back within three days', async () => {
    await alerts.write(account, '2026-11-11', 500, 30);
    await alerts.look('2026-11-13T20:00:00Z', account);
    const shut = { platform: 'local', workspaceRemoteId: 'local' };
    const places = createPlaces(alerts.world.deps);
    await places.lost(shut, 'The token is withdrawn. Install it again.');
    const before = alerts.platform.posts().length;
    await alerts.write(account, '2026-11-11', 620);
    await alerts.write(account, '2026-11-12', 900);
    assert.deepEqual(await alerts.look('2026-11-15T10:00:00Z', account), []);
    assert.match(saidOf(await alerts.ask('alerts history')), /peak: \+900.*not posted: The token is withdrawn/u);
    await places.opened(shut);
    await alerts.look('2026-11-15T11:00:00Z');
    const posts = alerts.platform.posts();
    assert.deepEqual(
      posts.slice(before).map(({ title }) => title),
      ['Restated: the jump holds · @northpine.coffee', 'New peak: followers of @northpine.coffee'],
    );
    assert.match(posts.find(({ edited }) => edited)?.text ?? '', /restated from \+500 to \+620/u);
    assert.doesNotMatch(saidOf(await alerts.ask('status')), /Alerts fail/u);
  });

  it('say nothing of a changed message, a former channel, or alerts that are off', async () => {
    const { store } = alerts.world;
    const [place] = await store.listAlertPlaces();
    assert.ok(place !== undefined);
    const { workspaceId, platform, workspaceRemoteId } = place;
    const post = { workspaceId, platform, workspaceRemoteId, payload: '{', nextAt: 1, createdAt: alerts.world.now };
    await store.addPost({ ...post, key: `alert-${place.id}-old`, channelId: 'former' });
    await store.addPost({ ...post, key: `alert-${place.id}-edit`, channelId: 'alerts', edits: 'alert-1-none' });
    await alerts.look('2026-11-14T10:00:00Z');
    await alerts.ask('alerts off');
    await store.addPost({ ...post, key: `alert-${place.id}-off`, channelId: 'alerts' });
    await alerts.look('2026-11-14T11:00:00Z');
    const states = await store.findPosts(['old', 'edit', 'off'].map((name) => `alert-${place.id}-${name}`));
    assert.deepEqual(
      states.map(({ state }) => state),
      ['dead', 'dead', 'dead'],
    );
    assert.deepEqual(told(), []);
    assert.equal((await store.listAlertPlaces())[0]?.failing, undefined);
  });
});

describe('alerts for a deleted channel of Slack', () => {
  it('become one direct message, until alerts on works again', async () => {
    const slack = await startSlack(createFakeDoor(), { listen: false });
    const alerts = await openAlertWorld({ connect: false, adapters: [slack.adapter] });
    try {
      const { store } = alerts.world;
      const workspace = await store.saveWorkspace('slack', TEAM);
      const account = await store.saveImportAccount(workspace.id, 'northpine.coffee', alerts.world.now);
      await alerts.ordinary(account, '2026-11-10', 40, 60);
      alerts.world.now = Date.parse('2026-11-12T12:00:00Z');
      const caller = {
        home: false,
        workspace: { platform: 'slack', remoteId: TEAM },
        userId: ADMIN,
        channelId: GENERAL,
      };
      const turnOn = async (): Promise<void> => {
        const { status, report } = await alerts.ask('alerts on', caller);
        assert.equal(status, 'answered', report.summary);
      };
      await turnOn();
      const channel = slack.state.channels.get(GENERAL);
      assert.ok(channel !== undefined);
      slack.state.channels.delete(GENERAL);
      for (const [day, value, at] of [
        ['2026-11-11', 500, '2026-11-14T10:00:00Z'],
        ['2026-11-12', 900, '2026-11-15T10:00:00Z'],
      ] as const) {
        await alerts.write(account, day, value);
        await alerts.look(at, account);
      }
      const direct = slack.state.messages.filter((message) => message.channel === 'D0DIRECT01');
      assert.equal(direct.length, 1);
      assert.match(direct[0]?.text ?? '', /Alerts for/u);
      assert.notEqual((await store.listAlertPlaces())[0]?.failing, undefined);
      slack.state.channels.set(GENERAL, channel);
      await turnOn();
      assert.equal((await store.listAlertPlaces())[0]?.failing, undefined);
    } finally {
      await alerts.close();
      await slack.close();
    }
  });
});
