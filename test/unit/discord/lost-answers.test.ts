import assert from 'node:assert/strict';
import { createAnswers } from '../../../bots/discord/answers.ts';
import type { Asked } from '../../../bots/discord/callers.ts';
import { createDiscordRest } from '../../../bots/discord/rest.ts';
import { Secret } from '../../../core/secret.ts';
import { readableText } from '../../fakes/discord/reader.ts';
import { openDiscord, until, type DiscordSession } from '../../fakes/discord/session.ts';
import { createFakeDoor } from '../../fakes/door.ts';
import { createMemoryLogger } from '../../fakes/web.ts';
import { metricAnswer } from '../../fakes/reports.ts';

describe('answers on Discord over a bad connection', () => {
  let session: DiscordSession;
  beforeEach(async () => {
    session = await openDiscord(createFakeDoor(), { patience: 50 });
  });
  afterEach(() => session.stop());

  async function asked(): Promise<string | undefined> {
    const { discord } = session;
    discord.say('reach week @bluebird');
    const answers = await until(
      () => discord.messages().filter(({ pending }) => !pending),
      (messages) => messages.length > 0,
    );
    assert.equal(discord.messages().length, 1);
    assert.deepEqual(discord.unanswered(), []);
    return answers.map(readableText)[0];
  }

  for (const [what, fault] of [
    ['is cut', { cut: true }],
    ['is taken and cut', { cut: true, applied: true }],
    ['is not answered', { silent: true }],
    ['is taken and not answered', { silent: true, applied: true }],
    ['is refused by a proxy', { status: 502 }],
  ] as const) {
    it(`answers within the 3 s when its first response ${what}`, async () => {
      session.discord.fail({ match: /callback$/u, ...fault });
      assert.ok((await asked())?.includes('Reach · @bluebird'));
    });
  }

  it('answers when every try of its first response was taken and lost', async () => {
    session.discord.fail({ match: /callback$/u, cut: true, applied: true, times: 2 });
    assert.ok((await asked())?.includes('Reach · @bluebird'));
  });

  it('keeps trying to show an answer until the connection is back', async () => {
    session.discord.fail({ match: /^PATCH/u, cut: true, times: 2 });
    assert.ok((await asked())?.includes('Reach · @bluebird'));
  });

  it('gives up showing an answer when its time is over, and sends one beside it twice at most', async () => {
    const tries: string[] = [];
    const never = (what: string) => (): Promise<never> => {
      tries.push(what);
      return Promise.reject(new Error('ECONNRESET'));
    };
    const rest = createDiscordRest({ token: new Secret('x'), applicationId: '1', apiUrl: session.discord.apiUrl });
    const lost = { ...rest, editOriginal: never('edit'), followUp: never('add') };
    const answers = createAnswers(lost, createMemoryLogger().logger, new Promise(() => undefined), 20);
    const { report } = await metricAnswer('reach', 'week', 'bluebird', ['dark']);
    const open = { id: '1', token: 'x' } as Asked;
    await assert.rejects(answers.add(open, report), /ECONNRESET/u);
    assert.deepEqual(tries.splice(0), ['add', 'add']);
    await assert.rejects(answers.show(open, report, false), /ECONNRESET/u);
    assert.deepEqual(tries, ['edit', 'edit', 'edit'], 'twice the answer, and once that it could not be shown');
    rest.close();
  });

  it('lives through an interaction that lacks what its library wants to see', async () => {
    const { discord } = session;
    const { guildId, channelId } = discord;
    discord.gateway.dispatch('INTERACTION_CREATE', {
      id: '900000000000000001',
      application_id: discord.applicationId,
      type: 2,
      token: 'bare',
      data: { id: '1', name: 'ig', type: 2, target_id: '1' },
      guild_id: guildId,
      channel_id: channelId,
      member: { user: { id: '800000000000000001', username: 'sam' }, roles: [], permissions: '8' },
    });
    assert.ok((await asked())?.includes('Reach · @bluebird'));
  });
});
