/** The first picture of a fresh process, as the built program draws it. */
import { createChartRenderer } from '../../renderers/index.ts';
import { trendOfTurn } from '../charts/data.ts';
import { report } from './report.ts';

async function main(): Promise<void> {
  const renderer = createChartRenderer();
  const { png } = await renderer.render(trendOfTurn(0), 'light');
  report(png.byteLength);
  await renderer.close();
}

void main();
