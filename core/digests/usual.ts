/** What an account usually has. */
import type { NumberFact } from './facts.ts';

/** Weeks before the compared one that make the usual range. */
export const USUAL_WEEKS = 6;
const LEAST_WEEKS = 4;

/** Lowest and highest of the weeks that are known; null with fewer than four. */
export function usualOf(values: readonly (number | null)[]): NumberFact['usual'] {
  const known = values.filter((value) => value !== null);
  if (known.length < LEAST_WEEKS) return null;
  return { low: Math.min(...known), high: Math.max(...known), weeks: known.length };
}
