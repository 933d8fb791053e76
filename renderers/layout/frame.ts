import type { Chart } from '../../core/reports/report.ts';
import { SIZES } from '../theme.ts';
import { fitText } from '../text.ts';
import type { Measure } from '../text.ts';

export type Row = Readonly<Record<string, string | number | null>>;

/** A chart laid out: everything its template needs. Sizes in logical pixels. */
export interface Frame {
  readonly kind: Chart['kind'];
  readonly height: number;
  readonly signals: Readonly<Record<string, string | number>>;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  /** Files that stand in the picture, each filling a square. */
  readonly images?: readonly FrameImage[];
}

export interface FrameImage {
  readonly file: Uint8Array;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** The signals of the words above every chart, cut to the picture's width. */
export function headSignals(
  words: { readonly title: string; readonly subtitle: string },
  unit: string,
  measure: Measure,
) {
  const width = SIZES.width - 2 * SIZES.margin;
  return {
    titleText: fitText(words.title, width, (text) => measure(text, SIZES.title, 600)),
    subtitleText: fitText(words.subtitle, width, (text) => measure(text, SIZES.subtitle)),
    unitX: SIZES.margin,
    unitY: SIZES.headerY,
    unitText: fitText(unit, width / 3, (text) => measure(text, SIZES.label)),
  };
}
