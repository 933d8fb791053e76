import type { TopLevelSpec } from 'vega-lite';

import { SIZES } from '../theme.ts';
import type { Palette } from '../theme.ts';
import { framed, pixels, rows, scaled, texts } from './shared.ts';
import type { Layer } from './shared.ts';

/**
 * A metric over time. Rows: `areas`, `bands`, `before`, `lone`, `open` and `sure` (one a day, of the days in which it is
 * drawn), `levels` (the grid), `dates` (words under the plot), `legend` (samples and names in the head), `peaks` (the
 * number on the highest dot).
 */
export function trendSpec(palette: Palette): TopLevelSpec {
  const x = (field: string) => scaled(field, ['firstDay', 'lastDay'], ['left', 'right']);
  const y = (field: string) => scaled(field, ['lowest', 'highest'], ['bottom', 'top']);
  const path = (source: string, field: string, style: object): Layer => ({
    data: rows(source),
    mark: { type: 'line', strokeJoin: 'round', interpolate: 'linear', ...style },
    encoding: { x: x('index'), y: y(field) },
  });
  const dots = (source: string, field: string, style: object): Layer => ({
    data: rows(source),
    mark: { type: 'point', shape: 'circle', opacity: 1, size: { expr: 'dotArea' }, ...style },
    encoding: { x: x('index'), y: y(field) },
  });
  const sample = (field: string, style: object): Layer => ({
    data: rows('legend'),
    mark: { type: 'rule', ...style },
    encoding: { x: pixels('from'), x2: { field: 'to' }, y: pixels(field) },
  });
  const sampleDot = (field: string, style: object): Layer => ({
    data: rows('legend'),
    mark: { type: 'point', shape: 'circle', opacity: 1, size: 90, ...style },
    encoding: { x: pixels('middle'), y: pixels(field) },
  });
  const solid = { color: palette.current, strokeWidth: { expr: 'lineWidth' }, strokeCap: 'round' };
  const open = { color: palette.tentative, strokeWidth: { expr: 'lineWidth' }, strokeDash: [5, 5] };
  const before = { color: palette.previous, strokeWidth: { expr: 'beforeWidth' }, strokeDash: [8, 6] };
  const filled = { fill: palette.current, stroke: null };
  const peak = { x: pixels('x'), y: y('value') };
  const peakStyle = { align: 'center', dy: -13, fontWeight: 600 };
  const hollow = { fill: palette.background, stroke: palette.tentative, strokeWidth: 3 };

  return framed(
    palette,
    {
      ...{
        firstDay: 0,
        lastDay: 1,
        lowest: 0,
        highest: 1,
        dotArea: 90,
        lineWidth: 3.5,
        beforeWidth: 2.5,
        legendSize: SIZES.label,
      },
      ...{ left: SIZES.margin, right: SIZES.width - SIZES.margin, top: 140, bottom: SIZES.trendHeight - 56 },
    },
    [
      {
        data: rows('levels'),
        mark: { type: 'rule', strokeWidth: 1.5 },
        encoding: {
          x: { value: { expr: 'left' } },
          x2: { value: { expr: 'right' } },
          y: y('value'),
          color: {
            condition: { test: 'datum.value === 0', value: palette.axis },
            value: palette.grid,
          },
        },
      },
      texts('levels', { x: pixels('x'), y: y('value') }, { align: 'right', baseline: 'middle', color: palette.muted }),
      texts('dates', { x: pixels('x'), y: pixels('y') }, { align: 'center', color: palette.muted }),
      {
        data: rows('areas'),
        mark: { type: 'area', fill: palette.current, fillOpacity: 0.13, line: false },
        encoding: {
          x: x('index'),
          y: { ...y('area'), stack: null },
          y2: { datum: 0 },
        },
      },
      {
        data: rows('bands'),
        mark: { type: 'area', fill: palette.previous, fillOpacity: 0.22, line: false },
        encoding: { x: x('index'), y: { ...y('high'), stack: null }, y2: { field: 'low' } },
      },
      path('before', 'previous', before),
      dots('lone', 'previousDot', { fill: palette.background, stroke: palette.previous, strokeWidth: 2 }),
      path('open', 'tentative', open),
      path('sure', 'current', solid),
      dots('sure', 'dot', filled),
      dots('open', 'hollow', hollow),
      // A rim of background first, so that a line behind the number does not cross it out.
      texts('peaks', peak, { ...peakStyle, stroke: palette.background, strokeWidth: 6, strokeJoin: 'round' }),
      texts('peaks', peak, peakStyle),
      sample('previousY', before),
      sample('tentativeY', open),
      sample('currentY', solid),
      sampleDot('currentY', filled),
      sampleDot('tentativeY', hollow),
      texts('legend', { x: pixels('textX'), y: pixels('y') }, { fontSize: { expr: 'legendSize' } }),
    ],
  );
}
