import type { TopLevelSpec } from 'vega-lite';

import { FONT, SIZES } from '../theme.ts';
import type { Palette } from '../theme.ts';

type Params = Readonly<Record<string, string | number | readonly number[]>>;
export type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

/** Rows by name, brought by the layout, numbers as numbers: Vega-Lite would copy every row to make them such again. */
export function rows(name: string) {
  return { name, values: [], format: { parse: null } };
}

/** A place in logical pixels of the picture, read from a field. */
export function pixels(field: string) {
  return { field, type: 'quantitative', scale: null, axis: null } as const;
}

/** A value on a scale whose ends are signals; domain and range are lists of expressions. */
export function scaled(
  field: string,
  domain: readonly [from: string, to: string],
  range: readonly [from: string, to: string],
) {
  return {
    field,
    type: 'quantitative',
    axis: null,
    scale: {
      domain: { expr: `[${domain.join(', ')}]` },
      range: range.map((expr) => ({ expr })),
      nice: false,
      zero: false,
    },
  } as const;
}

/** One text per row of `source`, in the style and at the place given; every row has its place. */
export function texts(source: string, place: NonNullable<Layer['encoding']>, style: object): Layer {
  const text = { expr: 'datum.label' };
  return {
    data: rows(source),
    mark: { type: 'text', text, align: 'left', baseline: 'alphabetic', fontSize: SIZES.label, invalid: null, ...style },
    encoding: place,
  } as Layer;
}

type Place = number | { readonly expr: string };

/** A line of words from a signal: foreign text is only ever a value, never part of a spec. */
function line(signal: string, x: Place, y: Place, style: object): Layer {
  return {
    data: { values: [{}] },
    mark: { type: 'text', text: { expr: signal }, align: 'left', baseline: 'alphabetic', ...style },
    encoding: { x: { value: x }, y: { value: y } },
  };
}

/** What every chart shares: title, subtitle, unit and a frame that is never fitted. `params` are the signals to set. */
export function framed(palette: Palette, params: Params, layers: readonly Layer[]): TopLevelSpec {
  const signals: Params = {
    titleText: '',
    subtitleText: '',
    unitText: '',
    unitX: SIZES.margin,
    unitY: SIZES.headerY,
    noteText: '',
    noteY: 0,
    ...params,
  };
  return {
    background: palette.background,
    width: SIZES.width,
    height: SIZES.trendHeight,
    padding: 0,
    autosize: 'none',
    params: Object.entries(signals).map(([name, value]) => ({ name, value })),
    config: {
      aria: false,
      font: FONT,
      view: { stroke: null },
      text: { font: FONT, color: palette.text },
      // A null breaks a line and leaves out a dot, a bar or a text.
      // Points come in the order of their rows: they are not sorted for every picture.
      mark: { invalid: 'break-paths-filter-domains', order: false },
    },
    layer: [
      line('titleText', SIZES.margin, SIZES.titleY, { fontSize: SIZES.title, fontWeight: 600 }),
      line('subtitleText', SIZES.margin, SIZES.subtitleY, { fontSize: SIZES.subtitle, color: palette.muted }),
      line('unitText', { expr: 'unitX' }, { expr: 'unitY' }, { fontSize: SIZES.label, color: palette.muted }),
      ...layers,
      {
        data: { values: [{}] },
        mark: {
          type: 'text',
          text: { expr: 'noteText' },
          align: 'center',
          fontSize: SIZES.label,
          color: palette.muted,
        },
        encoding: { x: { value: SIZES.width / 2 }, y: { value: { expr: 'noteY' } } },
      },
    ],
  };
}
