import assert from 'node:assert/strict';

import type { ChartRenderer } from '../../core/ports.ts';
import type { BarsChart, HeatChart, MultiplesChart, Theme, TrendChart } from '../../core/reports/report.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const TREND: TrendChart = {
  kind: 'trend',
  title: 'Reach',
  subtitle: '2–4 Nov 2026',
  unit: 'accounts',
  points: [
    { day: '2026-11-02', value: 12, state: 'final' },
    { day: '2026-11-03', value: null, state: 'unavailable' },
    { day: '2026-11-04', value: 9, state: 'provisional' },
  ],
  previous: [],
  pointsName: '2–4 Nov',
  previousName: '30 Oct – 1 Nov',
};
const BARS: BarsChart = {
  kind: 'bars',
  title: 'Reach by follow type',
  subtitle: '2–4 Nov 2026',
  unit: 'accounts',
  bars: [
    { label: 'Followers', value: 7 },
    { label: 'Others', value: 14 },
  ],
};

const HEAT: HeatChart = {
  kind: 'heat',
  title: 'Followers online',
  subtitle: '2–4 Nov 2026',
  unit: 'followers',
  rowNames: ['Mon', 'Tue'],
  columnNames: ['00:00', '01:00', '02:00'],
  values: [
    [1, 2, null],
    [4, 5, 6],
  ],
  marked: [[1, 2]],
};

const MULTIPLES: MultiplesChart = {
  kind: 'multiples',
  title: 'Reach',
  subtitle: '2–4 Nov 2026',
  unit: 'accounts',
  panels: [
    { label: '@one', points: TREND.points },
    { label: '@other', points: TREND.points },
  ],
};

/** What core may rely on, whatever draws: a renderer is done when this passes. */
export function describeChartRenderer(
  name: string,
  open: () => Promise<ChartRenderer & { readonly close: () => Promise<void> }>,
): void {
  describe(`${name} as a ChartRenderer`, () => {
    let renderer: Awaited<ReturnType<typeof open>>;
    before(async () => {
      renderer = await open();
    });
    after(() => renderer.close());

    for (const chart of [TREND, BARS, HEAT, MULTIPLES]) {
      for (const theme of ['light', 'dark'] as const satisfies readonly Theme[]) {
        it(`draws the ${chart.kind} in the ${theme} theme as a PNG of the size it names`, async () => {
          const { png, width, height } = await renderer.render(chart, theme);
          const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
          assert.deepEqual([...png.subarray(0, 8)], SIGNATURE);
          assert.deepEqual([header.getUint32(16), header.getUint32(20)], [width, height]);
          assert.ok(width <= 4096 && height <= 4096);
        });
      }

      it(`draws the ${chart.kind} in the same size in both themes, with other colours`, async () => {
        const light = await renderer.render(chart, 'light');
        const dark = await renderer.render(chart, 'dark');
        assert.deepEqual([light.width, light.height], [dark.width, dark.height]);
        assert.notDeepEqual(light.png, dark.png);
      });
    }

    it('draws the same chart the same, byte by byte', async () => {
      const first = await renderer.render(TREND, 'light');
      const again = await renderer.render(structuredClone(TREND), 'light');
      assert.deepEqual(first.png, again.png);
    });

    it('draws charts without any data', async () => {
      await renderer.render({ ...TREND, points: [] }, 'light');
      await renderer.render({ ...BARS, bars: [] }, 'light');
      await renderer.render({ ...HEAT, rowNames: [], columnNames: [], values: [], marked: [] }, 'light');
    });

    it('rejects with an Error when a chart has more points, bars or cells than can be drawn', async () => {
      const points = Array.from({ length: 100_000 }, () => ({ day: '2026-11-02', value: 1, state: 'final' as const }));
      const bars = Array.from({ length: 100_000 }, (_, i) => ({ label: `${i}`, value: i }));
      await assert.rejects(renderer.render({ ...TREND, points }, 'light'), Error);
      await assert.rejects(renderer.render({ ...TREND, previous: points }, 'light'), Error);
      await assert.rejects(renderer.render({ ...BARS, bars }, 'light'), Error);
      const names = bars.map(({ label }) => label);
      await assert.rejects(renderer.render({ ...HEAT, columnNames: names }, 'light'), Error);
      await assert.rejects(renderer.render({ ...HEAT, rowNames: names, columnNames: [] }, 'light'), Error);
    });

    it('takes foreign text of any kind and goes on working', async () => {
      for (const title of ['', '\u0000\u0008\u001b', '\ud800 alone', '<script>&"\']}', '🎉'.repeat(10_000)]) {
        await renderer.render({ ...TREND, title, pointsName: title, unit: title }, 'light');
        await renderer.render({ ...BARS, subtitle: title, bars: [{ label: title, value: 1 }] }, 'dark');
        await renderer.render({ ...HEAT, title, rowNames: [title, title], columnNames: [title, '1', '2'] }, 'dark');
      }
    });
  });
}
