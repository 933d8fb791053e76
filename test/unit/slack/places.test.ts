import assert from 'node:assert/strict';
import { Secret } from '../../../core/secret.ts';
import { createFakeDoor, type FakeDoor } from '../../fakes/door.ts';
import { startSlack, until, type RunningSlack } from '../../fakes/slack/run.ts';
import { GENERAL, TEAM } from '../../fakes/slack/state.ts';

const BOT = 'U0BOT00001';

describe('what Slack tells of by itself', () => {
  let running: RunningSlack;
  let door: FakeDoor;
  afterEach(() => running.close());

  async function told(count: number): Promise<readonly string[]> {
    await until(
      () => door.told.length,
      (length) => length >= count,
    );
    return door.told;
  }

  for (const mode of ['socket', 'http'] as const) {
    it(`is passed on over ${mode}: a channel that opens again or takes the bot in`, async () => {
      door = createFakeDoor();
      running = await startSlack(door, { mode });
      const { people } = running;
      assert.deepEqual(await told(1), [`seen slack ${TEAM}`]);
      await people.event({ type: 'channel_unarchive', channel: GENERAL, user: 'U0SOMEBODY' });
      await people.event({ type: 'group_unarchive', channel: 'G0PRIVATE1' });
      await people.event({ type: 'member_joined_channel', channel: GENERAL, user: 'U0SOMEBODY', channel_type: 'C' });
      await people.event({ type: 'member_joined_channel', channel: 'C0REPORTS1', user: BOT, channel_type: 'C' });
      assert.deepEqual(
        (await told(4)).slice(1).toSorted(),
        [
          `opened slack ${TEAM} ${GENERAL}`,
          `opened slack ${TEAM} C0REPORTS1`,
          `opened slack ${TEAM} G0PRIVATE1`,
        ].toSorted(),
      );
    });
  }

  it('is passed on: a token of the bot that is withdrawn, with the fix, and neither another token nor late word of one before', async () => {
    door = createFakeDoor();
    running = await startSlack(door);
    await told(1);
    const revoked = (bot: readonly string[]) => ({ type: 'tokens_revoked', tokens: { oauth: ['U0SOMEBODY'], bot } });
    await running.people.event(revoked([]), undefined, Date.now() + 1_000);
    await running.people.event(revoked([BOT]), undefined, Date.now() - 3_600_000);
    await until(
      () => running.state.calls.filter(({ method }) => method === 'auth.test').length,
      (count) => count === 2,
    );
    await running.people.event(revoked([BOT]), undefined, Date.now() + 1_000);
    const [, line, more] = await told(2);
    assert.match(
      line ?? '',
      new RegExp(`^lost slack ${TEAM}: Slack withdrew the token of this workspace\\..*SLACK_BOT_TOKEN`, 'u'),
    );
    assert.equal(more, undefined);
  });

  for (const fault of ['reset', { status: 503 }, { retryAfter: 30 }] as const) {
    it(`is no loss when it is late word and Slack cannot be asked: ${JSON.stringify(fault)}`, async () => {
      door = createFakeDoor();
      running = await startSlack(door);
      await told(1);
      let asked = 0;
      running.slack.fault = (method) => {
        asked += method === 'auth.test' ? 1 : 0;
        return method === 'auth.test' ? fault : undefined;
      };
      await running.people.event({ type: 'app_uninstalled' }, undefined, Date.now() - 3_600_000);
      await until(
        () => asked,
        (count) => count === 1,
      );
      running.slack.fault = () => undefined;
      await running.people.event({ type: 'tokens_revoked', tokens: { bot: [BOT] } }, undefined, Date.now() + 1_000);
      assert.match((await told(2))[1] ?? '', /Slack withdrew the token/u, 'only word from since then counts');
    });
  }

  it('can be asked: whether a workspace lets us in', async () => {
    door = createFakeDoor();
    running = await startSlack(door);
    await running.adapter.reach(TEAM);
    await assert.rejects(running.adapter.reach('T0OTHER001'), {
      code: 'token',
      message: 'This is for another Slack workspace than the one SLACK_BOT_TOKEN is of.',
    });
    running.state.tokens.delete(running.state.botToken);
    await assert.rejects(running.adapter.reach(TEAM), { code: 'token', wholeWorkspace: true });
  });

  it('is passed on where many workspaces install the app: removed, and installed again', async () => {
    door = createFakeDoor();
    const kept = new Map<string, Secret>();
    running = await startSlack(door, {
      login: (state) => ({
        mode: 'oauth',
        clientId: '123.456',
        clientSecret: new Secret('client-secret'),
        stateSecret: new Secret('state-secret'),
        signingSecret: new Secret(state.signingSecret),
        publicUrl: 'https://bot.example',
        installations: {
          saveInstallation: (id, installation) => Promise.resolve(void kept.set(id, installation)),
          findInstallation: (id) => Promise.resolve(kept.get(id)),
          removeInstallation: (id) => Promise.resolve(void kept.delete(id)),
        },
      }),
    });
    const install = async (): Promise<void> => {
      const start = await fetch(`${running.url}/slack/install`, { redirect: 'manual' });
      const state = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
      const cookie = (start.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const back = `${running.url}/slack/oauth_redirect?code=good-code&state=${encodeURIComponent(state)}`;
      assert.equal((await fetch(back, { headers: { Cookie: cookie } })).status, 200);
    };
    await install();
    assert.deepEqual(await told(1), [`opened slack ${TEAM}`]);
    await running.people.event({ type: 'app_uninstalled' }, undefined, Date.now() + 1_000);
    const gone = 'Reachboard was removed from this Slack workspace. Install it again from /slack/install.';
    assert.deepEqual((await told(2))[1], `lost slack ${TEAM}: ${gone}`);
    assert.equal(kept.size, 0);
    await install();
    assert.deepEqual((await told(3))[2], `opened slack ${TEAM}`);
  });
});
