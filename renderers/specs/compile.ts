import type { Spec } from 'vega';
import { compile } from 'vega-lite';

import type { Chart, Theme } from '../../core/reports/report.ts';
import { specOf } from './index.ts';

/**
 * A template as plain Vega, which draws without Vega-Lite. Run by the build; the running bot never imports this file
 * unless it runs from its sources.
 */
export function compileSpec(kind: Chart['kind'], theme: Theme): Spec {
  return compile(specOf(kind, theme)).spec;
}
