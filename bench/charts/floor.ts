/** The least a picture costs that goes by way of SVG: the SVG is there, it is only rasterised and encoded. */
import sharp from 'sharp';
import { FONTS_DIRECTORY, loadMeasure, useFonts } from '../../renderers/fonts.ts';
import { layoutChart } from '../../renderers/layout/index.ts';
import { toPng } from '../../renderers/png.ts';
import { measureWith, Views } from '../../renderers/views.ts';
import type { Candidate } from '../candidate.ts';
import { trendOfTurn } from './data.ts';

const READY = 40;

/** Encoded with the product's settings, or with those that sharp takes by itself. */
export async function drawReadySvg(settings: 'ours' | 'defaults'): Promise<Candidate> {
  useFonts(FONTS_DIRECTORY);
  const measure = loadMeasure(FONTS_DIRECTORY);
  measureWith(measure);
  const views = new Views();
  const ready: string[] = [];
  for (let turn = 0; turn < READY; turn += 1) {
    ready.push(await views.draw(layoutChart(trendOfTurn(turn), measure), 'light'));
  }
  views.close();
  const encode = settings === 'ours' ? toPng : (svg: string) => sharp(Buffer.from(svg)).png().toBuffer();
  return { run: async (turn) => (await encode(ready[turn % READY] ?? '')).byteLength };
}
