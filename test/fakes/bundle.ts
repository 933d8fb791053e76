/** A program of the tests as one file: it starts in a fraction of the time, for those that are started hundreds of times. */
import path from 'node:path';
import { build } from 'esbuild';

const bundles = new Map<string, Promise<string>>();

async function make(entry: string): Promise<string> {
  // Beside the packages, so that it finds them.
  const folder = path.resolve(import.meta.dirname, '../../node_modules/.cache');
  const outfile = path.join(folder, `reachboard-${path.basename(entry, '.ts')}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  return outfile;
}

/** The bundle of a program, made once per run. */
export function bundle(entry: string): Promise<string> {
  const known = bundles.get(entry) ?? make(entry);
  bundles.set(entry, known);
  return known;
}
