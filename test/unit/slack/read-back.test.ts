import assert from 'node:assert/strict';
import { createFakeDoor } from '../../fakes/door.ts';
import { plainReport } from '../../fakes/reports.ts';
import { startSlack, type RunningSlack } from '../../fakes/slack/run.ts';
import { ADMIN, GENERAL, TEAM } from '../../fakes/slack/state.ts';

const TO = { platform: 'slack', workspaceRemoteId: TEAM, channelId: GENERAL };
const WINDOW = { from: 0, to: 2_000_000_000_000 };

describe('looking for a delivered message in Slack', () => {
  let running: RunningSlack;
  beforeEach(async () => {
    running = await startSlack(createFakeDoor(), { listen: false });
  });
  afterEach(() => running.close());

  const report = plainReport('Digest');
  const look = (key: string, between = WINDOW) => running.adapter.readBack(TO, { report, key }, between);

  it('finds it by its key, and no other message', async () => {
    assert.deepEqual(await look('digest-1-2026-W48'), []);
    const { messageId } = await running.adapter.deliver(TO, report, 'digest-1-2026-W48');
    await running.adapter.deliver(TO, report, 'digest-2-2026-W48');
    assert.deepEqual(await look('digest-1-2026-W48'), [messageId]);
    assert.deepEqual(await look('digest-3-2026-W48'), []);
    assert.deepEqual(await look('digest-1-2026-W48', { from: 0, to: 1_000 }), []);
  });

  it('knows that it may not look, or does not see far enough', async () => {
    running.slack.fault = () => ({ error: 'missing_scope' });
    assert.equal(await look('digest-1-2026-W48'), 'unknown');
    running.slack.fault = () => undefined;
    await running.adapter.deliver(TO, report, 'other');
    const { messages } = running.state;
    const [other] = messages;
    assert.ok(other !== undefined);
    for (let n = 0; n < 400; n += 1) messages.push({ ...other, ts: `1700000000.${String(n).padStart(6, '0')}` });
    assert.equal(await look('digest-1-2026-W48'), 'unknown');
    running.slack.fault = () => ({ retryAfter: 3_000 });
    await assert.rejects(look('digest-1-2026-W48'), { code: 'throttled' });
  });

  it('pages on through a busy channel', async () => {
    const { messageId } = await running.adapter.deliver(TO, report, 'digest-1-2026-W48');
    for (let n = 0; n < 40; n += 1) await running.adapter.deliver(TO, report, `other-${n}`);
    assert.deepEqual(await look('digest-1-2026-W48'), [messageId]);
    assert.deepEqual(await look('digest-2-2026-W48'), []);
  });

  it('waits as long as Slack asks and reads the same page again', async () => {
    const { messageId } = await running.adapter.deliver(TO, report, 'digest-1-2026-W48');
    for (let n = 0; n < 20; n += 1) await running.adapter.deliver(TO, report, `other-${n}`);
    const pages: unknown[] = [];
    running.slack.fault = (method, { latest }) => {
      if (method !== 'conversations.history') return undefined;
      pages.push(latest);
      return pages.length === 2 ? { retryAfter: 1 } : undefined;
    };
    assert.deepEqual(await look('digest-1-2026-W48'), [messageId]);
    assert.equal(pages.length, 3);
    assert.equal(pages[1], pages[2]);
  });

  it('is put off at once when its first page would wait long, and keeps later pages however long they wait', async () => {
    await running.close();
    running = await startSlack(createFakeDoor(), { listen: false, pace: { lookBegins: 200 } });
    const { messageId } = await running.adapter.deliver(TO, report, 'digest-1-2026-W48');
    for (let n = 0; n < 20; n += 1) await running.adapter.deliver(TO, report, `other-${n}`);
    let pages = 0;
    running.slack.fault = (method) => {
      if (method !== 'conversations.history') return undefined;
      pages += 1;
      return pages === 1 || pages === 3 ? { retryAfter: 1 } : undefined;
    };
    await assert.rejects(look('digest-1-2026-W48'), { code: 'throttled' });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const first = look('digest-1-2026-W48');
    await assert.rejects(look('digest-2-2026-W48'), { code: 'throttled' });
    assert.deepEqual(await first, [messageId]);
    assert.equal(pages, 4);
  });

  it('finds a second copy beyond the page of the first', async () => {
    const { messageId } = await running.adapter.deliver(TO, report, 'digest-1-2026-W48');
    for (let n = 0; n < 40; n += 1) await running.adapter.deliver(TO, report, `other-${n}`);
    const first = running.state.messages.find(({ ts }) => ts === messageId);
    assert.ok(first !== undefined);
    const copy = `${Number.parseInt(messageId, 10) + 3_600}.000000`;
    running.state.messages.push({ ...first, ts: copy });
    assert.deepEqual(await look('digest-1-2026-W48'), [messageId, copy]);
  });

  it('takes a message away, once or twice', async () => {
    const { messageId } = await running.adapter.deliver(TO, report, 'digest-1-2026-W48');
    await running.adapter.remove(TO, messageId);
    await running.adapter.remove(TO, messageId);
    assert.deepEqual(await look('digest-1-2026-W48'), []);
  });

  it('opens the channel to one person', async () => {
    assert.equal(await running.adapter.directChannel(TEAM, ADMIN), 'D0DIRECT01');
  });
});
