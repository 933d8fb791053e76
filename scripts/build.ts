/** `npm run build`: the program as one bundle, with its charts, fonts and page beside it. Runs at the end of `npm ci`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildCharts } from './build-charts.ts';
import { buildPage } from './build-page.ts';
import { bundleProgram } from './bundle.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
buildCharts(dist);
await buildPage(dist);
await bundleProgram({
  entry: join(root, 'main.ts'),
  folder: dist,
  launcher: 'main.js',
  rehearsal: ['ig', 'reach', 'week'],
});
