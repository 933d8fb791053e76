import assert from 'node:assert/strict';
import { Secret } from '../../../core/secret.ts';
import { openDiscord, type DiscordSession } from '../../fakes/discord/session.ts';
import { createFakeDoor } from '../../fakes/door.ts';

describe('starting on Discord', () => {
  let session: DiscordSession;
  beforeEach(async () => {
    session = await openDiscord();
  });
  afterEach(() => session.stop());

  function puts(): number {
    return session.discord.requests.filter(({ method }) => method === 'PUT').length;
  }

  it('registers the commands once; the second start registers nothing', async () => {
    await session.adapter.listen(createFakeDoor());
    assert.equal(puts(), 1);
    await session.adapter.stop();
    await session.again().listen(createFakeDoor());
    assert.equal(puts(), 1);
    assert.deepEqual(session.discord.refusals(), []);
  });

  it('registers again when the menu has changed', async () => {
    await session.adapter.listen(createFakeDoor());
    await session.adapter.stop();
    const door = createFakeDoor();
    await session.again().listen({ ...door, menu: door.menu.slice(0, 3) });
    assert.equal(puts(), 2);
  });

  it('registers for one server alone when told so, and there too only once', async () => {
    const { guildId } = session.discord;
    await session.again({ guildId }).listen(createFakeDoor());
    assert.deepEqual([...session.discord.commands.keys()], [guildId]);
    await session.again({ guildId }).listen(createFakeDoor());
    assert.equal(puts(), 1);
  });

  it('asks for no privileged intent', async () => {
    await session.adapter.listen(createFakeDoor());
    assert.deepEqual(session.discord.gateway.identified, [{ intents: 1 }]);
  });

  it('says in one sentence that the token is refused, and does not send it again', async () => {
    const adapter = session.again({ token: new Secret('MTIz.wrong.token') });
    await assert.rejects(adapter.listen(createFakeDoor()), {
      code: 'token',
      message: 'Discord refused DISCORD_TOKEN.',
    });
    const { length } = session.discord.requests;
    const to = {
      platform: 'discord',
      workspaceRemoteId: session.discord.guildId,
      channelId: session.discord.channelId,
    };
    await assert.rejects(adapter.deliver(to, { title: 'x', summary: 'x', blocks: [], footer: '', actions: [] }, 'k'), {
      code: 'token',
    });
    assert.equal(session.discord.requests.length, length);
    assert.equal(session.discord.gateway.identified.length, 0);
    assert.ok(!session.logged().includes('wrong.token'));
  });

  it('says that the application is another one than the token’s', async () => {
    const adapter = session.again({ applicationId: '500000000000000009' });
    await assert.rejects(adapter.listen(createFakeDoor()), { code: 'config' });
  });

  it('names the variable when Discord knows no such application', async () => {
    session.discord.fail({ match: /^GET .*commands/u, status: 404, code: 10_002 });
    const refusal = { code: 'config', message: /DISCORD_APPLICATION_ID/u };
    await assert.rejects(session.again().listen(createFakeDoor()), refusal);
  });

  for (const [close, code] of [
    [4004, 'token'],
    [4014, 'config'],
    [4011, 'config'],
  ] as const) {
    it(`gives up when the gateway closes with ${close}, and does not identify in a loop`, async () => {
      session.discord.gateway.refuseIdentify(close);
      await assert.rejects(session.adapter.listen(createFakeDoor()), { code });
      assert.equal(session.discord.gateway.identified.length, 1);
    });
  }

  it('starts with the commands of before when Discord takes no new ones today', async () => {
    session.discord.fail({ match: /^PUT /u, status: 400, code: 30_034 });
    await session.adapter.listen(createFakeDoor());
    assert.ok(session.discord.gateway.connected());
  });

  it('says that Discord cannot be reached, and can be asked again', async () => {
    const adapter = session.again();
    session.discord.fail({ match: /^GET /u, status: 503, times: 4 });
    await assert.rejects(adapter.listen(createFakeDoor()), { code: 'upstream' });
    await adapter.listen(createFakeDoor());
    assert.ok(session.discord.gateway.connected());
  });
});
