/** Apache ECharts, its server-side SVG through sharp. */
import { init } from 'echarts';
import { FONTS_DIRECTORY, useFonts } from '../../renderers/fonts.ts';
import sharp from 'sharp';
import type { Candidate } from '../candidate.ts';
import { makeAhead } from './data.ts';

export function drawWithEcharts(): Candidate {
  useFonts(FONTS_DIRECTORY);
  const charts = makeAhead();
  return {
    prepare: charts.prepare,
    async run(turn) {
      const { title, subtitle, points, previous, pointsName, previousName } = charts.take(turn);
      const chart = init(null, null, { renderer: 'svg', ssr: true, width: 1600, height: 800 });
      chart.setOption({
        animation: false,
        backgroundColor: '#ffffff',
        textStyle: { fontFamily: 'Inter', fontSize: 28 },
        title: { text: title, subtext: subtitle },
        legend: { data: [pointsName, previousName], right: 40 },
        xAxis: { type: 'category', data: points.map(({ day }) => day) },
        yAxis: { type: 'value' },
        series: [
          { name: pointsName, type: 'line', areaStyle: { opacity: 0.13 }, data: points.map(({ value }) => value) },
          {
            name: previousName,
            type: 'line',
            showSymbol: false,
            lineStyle: { type: 'dashed' },
            data: previous.map(({ value }) => value),
          },
        ],
      });
      const svg = chart.renderToSVGString();
      chart.dispose();
      return (await sharp(Buffer.from(svg)).png().toBuffer()).byteLength;
    },
  };
}
