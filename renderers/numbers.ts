const SUFFIXES = ['', 'k', 'M', 'B', 'T'] as const;

/** A short number for an axis or a dot: 950, 1.5k, 12k, 1.2M; at most three figures. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  let power = 0;
  while (power < SUFFIXES.length - 1 && Number((size / 1000 ** power).toPrecision(3)) >= 1000) power += 1;
  const scaled = value / 1000 ** power;
  if (Math.abs(scaled) >= 1000) return value.toExponential(1).replace('e+', 'e');
  return `${Number(scaled.toPrecision(3))}`.replace('-', '−') + (SUFFIXES[power] ?? '');
}

/** The whole number with thousands apart (12,345); short above a hundred million, where nobody reads the rest. */
export function fullNumber(value: number): string {
  if (Math.abs(value) >= 1e8) return shortNumber(value);
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 }).replace('-', '−');
}

/**
 * Levels of an axis: evenly apart by 1, 2, 2.5 or 5 times a power of ten, from 0 or below to the largest value or
 * above, about `wanted` of them. Never apart by less than 1 unless a value is itself a fraction: half a person is
 * no level. `fitted`: not from 0 but from just below the smallest value, where the values differ.
 */
export function niceLevels(values: readonly number[], wanted: number, fitted = false): readonly number[] {
  const raised = fitted && Math.min(...values) < Math.max(...values);
  const lowest = raised ? Math.min(...values) : Math.min(0, ...values);
  const highest = raised ? Math.max(...values) : Math.max(0, ...values);
  if (lowest === highest) return [0, 1];
  const whole = values.every(Number.isInteger);
  const step = niceStep((highest - lowest) / wanted, whole);
  const first = Math.floor(lowest / step);
  const count = Math.ceil(highest / step) - first;
  return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function niceStep(rough: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * power);
  const step = steps.find((candidate) => candidate >= rough * 0.999 && (!whole || Number.isInteger(candidate)));
  return step ?? Math.max(1, Math.ceil(rough));
}
