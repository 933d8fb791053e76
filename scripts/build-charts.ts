/** Compiles the chart templates to plain Vega, so that the running bot never loads Vega-Lite, and ships the fonts. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { FONTS_DIRECTORY } from '../renderers/fonts.ts';
import { compileSpec } from '../renderers/specs/compile.ts';
import { CHART_KINDS, CHART_THEMES } from '../renderers/specs/index.ts';
import { COMPILED, templateName } from '../renderers/templates.ts';

/** Writes every template, for each theme, into a folder. */
export function writeTemplates(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const kind of CHART_KINDS) {
    for (const theme of CHART_THEMES) {
      writeFileSync(join(directory, templateName(kind, theme)), JSON.stringify(compileSpec(kind, theme)));
    }
  }
}

/** Puts templates and fonts where the built renderer looks for them: `renderers/` of the build's folder. */
export function buildCharts(distDirectory: string): void {
  const renderers = join(distDirectory, 'renderers');
  writeTemplates(join(renderers, COMPILED));
  cpSync(FONTS_DIRECTORY, join(renderers, 'fonts'), { recursive: true });
}

// By hand, after a template was changed: writes the expected ones again (the test names the command).
const [, script, directory] = process.argv;
if (script === import.meta.filename && directory !== undefined) writeTemplates(directory);
