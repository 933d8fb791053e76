import type { Mark, Spec } from 'vega';
import { compile } from 'vega-lite';

import type { Chart, Theme } from '../../core/reports/report.ts';
import { specOf } from './index.ts';

/** Channels from which Vega works out another, together: they stay where they are. */
const PLACES = new Set(['x', 'x2', 'xc', 'width', 'y', 'y2', 'yc', 'height']);

/**
 * A template as plain Vega, which draws without Vega-Lite. Run by the build; the running bot never imports this file
 * unless it runs from its sources.
 */
export function compileSpec(kind: Chart['kind'], theme: Theme): Spec {
  const { spec } = compile(specOf(kind, theme));
  return { ...spec, marks: (spec.marks ?? []).map(settled) };
}

/**
 * The mark with what never changes set once, when an item enters, and not again for every picture: Vega-Lite sets
 * everything on every update, and each channel of each item is an expression to interpret.
 */
function settled(mark: Mark): Mark {
  const enter: Record<string, unknown> = {};
  const update: Record<string, unknown> = {};
  for (const [channel, rule] of Object.entries(mark.encode?.update ?? {})) {
    (isConstant(rule) && !PLACES.has(channel) ? enter : update)[channel] = rule;
  }
  return { ...mark, encode: { enter, update } } as Mark;
}

function isConstant(rule: object | undefined): boolean {
  return rule !== undefined && Object.keys(rule).join() === 'value';
}
