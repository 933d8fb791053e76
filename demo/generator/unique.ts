/**
 * How unique counts of days become the unique count of a window.
 *
 * U(days) = floor((u1^P + u2^P + …)^(1/P)), a P-norm. Because P > 1 it behaves as de-duplicated people do:
 * at least the largest day, less than the sum as soon as two days count, never smaller when the window grows, and for two
 * windows put together never more than both. P is chosen so that 28 equal days added up are 56 % above their unique
 * count, the excess measured on a real account (10 187 906 against 6 509 641).
 */
const WINDOW_POWER = 1.155;
/** The same idea for people who see several kinds of content on one day. */
const KIND_POWER = 1.25;
/** Hides the rounding of powers and roots, so that one day is exactly itself. */
const EPSILON = 1e-6;

function norm(values: readonly number[], power: number): number {
  const largest = Math.max(0, ...values);
  if (largest === 0) return 0;
  const sum = values.reduce((total, value) => total + (value / largest) ** power, 0);
  return Math.floor(largest * sum ** (1 / power) + EPSILON);
}

/** Unique people over days, from the unique people of each day. */
export function uniqueOverDays(values: readonly number[]): number {
  return norm(values, WINDOW_POWER);
}

/** Unique people of one day over kinds of content, from those of each kind. */
export function uniqueOverKinds(values: readonly number[]): number {
  return norm(values, KIND_POWER);
}
