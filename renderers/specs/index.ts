import type { TopLevelSpec } from 'vega-lite';

import type { Chart, Theme } from '../../core/reports/report.ts';
import { PALETTES } from '../theme.ts';
import { barsSpec } from './bars.ts';
import { heatSpec } from './heat.ts';
import { multiplesSpec } from './multiples.ts';
import { trendSpec } from './trend.ts';

export const CHART_KINDS = ['trend', 'bars', 'heat', 'multiples'] as const satisfies readonly Chart['kind'][];

export const CHART_THEMES = ['light', 'dark'] as const satisfies readonly Theme[];

/** The Vega-Lite template of a kind of chart; data and words come later, as rows and signals. */
export function specOf(kind: Chart['kind'], theme: Theme): TopLevelSpec {
  switch (kind) {
    case 'trend':
      return trendSpec(PALETTES[theme]);
    case 'bars':
      return barsSpec(PALETTES[theme]);
    case 'heat':
      return heatSpec(PALETTES[theme]);
    case 'multiples':
      return multiplesSpec(PALETTES[theme]);
  }
}
