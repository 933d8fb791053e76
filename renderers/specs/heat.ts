import type { TopLevelSpec } from 'vega-lite';

import { SIZES } from '../theme.ts';
import type { Palette } from '../theme.ts';
import { framed, pixels, rows, texts } from './shared.ts';
import type { Layer } from './shared.ts';

/**
 * Values by two names. Rows: `cells` (where each stands and which step of the scale it has, null for unknown), `marks`
 * (outlines around some), `names` (words beside the rows), `hours` (words under the columns), `steps` (the scale in the
 * head) and `legend` (its words).
 */
export function heatSpec(palette: Palette): TopLevelSpec {
  const box = { x: pixels('from'), x2: { field: 'to' }, y: pixels('top'), y2: { field: 'bottom' } } as const;
  const cells = (source: string): Layer => ({
    data: rows(source),
    mark: { type: 'rect', cornerRadius: 3, strokeWidth: 1.5 },
    encoding: {
      ...box,
      fill: {
        condition: palette.scale.map((value, step) => ({ test: `datum.step === ${step}`, value })),
        value: palette.background,
      },
      stroke: { condition: { test: 'datum.step === null', value: palette.axis }, value: null },
    },
  });
  return framed(palette, {}, [
    cells('cells'),
    {
      data: rows('marks'),
      mark: { type: 'rect', cornerRadius: 3, strokeWidth: 4, fill: null, stroke: palette.tentative },
      encoding: box,
    },
    texts('names', { x: pixels('x'), y: pixels('y') }, { baseline: 'middle' }),
    texts('hours', { x: pixels('x'), y: pixels('y') }, { align: 'center', color: palette.muted }),
    cells('steps'),
    texts('legend', { x: pixels('x'), y: pixels('y') }, { fontSize: SIZES.label, color: palette.muted }),
  ]);
}
