import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { RenderedAnswer } from '../../core/commands.ts';
import { listDays } from '../../core/insights/spans.ts';
import { formatNumber } from '../../core/reports/format.ts';
import { FONTS_DIRECTORY, loadMeasure } from '../../renderers/fonts.ts';
import { createChartRenderer } from '../../renderers/index.ts';
import { layoutChart } from '../../renderers/layout/index.ts';
import { boundChart } from '../../renderers/limits.ts';
import { measureWith, Views } from '../../renderers/views.ts';
import { barsOf, pointsOf, trendOf } from '../unit/renderers/charts.ts';
import { hostileWords } from './hostile-charts.ts';
import { assertExact } from './judge.ts';
import { LUMEN, openRig, wordsOf, type Rig } from './rig.ts';

describe('pictures that cannot be drawn', function () {
  this.timeout(60_000);
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(async () => {
    await rig.close();
  });

  function assertTable(answer: RenderedAnswer, days: { readonly from: string; readonly to: string }): void {
    assert.match(wordsOf(answer), /The picture could not be drawn; here are its numbers/u);
    assert.ok(answer.report.blocks.every((block) => block.kind !== 'picture'));
    const table = answer.report.blocks.find((block) => block.kind === 'table');
    const shown = table?.rows.map((row) => row[1]);
    const { truth } = rig.world.local;
    const expected = listDays(days).map((day) => truth.window(LUMEN, 'reach', day, day, rig.world.now));
    assert.deepEqual(
      shown,
      expected.map((value) => (value === undefined ? 'not known' : formatNumber(value))),
    );
  }

  for (const [name, fault] of [
    ['has no memory left', new RangeError('Array buffer allocation failed')],
    ['took more than 5 seconds', new Error('The chart took more than 5 seconds to draw.')],
    ['died', new Error('sharp: out of memory at /usr/lib/libvips.so')],
  ] as const) {
    it(`row 45: the drawing ${name}: the report comes with its table`, async () => {
      const answer = await rig.askThrough({}, 'reach week', { render: () => Promise.reject(fault) });
      assertExact(rig, answer);
      assertTable(answer, { from: '2026-11-17', to: '2026-11-23' });
      assert.doesNotMatch(wordsOf(answer), /libvips|allocation/u);
    });
  }

  it('row 45: more points than are ever drawn: the report comes with its table', async () => {
    const renderer = createChartRenderer();
    const many = pointsOf(Array.from({ length: 1000 }, (_, n) => n));
    const answer = await rig.askThrough({}, 'reach week', {
      render: (chart, theme) => renderer.render(chart.kind === 'trend' ? { ...chart, points: many } : chart, theme),
    });
    await renderer.close();
    assertExact(rig, answer);
    assertTable(answer, { from: '2026-11-17', to: '2026-11-23' });
  });
});

describe('charts with hostile words', function () {
  this.timeout(60_000);

  it('S11: load nothing and make no code, in a process where making code is forbidden', async () => {
    let visits = 0;
    const server = createServer((_request, response) => {
      visits += 1;
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/seen.svg`;
    const script = new URL('hostile-charts.ts', import.meta.url).pathname;
    const flags = ['--disallow-code-generation-from-strings', '--import', 'tsx'];
    const drawn = promisify(execFile)(process.execPath, [...flags, script, url]);
    const { stdout } = await drawn.finally(() => server.close());
    assert.ok(Number(stdout) > 10_000, stdout);
    assert.equal(visits, 0);
  });

  it('S12: are drawn letter by letter, with nothing that points anywhere', async () => {
    const measure = loadMeasure(FONTS_DIRECTORY);
    measureWith(measure);
    const views = new Views();
    for (const title of hostileWords('http://127.0.0.1:9/x')) {
      const words = { title, subtitle: title, unit: title, pointsName: title, previousName: title };
      for (const chart of [trendOf(words), barsOf({ [title]: 3 }, { title })]) {
        const svg = await views.draw(layoutChart(boundChart(chart), measure), 'light');
        assert.doesNotMatch(svg, /<(?:image|style|script|foreignObject|use|a|!)/iu, title);
        assert.doesNotMatch(svg.replaceAll(/>[^<]*</gu, '><'), /href|url\(|file:|@import|127\.0\.0\.1/iu, title);
      }
    }
    views.close();
  });

  it('S12: are refused when they are huge, at once and without drawing', async () => {
    const renderer = createChartRenderer();
    const many = pointsOf([1]).concat(
      Array.from({ length: 1_000_000 }, () => ({ day: '2026-11-02', value: 1, state: 'final' })),
    );
    await assert.rejects(renderer.render(trendOf({ points: many }), 'light'), /too large to draw/u);
    const bars = Object.fromEntries(Array.from({ length: 61 }, (_, n) => [`b${n}`, n]));
    await assert.rejects(renderer.render(barsOf(bars), 'light'), /too large to draw/u);
    await renderer.render(trendOf({ title: 'x'.repeat(1_000_000) }), 'light');
    await renderer.close();
  });
});
