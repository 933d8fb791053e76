import assert from 'node:assert/strict';
import { snapshotAll } from '../../core/collector/followers.ts';
import { sweepDue } from '../../core/collector/sweep.ts';
import { openDiscord, type DiscordSession } from '../fakes/discord/session.ts';
import { createFakeDoor } from '../fakes/door.ts';
import { startSlack, type RunningSlack } from '../fakes/slack/run.ts';
import { GENERAL, TEAM } from '../fakes/slack/state.ts';
import { openAlertWorld, type AlertWorld } from '../unit/alerts/alert-world.ts';
import { collectorDeps, connectOne, NEVER } from '../unit/collector/rig.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-14T12:00:00Z');
const SUPPRESS_NOTIFICATIONS = 4_096;

/** What reached a platform: posted in the channel, heard or quiet under the first message, or changed. */
type Line = readonly [what: 'post' | 'loud reply' | 'quiet reply' | 'edit', sentence: string];

const LINES: readonly Line[] = [
  [
    'post',
    '@lumen.studio: +710 new followers on Sun 15 Nov 2026; usual for this account: 64 (21 to 128); less than 1 in a million.',
  ],
  [
    'quiet reply',
    '@lumen.studio: +384 new followers on Mon 16 Nov 2026 (usual for this account: 61 (20 to 124)). So far 2 unusual days, +796 new followers against the usual in all.',
  ],
  [
    'edit',
    '@lumen.studio: +710 new followers on Sun 15 Nov 2026; usual for this account: 64 (21 to 128); less than 1 in a million. Corrected on Wed 18 Nov 2026: Sun 15 Nov restated from +710 to +540, still unusual.',
  ],
  ['quiet reply', '@lumen.studio: Sun 15 Nov was restated from +710 to +540, still unusual.'],
  [
    'quiet reply',
    '@lumen.studio: +365 new followers on Wed 18 Nov 2026 (usual for this account: 63 (20 to 127)). So far 3 unusual days, +1,126 new followers against the usual in all.',
  ],
  [
    'quiet reply',
    '@lumen.studio: +355 new followers on Fri 20 Nov 2026 (usual for this account: 61 (17 to 130)). So far 4 unusual days, +1,453 new followers against the usual in all.',
  ],
  [
    'quiet reply',
    '@lumen.studio: Back to usual since Mon 23 Nov. Began Sun 15 Nov: 4 unusual days, +1,460 new followers against the usual in all; peak +540 new followers on Sun 15 Nov 2026.',
  ],
  [
    'quiet reply',
    '@lumen.studio: All 1,460 extra followers seem to be still here: no more left in the week after it than in an ordinary week (by Instagram’s count of unfollows).',
  ],
];

/** The sentence of a notification without what Slack or Discord put around foreign text. */
function plain(text: unknown): string {
  return String(text).replaceAll('\\', '');
}

function slackLines({ state }: RunningSlack): readonly Line[] {
  const [root] = state.messages;
  return state.calls.flatMap(({ method, args }): Line[] => {
    if (method === 'chat.update') return [['edit', plain(args['text'])]];
    if (method !== 'chat.postMessage') return [];
    if (args['thread_ts'] === undefined) return [['post', plain(args['text'])]];
    assert.equal(args['thread_ts'], root?.ts);
    return [[String(args['reply_broadcast']) === 'true' ? 'loud reply' : 'quiet reply', plain(args['text'])]];
  });
}

function discordLines({ discord }: DiscordSession): readonly Line[] {
  const [root] = discord.messages();
  return discord.requests.flatMap(({ method, path, body }): Line[] => {
    const { content = '', flags = 0 } = (body ?? {}) as { readonly content?: string; readonly flags?: number };
    if (method === 'PATCH') return [['edit', plain(content)]];
    if (method !== 'POST' || !path.endsWith('/messages')) return [];
    if (path === `/channels/${discord.channelId}/messages`) return [['post', plain(content)]];
    assert.equal(path, `/channels/${root?.id ?? ''}/messages`);
    return [[(flags & SUPPRESS_NOTIFICATIONS) === 0 ? 'loud reply' : 'quiet reply', plain(content)]];
  });
}

