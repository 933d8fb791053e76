/** Which Reachboard this is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Written in by the build (scripts/bundle.ts); a run from the sources reads it where the build does. */
declare const REACHBOARD_VERSION: string | undefined;

function readVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** The version in package.json. */
export const VERSION = typeof REACHBOARD_VERSION === 'undefined' ? readVersion() : REACHBOARD_VERSION;
