import assert from 'node:assert/strict';
import type { Destination } from '../../../core/ports.ts';
import { openDiscord, type DiscordSession } from '../../fakes/discord/session.ts';
import { plainReport } from '../../fakes/reports.ts';

const EPOCH = 1_420_070_400_000;
const WINDOW = { from: 0, to: Number.MAX_SAFE_INTEGER };

describe('looking for a delivered message in Discord', () => {
  let session: DiscordSession;
  let to: Destination;
  beforeEach(async () => {
    session = await openDiscord();
    const { guildId, channelId } = session.discord;
    to = { platform: 'discord', workspaceRemoteId: guildId, channelId };
  });
  afterEach(() => session.stop());

  const look = (report = plainReport('Digest 1'), between = WINDOW) =>
    session.adapter.readBack(to, { report, key: 'digest-1-2026-W48' }, between);

  it('finds it by its words, also from another process, and no other message', async () => {
    assert.deepEqual(await look(), []);
    await session.adapter.deliver(to, plainReport('Digest 2'), 'digest-2-2026-W48');
    const { messageId } = await session.adapter.deliver(to, plainReport('Digest 1'), 'digest-1-2026-W48');
    assert.deepEqual(await session.again().readBack(to, { report: plainReport('Digest 1'), key: 'k' }, WINDOW), [
      messageId,
    ]);
    assert.deepEqual(await look(plainReport('Digest 3')), []);
  });

  it('does not take a later message of the same words for it', async () => {
    const { messageId } = await session.adapter.deliver(to, plainReport('Digest 1'), 'digest-1-2026-W48');
    const at = Number(BigInt(messageId) >> 22n) + EPOCH;
    assert.deepEqual(await look(plainReport('Digest 1'), { from: 0, to: at - 1 }), []);
    assert.deepEqual(await look(plainReport('Digest 1'), { from: 0, to: at + 1 }), [messageId]);
  });

  it('knows that it may not look', async () => {
    session.discord.fail({ match: /^GET \/channels/u, status: 403, code: 50_001 });
    assert.equal(await look(), 'unknown');
    session.discord.fail({ match: /^GET \/channels/u, status: 404, code: 10_003 });
    await assert.rejects(look(), { code: 'not-found' });
  });

  it('takes a message away, once or twice', async () => {
    const { messageId } = await session.adapter.deliver(to, plainReport('Digest 1'), 'digest-1-2026-W48');
    await session.adapter.remove(to, messageId);
    await session.adapter.remove(to, messageId);
    assert.deepEqual(await look(), []);
  });

  it('opens the channel to one person', async () => {
    assert.match((await session.adapter.directChannel(to.workspaceRemoteId, '42')) ?? '', /^\d+$/u);
  });
});
