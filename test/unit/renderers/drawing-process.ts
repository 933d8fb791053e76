/** Run by tests in a process of its own: draws charts in many scripts and prints a digest of each picture's pixels. */
import { createHash } from 'node:crypto';

import { createChartRenderer } from '../../../renderers/index.ts';
import { barsOf, trendOf } from './charts.ts';
import { readPixels } from './pixels.ts';

const WORDS = ['Reach', 'Ωμέγα', 'Москва', 'שלום', 'مرحبا', 'สวัสดี', 'नमस्ते', '東京', '北京', '서울', '🎉', '👩‍🚀'];

/** Digests of the drawn pixels, in a fixed order. */
export async function drawDigests(): Promise<readonly string[]> {
  const renderer = createChartRenderer();
  const digests: string[] = [];
  for (const chart of [
    trendOf({ title: WORDS.join(' ') }),
    barsOf(Object.fromEntries(WORDS.map((word, i) => [word, 20 - i]))),
  ]) {
    const { png } = await renderer.render(chart, 'light');
    digests.push(
      createHash('sha256')
        .update((await readPixels(png)).data)
        .digest('hex'),
    );
  }
  await renderer.close();
  return digests;
}

if (process.argv[1] === import.meta.filename) process.stdout.write(JSON.stringify(await drawDigests()));
