/**
 * The program as one file with its compiled form beside it: a start reads two files instead of a thousand and compiles
 * nothing. Node's own compile cache is younger than the oldest Node we run on; V8's code cache is not.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
const PROGRAM = 'program.cjs';
const CACHE = 'program.cache';

/** Native code, what only builds need, and optional parts of packages that are not installed. */
const OUTSIDE = [
  'sharp',
  'sqlite3',
  'esbuild',
  'vega-lite',
  'pg-native',
  'bufferutil',
  'utf-8-validate',
  'zlib-sync',
  '@discordjs/opus',
];

export interface BundleOptions {
  /** The first file, absolute. It may not wait at its top level. */
  readonly entry: string;
  /** Where the files of the program go. Fonts, templates and page are looked for in the same places as in the sources. */
  readonly folder: string;
  /** File name of the launcher. */
  readonly launcher: string;
  /** Words of a command that runs most of the program and ends, for the compiled form. */
  readonly rehearsal: readonly string[];
}

/** Vega draws on a canvas when some package brings one; ours never does, and its look-up at the top level would wait. */
const NO_CANVAS: Plugin = {
  name: 'no-canvas',
  setup(plugin) {
    plugin.onResolve({ filter: /^vega-canvas$/ }, ({ path }) => ({ path, namespace: 'no-canvas' }));
    plugin.onLoad({ filter: /.*/, namespace: 'no-canvas' }, () => ({
      contents: `const none = () => null; export { none as canvas, none as domCanvas, none as nodeCanvas, none as image };`,
    }));
  },
};

/** A source file knows its folder; in the bundle it is told the folder of the same name beside the bundle. */
const PLACES: Plugin = {
  name: 'places',
  setup(plugin) {
    plugin.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const folder = JSON.stringify(relative(ROOT, dirname(path)));
      const contents = readFileSync(path, 'utf8')
        .replaceAll('import.meta.dirname', `require('node:path').join(__dirname, ${folder})`)
        .replaceAll('import.meta.url', `require('node:url').pathToFileURL(__filename).href`);
      return { contents, loader: 'ts' };
    });
  },
};

/** The launcher: compiled code where this very Node made it, else the source; either way the same program. */
function launcher(rehearsing: boolean): string {
  const source = `#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script, constants } from 'node:vm';

const filename = join(import.meta.dirname, '${PROGRAM}');
const cache = join(import.meta.dirname, '${CACHE}');
const source = readFileSync(filename, 'latin1');
let cachedData;
try {
  cachedData = readFileSync(cache);
} catch {}
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const script = new Script(source, { filename, cachedData, importModuleDynamically });
`;
  const rehearse = `process.on('exit', (status) => {
  if (status === 0) writeFileSync(cache, script.createCachedData());
});
`;
  const run = `const program = script.runInThisContext();
const module = { exports: {} };
program(module.exports, createRequire(filename), module, filename, import.meta.dirname);
`;
  return (rehearsing ? source + rehearse : source) + run;
}

/**
 * Writes `program.cjs`, its compiled form and the launcher into a folder. The compiled form holds what a rehearsal in an
 * empty folder used; without it (the rehearsal failed, or another Node runs) the program starts slower and is the same.
 */
export async function bundleProgram(options: BundleOptions): Promise<void> {
  const { entry, folder, rehearsal } = options;
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [entry],
    outfile: join(folder, PROGRAM),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    // ASCII only, so that it is read as it stands.
    charset: 'ascii',
    external: OUTSIDE,
    define: { REACHBOARD_VERSION: JSON.stringify(version) },
    plugins: [NO_CANVAS, PLACES],
    banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
    footer: { js: '})' },
    logLevel: 'error',
  });
  rmSync(join(folder, CACHE), { force: true });
  const first = join(folder, 'rehearsal.mjs');
  const stage = mkdtempSync(join(tmpdir(), 'reachboard-build-'));
  try {
    writeFileSync(first, launcher(true));
    const { PATH } = process.env;
    execFileSync(process.execPath, [first, ...rehearsal], {
      cwd: stage,
      env: { PATH },
      stdio: 'pipe',
      timeout: 60_000,
    });
  } catch (error) {
    console.warn('The program was not rehearsed; it will start more slowly.', error);
  } finally {
    rmSync(first, { force: true });
    rmSync(stage, { recursive: true, force: true });
  }
  writeFileSync(join(folder, options.launcher), launcher(false), { mode: 0o755 });
}
