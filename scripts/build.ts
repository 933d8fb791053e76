/** `npm run build`: types away, assets beside the code. Runs at the end of `npm ci`. */
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildCharts } from './build-charts.ts';
import { buildPage } from './build-page.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')],
  { stdio: 'inherit' },
);
await buildCharts(dist);
await buildPage(dist);
chmodSync(join(dist, 'main.js'), 0o755);
