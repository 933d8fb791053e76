import assert from 'node:assert/strict';
import type { FakeMessage } from '../fakes/discord/messages.ts';
import { harmsOf, readableText } from '../fakes/discord/reader.ts';
import { MEMBER } from '../fakes/discord/server.ts';
import { openDiscord, until, type DiscordSession } from '../fakes/discord/session.ts';
import { openWorld, type World } from '../fakes/world.ts';

const EPHEMERAL = 64;

describe('Discord, from the command to the numbers', () => {
  let world: World;
  let session: DiscordSession;
  let account: string;
  before(async () => {
    world = await openWorld();
    session = await openDiscord(world.door);
    const home = await world.store.saveWorkspace('local', 'local');
    account = (await world.store.listAccounts(home.id))[0]?.username ?? '';
  });
  after(async () => {
    await session.stop();
    await world.close();
  });

  async function newest(holds: (message: FakeMessage) => boolean): Promise<FakeMessage> {
    const messages = await until(
      () => session.discord.messages(),
      (all) => all.some((message) => !message.pending && holds(message)),
    );
    const message = messages.findLast((one) => !one.pending && holds(one));
    assert.ok(message, messages.map(readableText).join('\n---\n'));
    return message;
  }

  it('answers /ig reach with the number, a picture with a description and buttons, and nothing Discord refuses', async () => {
    await session.discord.command('reach', { period: 'week', account }).acknowledged;
    const message = await newest((one) => readableText(one).includes(`@${account}`));
    assert.match(readableText(message), /Reach.*\d/su);
    assert.match(message.files[0]?.description ?? '', /\d/u);
    assert.ok(message.rows.flat().some(({ label }) => label === '28 days'));
    assert.deepEqual(harmsOf(message), []);
    assert.deepEqual(session.discord.refusals(), []);
  });

  it('changes the message in place when a button is pressed', async () => {
    const before = await newest((one) => one.rows.flat().some(({ label }) => label === '28 days'));
    await session.discord.press('28 days').acknowledged;
    const after = await newest((one) => one.id === before.id && readableText(one) !== readableText(before));
    assert.equal(after.files.length, 1);
  });

  it('answers a name Meta has ended, and every command of the menu, with messages Discord takes', async () => {
    await session.discord.command('metric', { name: 'impressions', period: 'week' }).acknowledged;
    await newest((one) => readableText(one).includes('mpressions'));
    const simple = world.door.menu.filter(
      ({ name, options }) => !name.includes(' ') && options.every((o) => !o.required),
    );
    for (const { name } of simple) {
      const { length } = session.discord.messages();
      await session.discord.command(name).acknowledged;
      await until(
        () => session.discord.messages(),
        (all) => all.length > length && all.every(({ pending }) => !pending),
      );
    }
    assert.deepEqual(session.discord.refusals(), []);
    assert.deepEqual(session.discord.messages().flatMap(harmsOf), []);
  });

  it('tells a member alone that a command is for admins', async () => {
    const asking = session.discord.command('disconnect', { account }, { permissions: MEMBER });
    assert.equal((await asking.acknowledged).data?.flags, EPHEMERAL);
    const message = await newest((one) => readableText(one).includes('Only admins'));
    assert.notEqual(message.onlyFor, undefined);
  });

  it('tells the caller alone what it does not know, with the corrected command', async () => {
    await session.discord.command('metric', { name: 'raech' }).acknowledged;
    const message = await newest((one) => readableText(one).includes('raech'));
    assert.notEqual(message.onlyFor, undefined);
    assert.ok(message.rows.flat().some(({ label }) => label === '/ig reach'));
  });

  it('completes metrics of today and of before, periods and accounts', async () => {
    const { discord } = session;
    const values = async (...asked: Parameters<typeof discord.complete>): Promise<readonly string[]> =>
      ((await discord.complete(...asked).acknowledged).data?.choices ?? []).map(({ value }) => value);
    assert.ok((await values('metric', { name: 'impr' }, 'name')).includes('impressions'));
    assert.ok((await values('metric', { name: 'reach', period: 'last' }, 'period')).includes('last week'));
    assert.ok((await values('reach', { account: account.slice(0, 3) }, 'account')).includes(`@${account}`));
    assert.deepEqual(discord.refusals(), []);
  });
});
