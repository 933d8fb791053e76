import assert from 'node:assert/strict';
import { openDiscord, until, type DiscordSession } from '../../fakes/discord/session.ts';
import { createFakeDoor, type FakeDoor } from '../../fakes/door.ts';

const SERVER = '900000000000000001';
const OTHER = '900000000000000002';
const CHANNEL = '900000000000000003';

describe('what Discord tells of by itself', () => {
  let session: DiscordSession;
  let door: FakeDoor;
  beforeEach(async () => {
    door = createFakeDoor();
    session = await openDiscord(door, {}, [SERVER]);
    await told(1);
  });
  afterEach(() => session.stop());

  async function told(count: number): Promise<readonly string[]> {
    await until(
      () => door.told.length,
      (length) => length >= count,
    );
    return door.told;
  }
  const dispatch = (name: string, data: unknown): void => {
    session.discord.gateway.dispatch(name, data);
  };
  const channel = (more: object): unknown => ({ id: CHANNEL, guild_id: SERVER, type: 0, name: 'reports', ...more });
  const rights = (deny: string): unknown =>
    channel({ permission_overwrites: [{ id: SERVER, type: 0, allow: '0', deny }] });

  it('is passed on: the servers it is in, one that takes it in, one that sends it away', async () => {
    assert.deepEqual(await told(1), [`seen discord ${SERVER}`]);
    dispatch('GUILD_CREATE', { id: OTHER, name: 'Other', roles: [], channels: [], members: [], features: [] });
    assert.deepEqual((await told(2))[1], `opened discord ${OTHER}`);
    dispatch('GUILD_DELETE', { id: SERVER, unavailable: true });
    dispatch('GUILD_DELETE', { id: OTHER });
    const [, , line] = await told(3);
    assert.match(
      line ?? '',
      new RegExp(`^lost discord ${OTHER}: Reachboard was removed .* Invite the bot again\\.$`, 'u'),
    );
    dispatch('GUILD_CREATE', { id: SERVER, name: 'Back', unavailable: false, roles: [], channels: [], members: [] });
    dispatch('GUILD_CREATE', { id: OTHER, name: 'Other', roles: [], channels: [], members: [], features: [] });
    assert.deepEqual((await told(4)).slice(3), [`opened discord ${OTHER}`], 'an outage is no farewell');
  });

  it('can be asked: whether a server lets the bot in', async () => {
    await session.adapter.reach?.(SERVER);
    await assert.rejects(session.adapter.reach?.(OTHER) ?? Promise.resolve(), { code: 'not-found' });
  });

  it('is passed on: rights in a channel that changed, and no other change of it', async () => {
    dispatch('CHANNEL_CREATE', rights('3072'));
    dispatch(
      'CHANNEL_UPDATE',
      channel({ topic: 'Numbers', permission_overwrites: [{ id: SERVER, type: 0, allow: '0', deny: '3072' }] }),
    );
    dispatch('CHANNEL_UPDATE', rights('0'));
    assert.deepEqual((await told(2)).slice(1), [`opened discord ${SERVER} ${CHANNEL}`]);
    const role = { id: OTHER, name: 'Bots', color: 0, hoist: false, position: 1, managed: false, mentionable: false };
    dispatch('GUILD_ROLE_CREATE', { guild_id: SERVER, role: { ...role, permissions: '0' } });
    dispatch('GUILD_ROLE_UPDATE', { guild_id: SERVER, role: { ...role, name: 'Robots', permissions: '0' } });
    dispatch('GUILD_ROLE_UPDATE', { guild_id: SERVER, role: { ...role, permissions: '3072' } });
    assert.deepEqual((await told(3)).slice(2), [`opened discord ${SERVER}`]);
  });
});
