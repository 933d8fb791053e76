import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Spec } from 'vega';

import type { Chart, Theme } from '../core/reports/report.ts';

/** Where the build puts compiled templates, inside `renderers` of its folder. */
export const COMPILED = 'compiled';

/** The file name of a compiled template. */
export function templateName(kind: Chart['kind'], theme: Theme): string {
  return `${kind}-${theme}.json`;
}

/**
 * A template as plain Vega: the file the build made, or, running from the sources where there is none, compiled on
 * the spot. Only the second way loads Vega-Lite.
 */
export async function loadTemplate(kind: Chart['kind'], theme: Theme): Promise<Spec> {
  try {
    const file = join(import.meta.dirname, COMPILED, templateName(kind, theme));
    return JSON.parse(await readFile(file, 'utf8')) as Spec;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const { compileSpec } = await import('./specs/compile.ts');
    return compileSpec(kind, theme);
  }
}
