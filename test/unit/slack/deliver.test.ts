import assert from 'node:assert/strict';
import { webApi } from '@slack/bolt';
import { deliveryError } from '../../../bots/slack/faults.ts';
import { isAppError, type AppErrorCode } from '../../../core/errors.ts';
import { createFakeDoor } from '../../fakes/door.ts';
import { PACE } from '../../../bots/slack/pace.ts';
import { metricAnswer, plainReport } from '../../fakes/reports.ts';
import { picturesOf, textOf } from '../../fakes/slack/reading.ts';
import { startSlack, until, type RunningSlack } from '../../fakes/slack/run.ts';
import { GENERAL, TEAM } from '../../fakes/slack/state.ts';

const TO = { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL };

describe('delivering to Slack', () => {
  let running: RunningSlack;
  beforeEach(async () => {
    running = await startSlack(createFakeDoor(), { listen: false });
  });
  afterEach(() => running.close());

  it('works in a process that hears nothing, and leaves the key with the message', async () => {
    const { report } = await metricAnswer('reach', 'week', 'bluebird', ['light']);
    const { messageId } = await running.adapter.deliver(TO, report, 'digest:7@2026-11-23');
    const [message] = running.people.seen();
    assert.ok(message);
    assert.equal(messageId, message.ts);
    assert.match(textOf(message), /12,345/u);
    assert.equal(picturesOf(message).length, 1);
    assert.deepEqual(message.options['metadata'], {
      event_type: 'reachboard_delivery',
      event_payload: { key: 'digest:7@2026-11-23' },
    });
  });

  for (const [what, prepare, code] of [
    [
      'an archived channel',
      ({ state }) => Object.assign(state.channels.get(GENERAL) ?? {}, { archived: true }),
      'not-found',
    ],
    ['a deleted channel', ({ state }) => state.channels.delete(GENERAL), 'not-found'],
    ['a withdrawn token', ({ state }) => state.tokens.delete(state.botToken), 'token'],
    ['an answer that never comes', ({ slack }) => (slack.fault = () => 'lost'), 'upstream'],
    ['a fault of Slack', ({ slack }) => (slack.fault = () => ({ error: 'internal_error' })), 'upstream'],
    ['an endless wait', ({ slack }) => (slack.fault = () => ({ retryAfter: 1_000_000_000 })), 'throttled'],
  ] as readonly (readonly [string, (running: RunningSlack) => unknown, AppErrorCode])[]) {
    it(`tells ${what} by its code, after one try`, async () => {
      prepare(running);
      await assert.rejects(running.adapter.deliver(TO, plainReport('Digest'), 'k'), { code });
      assert.equal(running.state.calls.filter(({ method }) => method === 'chat.postMessage').length, 1);
    });
  }

  for (const [error, hint] of [
    ['not_in_channel', /\/invite @Reachboard/u],
    ['channel_not_found', /private, invite .*; if it is gone, choose another/u],
    ['is_archived', /^Unarchive it/u],
    ['restricted_action', /^Ask one to let Reachboard post there/u],
    ['restricted_action_read_only_channel', /^Ask one to let Reachboard post there/u],
    ['missing_scope', /slack-manifest\.json/u],
    ['access_denied', /\/invite @Reachboard, or choose another channel/u],
  ] as const) {
    it(`says what to do about ${error}, and that Slack said so`, async () => {
      running.slack.fault = () => ({ error });
      await assert.rejects(running.adapter.deliver(TO, plainReport('Digest'), 'k'), (refused) => {
        assert.ok(isAppError(refused));
        assert.deepEqual([refused.code, refused.message.endsWith(`(${error}).`)], ['not-found', true]);
        assert.match(refused.hint ?? '', hint);
        return true;
      });
    });
  }

  for (const code of ['ratelimited', 'rate_limited']) {
    it(`takes ${code} in the body alone for a rate limit: nothing was posted`, () => {
      const refusal = new webApi.WebAPIPlatformError({ ok: false, error: code });
      const { code: told, retryAt } = deliveryError(refusal, 1_000);
      assert.deepEqual([told, retryAt], ['throttled', new Date(31_000)]);
    });
  }

  it('may be tried again under the same key after a failure', async () => {
    running.slack.fault = () => ({ error: 'is_archived' });
    await assert.rejects(running.adapter.deliver(TO, plainReport('Digest'), 'k'));
    running.slack.fault = () => undefined;
    await running.adapter.deliver(TO, plainReport('Digest'), 'k');
    assert.equal(running.people.seen().length, 1);
  });

  it('is certain that a message still waiting at a stop was not sent', async () => {
    running.slack.fault = () => ({ retryAfter: 60 });
    const refused = assert.rejects(running.adapter.deliver(TO, plainReport('Digest'), 'k'), { code: 'throttled' });
    await until(
      () => running.state.calls.filter(({ method }) => method === 'chat.postMessage').length,
      (calls) => calls > 0,
    );
    await running.adapter.stop();
    await refused;
    assert.equal(running.people.seen().length, 0);
  });

  describe('with pictures that are late', () => {
    beforeEach(async () => {
      await running.close();
      running = await startSlack(createFakeDoor(), {
        listen: false,
        pace: { background: { ...PACE.background, pictureWait: 1 } },
      });
      running.state.looks = 3;
    });

    it('leaves them to the edit that brings them, and holds nothing for them meanwhile', async () => {
      const { report } = await metricAnswer('reach', 'week', 'bluebird', ['light']);
      const { messageId, unfinished } = await running.adapter.deliver(TO, report, 'digest-7');
      assert.equal(unfinished, true);
      const [message] = running.people.seen();
      assert.ok(message);
      assert.match(textOf(message), /The chart follows/u);
      await running.adapter.edit(TO, messageId, report);
      assert.equal(picturesOf(message).length, 1);
      assert.doesNotMatch(textOf(message), /The chart follows/u);
      assert.equal(running.people.seen().length, 1);
      assert.deepEqual(running.state.refusals, [], 'the picture was used before it was ready');
    });

    it('sends the text at once when the program is to end, and leaves its picture to the edit', async () => {
      await running.close();
      running = await startSlack(createFakeDoor(), {
        listen: false,
        pace: { background: { ...PACE.background, pictureWait: 60_000 } },
      });
      running.state.looks = 1_000;
      const ending = new AbortController();
      const { report } = await metricAnswer('reach', 'week', 'bluebird', ['light']);
      const sending = running.adapter.deliver(TO, report, 'digest-7', { ending: ending.signal });
      await until(
        () => running.state.calls.some(({ method }) => method === 'files.info'),
        (waits) => waits,
      );
      ending.abort();
      assert.equal((await sending).unfinished, true);
    });

    for (const [trouble, fault] of [
      [
        'Slack asks to wait long',
        (method: string) => (method.startsWith('files.') ? { retryAfter: 3_600 } : undefined),
      ],
      ['an upload fails', (method: string) => (method === 'upload' ? { status: 500 } : undefined)],
    ] as const) {
      it(`leaves them to that edit too when ${trouble}, and the edit comes again`, async () => {
        await running.close();
        running = await startSlack(createFakeDoor(), {
          listen: false,
          pace: { background: { ...PACE.background, pictureWait: 60_000 } },
        });
        running.slack.fault = fault;
        const { report } = await metricAnswer('reach', 'week', 'bluebird', ['light']);
        const { messageId, unfinished } = await running.adapter.deliver(TO, report, 'digest-7');
        assert.equal(unfinished, true);
        await assert.rejects(running.adapter.edit(TO, messageId, report));
        const [message] = running.people.seen();
        assert.ok(message);
        assert.match(textOf(message), /The chart follows/u);
      });
    }

    it('shows their table where the app may send no files', async () => {
      running.slack.fault = (method) => (method.startsWith('files.') ? { error: 'missing_scope' } : undefined);
      const { report } = await metricAnswer('reach', 'week', 'bluebird', ['light']);
      const { messageId } = await running.adapter.deliver(TO, report, 'digest-7');
      await running.adapter.edit(TO, messageId, report);
      const [message] = running.people.seen();
      assert.ok(message);
      assert.match(textOf(message), /Reach by day/u);
    });

    it('tells when Slack takes no files now, and says nothing new in the message', async () => {
      const { report } = await metricAnswer('reach', 'week', 'bluebird', ['light']);
      const { messageId } = await running.adapter.deliver(TO, report, 'digest-7');
      running.slack.fault = (method) => (method.startsWith('files.') ? { retryAfter: 3_600 } : undefined);
      await assert.rejects(running.adapter.edit(TO, messageId, report), { code: 'throttled' });
      const [message] = running.people.seen();
      assert.ok(message);
      assert.match(textOf(message), /The chart follows/u);
    });
  });

  it('says that the token is of another workspace where that is why Slack does not show the channel', async () => {
    const { adapter, slack } = running;
    slack.fault = (method) => (method === 'chat.postMessage' ? { error: 'channel_not_found' } : undefined);
    const elsewhere = { ...TO, workspaceRemoteId: 'T0OTHER001' };
    await assert.rejects(adapter.deliver(elsewhere, plainReport('Digest'), 'k1'), {
      code: 'token',
      wholeWorkspace: true,
      message: /another Slack workspace than the one SLACK_BOT_TOKEN/u,
    });
    await assert.rejects(adapter.deliver(TO, plainReport('Digest'), 'k2'), { code: 'not-found' });
    slack.fault = () => undefined;
    await adapter.deliver(elsewhere, plainReport('Digest'), 'k3');
    assert.equal(running.people.seen().length, 1, 'a channel that the bot sees is posted to');
  });

  it('changes messages in other channels while one is slowed down', async () => {
    const { adapter, slack } = running;
    const { messageId } = await adapter.deliver(TO, plainReport('Digest'), 'k1');
    slack.fault = (method, args) =>
      method === 'chat.update' && args['channel'] === 'C0SLOW' ? { retryAfter: 60 } : undefined;
    const slow = adapter.edit({ ...TO, channelId: 'C0SLOW' }, messageId, plainReport('Slow')).catch(() => undefined);
    await adapter.edit(TO, messageId, plainReport('Changed'));
    assert.match(textOf(running.people.seen()[0] ?? assert.fail()), /Changed/u);
    await adapter.stop();
    await slow;
  });

  it('refuses the channels of other platforms', async () => {
    await assert.rejects(running.adapter.deliver({ ...TO, platform: 'discord' }, plainReport('Digest'), 'k'), {
      code: 'not-found',
    });
  });
});
