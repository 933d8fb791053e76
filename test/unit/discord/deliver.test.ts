import assert from 'node:assert/strict';
import { isAppError, type AppErrorCode } from '../../../core/errors.ts';
import type { Destination } from '../../../core/ports.ts';
import { readableText } from '../../fakes/discord/reader.ts';
import { openDiscord, type DiscordSession } from '../../fakes/discord/session.ts';
import { plainReport } from '../../fakes/reports.ts';

const POST = /^POST \/channels/u;

describe('delivering to Discord', () => {
  let session: DiscordSession;
  let to: Destination;
  beforeEach(async () => {
    session = await openDiscord();
    const { guildId, channelId } = session.discord;
    to = { platform: 'discord', workspaceRemoteId: guildId, channelId };
  });
  afterEach(() => session.stop());

  const deliver = (key = 'digest:1'): Promise<{ readonly messageId: string }> =>
    session.adapter.deliver(to, plainReport('Digest'), key);
  const posts = (): number => session.discord.requests.filter(({ method }) => method === 'POST').length;

  it('needs no connection', async () => {
    const { messageId } = await deliver();
    assert.equal(session.discord.messages()[0]?.id, messageId);
    assert.equal(session.discord.gateway.connected(), false);
  });

  it('posts once when Discord keeps the message and fails to say so', async () => {
    session.discord.fail({ match: POST, status: 500, applied: true });
    const { messageId } = await deliver();
    assert.deepEqual(
      session.discord.messages().map(({ id }) => id),
      [messageId],
    );
  });

  it('does not try again once Discord may have forgotten the nonce: whoever delivers looks first', async () => {
    const adapter = session.again({ nonceKept: 0 });
    session.discord.fail({ match: POST, status: 500, applied: true });
    await assert.rejects(adapter.deliver(to, plainReport('Digest'), 'digest:1'), { code: 'upstream' });
    assert.deepEqual([posts(), session.discord.messages().length], [1, 1]);
  });

  it('posts once when the connection is cut after the message was kept', async () => {
    session.discord.fail({ match: POST, cut: true, applied: true });
    await deliver().catch(() => deliver());
    assert.equal(session.discord.messages().length, 1);
  });

  it('is the same message in another process under the same key', async () => {
    const { messageId } = await deliver();
    const other = await session.again().deliver(to, plainReport('Digest'), 'digest:1');
    assert.equal(other.messageId, messageId);
  });

  it('waits as long as Discord asks', async () => {
    session.discord.fail({ match: POST, retryAfter: 0.1 });
    await deliver();
    assert.equal(posts(), 2);
    assert.equal(session.discord.messages().length, 1);
  });

  it('keeps to the rate of a channel without being told off', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => deliver(`digest:${i}`)));
    assert.equal(session.discord.messages().length, 8);
    assert.equal(posts(), 8);
  });

  const FINAL: readonly (readonly [number, number, AppErrorCode])[] = [
    [404, 10_003, 'not-found'],
    [404, 10_004, 'not-found'],
    [403, 50_001, 'permission'],
    [403, 50_013, 'permission'],
    [403, 50_007, 'permission'],
    [400, 50_083, 'not-found'],
    [403, 200_000, 'permission'],
    [400, 220_001, 'bad-request'],
    [401, 0, 'token'],
  ];
  for (const [status, code, expected] of FINAL) {
    it(`stops after one try on ${status}/${code}, in a sentence, and tries anew when asked again`, async () => {
      session.discord.fail({ match: POST, status, code });
      const error: unknown = await deliver().catch((thrown: unknown) => thrown);
      assert.ok(isAppError(error));
      assert.equal(error.code, expected);
      assert.match(error.message, /^[A-Z].*\.$/u);
      assert.equal(posts(), 1);
      if (expected !== 'token') await deliver();
    });
  }

  it('says after four tries that Discord has a fault, and repeats no address or report', async () => {
    session.discord.fail({ match: POST, status: 503, times: 4 });
    const error: unknown = await deliver().catch((thrown: unknown) => thrown);
    assert.ok(isAppError(error) && error.code === 'upstream');
    assert.equal(posts(), 4);
    assert.ok(!JSON.stringify(error.cause).includes('127.0.0.1'));
  });

  it('sends the same report as text, once, when Discord refuses its form', async () => {
    session.discord.fail({ match: POST, status: 400, code: 50_035 });
    await deliver();
    const [message, ...more] = session.discord.messages();
    assert.equal(more.length, 0);
    assert.ok(message !== undefined && readableText(message).includes('Digest in one line.'));
  });

  it('refuses destinations of other platforms', async () => {
    await assert.rejects(session.adapter.deliver({ ...to, platform: 'slack' }, plainReport('x'), 'k'), {
      code: 'not-found',
    });
  });
});
