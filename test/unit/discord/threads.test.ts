import assert from 'node:assert/strict';
import type { Destination } from '../../../core/ports.ts';
import { openDiscord, type DiscordSession } from '../../fakes/discord/session.ts';
import type { RenderedReport } from '../../../core/reports/report.ts';
import { plainReport } from '../../fakes/reports.ts';

/** Small enough to need no drawing. */
function withPicture(title: string): RenderedReport {
  const fallback = { kind: 'table', caption: title, columns: ['Day'], rows: [['Mon']] } as const;
  const picture = { width: 2, height: 1, png: { dark: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) } };
  return { ...plainReport(title), blocks: [{ kind: 'picture', picture, alt: title, fallback }] };
}

const WINDOW = { from: 0, to: Number.MAX_SAFE_INTEGER };

describe('answers in Discord', () => {
  let session: DiscordSession;
  let to: Destination;
  let root: string;
  beforeEach(async () => {
    session = await openDiscord();
    const { guildId, channelId } = session.discord;
    to = { platform: 'discord', workspaceRemoteId: guildId, channelId };
    root = (await session.adapter.deliver(to, plainReport('Followers jump'), 'alert-1')).messageId;
  });
  afterEach(async () => {
    assert.deepEqual(session.discord.refusals(), []);
    await session.stop();
  });

  const under = () => ({ messageId: root, title: `Followers jump\n${'at @bluebird '.repeat(20)}` });
  const answer = (key = 'alert-2', adapter = session.adapter): Promise<{ readonly messageId: string }> =>
    adapter.deliver(to, plainReport(key), key, { under: under(), quiet: true });
  const places = (): readonly (readonly [string, string | undefined])[] =>
    session.discord
      .messages()
      .slice(1)
      .map(({ channelId, answers }) => [channelId, answers]);

  it('make the thread of a message once, named after it, for a week', async () => {
    await answer();
    await answer('alert-3', session.again());
    assert.deepEqual(places(), [
      [root, undefined],
      [root, undefined],
    ]);
    const [thread] = [...session.discord.threads.values()];
    assert.match(thread?.name ?? '', /^Followers jump at @bluebird /u);
    assert.equal(Array.from(thread?.name ?? '').length, 100);
    const [made] = session.discord.requests.filter(({ path }) => path.endsWith('/threads'));
    assert.equal((made?.body as { auto_archive_duration?: number }).auto_archive_duration, 10_080);
  });

  for (const [status, code] of [
    [403, 50_013],
    [400, 50_024],
    [400, 160_006],
  ] as const) {
    it(`are replies in the channel where no thread may be made (${code})`, async () => {
      session.discord.fail({ match: /POST .*\/threads$/u, status, code });
      const { messageId } = await answer();
      assert.deepEqual(places(), [[to.channelId, root]]);
      const delivered = { report: plainReport('alert-2'), key: 'alert-2', under: under() };
      assert.deepEqual(await session.adapter.readBack(to, delivered, WINDOW), [messageId]);
    });
  }

  it('are messages of their own where there may be neither a thread nor a look at the history', async () => {
    session.discord.fail({ match: /POST .*\/threads$/u, status: 403, code: 50_013 });
    session.discord.fail({ match: /POST .*\/messages$/u, status: 403, code: 160_002 });
    await answer();
    assert.deepEqual(places(), [[to.channelId, undefined]]);
  });

  it('are replies in the channel where the thread takes nothing from us', async () => {
    session.discord.fail({ match: new RegExp(`POST /channels/${root}/messages$`, 'u'), status: 403, code: 50_013 });
    await answer();
    assert.deepEqual(places(), [[to.channelId, root]]);
  });

  it('open a thread that was archived, and are replies where it is locked too', async () => {
    await answer();
    const thread = session.discord.threads.get(root);
    assert.ok(thread !== undefined);
    thread.archived = true;
    await answer('alert-3');
    assert.equal(thread.archived, false);
    thread.archived = true;
    thread.locked = true;
    await answer('alert-4');
    assert.deepEqual(places(), [
      [root, undefined],
      [root, undefined],
      [to.channelId, root],
    ]);
  });

  it('are tried again later when Discord has a fault while it makes the thread', async () => {
    session.discord.fail({ match: /POST .*\/threads$/u, status: 500, times: 4 });
    await assert.rejects(answer(), { code: 'upstream' });
    await answer();
    assert.deepEqual(places(), [[root, undefined]]);
  });

  it('are changed in an archived thread too, and keep only the new chart', async () => {
    const { messageId } = await session.adapter.deliver(to, withPicture('Day 2'), 'alert-2', { under: under() });
    const thread = session.discord.threads.get(root);
    assert.ok(thread !== undefined);
    thread.archived = true;
    await session.adapter.edit(to, messageId, withPicture('Day 2, corrected'));
    const [, message] = session.discord.messages();
    assert.equal(message?.files.length, 1);
    const [edit] = session.discord.requests.filter(({ method, path }) => method === 'PATCH' && path.includes('/mess'));
    assert.deepEqual((edit?.body as { allowed_mentions?: unknown }).allowed_mentions, { parse: [] });
  });

  for (const [code, expected] of [
    [50_005, 'not-allowed'],
    [30_046, 'throttled'],
    [50_013, 'permission'],
  ] as const) {
    it(`say why a message cannot be changed (${code})`, async () => {
      session.discord.fail({ match: /PATCH /u, status: code === 30_046 ? 400 : 403, code });
      await assert.rejects(session.adapter.edit(to, root, plainReport('Corrected')), { code: expected });
    });
  }
});
