import assert from 'node:assert/strict';
import { findDelivered } from '../../../bots/discord/read-back.ts';
import type { ListedMessage } from '../../../bots/discord/rest.ts';
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

  /** Looks in a channel where other people wrote this many messages before ours, a second apart. */
  async function lookBehind(others: number, seconds: number) {
    const idOf = (second: number): string => String(BigInt(second * 1_000) << 22n);
    const all = Array.from({ length: others + 1 }, (_, i): ListedMessage => {
      const ours = i === others;
      return { id: idOf(i + 1), content: 'x', author: { bot: ours }, embeds: [], ...(ours ? { nonce: 'n' } : {}) };
    });
    let pages = 0;
    const listMessages = (_: string, after: string): Promise<readonly ListedMessage[]> => {
      pages += 1;
      const next = all.filter(({ id }) => BigInt(id) > BigInt(after)).slice(0, 100);
      return Promise.resolve(next.reverse());
    };
    const window = { from: EPOCH, to: EPOCH + seconds * 1_000 };
    const found = await findDelivered({ listMessages }, '1', { report: plainReport('D'), nonce: 'n' }, window);
    return { found, pages, id: idOf(others + 1) };
  }

  it('pages on through a busy channel to the end of the window, and says when that was too far', async () => {
    const far = await lookBehind(350, 10_000);
    assert.deepEqual(far, { found: [far.id], pages: 4, id: far.id });
    const later = await lookBehind(5_000, 150);
    assert.deepEqual([later.found, later.pages], [[], 2]);
    assert.equal((await lookBehind(5_000, 10_000)).found, 'unknown');
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
