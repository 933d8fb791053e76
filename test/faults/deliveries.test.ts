import assert from 'node:assert/strict';
import { openDigestWorld } from '../unit/digests/digest-world.ts';
import { refuseForm, strikeCall, strikeForGood } from './deliveries.ts';
import { discordPlace, slackPlace } from './deliveries-rig.ts';

/** One misfortune of each kind; all of them are in `npm run test:faults`. */
describe('faults of Slack and Discord, in short', function () {
  this.timeout(60_000);

  it('row 24: Slack accepted, then the socket is reset: one message', async () => {
    await strikeCall(slackPlace, 'accepted, then the socket is reset');
  });
  it('row 25: Slack accepted and never answered: one message', async () => {
    await strikeCall(slackPlace, 'accepted, never answered');
  });
  it('row 26: Discord stored it and answers 500: one message', async () => {
    await strikeCall(discordPlace, 'status 500, stored');
  });
  it('row 28: the bot was put out of the channel: one try, a word to the owner, the digest after the fix', async () => {
    await strikeForGood(slackPlace, 'not_in_channel');
    await strikeForGood(discordPlace, '50001 Missing Access');
  });
  it('row 30: a message whose form is refused goes out once, as text', async () => {
    await refuseForm(slackPlace);
    await refuseForm(discordPlace);
  });

  it('row 39: a stop in mid-digest gives the run back, and the next process makes it', async () => {
    let drawing: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      drawing = resolve;
    });
    let stuck = true;
    const one = await openDigestWorld({
      renderer: {
        render() {
          drawing();
          return stuck ? new Promise(() => undefined) : Promise.reject(new Error('no picture'));
        },
      },
    });
    try {
      await one.ask('digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee');
      one.world.now = Date.parse('2026-11-30T09:00:00Z');
      const stop = new AbortController();
      const turning = one.another()(stop.signal);
      await begun;
      stop.abort();
      await turning;
      const [run] = await one.world.store.listRuns(1, 5);
      assert.deepEqual([run?.state, run?.attempts], ['due', 0]);
      stuck = false;
      await one.until('2026-11-30T09:01:00Z');
      assert.equal(one.platform.posts().filter(({ key }) => key.startsWith('digest-')).length, 1);
    } finally {
      await one.close();
    }
  });
});
