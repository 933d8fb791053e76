/** Vega-Lite as its documentation shows it: compile, parse, a new View, its SVG and sharp's defaults, for every chart. */
import sharp from 'sharp';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { TrendChart } from '../../core/reports/report.ts';
import { FONTS_DIRECTORY, loadMeasure, useFonts } from '../../renderers/fonts.ts';
import { layoutChart } from '../../renderers/layout/index.ts';
import { compileSpec } from '../../renderers/specs/compile.ts';
import type { Candidate } from '../candidate.ts';
import { makeAhead } from './data.ts';

/** The chart as one would write it by hand: axes and legend are Vega-Lite's. */
function specOfChart(chart: TrendChart): TopLevelSpec {
  const line = (points: TrendChart['points'], name: string) =>
    points.map(({ value }, index) => ({ day: chart.points[index]?.day, value, name }));
  const [rows, before] = [line(chart.points, chart.pointsName), line(chart.previous, chart.previousName)];
  const names = [chart.pointsName, chart.previousName];
  const x = { field: 'day', type: 'temporal', timeUnit: 'utcyearmonthdate', title: null } as const;
  const y = { field: 'value', type: 'quantitative', title: chart.unit } as const;
  const color = {
    field: 'name',
    type: 'nominal',
    title: null,
    scale: { domain: names, range: ['#0068a8', '#7c8490'] },
  } as const;
  return {
    width: 800,
    height: 400,
    autosize: { type: 'fit', contains: 'padding' },
    background: '#ffffff',
    title: { text: chart.title, subtitle: chart.subtitle, anchor: 'start' },
    config: { font: 'Inter', axis: { labelFontSize: 14 }, title: { fontSize: 22 } },
    layer: [
      { data: { values: rows }, mark: { type: 'area', color: '#0068a8', fillOpacity: 0.13 }, encoding: { x, y } },
      {
        data: { values: before },
        mark: { type: 'line', strokeDash: [8, 6] },
        encoding: { x, y, color },
      },
      {
        data: { values: rows },
        mark: { type: 'line', point: true, strokeWidth: 3 },
        encoding: { x, y, color },
      },
    ],
  };
}

async function finish(view: vega.View): Promise<number> {
  const svg = await view.toSVG(2);
  view.finalize();
  return (await sharp(Buffer.from(svg)).png().toBuffer()).byteLength;
}

export function drawNaively(): Candidate {
  useFonts(FONTS_DIRECTORY);
  const charts = makeAhead();
  return {
    prepare: charts.prepare,
    run: (turn) =>
      finish(new vega.View(vega.parse(compile(specOfChart(charts.take(turn))).spec), { renderer: 'none' })),
  };
}

/** The product's own template, which leaves less to Vega, through the same steps. */
export function drawTemplateNaively(): Candidate {
  useFonts(FONTS_DIRECTORY);
  const measure = loadMeasure(FONTS_DIRECTORY);
  const charts = makeAhead();
  return {
    prepare: charts.prepare,
    run(turn) {
      const { kind, height, rows, signals } = layoutChart(charts.take(turn), measure);
      const view = new vega.View(vega.parse(compileSpec(kind, 'light')), { renderer: 'none' });
      for (const [name, values] of Object.entries(rows)) view.data(name, structuredClone(values));
      for (const [name, value] of Object.entries(signals)) view.signal(name, value);
      return finish(view.height(height));
    },
  };
}
