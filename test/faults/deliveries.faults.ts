import assert from 'node:assert/strict';
import { createFakeDoor } from '../fakes/door.ts';
import { plainReport } from '../fakes/reports.ts';
import { startSlack, until } from '../fakes/slack/run.ts';
import { TEAM } from '../fakes/slack/state.ts';
import { hearTwice, lookInVain, refuseForm, strikeCall, strikeForGood } from './deliveries.ts';
import { discordPlace, slackPlace } from './deliveries-rig.ts';

for (const [name, start] of [
  ['Slack', slackPlace],
  ['Discord', discordPlace],
] as const) {
  describe(`a digest on its way to ${name}`, function () {
    this.timeout(180_000);

    it('rows 24–26: every lost call and answer leaves one message, and the ledger knows why', async function () {
      const place = await start();
      const { misfortunes } = place;
      await place.close();
      for (const misfortune of misfortunes) {
        await strikeCall(start, misfortune.name).catch((error: unknown) => {
          if (error instanceof Error) error.message = `row ${misfortune.row}, ${misfortune.name}: ${error.message}`;
          throw error;
        });
      }
    });

    it('rows 28 and 29: every final refusal is met with one try, a word to the owner, and the digest after the fix', async () => {
      const place = await start();
      const { refusals } = place;
      await place.close();
      for (const refusal of refusals) {
        await strikeForGood(start, refusal.name).catch((error: unknown) => {
          if (error instanceof Error) error.message = `row ${refusal.row}, ${refusal.name}: ${error.message}`;
          throw error;
        });
      }
    });

    it('row 30: a message whose form is refused goes out once, as text', async () => {
      await refuseForm(start);
    });

    it('row 33: an order that is heard twice, at once and once more later, is one digest and one post', async () => {
      await hearTwice(start);
    });

    for (const how of ['too often', 'not allowed'] as const) {
      for (const policy of ['resend', 'hold'] as const) {
        it(`row 31: looking at the channel is ${how}: it stays unknown, then ON_UNKNOWN=${policy} decides`, async () => {
          await lookInVain(start, how, policy);
        });
      }
    }
  });
}

describe('one slow channel of fifty', () => {
  it('row 27: waits alone as long as Slack asks, and posts to one channel keep their distance', async () => {
    const running = await startSlack(createFakeDoor(), { listen: false, pace: { spacing: 1_000 } });
    try {
      const { state, slack, adapter } = running;
      const ids = Array.from({ length: 50 }, (_, n) => `C0BURST${String(n).padStart(2, '0')}`);
      for (const id of ids) state.channels.set(id, { id, name: id, private: false, member: true, archived: false });
      const [slow = '', ...others] = ids;
      let refused = 0;
      slack.fault = (method, args) => {
        if (method !== 'chat.postMessage' || args['channel'] !== slow || refused === 3) return undefined;
        refused += 1;
        return { retryAfter: 1 };
      };
      const send = (channelId: string, key: string) =>
        adapter.deliver({ platform: 'slack', workspaceRemoteId: TEAM, channelId }, plainReport('Digest'), key);
      const late = send(slow, 'slow');
      const all = others.flatMap((id) => [send(id, `${id}-1`), send(id, `${id}-2`)]);
      await until(
        () => state.messages.length,
        (count) => count >= others.length,
      );
      assert.equal(state.messages.filter(({ channel }) => channel === slow).length, 0);
      await Promise.all([late, ...all]);
      assert.equal(state.messages.filter(({ channel }) => channel === slow).length, 1);
      for (const id of others) {
        const [first, second] = state.messages.filter(({ channel }) => channel === id).map(({ at }) => at);
        assert.ok((second ?? 0) - (first ?? 0) > 900, id);
      }
    } finally {
      await running.close();
    }
  });
});
