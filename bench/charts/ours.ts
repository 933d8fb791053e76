/** The product's own way: the renderer, its answer cache never hit because every turn is another chart. */
import { createChartRenderer } from '../../renderers/index.ts';
import type { Candidate } from '../candidate.ts';
import { makeAhead } from './data.ts';

export function drawOurs(days: number): Candidate {
  const renderer = createChartRenderer();
  const charts = makeAhead(days);
  return {
    prepare: charts.prepare,
    run: async (turn) => (await renderer.render(charts.take(turn), 'light')).png.byteLength,
    close: () => renderer.close(),
  };
}
