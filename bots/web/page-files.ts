/** The files of the page: those the build made, or, running from the sources where there are none, bundled on the spot. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageFiles } from './bundle.ts';

/** Where the build puts them, inside `bots/web` of its folder. */
export const BUILT = 'page';
export const PAGE_FILE_NAMES: Readonly<Record<keyof PageFiles, string>> = {
  html: 'index.html',
  js: 'page.js',
  css: 'page.css',
};

/** Reads the built files, or bundles the sources. Only the second way loads esbuild. */
export async function loadPage(): Promise<PageFiles> {
  const read = (name: keyof PageFiles): Promise<string> =>
    readFile(join(import.meta.dirname, BUILT, PAGE_FILE_NAMES[name]), 'utf8');
  try {
    const [html, js, css] = await Promise.all([read('html'), read('js'), read('css')]);
    return { html, js, css };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const { bundlePage } = await import('./bundle.ts');
    return bundlePage();
  }
}
