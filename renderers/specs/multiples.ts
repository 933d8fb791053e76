import type { TopLevelSpec } from 'vega-lite';

import { SIZES } from '../theme.ts';
import type { Palette } from '../theme.ts';
import { framed, pixels, rows, scaled, texts } from './shared.ts';
import type { Layer } from './shared.ts';

/**
 * Several courses below each other on one scale. Rows: `places` (a day of a panel each, in pixels, in the order of
 * `place`), `levels` (the grid), `ends` (numbers beside it), `names` (above each panel), `dates` (words below all).
 */
export function multiplesSpec(palette: Palette): TopLevelSpec {
  // Pixels on a scale that changes nothing: only marks with a scale leave gaps for what is not known.
  const y = (field: string) => scaled(field, ['top', 'bottom'], ['top', 'bottom']);
  const path = (field: string, style: object): Layer => ({
    data: rows('places'),
    mark: { type: 'line', strokeJoin: 'round', interpolate: 'linear', strokeWidth: 3, ...style },
    encoding: { x: pixels('x'), y: y(field) },
  });
  const dots = (field: string, style: object): Layer => ({
    data: rows('places'),
    mark: { type: 'point', shape: 'circle', opacity: 1, size: 60, ...style },
    encoding: { x: pixels('x'), y: y(field) },
  });
  return framed(palette, { left: SIZES.margin, right: SIZES.width - SIZES.margin, top: 0, bottom: SIZES.trendHeight }, [
    {
      data: rows('levels'),
      mark: { type: 'rule', strokeWidth: 1.5 },
      encoding: {
        x: { value: { expr: 'left' } },
        x2: { value: { expr: 'right' } },
        y: pixels('y'),
        color: { condition: { test: 'datum.base === 1', value: palette.axis }, value: palette.grid },
      },
    },
    texts('ends', { x: pixels('x'), y: pixels('y') }, { align: 'right', baseline: 'middle', color: palette.muted }),
    texts('dates', { x: pixels('x'), y: pixels('y') }, { align: 'center', color: palette.muted }),
    texts('names', { x: pixels('x'), y: pixels('y') }, { fontWeight: 600 }),
    path('open', { color: palette.tentative, strokeDash: [5, 5] }),
    path('line', { color: palette.current, strokeCap: 'round' }),
    dots('dot', { fill: palette.current, stroke: null }),
    dots('hollow', { fill: palette.background, stroke: palette.tentative, strokeWidth: 2.5 }),
  ]);
}
