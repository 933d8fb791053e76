/** Page, Slack and Discord in one process, as an operator configures it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../db/open.ts';
import { readableText } from '../fakes/discord/reader.ts';
import { startDiscord, type FakeDiscord } from '../fakes/discord/server.ts';
import { runProgram, type Run } from '../fakes/program.ts';
import { createPeople } from '../fakes/slack/people.ts';
import { textOf } from '../fakes/slack/reading.ts';
import { until } from '../fakes/slack/run.ts';
import { startLocalSlack, type LocalSlack } from '../fakes/slack/server.ts';
import { createMemoryLogger } from '../fakes/web.ts';

describe('one process for all platforms', function () {
  this.timeout(60_000);
  let folder: string;
  let slack: LocalSlack;
  let discord: FakeDiscord;
  let run: Run;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'reachboard-platforms-'));
    slack = await startLocalSlack();
    discord = await startDiscord();
  });
  afterEach(async () => {
    run.child.kill('SIGKILL');
    await run.ended;
    await slack.stop();
    await discord.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(more: Readonly<Record<string, string>> = {}): Run {
    run = runProgram(folder, [], {
      DEMO: 'on',
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.state.botToken,
      SLACK_APP_TOKEN: slack.state.appToken,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_TOKEN: discord.token,
      DISCORD_APPLICATION_ID: discord.applicationId,
      ...more,
    });
    return run;
  }

  it('answers the same question in Slack and in Discord, and stops leaving nothing unanswered', async () => {
    await start().says(/Ctrl-C/u);
    assert.match(run.out(), /Slack +connected/u);
    assert.match(run.out(), /Discord +connected/u);
    await createPeople(slack).command('reach last week');
    await discord.command('reach', { period: 'last week' }).acknowledged;
    const inSlack = await until(
      () => slack.state.messages.map(textOf).find((text) => text.includes('Reach')),
      (text) => text !== undefined,
    );
    const inDiscord = await until(
      () =>
        discord
          .messages()
          .filter(({ pending }) => !pending)
          .map(readableText)[0],
      (text) => text?.includes('Reach') === true,
    );
    const number = /\d{2,3},\d{3}/u;
    assert.ok(number.exec(inSlack ?? '') !== null, inSlack);
    assert.equal(number.exec(inSlack ?? '')?.[0], number.exec(inDiscord ?? '')?.[0]);
    await discord.command('views', { period: '28d' }).acknowledged;
    run.child.kill('SIGTERM');
    assert.equal(await run.ended, 0);
    assert.deepEqual(
      discord.messages().filter(({ pending }) => pending),
      [],
      'nobody is left with "thinking…"',
    );
    assert.deepEqual(discord.refusals(), []);
    for (const secret of [slack.state.botToken, slack.state.appToken, discord.token])
      assert.ok(!(run.out() + run.err()).includes(secret), 'no token in the log');
  });

  it('goes on without a platform that refuses its token, and says which', async () => {
    await start({ SLACK_BOT_TOKEN: 'xoxb-wrong-token-0000' }).says(/Ctrl-C/u);
    assert.match(run.out(), /Slack: [^\n]*SLACK_BOT_TOKEN/u);
    assert.match(run.out(), /Discord +connected/u);
    await discord.command('reach', { period: 'week' }).acknowledged;
    await until(
      () => discord.messages().map(readableText).join(' '),
      (text) => text.includes('Reach'),
    );
    assert.equal(run.child.exitCode, null);
  });

  it('registers nothing when started a second time', async () => {
    await start().says(/Ctrl-C/u);
    run.child.kill('SIGTERM');
    await run.ended;
    const puts = (): number => discord.requests.filter(({ method }) => method === 'PUT').length;
    const before = puts();
    assert.ok(before > 0, 'the first start registers');
    await start().says(/Ctrl-C/u);
    assert.equal(puts(), before);
  });

  it('is examined by doctor: tokens, scopes, servers and commands', async () => {
    const variables = {
      DEMO: 'on',
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.state.botToken,
      SLACK_APP_TOKEN: slack.state.appToken,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_TOKEN: discord.token,
      DISCORD_APPLICATION_ID: discord.applicationId,
    };
    run = runProgram(folder, ['doctor'], variables);
    assert.equal(await run.ended, 0, run.out() + run.err());
    for (const words of [/@lumen\.studio: The token works/u, /SLACK_BOT_TOKEN works/u, /Socket Mode/u, /in 1 server/u])
      assert.match(run.out(), words);
    assert.match(run.out(), /warning +Discord: The registered commands are missing/u);
    const { logger } = createMemoryLogger();
    const url = `sqlite:${join(folder, 'data', 'reachboard.db')}`;
    const store = await openStore({ url, role: 'guest', encryptionKey: undefined, logger, clock: Date.now });
    const gone = { platform: 'discord', workspaceRemoteId: '77' };
    const { id: workspaceId } = await store.saveWorkspace(gone.platform, gone.workspaceRemoteId);
    assert.equal(await store.loseWorkspace(gone, 'A farewell where nothing was ordered.'), false);
    await store.saveAlertPlace({
      ...gone,
      workspaceId,
      channelId: '78',
      channelName: '#alerts',
      zone: 'UTC',
      quiet: undefined,
      sensitivity: 'normal',
      since: 1,
      offAt: undefined,
      ownerId: undefined,
      askedIn: undefined,
      mention: undefined,
    });
    await store.loseWorkspace(gone, 'The server is gone. Invite the bot again.');
    await store.close();
    run = runProgram(folder, ['doctor'], { ...variables, SLACK_APP_TOKEN: 'xapp-wrong', DISCORD_TOKEN: 'wrong' });
    assert.equal(await run.ended, 1);
    assert.match(run.out(), /FAILING Slack: [^\n]*SLACK_APP_TOKEN[^]*FAILING Discord: [^\n]*\n +Fix: /u);
    assert.match(run.out(), /FAILING Discord: Nothing is posted in workspace 77 any more\. .* Invite the bot again\./u);
    assert.doesNotMatch(run.out() + run.err(), /xapp-wrong|^ +at /mu);
  });
});
