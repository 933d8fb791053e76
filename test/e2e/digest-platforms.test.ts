import assert from 'node:assert/strict';
import type { ChatAdapter } from '../../core/ports.ts';
import { createFakeDoor } from '../fakes/door.ts';
import { openDiscord } from '../fakes/discord/session.ts';
import { startSlack } from '../fakes/slack/run.ts';
import { GENERAL, TEAM } from '../fakes/slack/state.ts';
import { openDigestWorld, type DigestWorld } from '../unit/digests/digest-world.ts';

const MONDAY = '2026-11-30T09:00:00Z';
const AFTER_QUARANTINE = '2026-11-30T09:03:00Z';

interface Place {
  readonly adapter: ChatAdapter;
  readonly workspace: { readonly platform: string; readonly remoteId: string };
  readonly channel: string;
  /** Messages in the channel that are the digest. */
  digests(): number;
  /** From now on posts are kept and their answers lost; or everything works again. */
  loseAnswers(lose: boolean): void;
  /** From now on the bot may not post there. */
  shut(): void;
  open(): void;
  turn(clock: () => number): void;
  close(): Promise<void>;
}

async function slackPlace(): Promise<Place> {
  const running = await startSlack(createFakeDoor(), { listen: false, pace: { call: 300 } });
  const general = running.state.channels.get(GENERAL);
  return {
    adapter: running.adapter,
    workspace: { platform: 'slack', remoteId: TEAM },
    channel: GENERAL,
    digests: () =>
      running.state.messages.filter(({ channel, text }) => channel === GENERAL && text.includes('2026-W48')).length,
    loseAnswers(lose) {
      running.slack.fault = (method) => (lose && method === 'chat.postMessage' ? 'lost' : undefined);
    },
    shut: () => void Object.assign(general ?? {}, { archived: true }),
    open: () => void Object.assign(general ?? {}, { archived: false }),
    turn(clock) {
      running.state.now = clock;
    },
    close: () => running.close(),
  };
}

async function discordPlace(): Promise<Place> {
  const session = await openDiscord();
  const { discord } = session;
  const match = /^POST \/channels/u;
  return {
    adapter: session.adapter,
    workspace: { platform: 'discord', remoteId: discord.guildId },
    channel: discord.channelId,
    digests: () =>
      discord
        .messages()
        .filter(({ channelId, content }) => channelId === discord.channelId && content.includes('2026-W48')).length,
    loseAnswers(lose) {
      // The library tries four times by itself.
      if (lose) discord.fail({ match, status: 500, applied: true, times: 4 });
    },
    shut: () => {
      discord.fail({ match: new RegExp(`^POST /channels/${discord.channelId}`, 'u'), status: 403, code: 50_013 });
    },
    open: () => undefined,
    turn: () => undefined,
    close: () => session.stop(),
  };
}

for (const [name, start] of [
  ['Slack', slackPlace],
  ['Discord', discordPlace],
] as const) {
  describe(`a weekly digest in ${name}`, () => {
    let place: Place;
    let one: DigestWorld;
    beforeEach(async () => {
      place = await start();
      one = await openDigestWorld({ adapters: () => [place.adapter] });
      place.turn(() => one.world.now);
      const { workspace, channel } = place;
      const answer = await one.ask(`digest schedule monday 10:00 Europe/Berlin <#${channel.toLowerCase()}>`, {
        workspace,
        channelId: channel,
      });
      assert.equal(answer.status, 'answered', answer.report.summary);
    });
    afterEach(async () => {
      await one.close();
      await place.close();
    });

    it('stands there once when the answer was lost', async () => {
      place.loseAnswers(true);
      await one.until(MONDAY);
      assert.equal(place.digests(), 1);
      place.loseAnswers(false);
      await one.until(AFTER_QUARANTINE);
      assert.equal(place.digests(), 1);
      const [post] = await one.world.store.findPosts(['digest-1-2026-W48']);
      assert.deepEqual([post?.state, post?.via, post?.attempts], ['sent', 'read back', 1]);
    });

    it('is told to its owner when the bot may not post, and posted after the fix', async () => {
      place.shut();
      await one.until(MONDAY);
      assert.equal(place.digests(), 0);
      const [post, notice] = await one.world.store.findPosts(['digest-1-2026-W48', 'notice-1-2026-W48']);
      assert.equal(post?.state, 'dead');
      assert.equal(notice?.state, 'sent');
      place.open();
      await one.ask('digest resume 1');
      await one.until(AFTER_QUARANTINE);
      assert.equal(place.digests(), 1);
    });
  });
}
