/** Bundles the page from its sources. Used by the build and, without one, by the running program. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface PageFiles {
  readonly html: string;
  readonly js: string;
  readonly css: string;
}

const CLIENT = join(import.meta.dirname, 'client');

async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [join(CLIENT, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2022', 'chrome111', 'firefox114', 'safari16.4'],
    tsconfig: join(CLIENT, 'tsconfig.json'),
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}

/** The page's three files as text. Rejects when a source does not compile. */
export async function bundlePage(): Promise<PageFiles> {
  const [html, js, css] = await Promise.all([
    readFile(join(CLIENT, 'index.html'), 'utf8'),
    bundle('main.ts'),
    bundle('page.css'),
  ]);
  return { html, js, css };
}
