import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { RenderedAnswer, Suggestion } from '../../../core/commands.ts';
import type { Door } from '../../../core/ports.ts';
import { readableText } from '../../fakes/discord/reader.ts';
import { MEMBER } from '../../fakes/discord/server.ts';
import { openDiscord, until, type DiscordSession } from '../../fakes/discord/session.ts';
import { createFakeDoor, type FakeDoor } from '../../fakes/door.ts';
import { answerOf, plainReport } from '../../fakes/reports.ts';

const [MESSAGE, DEFERRED, DEFERRED_UPDATE, MODAL] = [4, 5, 6, 9];
const EPHEMERAL = 64;
const REFUSED: RenderedAnswer = answerOf(plainReport('No answer'), 'unanswerable', 'caller');

describe('interactions on Discord', () => {
  let session: DiscordSession;
  let door: FakeDoor;
  afterEach(async () => {
    door.release();
    await session.stop();
  });

  async function open(changes: Partial<Door> = {}, guildIds?: readonly string[]): Promise<DiscordSession> {
    door = createFakeDoor();
    session = await openDiscord({ ...door, ...changes }, { patience: 50 }, guildIds);
    return session;
  }

  const shown = (): readonly string[] =>
    session.discord
      .messages()
      .filter(({ pending }) => !pending)
      .map(readableText);

  async function answered(count = 1): Promise<readonly string[]> {
    return until(shown, (texts) => texts.length >= count);
  }

  it('acknowledges in public before a slow answer', async () => {
    const { discord } = await open();
    door.hold();
    const asking = discord.say('reach week @bluebird');
    assert.deepEqual(await asking.acknowledged, { type: DEFERRED });
    door.release();
    assert.ok((await answered())[0]?.includes('Reach · @bluebird'));
    assert.deepEqual(discord.unanswered(), []);
  });

  it('tells a quick refusal of a public command to the caller alone', async () => {
    const { discord } = await open({ answer: () => Promise.resolve(REFUSED) });
    const { type, data } = await discord.say('reach week @nobody').acknowledged;
    assert.deepEqual([type, data?.flags], [MESSAGE, EPHEMERAL]);
    assert.deepEqual(
      discord.messages().map(({ onlyFor, pending }) => [onlyFor !== undefined, pending]),
      [[true, false]],
    );
  });

  it('shows a late refusal where it has already said “thinking”', async () => {
    const late = async (): Promise<RenderedAnswer> => {
      await pause(400);
      return REFUSED;
    };
    const { discord } = await open({ answer: late });
    assert.equal((await discord.say('reach week').acknowledged).type, DEFERRED);
    assert.ok((await answered())[0]?.includes('No answer'));
  });

  it('hides from the first moment what is for the caller', async () => {
    const { discord } = await open();
    assert.deepEqual(await discord.say('help').acknowledged, { type: DEFERRED, data: { flags: EPHEMERAL } });
  });

  it('row 33: answers an interaction that is delivered twice once', async () => {
    const { discord } = await open();
    await discord.say('status').acknowledged;
    discord.repeat();
    await answered();
    await discord.say('accounts').acknowledged;
    await answered(2);
    assert.deepEqual(
      door.calls.map(({ text }) => text),
      ['status', 'accounts'],
    );
    assert.equal(discord.messages().length, 2);
  });

  it('acknowledges and answers fifty questions at once, each once', async () => {
    const { discord } = await open();
    const askings = Array.from({ length: 50 }, (_, i) => discord.say('status', { userId: String(8_000 + i) }));
    await Promise.all(askings.map(({ acknowledged }) => acknowledged));
    assert.equal((await answered(50)).length, 50);
    assert.equal(door.calls.length, 50);
    assert.deepEqual(discord.unanswered(), []);
  });

  it('puts the answer into the channel when the 15 minutes of the question are over', async () => {
    const { discord } = await open();
    door.hold();
    await discord.say('reach week @bluebird').acknowledged;
    discord.expireTokens();
    door.release();
    await answered();
    const [, posted] = discord.messages();
    assert.equal(posted?.onlyFor, undefined);
    assert.ok(posted !== undefined && readableText(posted).includes('Reach · @bluebird'));
  });

  it('never puts a private answer into the channel', async () => {
    const { discord } = await open();
    door.hold();
    await discord.say('help').acknowledged;
    discord.expireTokens();
    door.release();
    await until(
      () => session.logged(),
      (text) => text.includes('could not be shown'),
    );
    assert.deepEqual(shown(), []);
    assert.ok(!session.logged().includes('aW50ZXJhY3Rpb24'), 'the token of the interaction was logged');
    assert.equal(discord.requests.filter(({ path }) => path.startsWith('/channels')).length, 0);
  });

  it('gives a question up cleanly when Discord no longer knows it', async () => {
    const { discord } = await open();
    discord.fail({ match: /callback$/u, status: 404, code: 10_062 });
    discord.say('status');
    await until(
      () => session.logged(),
      (text) => text.includes('did not take a first response'),
    );
    await discord.say('accounts').acknowledged;
    assert.ok((await answered())[0]?.includes('@bluebird'));
    assert.equal(discord.requests.filter(({ path }) => path.endsWith('callback')).length, 2);
  });

  it('goes on when a lost reply to its acknowledgement makes it send a second one', async () => {
    const { discord } = await open();
    discord.fail({ match: /callback$/u, status: 502, applied: true });
    discord.say('status');
    assert.ok((await answered())[0]?.includes('Status'));
  });

  it('sends the report as plain text when Discord refuses its form, and with its table when the picture is too large', async () => {
    const { discord } = await open();
    discord.fail({ match: /^PATCH/u, status: 400, code: 50_035 });
    await discord.say('status').acknowledged;
    assert.ok((await answered())[0]?.includes('Status in one line.'));
    discord.fail({ match: /^PATCH/u, status: 413, code: 40_005 });
    await discord.say('reach week @bluebird').acknowledged;
    await answered(2);
    const [, report] = discord.messages();
    assert.ok(report);
    assert.equal(report.files.length, 0);
    assert.ok(readableText(report).includes('Reach by day'));
  });

  it('keeps a public message when its button leads to a private answer', async () => {
    const { discord } = await open();
    door.put('status', plainReport('Status', { actions: [{ label: 'Help', command: 'help', group: 'fix' }] }));
    await discord.say('status').acknowledged;
    await answered();
    await discord.press('Help').acknowledged;
    const texts = await answered(2);
    assert.ok(texts[0]?.includes('Status') === true && texts[1]?.includes('Ask for a number') === true);
    assert.deepEqual(
      discord.messages().map(({ onlyFor }) => onlyFor !== undefined),
      [false, true],
    );
  });

  it('keeps a public message when the answer to its button is a refusal', async () => {
    const answers = [
      answerOf(plainReport('Status', { actions: [{ label: 'Go', command: 'reach week', group: 'fix' }] })),
      REFUSED,
    ];
    const { discord } = await open({ answer: () => Promise.resolve(answers.shift() ?? REFUSED) });
    await discord.say('status').acknowledged;
    await answered();
    assert.equal((await discord.press('Go').acknowledged).type, DEFERRED_UPDATE);
    const texts = await answered(2);
    assert.ok(texts[0]?.includes('Status') === true && texts[1]?.includes('No answer') === true);
    assert.equal(discord.messages()[1]?.onlyFor === undefined, false);
  });

  it('says so when a button is not its own', async () => {
    const { discord } = await open();
    await discord.say('status').acknowledged;
    await answered();
    const [message] = discord.messages();
    assert.ok(message);
    const { data } = await discord.pressId('another bot', message).acknowledged;
    assert.match(data?.content ?? '', /outdated/u);
    assert.equal(data?.flags, EPHEMERAL);
  });

  it('opens the form for admins at once, and for others only when core allows it', async () => {
    const { discord } = await open();
    await discord.say('connect').acknowledged;
    await answered();
    assert.equal((await discord.press('Enter a token').acknowledged).type, MODAL);
    assert.equal(door.calls.length, 1);
    assert.equal((await discord.press('Enter a token', { permissions: MEMBER }).acknowledged).type, MODAL);
    assert.equal(door.calls.length, 2);
  });

  it('tells whoever may not connect so, in place of the form', async () => {
    const connect = plainReport('Connect', {
      actions: [{ label: 'Enter a token', command: 'connect', group: 'fix', form: 'connect' }],
    });
    const { discord } = await open({
      answer: ({ caller }) => Promise.resolve(caller.admin ? answerOf(connect, 'answered', 'caller') : REFUSED),
    });
    await discord.say('connect').acknowledged;
    await answered();
    const { type, data } = await discord.press('Enter a token', { permissions: MEMBER }).acknowledged;
    assert.deepEqual([type, data?.flags], [MESSAGE, EPHEMERAL]);
  });

  it('answers in German clients too, and outside servers says where it works', async () => {
    const { discord } = await open();
    await discord.say('status', { locale: 'de' }).acknowledged;
    await answered();
    const { data } = await discord.say('status', { guildId: undefined }).acknowledged;
    assert.match(data?.content ?? '', /servers/u);
    assert.equal(door.calls.length, 1);
  });

  it('is at home in the only server, in the one it was told, and nowhere else', async () => {
    const { discord } = await open({}, ['700000000000000001', '700000000000000002']);
    await discord.say('status').acknowledged;
    assert.deepEqual(
      door.calls.map(({ caller }) => caller.home),
      [false],
    );
    await session.stop();
    await open();
    await session.discord.say('status').acknowledged;
    assert.deepEqual(
      door.calls.map(({ caller }) => caller.home),
      [true],
    );
    await session.stop();
    door = createFakeDoor();
    session = await openDiscord(door, { guildId: '700000000000000002' }, ['700000000000000001', '700000000000000002']);
    session.discord.commands.set('global', session.discord.commands.get('700000000000000002') ?? []);
    await session.discord.say('status').acknowledged;
    await session.discord.say('status', { guildId: '700000000000000002' }).acknowledged;
    assert.deepEqual(
      door.calls.map(({ caller }) => caller.home),
      [false, true],
    );
  });

  it('leaves no “thinking” behind when it has to stop before an answer is there', async () => {
    const { discord, adapter } = await open();
    door.hold();
    await discord.say('reach week @bluebird').acknowledged;
    await adapter.stop();
    assert.deepEqual(
      discord.messages().map(({ pending }) => pending),
      [false],
    );
    assert.match(shown()[0] ?? '', /restarting/u);
  });

  async function complete(words: readonly Suggestion[], ...asked: Parameters<DiscordSession['discord']['complete']>) {
    const { discord } = await open({ complete: () => Promise.resolve(words) });
    const { data } = await discord.complete(...asked).acknowledged;
    assert.deepEqual(discord.refusals(), []);
    return data?.choices ?? [];
  }

  it('completes metrics, periods and accounts from what core suggests', async () => {
    const { discord } = await open();
    const values = async (...asked: Parameters<typeof discord.complete>): Promise<readonly string[]> =>
      ((await discord.complete(...asked).acknowledged).data?.choices ?? []).map(({ value }) => value);
    assert.deepEqual(await values('metric', { name: 're' }, 'name'), [
      'reach',
      'reach week',
      'reach week @bluebird',
      'reach week @harbour.light',
      'reach 28d',
      'reels_skip_rate',
    ]);
    assert.deepEqual(await values('reach', { period: '' }, 'period'), ['week', '28d']);
    assert.deepEqual(discord.refusals(), []);
  });

  it('offers at most 25 choices of at most 100 characters, hostile names as plain text', async () => {
    const words = Array.from({ length: 40 }, (_, i) => ({
      text: `reach @name${i}`,
      summary: 'n\u202ea\n'.repeat(200),
    }));
    const choices = await complete(
      [{ text: `reach @${'x'.repeat(200)}`, summary: '' }, ...words],
      'reach',
      { account: '@' },
      'account',
    );
    assert.equal(choices.length, 25);
    assert.equal(choices[0]?.value, '@name0');
    assert.doesNotMatch(choices[0].name, /[\u202e\n]/u);
  });

  it('offers nothing rather than something late', async () => {
    const { discord } = await open({ complete: () => new Promise(() => undefined) });
    const { data } = await discord.complete('reach', { account: '' }, 'account').acknowledged;
    assert.deepEqual(data?.choices, []);
  });
});
