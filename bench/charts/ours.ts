/** The product's own way: the renderer, its answer cache never hit because every turn is another chart. */
import { createChartRenderer } from '../../renderers/index.ts';
import type { Candidate } from '../candidate.ts';
import { trendOfTurn } from './data.ts';

export function drawOurs(days: number): Candidate {
  const renderer = createChartRenderer();
  return {
    run: async (turn) => (await renderer.render(trendOfTurn(turn, days), 'light')).png.byteLength,
    close: () => renderer.close(),
  };
}
