import assert from 'node:assert/strict';

import { createFakeDoor, type FakeDoor } from '../fakes/door.ts';
import { HOSTILE_WORDS, hostileReport, metricAnswer, plainReport, SHAPES, TOKEN } from '../fakes/reports.ts';
import type { ChatHarness, ChatSession, PlainMessage } from './chat-harness.ts';

/** Reads again until it holds, at most five seconds; the last reading is returned either way, for the assertion. */
async function until<T>(read: () => T | Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 5_000;
  let value = await read();
  while (!holds(value) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    value = await read();
  }
  return value;
}

/** What core may rely on, whatever the platform: an adapter is done when this passes. */
export function describeChatAdapter(name: string, harness: ChatHarness): void {
  describe(`${name} as a ChatAdapter`, () => {
    let door: FakeDoor;
    let session: ChatSession;
    beforeEach(async () => {
      door = createFakeDoor();
      session = await harness.open(door);
    });
    afterEach(async () => {
      door.release();
      await session.close();
    });

    async function shown(count: number): Promise<readonly PlainMessage[]> {
      const messages = await until(
        () => session.messages(),
        (found) => found.length >= count,
      );
      assert.equal(messages.length, count);
      return messages;
    }

    async function ask(text: string): Promise<PlainMessage> {
      await session.say(text);
      const message = (await shown(1))[0];
      assert.ok(message);
      return message;
    }

    it('passes on what was typed, whole and without /ig, with who asked and where', async () => {
      await ask('reach week @bluebird');
      const call = door.calls[0];
      assert.equal(call?.text, 'reach week @bluebird');
      assert.deepEqual(call.caller.workspace, {
        platform: session.adapter.platform,
        remoteId: session.channel.workspaceRemoteId,
      });
      assert.equal(call.caller.channelId, session.channel.channelId);
      assert.notEqual(call.caller.userId, '');
    });

    it('says who is an admin, and of nobody else that they are', async () => {
      await session.say('status', 'admin');
      await until(
        () => door.calls.length,
        (count) => count === 1,
      );
      if (harness.members) await session.say('status', 'member');
      const expected = harness.members ? [true, false] : [true];
      await until(
        () => door.calls.length,
        (count) => count === expected.length,
      );
      assert.deepEqual(
        door.calls.map(({ caller }) => caller.admin),
        expected,
      );
    });

    it('shows title, numbers, picture and buttons of an answer, to everybody in the channel', async () => {
      const message = await ask('reach week @bluebird');
      for (const words of ['Reach · @bluebird', '12,345', '▲ +1,204 (+10.8 %)', 'Days are Instagram’s (US Pacific)']) {
        assert.ok(message.text.includes(words), `“${words}” is missing in: ${message.text}`);
      }
      assert.equal(message.pictures, 1);
      for (const label of ['Day', '28 days', 'Views']) assert.ok(message.buttons.includes(label), label);
      assert.equal(message.private, false);
    });

    it('shows every cell of a small table', async () => {
      const { text } = await ask('accounts');
      for (const cell of ['@bluebird', '@harbour.light', '48,210', 'Facebook Login'])
        assert.ok(text.includes(cell), cell);
    });

    it('shows an answer that is for the caller to nobody else', async () => {
      assert.equal((await ask('help')).private, true);
    });

    it('offers the corrected command after unknown words, ready to press', async () => {
      await ask('raech week');
      await session.press('/ig reach week');
      const calls = await until(
        () => door.calls,
        (found) => found.length === 2,
      );
      assert.equal(calls[1]?.text, 'reach week');
    });

    it('puts the answer of a button in place of the message, and sends the whole command', async () => {
      const before = await ask('reach week @bluebird');
      await session.press('28 days');
      const [after] = await until(
        () => session.messages(),
        ([first]) => first?.text.includes('27 Oct – 23 Nov 2026') === true,
      );
      assert.equal(door.calls[1]?.text, 'reach 28d @bluebird');
      assert.equal(after?.id, before.id);
      assert.ok(after.text.includes('27 Oct – 23 Nov 2026'), after.text);
      assert.ok(!after.text.includes('17–23 Nov 2026'), 'the earlier answer is still there');
      assert.equal(after.pictures, 1);
      await shown(1);
    });

    it('shows the answer of the button that was pressed last, whichever is ready first', async () => {
      await ask('reach week @bluebird');
      door.hold();
      await session.press('28 days');
      await session.press('Day');
      await until(
        () => door.waiting(),
        (waiting) => waiting.length === 2,
      );
      door.release('reach day @bluebird');
      await until(
        () => session.messages(),
        ([first]) => first?.text.includes(' · 1 day') === true,
      );
      door.release();
      await session.adapter.stop();
      const [message] = await session.messages();
      assert.ok(message?.text.includes('23 Nov 2026 · 1 day'), message?.text);
    });

    if (harness.keepsMessages) {
      it('hears the buttons of messages from before a restart', async () => {
        const before = await ask('reach week @bluebird');
        const next = createFakeDoor();
        await session.restart(next);
        await session.press('28 days');
        const [after] = await until(
          () => session.messages(),
          ([first]) => first?.text.includes('27 Oct – 23 Nov 2026') === true,
        );
        assert.equal(next.calls[0]?.text, 'reach 28d @bluebird');
        assert.equal(after?.id, before.id);
      });
    }

    it('takes a token in a private form and shows or logs it nowhere', async () => {
      await ask('connect');
      await session.submitToken('Enter a token', TOKEN);
      const messages = await until(
        () => session.messages(),
        (found) => found.some(({ text }) => text.includes('Connected @harbour.light')),
      );
      assert.deepEqual(door.tokens, [TOKEN]);
      const answer = messages.find(({ text }) => text.includes('Connected @harbour.light'));
      assert.equal(answer?.private, true);
      const everything = JSON.stringify([messages, await session.refusals(), door.calls]) + session.logged();
      assert.ok(!everything.includes(TOKEN), 'the token was seen');
    });

    for (const [shape, report] of Object.entries(SHAPES)) {
      it(`sends a report with ${shape} as one message that nothing refuses`, async () => {
        door.put('status', report);
        const message = await ask('status');
        assert.deepEqual(await session.refusals(), []);
        assert.ok(message.text.includes(report.title.slice(0, 40)), message.text.slice(0, 200));
        assert.ok(message.text.includes(report.footer), 'the footer is missing');
      });
    }

    it('shows foreign text as text: no pings, no links, no formatting, nothing hidden', async () => {
      door.put('status', hostileReport());
      const message = await ask('status');
      assert.deepEqual(message.harms, []);
      assert.deepEqual(await session.refusals(), []);
      for (const word of HOSTILE_WORDS)
        assert.ok(message.text.includes(word), `“${word}” is missing in: ${message.text}`);
    });

    it('posts a report under one key once, also when asked twice at the same time', async () => {
      const deliver = (key: string): Promise<{ readonly messageId: string }> =>
        session.adapter.deliver(session.channel, plainReport('Weekly digest'), key);
      const [first, second] = await Promise.all([deliver('digest:1'), deliver('digest:1')]);
      const third = await deliver('digest:1');
      assert.deepEqual([second.messageId, third.messageId], [first.messageId, first.messageId]);
      const message = (await shown(1))[0];
      assert.equal(message?.private, false);
      assert.ok(message.text.includes('Weekly digest'));
      const other = await deliver('digest:2');
      assert.notEqual(other.messageId, first.messageId);
      await shown(2);
    });

    it('says, when asked, that the workspace lets it in', async () => {
      await session.adapter.reach(session.channel.workspaceRemoteId);
    });

    it('finds again what it delivered, by its key and words, and nothing else', async () => {
      const report = plainReport('Digest 7');
      const between = { from: 0, to: Number.MAX_SAFE_INTEGER };
      const look = (name: string): Promise<readonly string[] | 'unknown'> =>
        session.adapter.readBack(session.channel, { report: plainReport(name), key: name }, between);
      assert.deepEqual(await look('Digest 7'), []);
      const { messageId } = await session.adapter.deliver(session.channel, report, 'Digest 7');
      assert.deepEqual(await look('Digest 7'), [messageId]);
      assert.deepEqual(await look('Digest 8'), []);
    });

    const answerTo = (messageId: string, key: string, quiet = true): Promise<{ readonly messageId: string }> => {
      const under = { messageId, title: 'Followers jump' };
      return session.adapter.deliver(session.channel, plainReport(key), key, { under, quiet });
    };

    it('puts answers under the message that they answer, heard or not, in the order they came', async () => {
      const { messageId } = await session.adapter.deliver(session.channel, plainReport('Followers jump'), 'alert-1');
      await answerTo(messageId, 'Second day');
      await answerTo(messageId, 'New peak', false);
      const [first, second, third] = await shown(3);
      assert.deepEqual([first?.under, second?.under, third?.under], [undefined, first?.id, first?.id]);
      assert.ok(second?.text.includes('Second day') && third?.text.includes('New peak'));
      if (second?.quiet !== undefined) assert.deepEqual([second.quiet, third?.quiet], [true, false]);
      assert.deepEqual(await session.refusals(), []);
    });

    it('finds an answer again under its message, and takes it away there', async () => {
      const { messageId } = await session.adapter.deliver(session.channel, plainReport('Followers jump'), 'alert-1');
      const look = (key: string): Promise<readonly string[] | 'unknown'> =>
        session.adapter.readBack(
          session.channel,
          { report: plainReport(key), key, under: { messageId, title: 'Followers jump' } },
          { from: 0, to: Number.MAX_SAFE_INTEGER },
        );
      assert.deepEqual(await look('Second day'), []);
      const answer = await answerTo(messageId, 'Second day');
      assert.deepEqual(await look('Second day'), [answer.messageId]);
      assert.deepEqual(await look('Third day'), []);
      if (!harness.keepsMessages) return;
      await session.adapter.remove(session.channel, answer.messageId);
      await shown(1);
      assert.deepEqual(await look('Second day'), []);
    });

    if (harness.keepsMessages) {
      it('puts an answer into the channel when the message that it answers is gone', async () => {
        const { messageId } = await session.adapter.deliver(session.channel, plainReport('Followers jump'), 'alert-1');
        await session.adapter.remove(session.channel, messageId);
        await answerTo(messageId, 'Second day');
        const [only] = await shown(1);
        assert.equal(only?.under, undefined);
        assert.ok(only?.text.includes('Second day'));
      });
    }

    it('changes what a message says, pictures and all, in place and wherever it stands', async () => {
      const alert = await metricAnswer('reach', 'week', 'bluebird', ['light', 'dark']);
      const corrected = await metricAnswer('views', 'week', 'bluebird', ['light', 'dark']);
      const { messageId } = await session.adapter.deliver(session.channel, alert.report, 'alert-1');
      const answer = await answerTo(messageId, 'Second day');
      const before = await shown(2);
      await session.adapter.edit(session.channel, messageId, corrected.report);
      await session.adapter.edit(session.channel, answer.messageId, plainReport('Second day, corrected'));
      const [first, second] = await shown(2);
      assert.deepEqual([first?.id, second?.id], [before[0]?.id, before[1]?.id]);
      assert.ok(first !== undefined && second !== undefined);
      assert.ok(first.text.includes('Views · @bluebird') && !first.text.includes('Reach · @bluebird'), first.text);
      assert.equal(first.pictures, 1);
      assert.ok(second.text.includes('Second day, corrected'), second.text);
      assert.equal(second.under, first.id);
      assert.deepEqual(await session.refusals(), []);
    });

    it('changes nothing, and does not mind, when the message is gone', async () => {
      const { messageId } = await session.adapter.deliver(session.channel, plainReport('Followers jump'), 'alert-1');
      await session.adapter.remove(session.channel, messageId);
      await session.adapter.edit(session.channel, messageId, plainReport('Corrected'));
      await shown(harness.keepsMessages ? 0 : 1);
    });

    it('answers each of several quick questions once', async () => {
      const texts = ['reach week @bluebird', 'accounts', 'views week @bluebird'];
      await Promise.all(texts.map((text) => session.say(text)));
      const messages = await shown(3);
      for (const title of ['Reach · @bluebird', 'Accounts', 'Views · @bluebird']) {
        assert.equal(messages.filter(({ text }) => text.includes(title)).length, 1, title);
      }
    });

    it('apologises when a question fails against all promises', async () => {
      door.put('status', new Error('planted'));
      const message = await ask('status');
      assert.notEqual(message.text.trim(), '');
      assert.ok(!message.text.includes('planted'));
    });

    it('finishes what it has acknowledged before it stops, and hears nothing after', async () => {
      door.hold();
      await session.say('reach week @bluebird');
      await until(
        () => door.waiting(),
        (waiting) => waiting.length === 1,
      );
      let over = false;
      const stopped = session.adapter.stop().then(() => (over = true));
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(!over, 'it stopped with a question unanswered');
      door.release();
      await stopped;
      const messages = await session.messages();
      assert.equal(messages.length, 1);
      assert.ok(messages[0]?.text.includes('Reach · @bluebird'), messages[0]?.text);
      await session.say('accounts').catch(() => undefined);
      assert.equal(door.calls.length, 1);
      await session.adapter.stop();
    });
  });
}
