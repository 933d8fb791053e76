import { type DayRow, dayNumber } from '../../../core/insights/spikes/days.ts';

/** A row of final values; null is unknown. Begins on a Sunday. */
export function rowOf(values: readonly (number | null)[], first = '2026-03-01'): DayRow {
  return { first: dayNumber(first), values, settled: values.map(() => true), covers: values.map(() => 1) };
}

/** `length` ordinary days around a level, the same every time. */
export function ordinary(length: number, level: number, spread = 0.2): readonly number[] {
  return Array.from({ length }, (_, i) => Math.round(level * (1 + spread * ((((i * i * 7 + i * 3) % 11) - 5) / 5))));
}