describe('follower alerts over the local Instagram', () => {
  let alerts: AlertWorld;
  let slack: RunningSlack;
  let discord: DiscordSession;
  before(async function () {
    this.timeout(240_000);
    slack = await startSlack(createFakeDoor(), { listen: false });
    discord = await openDiscord();
    alerts = await openAlertWorld({ connect: false, adapters: [slack.adapter, discord.adapter] });
    alerts.world.now = Date.parse('2026-10-29T12:00:00Z');
    await connectOne(alerts.world, 'lumen.studio');
    // Enough days to say how many leave in an ordinary week.
    for (; alerts.world.now < START; alerts.world.now += 24 * HOUR) {
      await snapshotAll(collectorDeps(alerts.world), HOUR / 4, NEVER);
      await sweepDue(collectorDeps(alerts.world, { collectEveryMs: 24 * HOUR }), NEVER);
    }
  });
  after(async () => {
    await alerts.close();
    await slack.close();
    await discord.stop();
  });

  it('follow a reel that goes viral to its end and a week beyond: one thread, each word once, in every door', async () => {
    const { world, watch } = alerts;
    assert.equal((await alerts.ask('alerts on #reports')).status, 'answered');
    const [place] = await world.store.listAlertPlaces();
    assert.ok(place !== undefined);
    for (const to of [
      { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL },
      { platform: 'discord', workspaceRemoteId: discord.discord.guildId, channelId: discord.discord.channelId },
    ]) {
      await world.store.saveAlertPlace({ ...place, ...to });
    }
    const deps = collectorDeps(world, { collectEveryMs: 12 * HOUR, afterCollect: [watch.afterCollect] });
    // What Instagram tells of the first unusual day at first is a third more than what it settles on.
    const early = world.local.faults.add({ kind: 'restated', factor: 1.33, match: { metric: 'follower_count' } });
    const told: string[] = [];
    for (let at = world.now; at <= Date.parse('2026-12-04T12:00:00Z'); at += 12 * HOUR) {
      world.now = at;
      await snapshotAll(deps, HOUR / 4, NEVER);
      await sweepDue(deps, NEVER);
      const titles = await alerts.look(at);
      if (titles.length > 0) early.remove();
      told.push(...titles.map((title) => `${new Date(at).toISOString().slice(5, 13)} ${title}`));
    }
    assert.deepEqual(told, [
      '11-17T00 Followers jump at @lumen.studio',
      '11-18T00 Update: the jump goes on · @lumen.studio',
      '11-18T12 Restated: the jump holds · @lumen.studio',
      '11-20T00 Update: the jump goes on · @lumen.studio',
      '11-22T00 Update: the jump goes on · @lumen.studio',
      '11-26T12 The jump is over · @lumen.studio',
      '11-30T12 A week later: they stayed · @lumen.studio',
    ]);
    assert.deepEqual(slackLines(slack), LINES);
    assert.deepEqual(discordLines(discord), LINES);
    const [call] = alerts.platform.posts().filter(({ title }) => title.startsWith('Followers jump'));
    for (const words of [
      /Corrected on Wed 18 Nov 2026: Sun 15 Nov restated from \+710 to \+540, still unusual\./u,
      /\+710 new followers on Sun 15 Nov 2026; usual for this account: 64 \(21 to 128\)\./u,
      /Probable cause: mainly the reel of Sun 15 Nov \(44,\d{3} accounts reached\)/u,
    ]) {
      assert.match(call?.text ?? '', words);
    }
    assert.deepEqual([slack.state.refusals, discord.discord.refusals()], [[], []]);
    assert.equal(discord.discord.messages()[0]?.files.length, 1);
  }).timeout(240_000);
});
