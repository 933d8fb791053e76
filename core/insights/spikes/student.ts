import type { LogTails } from './negative-binomial.ts';

/** The 97.5 % point of Student's t with 4 degrees of freedom. */
export const T4_NINETY_FIVE = 2.7764451051977934;

/**
 * Both tails of Student's t with 4 degrees of freedom. With u = t / sqrt(4 + t²) the upper one is exactly
 * (1 − u)² (2 + u) / 4 (Abramowitz and Stegun 26.7.4 for 4 degrees), and 1 − u = 4 / ((4 + t²)(1 + u)) keeps its
 * digits far out.
 */
export function studentTails(t: number): LogTails {
  const far = logFarTail(Math.abs(t));
  const near = Math.log1p(-Math.exp(far));
  return t >= 0 ? { upper: far, lower: near } : { upper: near, lower: far };
}

function logFarTail(t: number): number {
  const u = t / Math.hypot(2, t);
  // Two logarithms instead of one of t² keep any t a number.
  const logGap = 2 * Math.log(2 / Math.hypot(2, t)) - Math.log1p(u);
  return 2 * logGap + Math.log(2 + u) - Math.log(4);
}
