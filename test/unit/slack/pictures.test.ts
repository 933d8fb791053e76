import assert from 'node:assert/strict';
import { createFakeDoor } from '../../fakes/door.ts';
import { metricAnswer } from '../../fakes/reports.ts';
import { picturesOf, textOf } from '../../fakes/slack/reading.ts';
import { startSlack, until, type RunningSlack, type RunOptions } from '../../fakes/slack/run.ts';
import { GENERAL, TEAM, type Message } from '../../fakes/slack/state.ts';

const REACH = 'reach week @bluebird';

describe('pictures in Slack', () => {
  let running: RunningSlack;

  async function ask(prepare: (made: RunningSlack) => void, options: RunOptions = {}): Promise<Message> {
    // Patient, so that a busy machine shows the answer and not the word that it takes longer.
    const pace = { working: 60_000, pictureWait: 60_000, ...options.pace };
    running = await startSlack(createFakeDoor(), { ...options, pace });
    prepare(running);
    await running.people.command(REACH);
    const [message] = await until(
      () => running.people.seen(),
      (seen) => seen.length > 0,
    );
    assert.ok(message);
    return message;
  }

  afterEach(() => running.close());

  it('stand in the message with a description that holds the finding', async () => {
    const message = await ask(({ state }) => {
      state.looks = 3;
    });
    const [picture] = picturesOf(message);
    assert.match(String(picture?.['alt_text']), /12,345 accounts/u);
    const [file] = running.state.files.values();
    assert.deepEqual(file?.bytes?.subarray(1, 4).toString(), 'PNG');
    assert.equal(file.sharedIn, undefined, 'the picture was posted apart');
    assert.deepEqual(running.state.refusals, [], 'the picture was used before it was ready');
  });

  it('follow into the same message when they are late', async () => {
    const message = await ask(
      ({ state }) => {
        state.looks = 3;
      },
      { pace: { pictureWait: 1 } },
    );
    assert.match(textOf(message), /The chart follows/u);
    assert.match(textOf(message), /12,345/u);
    await until(
      () => picturesOf(message),
      (pictures) => pictures.length === 1,
    );
    assert.equal(picturesOf(message).length, 1);
    assert.doesNotMatch(textOf(message), /The chart follows/u);
    assert.equal(running.people.seen().length, 1);
  });

  it('that come late do not undo what was pressed meanwhile', async () => {
    const message = await ask(
      ({ state }) => {
        state.looks = 1_000;
      },
      { pace: { pictureWait: 1 } },
    );
    const early = [...running.state.files.keys()];
    await running.people.press('28 days');
    await until(
      () => textOf(message),
      (text) => text.includes('27 Oct'),
    );
    running.state.looks = 1;
    await running.adapter.stop();
    assert.match(textOf(message), /27 Oct – 23 Nov 2026/u);
    const shown = (picturesOf(message)[0]?.['slack_file'] as { readonly id?: string } | undefined)?.id;
    assert.ok(shown !== undefined && !early.includes(shown), 'the old picture came back');
  });

  for (const [trouble, fault] of [
    ['Slack refuses the upload', { status: 500 }],
    ['the upload is cut off', 'reset'],
  ] as const) {
    it(`give way to their table when ${trouble}`, async () => {
      const message = await ask(({ slack }) => {
        slack.fault = (method) => (method === 'upload' ? fault : undefined);
      });
      assert.equal(picturesOf(message).length, 0);
      assert.match(textOf(message), /Reach by day/u);
      assert.match(textOf(message), /12,345/u);
    });
  }

  it('give way to their table when the upload is taken without an answer', async () => {
    const message = await ask(
      ({ slack }) => {
        slack.fault = (method) => (method === 'upload' ? 'lost' : undefined);
      },
      { pace: { call: 50, pictureWait: 20_000 } },
    );
    assert.equal(picturesOf(message).length, 0);
    assert.match(textOf(message), /Reach by day/u);
  });

  it('are uploaded again when the first try fails', async () => {
    let tries = 0;
    const message = await ask(({ slack }) => {
      slack.fault = (method) => {
        if (method !== 'upload') return undefined;
        tries += 1;
        return tries === 1 ? { status: 503 } : undefined;
      };
    });
    assert.equal(picturesOf(message).length, 1);
  });

  it('that people asked for go before those that nobody waits for', async () => {
    running = await startSlack(createFakeDoor(), {
      pace: { pictureWait: 60_000, background: { pictureWait: 60_000, picture: 20_000, change: 0 } },
    });
    const { report } = await metricAnswer('reach', 'week', 'bluebird', ['light']);
    const to = { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL } as const;
    await running.adapter.deliver(to, report, 'digest-1');
    const second = running.adapter.deliver(to, report, 'digest-2').catch(() => undefined);
    await running.people.command(REACH);
    const answered = await until(
      () => running.people.seen(),
      (seen) => seen.length === 2,
    );
    assert.deepEqual(
      answered.map((message) => picturesOf(message).length),
      [1, 1],
    );
    assert.equal(running.state.calls.filter(({ method }) => method === 'files.getUploadURLExternal').length, 2);
    await running.adapter.stop();
    await second;
  });

  it('are tried again when Slack called them ready too early', async () => {
    let refused = 0;
    const message = await ask(({ slack }) => {
      slack.fault = (method) => {
        if (method !== 'chat.postMessage' || refused > 0) return undefined;
        refused += 1;
        return { error: 'invalid_blocks' };
      };
    });
    assert.equal(picturesOf(message).length, 1);
  });
});
