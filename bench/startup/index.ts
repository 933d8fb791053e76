/** From the start of a process to its first picture, and to a bot that is ready. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { build } from 'esbuild';
import { buildCharts } from '../../scripts/build-charts.ts';
import { bundleProgram } from '../../scripts/bundle.ts';
import { hear } from '../race.ts';
import type { Start } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Below `node_modules`, so that packages are found from there. */
const BUILT = join(ROOT, 'node_modules/.cache/reachboard-bench');

export interface Times {
  readonly cpuMs: number;
  readonly wallMs: number;
}

export interface Starts {
  readonly bundled: readonly Times[];
  readonly unbundled: readonly Times[];
}

async function timeStart(file: string): Promise<Times> {
  const began = performance.now();
  const child = fork(file, { execArgv: [] });
  const { cpuMs } = await hear<Start>(child);
  const wallMs = performance.now() - began;
  await once(child, 'exit');
  return { cpuMs, wallMs };
}

/** Starts both programs in turns, each the given number of times after one that is not counted. */
export async function timeFirstPicture(times: number): Promise<Starts> {
  buildCharts(BUILT);
  const bundle = join(BUILT, 'first.mjs');
  await bundleProgram({
    entry: join(import.meta.dirname, 'first.ts'),
    folder: BUILT,
    launcher: 'first.mjs',
    rehearsal: [],
  });
  const unbundledFile = join(BUILT, 'renderers/everything.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'everything.ts')],
    outfile: unbundledFile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  const [bundled, unbundled]: [Times[], Times[]] = [[], []];
  for (let turn = 0; turn <= times; turn += 1) {
    const ours = await timeStart(bundle);
    const theirs = await timeStart(unbundledFile);
    if (turn === 0) continue;
    bundled.push(ours);
    unbundled.push(theirs);
  }
  return { bundled, unbundled };
}

/** Milliseconds from the start of the built bot, demo and all, until its page answers; undefined when it is not built. */
export async function timeReady(): Promise<number | undefined> {
  const program = join(ROOT, 'dist/main.js');
  if (!existsSync(program)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'reachboard-bench-'));
  const { PATH } = process.env;
  const began = performance.now();
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH, HTTP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    for await (const chunk of child.stdout) if (String(chunk).includes('http://')) break;
    return performance.now() - began;
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}
