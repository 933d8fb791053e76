/** Whether a kept View draws what a new one draws. */
import { FONTS_DIRECTORY, loadMeasure, useFonts } from '../renderers/fonts.ts';
import { layoutChart } from '../renderers/layout/index.ts';
import { toPng } from '../renderers/png.ts';
import { measureWith, Views } from '../renderers/views.ts';
import { trendOfTurn } from './charts/data.ts';

/** Draws charts of changing lengths in both ways, and gives the share of pictures that are equal to the last byte. */
export async function shareOfEqualPictures(charts: number): Promise<number> {
  useFonts(FONTS_DIRECTORY);
  const measure = loadMeasure(FONTS_DIRECTORY);
  measureWith(measure);
  const kept = new Views();
  let equal = 0;
  for (let turn = 0; turn < charts; turn += 1) {
    const frame = layoutChart(trendOfTurn(turn, [7, 28, 14][turn % 3]), measure);
    const fresh = new Views();
    const [one, other] = await Promise.all([
      kept.draw(frame, 'dark').then(toPng),
      fresh.draw(frame, 'dark').then(toPng),
    ]);
    fresh.close();
    if (Buffer.compare(one, other) === 0) equal += 1;
  }
  kept.close();
  return equal / charts;
}
