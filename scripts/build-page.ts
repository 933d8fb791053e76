/** Bundles the page into the build's folder, where the built program looks for it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePage } from '../bots/web/bundle.ts';
import { BUILT, PAGE_FILE_NAMES } from '../bots/web/page-files.ts';

/** Writes `bots/web/page/{index.html,page.js,page.css}` into a folder. */
export async function buildPage(distDirectory: string): Promise<void> {
  const folder = join(distDirectory, 'bots/web', BUILT);
  mkdirSync(folder, { recursive: true });
  const files = await bundlePage();
  for (const name of ['html', 'js', 'css'] as const) {
    writeFileSync(join(folder, PAGE_FILE_NAMES[name]), files[name]);
  }
}
