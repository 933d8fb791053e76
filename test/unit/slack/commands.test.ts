import assert from 'node:assert/strict';
import { createFakeDoor, type FakeDoor } from '../../fakes/door.ts';
import { plainReport } from '../../fakes/reports.ts';
import { picturesOf, textOf } from '../../fakes/slack/reading.ts';
import { startSlack, until, type RunningSlack, type RunOptions } from '../../fakes/slack/run.ts';
import { GENERAL, MEMBER } from '../../fakes/slack/state.ts';

const REACH = 'reach week @bluebird';
const PRIVATE = 'G0PRIVATE1';
const SECOND = 'C0SECOND01';

describe('/ig in Slack', () => {
  let door: FakeDoor;
  let running: RunningSlack;

  async function open(options: RunOptions = {}): Promise<RunningSlack> {
    door = createFakeDoor();
    running = await startSlack(door, options);
    return running;
  }

  async function texts(count: number, channel = GENERAL): Promise<readonly string[]> {
    const seen = await until(
      () => running.people.seen({ channel }),
      (messages) => messages.length >= count,
    );
    return seen.map(textOf);
  }

  afterEach(async () => {
    door.release();
    await running.close();
  });

  for (const mode of ['socket', 'http'] as const) {
    it(`is acknowledged over ${mode} before anything is known`, async () => {
      const { people, slack } = await open({ mode });
      slack.fault = (method) => (method === 'users.info' ? 'silent' : undefined);
      assert.deepEqual(await people.command(REACH), {});
      assert.equal(door.calls.length, 0);
      slack.stop().catch(() => undefined);
    });

    it(`row 32: is answered once when Slack sends it again over ${mode}`, async () => {
      const { people } = await open({ mode });
      await people.command(REACH);
      await people.again(1);
      await people.again(2);
      await running.adapter.stop();
      assert.equal(door.calls.length, 1);
      assert.equal(people.seen().length, 1);
    });
  }

  it('undoes the escapes that Slack adds to what was typed', async () => {
    const { people } = await open();
    await people.command('compare <@U0123|bluebird> &amp; x &lt;y&gt; <https://a.example/p|a.example/p> <#C1|general>');
    await texts(1);
    assert.equal(door.calls[0]?.text, 'compare <@U0123|bluebird> & x <y> https://a.example/p <#C1|general>');
  });

  it('finds the id of a channel that was typed by its name, however many pages Slack lists', async () => {
    const { people, state } = await open();
    const channels = [...state.channels.values()];
    const last = channels.at(-1);
    assert.ok(last !== undefined && channels.length > 1);
    await people.command(`digest schedule monday #${last.name} <#C1|other> #nowhere`);
    await texts(1);
    assert.equal(door.calls[0]?.text, `digest schedule monday <#${last.id}|${last.name}> <#C1|other> #nowhere`);
  });

  it('leaves the name of a channel as it was typed when Slack lists none', async () => {
    const { people, slack } = await open();
    slack.fault = (method) => (method === 'conversations.list' ? { error: 'missing_scope' } : undefined);
    await people.command('alerts on #reports');
    await texts(1);
    assert.equal(door.calls[0]?.text, 'alerts on #reports');
  });

  it('looks for no channel where a digest or a goal is named by its number', async () => {
    const { people, state } = await open();
    await people.command('digest pause #3');
    await texts(1);
    assert.equal(door.calls[0]?.text, 'digest pause #3');
    assert.ok(state.calls.every(({ method }) => method !== 'conversations.list'));
  });

  it('belongs to the home workspace with SLACK_BOT_TOKEN', async () => {
    const { people } = await open();
    await people.command('status');
    await texts(1);
    assert.equal(door.calls[0]?.caller.home, true);
  });

  it('answers in a private channel it is not in, with the table in place of the picture and a hint', async () => {
    const { people } = await open();
    await people.command(REACH, { channel: PRIVATE });
    const [text = ''] = await texts(1, PRIVATE);
    assert.equal(people.seen({ channel: PRIVATE })[0]?.to, undefined);
    assert.match(text, /12,345/u);
    assert.match(text, /Reach by day/u);
    assert.match(text, /\/invite @Reachboard/u);
  });

  it('whispers by a call of its own when the response address has worn out', async () => {
    const { people, state } = await open();
    door.hold();
    await people.command('help');
    state.now = () => Date.now() + 31 * 60_000;
    door.release();
    const [text = ''] = await texts(1);
    assert.equal(people.seen()[0]?.call, 'chat.postEphemeral');
    assert.match(text, /Ask for a number/u);
    assert.equal(people.seen({ user: MEMBER }).length, 0);
  });

  it('tells who waits that the question was heard, and takes that back with the answer', async () => {
    const { people } = await open({ pace: { working: 1 } });
    door.hold();
    await people.command(REACH);
    assert.deepEqual(await texts(1), ['Working on it …']);
    assert.equal(people.seen({ user: MEMBER }).length, 0);
    door.release();
    await until(
      () => people.seen().map(textOf),
      ([first]) => first?.includes('12,345') === true,
    );
    await running.adapter.stop();
    assert.equal(people.seen().length, 1);
  });

  it('waits as long as Slack says, and a slowed channel does not hold up another', async () => {
    const { people, slack, state } = await open();
    let slowed = true;
    slack.fault = (method, args) =>
      method === 'chat.postMessage' && args['channel'] === GENERAL && slowed ? { retryAfter: 1 } : undefined;
    await people.command('status');
    await people.command('accounts', { channel: SECOND });
    await texts(1, SECOND);
    assert.equal(people.seen().length, 0, 'the slowed channel was not slowed');
    slowed = false;
    await texts(1);
    const posts = state.calls.filter(
      ({ method, args }) => method === 'chat.postMessage' && args['channel'] === GENERAL,
    );
    assert.ok(posts.length >= 2);
    const gaps = posts.slice(1).map(({ at }, index) => at - (posts[index]?.at ?? 0));
    assert.ok(
      gaps.every((gap) => gap > 990),
      'Retry-After was not kept',
    );
  });

  it('shows the answer without its picture when the channel has to wait longer than a person would', async () => {
    const { people, slack } = await open({ pace: { answer: 200 } });
    slack.fault = (method) => (method === 'chat.postMessage' ? { retryAfter: 300 } : undefined);
    for (const count of [1, 2]) {
      await people.command(REACH);
      const text = (await texts(count))[count - 1] ?? '';
      for (const words of ['12,345', 'Reach by day', 'no charts and files in this channel']) {
        assert.ok(text.includes(words), words);
      }
      assert.equal(people.seen()[count - 1]?.to, undefined, 'the channel does not see it');
    }
  });

  it('sends the text alone when Slack refuses the blocks', async () => {
    const { people, slack } = await open();
    slack.fault = (method, args) =>
      method === 'chat.postMessage' &&
      String(args['blocks']).length > 0 &&
      Array.isArray(args['blocks']) &&
      args['blocks'].length > 0
        ? { error: 'invalid_blocks' }
        : undefined;
    await people.command(REACH);
    const [text = ''] = await texts(1);
    for (const words of ['Reach · @bluebird', '12,345', 'Reach by day']) assert.ok(text.includes(words), words);
    assert.deepEqual(people.seen()[0]?.blocks, []);
  });

  it('says once more in private when Slack does not confirm an answer, and does not send it twice', async () => {
    const { people, slack } = await open();
    slack.fault = (method) => (method === 'chat.postMessage' ? 'lost' : undefined);
    await people.command('status');
    const all = await texts(2);
    assert.equal(all.filter((text) => text.includes('Everything as expected')).length, 1);
    assert.match(all[1] ?? '', /did not confirm/u);
  });

  it('sends a file into the thread of its message', async () => {
    const { people, state } = await open();
    const block = { kind: 'file' as const, name: 'reach.csv', mediaType: 'text/csv' as const, text: 'day,reach\n' };
    door.put('export reach', plainReport('Export', { blocks: [block] }));
    await people.command('export reach');
    const file = await until(
      () => [...state.files.values()][0],
      (found) => found?.sharedIn !== undefined,
    );
    assert.equal(file?.name, 'reach.csv');
    assert.equal(file.bytes?.toString(), 'day,reach\n');
    assert.deepEqual([file.sharedIn, file.thread], [GENERAL, people.seen()[0]?.ts]);
  });

  it('survives a refusal of everything', async () => {
    const { people, slack } = await open();
    slack.fault = () => ({ error: 'internal_error' });
    await people.command(REACH);
    await until(
      () => running.logged(),
      (log) => log.includes('an answer did not reach Slack'),
    );
    slack.fault = () => undefined;
    await people.command('accounts');
    assert.match((await texts(1))[0] ?? '', /Accounts/u);
  });

  it('does not wait for ever when it stops while Slack is silent', async () => {
    const { people, slack } = await open({ pace: { stop: 20 } });
    slack.fault = (method) => (method === 'chat.postMessage' ? { retryAfter: 20 } : undefined);
    await people.command('status');
    await until(
      () => running.state.calls.some(({ method }) => method === 'chat.postMessage'),
      (called) => called,
    );
    await running.adapter.stop();
    assert.match(running.logged(), /answers under way were given up/u);
  });

  it('answers a corrected command in the channel and takes the private hint away', async () => {
    const { people } = await open();
    await people.command('raech week');
    await texts(1);
    await people.press('/ig reach week');
    await until(
      () => people.seen(),
      (seen) => seen.length === 1 && seen[0]?.to === undefined,
    );
    const [message] = people.seen();
    assert.ok(message);
    assert.match(textOf(message), /12,345/u);
    assert.equal(picturesOf(message).length, 1);
  });

  it('changes a message that went through a response address in place', async () => {
    const { people } = await open();
    await people.command(REACH, { channel: PRIVATE });
    await texts(1, PRIVATE);
    await people.press('28 days', { channel: PRIVATE });
    const [message] = await until(
      () => people.seen({ channel: PRIVATE }),
      ([first]) => first !== undefined && textOf(first).includes('27 Oct'),
    );
    assert.ok(message);
    assert.match(textOf(message), /27 Oct – 23 Nov 2026/u);
    assert.equal(people.seen({ channel: PRIVATE }).length, 1);
  });
});
