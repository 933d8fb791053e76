import assert from 'node:assert/strict';
import type { Caller, RenderedAnswer } from '../../../core/commands.ts';
import { Secret } from '../../../core/secret.ts';
import { ADMIN, openWorld, type World } from '../../fakes/world.ts';
import { tables, words } from './answers.ts';

const BOSS: Caller = {
  workspace: { platform: 'slack', remoteId: 'T1' },
  home: true,
  userId: 'U0BOSS001',
  admin: true,
  channelId: 'C1',
};
const ANN: Caller = { ...BOSS, userId: 'U0ANN0001', admin: false };
const BOB: Caller = { ...BOSS, userId: 'U0BOB0001', admin: false };
const SERVER: Caller = {
  ...BOSS,
  workspace: { platform: 'discord', remoteId: '900' },
  userId: '111222333444555666',
};

function refused(answer: RenderedAnswer): void {
  assert.equal(answer.status, 'unanswerable', words(answer));
  assert.match(words(answer), /Only admins of this workspace may/u);
}

function shown(answer: RenderedAnswer): string {
  const { title, actions } = answer.report;
  const rows = tables(answer).flatMap((table) => table.rows.flat());
  return [title, words(answer), ...rows, ...actions.map(({ label }) => label)].join('\n');
}

describe('people named as admins', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  async function ids(caller: Caller = BOSS): Promise<readonly (string | undefined)[]> {
    return tables(await world.ask('admins list', caller)).flatMap(({ rows }) => rows.map(([, id]) => id));
  }

  it('may change settings from when they are added until they are removed', async () => {
    refused(await world.ask('default @tiny.bakes', ANN));
    refused(await world.ask('disconnect @glyph.test', ANN));
    assert.match(words(await world.ask('admins add <@U0ANN0001|ann>', BOSS)), /ann may now change settings here/u);
    assert.equal((await world.ask('default @tiny.bakes', ANN)).status, 'answered');
    assert.equal((await world.ask('disconnect @glyph.test', ANN)).status, 'answered');
    assert.match(words(await world.ask('admins remove <@U0ANN0001|ann>', BOSS)), /ann may not change settings/u);
    refused(await world.ask('default @tiny.bakes', ANN));
    refused(await world.ask('disconnect @tiny.bakes', ANN));
  });

  it('may enter a token in the private form, and others may not', async () => {
    const token = new Secret(world.local.tokens.user);
    refused(await world.door.connect(ANN, token, ['light']));
    await world.ask('admins add <@U0ANN0001>', BOSS);
    assert.equal((await world.door.connect(ANN, token, ['light'])).status, 'answered');
  });

  it('may name others, which nobody else may, themselves least of all', async () => {
    refused(await world.ask('admins add <@U0ANN0001|ann>', ANN));
    await world.ask('admins add <@U0ANN0001|ann>', BOSS);
    refused(await world.ask('admins remove <@U0ANN0001|ann>', BOB));
    assert.equal((await world.ask('admins add <@U0BOB0001|bob>', ANN)).status, 'answered');
    assert.deepEqual(await ids(), ['U0ANN0001', 'U0BOB0001']);
    assert.deepEqual((await world.ask('admins list', { ...BOB, userId: 'U0EVE0001' })).report.actions, []);
  });

  it('are admins of their own workspace alone', async () => {
    await world.ask('admins add <@U0ANN0001|ann>', BOSS);
    for (const workspace of [
      { platform: 'slack', remoteId: 'T2' },
      { platform: 'discord', remoteId: 'T1' },
    ]) {
      refused(await world.ask('default @tiny.bakes', { ...ANN, workspace }));
      assert.deepEqual(await ids({ ...BOSS, workspace }), []);
    }
  });

  it('are told apart by every letter of the id, never by the name', async () => {
    await world.ask('admins add <@U0ANN0001|U0BOB0001>', BOSS);
    refused(await world.ask('default @tiny.bakes', BOB));
    refused(await world.ask('default @tiny.bakes', { ...ANN, userId: 'u0ann0001' }));
  });

  it('are added once and removed once, and the second time is said', async () => {
    await world.ask('admins add <@U0ANN0001|ann>', BOSS);
    assert.match(words(await world.ask('admins add <@U0ANN0001|ann>', BOSS)), /already/u);
    assert.deepEqual(await ids(), ['U0ANN0001']);
    await world.ask('admins remove <@U0ANN0001|ann>', BOSS);
    const again = await world.ask('admins remove <@U0ANN0001|ann>', BOSS);
    assert.equal(again.status, 'unanswerable');
    assert.match(words(again), /ann was not named an admin here/u);
  });

  it('are removed by the button under the list, by name and by id, for those who have left', async () => {
    for (const text of [undefined, 'admins remove Ann', 'admins remove U0ANN0001']) {
      await world.ask('admins add <@U0ANN0001|ann>', BOSS);
      const [button] = (await world.ask('admins list', BOSS)).report.actions;
      await world.ask(text ?? button?.command ?? '', BOSS);
      assert.deepEqual(await ids(), [], text);
    }
  });

  it('are asked for by id where two have one name', async () => {
    await world.ask('admins add <@U0ANN0001|sam>', BOSS);
    await world.ask('admins add <@U0BOB0001|sam>', BOSS);
    assert.match(words(await world.ask('admins remove sam', BOSS)), /Several people are called sam/u);
    assert.deepEqual(await ids(), ['U0ANN0001', 'U0BOB0001']);
  });

  it('are mentioned as Discord writes it', async () => {
    await world.ask('admins add <@222333444555666777>', SERVER);
    await world.ask('/ig  ADMINS Add <@!333444555666777888>', SERVER);
    assert.deepEqual(await ids(SERVER), ['222333444555666777', '333444555666777888']);
    const answer = await world.ask('default @tiny.bakes', { ...SERVER, userId: '333444555666777888', admin: false });
    assert.equal(answer.status, 'answered');
  });

  it('are plain words on the page and in the shell', async () => {
    const guest: Caller = { ...ADMIN, userId: 'Week', admin: false };
    refused(await world.ask('default @tiny.bakes', guest));
    await world.ask('admins add @Week', ADMIN);
    assert.equal((await world.ask('default @tiny.bakes', guest)).status, 'answered');
  });

  for (const text of ['bob', '@bob', '@everyone', '<@&123456789012345678>', '<!subteam^S1|@team>', '<!channel>', '']) {
    it(`are not guessed in a chat: “${text}”`, async () => {
      const answer = await world.ask(`admins add ${text}`, SERVER);
      assert.equal(answer.status, 'unanswerable', words(answer));
      assert.deepEqual(await ids(SERVER), []);
    });
  }

  it('are named one at a time, with words that are known', async () => {
    const two = await world.ask('admins add <@U0ANN0001|ann> <@U0BOB0001|bob>', BOSS);
    assert.match(words(two), /one person at a time/u);
    for (const text of ['admins ad <@U0ANN0001|ann>', 'admins <@U0ANN0001|ann>', 'admins add <@U0ANN0001|a>b>']) {
      assert.equal((await world.ask(text, BOSS)).status, 'unknown', text);
    }
    assert.deepEqual(await ids(), []);
  });

  for (const name of [
    '<!channel',
    '@everyone',
    'x"],{"id":"U0BOB0001',
    'a|<@U0BOB0001',
    'reach week @lumen.studio',
    '\u202Eann\nboss',
    '',
    'n'.repeat(400),
  ]) {
    it(`are shown as plain text, whatever they are called: ${JSON.stringify(name.slice(0, 30))}`, async () => {
      const added = await world.ask(`admins add <@U0ANN0001|${name}>`, BOSS);
      assert.equal(added.status, 'answered', words(added));
      const list = await world.ask('admins list', BOSS);
      for (const answer of [added, list]) assert.doesNotMatch(shown(answer), /[<>@\u202E]/u);
      assert.deepEqual(await ids(), ['U0ANN0001']);
      assert.ok((tables(list)[0]?.rows[0]?.[0] ?? '').length <= 80);
      refused(await world.ask('default @tiny.bakes', BOB));
    });
  }

  it('are nobody at first', async () => {
    const answer = await world.ask('admins', { ...BOB, userId: 'U0EVE0001' });
    assert.equal(answer.status, 'answered');
    assert.match(words(answer), /Nobody is named/u);
  });
});
