import assert from 'node:assert/strict';

import type { Logger } from '../../../core/ports.ts';
import { createChartRenderer } from '../../../renderers/index.ts';
import { createLimit, within } from '../../../renderers/queue.ts';
import { pointsOf, trendOf } from './charts.ts';

function createLog() {
  const lines: { readonly fields: Readonly<Record<string, unknown>>; readonly sentence: string }[] = [];
  const write = (fields: Readonly<Record<string, unknown>>, sentence: string) => void lines.push({ fields, sentence });
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  return { lines, logger };
}

describe('the chart renderer', () => {
  it('draws a chart once that many ask for at once, and not again afterwards', async () => {
    const { lines, logger } = createLog();
    const renderer = createChartRenderer({ logger });
    const asked = Array.from({ length: 20 }, () => renderer.render(trendOf(), 'light'));
    const pictures = await Promise.all(asked);
    await renderer.render(trendOf(), 'light');
    assert.equal(lines.length, 1);
    assert.ok(pictures.every(({ png }) => png === pictures[0]?.png));
    await renderer.close();
  });

  it('draws again for another theme or another number', async () => {
    const { lines, logger } = createLog();
    const renderer = createChartRenderer({ logger });
    await renderer.render(trendOf(), 'light');
    await renderer.render(trendOf(), 'dark');
    await renderer.render(trendOf({ points: pointsOf([1, 2, 3]) }), 'dark');
    assert.equal(lines.length, 3);
    await renderer.close();
  });

  it('logs durations by the clock it was given, and no text of the chart', async () => {
    const { lines, logger } = createLog();
    let now = 1000;
    const renderer = createChartRenderer({ logger, clock: () => (now += 7) });
    await renderer.render(trendOf({ title: 'confidential' }), 'light');
    assert.equal(lines[0]?.fields['milliseconds'], 7);
    assert.ok(!JSON.stringify(lines).includes('confidential'));
    await renderer.close();
  });

  it('goes on after a chart that it refused', async () => {
    const renderer = createChartRenderer();
    const many = pointsOf(Array.from({ length: 401 }, () => 1));
    await assert.rejects(renderer.render(trendOf({ points: many }), 'light'), /401 points is too large/);
    const wrong = [{ day: 'never', value: 1, state: 'final' as const }, ...pointsOf([1])];
    await assert.rejects(renderer.render(trendOf({ points: wrong }), 'light'), /no date/);
    await renderer.render(trendOf({ points: many.slice(1) }), 'light');
    await renderer.close();
  });

  it('finishes what was asked for when it is closed, and then refuses', async () => {
    const renderer = createChartRenderer();
    const asked = renderer.render(trendOf(), 'dark');
    await renderer.close();
    assert.equal((await asked).width, 1600);
    await assert.rejects(renderer.render(trendOf(), 'light'), /closed/);
  });

  it('can be closed without having drawn', async () => {
    await createChartRenderer().close();
  });
});

describe('the queue before drawing', () => {
  it('lets so many run at once and no more, in the order they came', async () => {
    const limit = createLimit(2);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 9 }, (_, i) =>
        limit(async () => {
          running += 1;
          most = Math.max(most, running);
          order.push(i);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
        }),
      ),
    );
    assert.equal(most, 2);
    assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('gives a place back when its task fails', async () => {
    const limit = createLimit(1);
    await assert.rejects(
      limit(() => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(await limit(() => Promise.resolve('next')), 'next');
  });

  it('gives up on work that never ends', async () => {
    await assert.rejects(within(new Promise(() => undefined), 1, 'too slow'), /too slow/);
    assert.equal(await within(Promise.resolve('done'), 60_000, 'too slow'), 'done');
  });
});
