import type { TopLevelSpec } from 'vega-lite';

import { SIZES } from '../theme.ts';
import type { Palette } from '../theme.ts';
import { framed, pixels, rows, scaled, texts } from './shared.ts';

/** Values by name. Rows: `bars`, one a name: where it stands, its value, its words and which of three looks it has. */
export function barsSpec(palette: Palette): TopLevelSpec {
  const x = (field: string) => scaled(field, ['lowest', 'highest'], ['left', 'right']);
  return framed(palette, { lowest: 0, highest: 1, left: 300, right: SIZES.width - SIZES.margin }, [
    {
      data: rows('bars'),
      mark: { type: 'rect', cornerRadius: 3, strokeWidth: 2.5 },
      encoding: {
        x: { ...x('value'), stack: null },
        x2: { datum: 0 },
        y: pixels('from'),
        y2: { field: 'to' },
        fill: {
          condition: [
            { test: "datum.look === 'previous'", value: palette.previous },
            { test: "datum.look === 'tentative'", value: palette.background },
          ],
          value: palette.current,
        },
        stroke: { condition: { test: "datum.look === 'tentative'", value: palette.tentative }, value: null },
      },
    },
    {
      data: rows('axis'),
      mark: { type: 'rule', strokeWidth: 1.5, color: palette.axis },
      encoding: { x: x('value'), y: pixels('from'), y2: { field: 'to' } },
    },
    texts('bars', { x: pixels('labelX'), y: pixels('middle') }, { baseline: 'middle' }),
    {
      data: rows('bars'),
      mark: { type: 'text', align: 'left', baseline: 'middle', dx: 10, fontSize: SIZES.label, fontWeight: 600 },
      encoding: { x: x('end'), y: pixels('middle'), text: { field: 'amount', type: 'nominal' } },
    },
  ]);
}
