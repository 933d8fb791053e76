import assert from 'node:assert/strict';
import type { Opened } from '../../../core/ports.ts';
import { openDiscord, until, type DiscordSession } from '../../fakes/discord/session.ts';
import { createFakeDoor, type FakeDoor } from '../../fakes/door.ts';

const SERVER = '900000000000000001';
const OTHER = '900000000000000002';
const CHANNEL = '900000000000000003';

describe('what Discord tells of by itself', () => {
  let session: DiscordSession;
  let door: FakeDoor;
  let asked: Opened[];
  beforeEach(async () => {
    door = createFakeDoor();
    asked = [];
    const opened = (place: Opened): Promise<void> => {
      asked.push(place);
      return door.places.opened(place);
    };
    session = await openDiscord({ ...door, places: { ...door.places, opened } }, {}, [SERVER]);
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
    await session.adapter.reach(SERVER);
    await assert.rejects(session.adapter.reach(OTHER), { code: 'not-found' });
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

  it('is passed on only where the bot may write now: view, send, embed and attach', async () => {
    const [everyone, own, somebody] = [OTHER, '900000000000000004', '900000000000000006'];
    const [all, administrator] = ['52224', '8'];
    const name = { color: 0, hoist: false, position: 1, managed: false, mentionable: false };
    const role = (permissions: string) => ({ ...name, id: own, name: 'Bots', permissions });
    const shut = (deny: string) => ({
      id: CHANNEL,
      guild_id: OTHER,
      type: 0,
      name: 'reports',
      permission_overwrites: [{ id: everyone, type: 0, allow: '0', deny }],
    });
    dispatch('GUILD_CREATE', {
      id: OTHER,
      name: 'Other',
      roles: [{ ...name, id: everyone, name: '@everyone', permissions: all }, role('0')],
      members: [session.discord.applicationId, somebody].map((id) => ({ user: { id, username: 'one' }, roles: [own] })),
      channels: [shut('2048')],
      features: [],
    });
    await told(2);
    dispatch('CHANNEL_UPDATE', shut('3072'));
    dispatch('CHANNEL_UPDATE', shut('32768'));
    dispatch('CHANNEL_UPDATE', shut('0'));
    dispatch('CHANNEL_UPDATE', shut('2048'));
    dispatch('GUILD_ROLE_UPDATE', { guild_id: OTHER, role: role('32') });
    assert.deepEqual((await told(4)).slice(2), [`opened discord ${OTHER} ${CHANNEL}`, `opened discord ${OTHER}`]);
    const takes = asked.at(-1)?.takes;
    assert.deepEqual([takes?.(CHANNEL), takes?.('900000000000000009')], [false, true]);
    dispatch('GUILD_ROLE_UPDATE', { guild_id: OTHER, role: role(administrator) });
    await told(5);
    assert.equal(asked.at(-1)?.takes?.(CHANNEL), true);
    dispatch('GUILD_ROLE_UPDATE', { guild_id: OTHER, role: role('0') });
    await told(6);
    assert.equal(asked.at(-1)?.takes?.(CHANNEL), false);
    const given = { ...role(administrator), id: '900000000000000005', name: 'Reports' };
    dispatch('GUILD_ROLE_CREATE', { guild_id: OTHER, role: given });
    const member = (id: string) => ({ guild_id: OTHER, user: { id, username: 'one' }, roles: [own, given.id] });
    dispatch('GUILD_MEMBER_UPDATE', member(somebody));
    dispatch('GUILD_MEMBER_UPDATE', member(session.discord.applicationId));
    await told(7);
    assert.equal(asked.at(-1)?.takes?.(CHANNEL), true);
    dispatch('GUILD_DELETE', { id: OTHER });
    await until(
      () => door.told.at(-1) ?? '',
      (line) => line.startsWith('lost'),
    );
    assert.deepEqual(door.told.slice(6, -1), [`opened discord ${OTHER}`], 'a role that the bot is given, nobody else');
  });
});
