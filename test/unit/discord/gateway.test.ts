import assert from 'node:assert/strict';
import type { FakeGateway } from '../../fakes/discord/gateway.ts';
import { openDiscord, until, type DiscordSession } from '../../fakes/discord/session.ts';
import { createFakeDoor, type FakeDoor } from '../../fakes/door.ts';

describe('the connection to Discord', () => {
  let session: DiscordSession;
  let door: FakeDoor;
  beforeEach(async () => {
    door = createFakeDoor();
    session = await openDiscord(door);
  });
  afterEach(() => session.stop());

  const RESUMED: readonly (readonly [string, boolean, (gateway: FakeGateway) => void])[] = [
    [
      'is asked to connect again (op 7)',
      true,
      (gateway) => {
        gateway.reconnect();
      },
    ],
    [
      'is told that its session may be resumed (op 9)',
      false,
      (gateway) => {
        gateway.invalidate(true);
      },
    ],
    [
      'is closed with 4000',
      true,
      (gateway) => {
        gateway.close(4000);
      },
    ],
    [
      'is cut without a word',
      true,
      (gateway) => {
        gateway.cut();
      },
    ],
  ];
  for (const [what, drops, fault] of RESUMED) {
    it(`is resumed when it ${what}, and commands meanwhile are answered once`, async () => {
      const { discord } = session;
      fault(discord.gateway);
      if (drops) {
        await until(
          () => discord.gateway.connected(),
          (connected) => !connected,
        );
      }
      await discord.say('status').acknowledged;
      await discord.say('accounts').acknowledged;
      await until(
        () => discord.gateway.resumed(),
        (count) => count === 1,
      );
      assert.equal(discord.gateway.resumed(), 1);
      assert.equal(discord.gateway.identified.length, 1);
      assert.deepEqual(
        door.calls.map(({ text }) => text),
        ['status', 'accounts'],
      );
    });
  }

  it('is opened anew when heartbeats are no longer acknowledged', async () => {
    const { gateway } = session.discord;
    gateway.ignoreHeartbeats(true);
    await until(
      () => gateway.resumed(),
      (count) => count > 0,
    );
    gateway.ignoreHeartbeats(false);
    await until(
      () => gateway.connected(),
      (connected) => connected,
    );
    await session.discord.say('status').acknowledged;
    assert.equal(door.calls.length, 1);
  });

  it('identifies again when its session is over (op 9)', async () => {
    const { discord } = session;
    discord.gateway.invalidate(false);
    const end = Date.now() + 12_000;
    while (discord.gateway.identified.length < 2 && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await until(
      () => discord.gateway.connected(),
      (connected) => connected,
    );
    await discord.say('status').acknowledged;
    assert.equal(door.calls.length, 1);
  });

  it('stays closed when Discord ends it for good, and says so in the log', async () => {
    const { discord } = session;
    discord.gateway.close(4004);
    const text = await until(
      () => session.logged(),
      (logged) => logged.includes('for good'),
    );
    assert.match(text, /Discord closed the connection for good/u);
    assert.equal(discord.gateway.identified.length, 1);
  });
});
