import assert from 'node:assert/strict';

import * as vega from 'vega';

import type { TrendChart } from '../../../core/reports/report.ts';
import { FONTS_DIRECTORY, loadMeasure, useFonts } from '../../../renderers/fonts.ts';
import { layoutChart } from '../../../renderers/layout/index.ts';
import { boundChart } from '../../../renderers/limits.ts';
import { toPng } from '../../../renderers/png.ts';
import { compileSpec } from '../../../renderers/specs/compile.ts';
import { writeSvg } from '../../../renderers/svg.ts';
import type { SceneMark } from '../../../renderers/svg.ts';
import { Views, measureWith } from '../../../renderers/views.ts';
import { barsOf, pointsOf, trendOf } from './charts.ts';
import { readPixels } from './pixels.ts';

const measure = loadMeasure(FONTS_DIRECTORY);

/** Numbers that look random and are the same every run. */
function createDice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

function randomTrend(dice: () => number): TrendChart {
  const days = dice() < 0.5 ? 14 : 28;
  const values = () => Array.from({ length: days }, () => (dice() < 0.1 ? null : Math.round(dice() * 9_000)));
  const open = Math.floor(dice() * 4);
  return trendOf({
    title: `Chart ${dice()}`,
    points: pointsOf(values()).map((point, i) => (i >= days - open ? { ...point, state: 'provisional' } : point)),
    previous: pointsOf(values()),
  });
}

describe('kept views', () => {
  before(() => {
    useFonts(FONTS_DIRECTORY);
    measureWith(measure);
  });

  it('draw the same pixels as new ones, whatever they drew before', async () => {
    const dice = createDice(2026);
    const kept = new Views();
    for (let i = 0; i < 30; i += 1) {
      const frame = layoutChart(randomTrend(dice), measure);
      const fresh = new Views();
      const [one, other] = await Promise.all([kept.draw(frame, 'dark'), fresh.draw(frame, 'dark')]);
      assert.deepEqual(await toPng(one), await toPng(other), `chart ${i}`);
      fresh.close();
    }
    kept.close();
  });

  it('keep charts apart that are asked for at once', async () => {
    const dice = createDice(7);
    const views = new Views();
    const frames = Array.from({ length: 12 }, () => layoutChart(randomTrend(dice), measure));
    const drawn = await Promise.all(frames.map((frame) => views.draw(frame, 'light')));
    for (const [i, svg] of drawn.entries()) assert.ok(svg.includes(`>${String(frames[i]?.signals['titleText'])}<`));
    views.close();
  });

  it('draw foreign text letter by letter, never as markup or as an expression', async () => {
    const views = new Views();
    const hostile = ['<script>alert(1)</script>', "'+(1+1)+'", '"]},{"signal":"1+1"', '{{1+1}}', 'datum.index', '&lt;'];
    for (const title of hostile) {
      const words = { title, subtitle: title, unit: title, pointsName: title, previousName: title };
      const trend = await views.draw(layoutChart(boundChart(trendOf(words)), measure), 'light');
      const bars = await views.draw(layoutChart(boundChart(barsOf({ [title]: 1 })), measure), 'light');
      const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      assert.ok(trend.includes(`>${escaped}</text>`), trend);
      assert.ok(bars.includes(`>${escaped}</text>`), bars);
      assert.ok(!`${trend}${bars}`.includes('<script'));
    }
    views.close();
  });
});

describe('the lean SVG', () => {
  const sheet = { width: 800, height: 400, density: 2, background: '#ffffff' };
  const scene = (mark: unknown) => ({ marktype: 'group', items: [{ items: [mark] }] }) as SceneMark;

  it('leaves to Vega what it does not know', () => {
    assert.equal(writeSvg(scene({ marktype: 'image', items: [{}] }), sheet), undefined);
    assert.equal(writeSvg(scene({ marktype: 'symbol', items: [{ shape: 'star' }] }), sheet), undefined);
    assert.equal(writeSvg(scene({ marktype: 'text', items: [{ text: ['two', 'lines'] }] }), sheet), undefined);
  });

  it('draws what the writer of Vega draws', async () => {
    for (const chart of [randomTrend(createDice(3)), barsOf({ one: 3, two: -2, three: 7 })]) {
      const frame = layoutChart(chart, measure);
      const view = new vega.View(vega.parse(compileSpec(frame.kind, 'light')), { renderer: 'none' });
      for (const [name, rows] of Object.entries(frame.rows)) view.data(name, structuredClone(rows));
      for (const [name, value] of Object.entries(frame.signals)) view.signal(name, value);
      const stock = await readPixels(await toPng(await view.height(frame.height).toSVG(2)));
      view.finalize();
      const views = new Views();
      const lean = await readPixels(await toPng(await views.draw(frame, 'light')));
      views.close();
      assert.deepEqual([lean.width, lean.height], [stock.width, stock.height]);
      const difference = lean.data.reduce((sum, part, i) => sum + Math.abs(part - (stock.data[i] ?? 0)), 0);
      assert.ok(difference / lean.data.length < 0.3, `${difference / lean.data.length} of 255`);
    }
  });

  it('joins equal strokes into one path', () => {
    const rule = { x: 1, y: 2, x2: 3, y2: 4, stroke: '#000000', strokeWidth: 1 };
    const svg = writeSvg(scene({ marktype: 'rule', items: [rule, { ...rule, y: 9 }] }), sheet);
    assert.equal(svg?.match(/<path/g)?.length, 1);
    assert.ok(svg.includes('M1 2L3 4M1 9L3 4'));
  });
});
