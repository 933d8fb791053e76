/** `npm run build`: types away, assets beside the code. Runs at the end of `npm ci`. */
import { execFileSync } from 'node:child_process';
import { rmSync, chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
const main = join(root, 'dist/main.js');
if (existsSync(main)) chmodSync(main, 0o755);
