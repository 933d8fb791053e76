import assert from 'node:assert/strict';
import { createChartRenderer } from '../../renderers/index.ts';
import { blocksText, harmsOf, picturesOf, textOf } from '../fakes/slack/reading.ts';
import { startSlack, until, type RunningSlack } from '../fakes/slack/run.ts';
import { ADMIN, MEMBER, type Message } from '../fakes/slack/state.ts';
import { openWorld, type World } from '../fakes/world.ts';

describe('Slack, from a typed command to Instagram and back', () => {
  const renderer = createChartRenderer();
  let world: World;
  let running: RunningSlack;
  before(async () => {
    world = await openWorld({ renderer });
    running = await startSlack(world.door);
  });
  after(async () => {
    await running.close();
    await world.close();
    await renderer.close();
  });

  async function newest(holds: (text: string) => boolean, user: string = ADMIN): Promise<Message> {
    const message = await until(
      () => running.people.seen({ user }).at(-1),
      (found) => found !== undefined && holds(textOf(found)),
    );
    assert.ok(message);
    return message;
  }

  it('answers /ig reach week with number, change, chart and buttons', async () => {
    await running.people.command('reach week');
    const message = await newest((text) => text.includes('Reach'));
    assert.equal(message.to, undefined);
    assert.equal(picturesOf(message).length, 1);
    assert.match(textOf(message), /Reach/u);
    assert.match(message.text, /\d/u);
    assert.deepEqual(harmsOf(message), []);
  });

  for (const text of [
    'accounts',
    'status',
    'help',
    'profile',
    'followers 28d',
    'impressions last month',
    'connect',
    'xyzzy',
    '',
  ]) {
    it(`answers /ig ${text} with something that Slack takes`, async () => {
      const before = running.people.seen().length;
      await running.people.command(text);
      const seen = await until(
        () => running.people.seen(),
        (messages) => messages.length > before,
      );
      assert.equal(seen.length, before + 1);
      assert.deepEqual(seen.flatMap(harmsOf), []);
      assert.deepEqual(running.state.refusals, []);
    });
  }

  it('lets only admins connect accounts', async () => {
    await running.people.command('connect', { user: MEMBER });
    const message = await newest((text) => text.includes('Only admins'), MEMBER);
    assert.equal(message.to, MEMBER);
    assert.match(textOf(message), /Only admins of this workspace/u);
  });

  it('shows the accounts in App Home', async () => {
    await running.people.openHome();
    const home = await until(
      () => running.state.homes.get(ADMIN),
      (found) => found !== undefined,
    );
    for (const { username } of world.local.accounts) assert.ok(blocksText(home).includes(`@${username}`), username);
    assert.deepEqual(running.state.refusals, []);
  });
});
