import assert from 'node:assert/strict';

import sharp from 'sharp';

import type { Chart, Theme, TrendChart } from '../../../core/reports/report.ts';
import { FONTS_DIRECTORY, loadMeasure } from '../../../renderers/fonts.ts';
import { createChartRenderer } from '../../../renderers/index.ts';
import { layoutChart } from '../../../renderers/layout/index.ts';
import { PALETTES } from '../../../renderers/theme.ts';
import { barsOf, pointsOf, trendOf } from './charts.ts';
import { countColour, readPixels } from './pixels.ts';
import type { Box } from './pixels.ts';

const measure = loadMeasure(FONTS_DIRECTORY);
const renderer = createChartRenderer();

/** The strip of the plot between two days, dots left out. */
function between(chart: TrendChart, from: number, to: number): Box {
  const { signals } = layoutChart(chart, measure);
  const [left, right, last] = [signals['left'], signals['right'], signals['lastDay']].map(Number);
  const place = (index: number) => (left ?? 0) + (index * ((right ?? 0) - (left ?? 0))) / (last ?? 1);
  return {
    left: place(from) + 12,
    right: place(to) - 12,
    top: Number(signals['top']) - 4,
    bottom: Number(signals['bottom']) - 4,
  };
}

async function draw(chart: Chart, theme: Theme) {
  return readPixels((await renderer.render(chart, theme)).png);
}

describe('the drawn picture', () => {
  after(() => renderer.close());

  for (const theme of ['light', 'dark'] as const) {
    const palette = PALETTES[theme];

    it(`breaks the line at a gap in the ${theme} theme`, async () => {
      const whole = trendOf({ points: pointsOf([5, 5, 5, 5, 6]), previous: [] });
      const broken = trendOf({ points: pointsOf([5, 5, null, 5, 6]), previous: [] });
      assert.ok(countColour(await draw(whole, theme), palette.current, between(whole, 1, 3)) > 500);
      assert.equal(countColour(await draw(broken, theme), palette.current, between(broken, 1, 3)), 0);
      assert.ok(countColour(await draw(broken, theme), palette.current, between(broken, 0, 1)) > 200);
    });

    it(`lays the period before under it, dashed, in the ${theme} theme`, async () => {
      const chart = trendOf({ points: pointsOf([8, 8, 8]), previous: pointsOf([4, 4, 4]) });
      const alone = trendOf({ points: pointsOf([8, 8, 8]), previous: [] });
      const strip = between(chart, 0, 1);
      const dashed = countColour(await draw(chart, theme), palette.previous, strip);
      const length = 2 * (strip.right - strip.left) * 5;
      assert.ok(dashed > length * 0.3 && dashed < length * 0.8, `${dashed} of ${length}`);
      assert.equal(countColour(await draw(alone, theme), palette.previous, strip), 0);
    });

    it(`marks what may still change with another colour and open dots in the ${theme} theme`, async () => {
      const chart = trendOf({ points: [...pointsOf([5, 6, 7]), ...pointsOf([8, 9], 'provisional')], previous: [] });
      const sure = trendOf({ points: pointsOf([5, 6, 7, 8, 9]), previous: [] });
      assert.ok(countColour(await draw(chart, theme), palette.tentative, between(chart, 2, 3)) > 200);
      assert.equal(countColour(await draw(chart, theme), palette.current, between(chart, 3, 4)), 0);
      assert.equal(countColour(await draw(sure, theme), palette.tentative, between(sure, 2, 4)), 0);
    });

    it(`is opaque to its corners in the ${theme} theme`, async () => {
      const pixels = await draw(trendOf(), theme);
      for (const [left, top] of [
        [0, 0],
        [798, 0],
        [0, 398],
        [798, 398],
      ] as const) {
        assert.equal(countColour(pixels, palette.background, { left, top, right: left + 2, bottom: top + 2 }), 16);
      }
    });
  }

  it('shows a lone day between gaps', async () => {
    const chart = trendOf({ points: pointsOf([null, null, 5, null, null]), previous: [] });
    const strip = between(chart, 1, 3);
    assert.ok(countColour(await draw(chart, 'light'), PALETTES.light.current, strip) > 200);
  });

  it('is 1600 by 800 for a trend and as wide for bars', async () => {
    const trend = await renderer.render(trendOf(), 'light');
    const bars = await renderer.render(barsOf({ a: 1, b: 2 }), 'light');
    assert.deepEqual([trend.width, trend.height, bars.width], [1600, 800, 1600]);
  });

  it('survives numbers of any size', async () => {
    for (const value of [0, 1, -5, 0.25, 1e9, 1e15, Number.MAX_SAFE_INTEGER, 1e300, NaN, Infinity]) {
      await renderer.render(trendOf({ points: pointsOf([0, value, 1]) }), 'light');
      await renderer.render(barsOf({ a: value, b: 1 }), 'light');
    }
  });

  it('has small files before the names of bars, and goes on without one that is broken', async () => {
    const image = new Uint8Array(
      await sharp({ create: { width: 300, height: 200, channels: 3, background: '#d01080' } })
        .jpeg()
        .toBuffer(),
    );
    const chart = barsOf({ One: 10, Two: 5 });
    const [one, two] = chart.bars.map((bar) => ({ ...bar, image }));
    assert.ok(one && two);
    const whole = { left: 0, top: 0, right: 800, bottom: 400 };
    const both = countColour(await draw({ ...chart, bars: [one, two] }, 'light'), '#d01080', whole);
    const broken = { ...two, image: Uint8Array.of(0xff, 0xd8, 0xff, 0) };
    const single = countColour(await draw({ ...chart, bars: [one, broken] }, 'light'), '#d01080', whole);
    assert.ok(both > 10_000);
    assert.ok(Math.abs(single - both / 2) < both / 50);
  });
});
