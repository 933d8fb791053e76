import assert from 'node:assert/strict';
import { webApi } from '@slack/bolt';
import { createLanes } from '../../../bots/slack/lanes.ts';

function limited(seconds: number): Promise<never> {
  return Promise.reject(new webApi.WebAPIRateLimitedError(seconds));
}

describe('calls to Slack in a queue', () => {
  let stop: AbortController;
  beforeEach(() => {
    stop = new AbortController();
  });
  afterEach(() => {
    stop.abort();
  });

  it('are refused at once with the seconds that are left when another call was told to wait longer than they may', async () => {
    const lanes = createLanes(stop.signal);
    await assert.rejects(
      lanes.run('channel', () => limited(600), { patience: 1_000 }),
      { retryAfter: 600 },
    );
    let calls = 0;
    const next = (terms?: { readonly patience?: number; readonly within?: number }): Promise<unknown> =>
      lanes.run('channel', () => Promise.resolve((calls += 1)), terms);
    await assert.rejects(next(), ({ retryAfter }: webApi.WebAPIRateLimitedError) => retryAfter > 590);
    await assert.rejects(next({ within: 50 }), webApi.WebAPIRateLimitedError);
    assert.equal(calls, 0);
    assert.equal(await lanes.run('another', () => Promise.resolve('made')), 'made');
  });

  it('do not wait behind a slow one longer than a person may, and are not made afterwards', async () => {
    const lanes = createLanes(stop.signal);
    let finish = (): void => undefined;
    const slow = lanes.run('channel', () => new Promise<void>((resolve) => (finish = resolve)));
    let calls = 0;
    const call = (): Promise<number> => Promise.resolve((calls += 1));
    await assert.rejects(lanes.run('channel', call, { within: 20 }), webApi.WebAPIRateLimitedError);
    const patient = lanes.run('channel', call);
    finish();
    await slow;
    assert.equal(await patient, 1, 'the one given up was made all the same');
  });

  it('wait as long as Slack says when that is within their patience', async () => {
    const lanes = createLanes(stop.signal);
    let refused = 0;
    const call = (): Promise<string> => (refused++ === 0 ? limited(1) : Promise.resolve('made'));
    assert.equal(await lanes.run('channel', call, { within: 10_000 }), 'made');
  });

  it('are neither made nor cost those behind them a wait once nobody wants them', async () => {
    const lanes = createLanes(stop.signal);
    const [left, hour] = [new AbortController(), 3_600_000];
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const first = lanes.run('channel', () => gate);
    let calls = 0;
    const unwanted = lanes.run('channel', () => Promise.resolve((calls += 1)), { ended: left.signal, spacing: hour });
    const next = lanes.run('channel', () => Promise.resolve('made'));
    left.abort();
    finish();
    await first;
    await assert.rejects(unwanted, { name: 'Stopped' });
    assert.deepEqual([await next, calls], ['made', 0]);
  });

  it('stop waiting for their turn to be made as soon as nobody wants them', async () => {
    const lanes = createLanes(stop.signal);
    const [left, hour] = [new AbortController(), 3_600_000];
    await lanes.run('channel', () => Promise.resolve(), { spacing: hour });
    const waiting = lanes.run('channel', () => Promise.resolve(), { ended: left.signal, patience: 2 * hour });
    left.abort();
    await assert.rejects(waiting, { name: 'Stopped' });
  });
});
