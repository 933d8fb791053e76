/** Chart.js on @napi-rs/canvas, the way of hosted chart services. */
import { join } from 'node:path';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { Chart, registerables } from 'chart.js';
import { FONTS_DIRECTORY } from '../../renderers/fonts.ts';
import type { Candidate } from '../candidate.ts';
import { makeAhead } from './data.ts';

export function drawWithChartJs(): Candidate {
  GlobalFonts.registerFromPath(join(FONTS_DIRECTORY, 'Inter-Regular.ttf'), 'Inter');
  Chart.register(...registerables);
  Chart.defaults.font.family = 'Inter';
  const charts = makeAhead();
  return {
    prepare: charts.prepare,
    async run(turn) {
      const { title, subtitle, points, previous, pointsName, previousName } = charts.take(turn);
      const canvas = createCanvas(1600, 800);
      const chart = new Chart(canvas, {
        type: 'line',
        data: {
          labels: points.map(({ day }) => day),
          datasets: [
            {
              label: pointsName,
              data: points.map(({ value }) => value),
              borderColor: '#0068a8',
              backgroundColor: '#0068a822',
              fill: true,
              pointRadius: 5,
            },
            {
              label: previousName,
              data: previous.map(({ value }) => value),
              borderColor: '#7c8490',
              borderDash: [8, 6],
              pointRadius: 0,
            },
          ],
        },
        options: {
          responsive: false,
          animation: false,
          devicePixelRatio: 1,
          plugins: {
            title: { display: true, text: title, font: { size: 48 } },
            subtitle: { display: true, text: subtitle, font: { size: 32 } },
          },
        },
      });
      const png = await canvas.encode('png');
      chart.destroy();
      return png.byteLength;
    },
  };
}
