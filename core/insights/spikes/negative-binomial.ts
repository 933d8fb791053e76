import { betaFraction, logBinomial } from './special.ts';

/** Both sides of a value in natural logarithms; each counts half of the value itself ("mid-p"), so they sum to 1. */
export interface LogTails {
  readonly upper: number;
  readonly lower: number;
}

/** Log P(X = x) and, whichever is safe to compute, P(X >= x) or P(X < x) as a multiple of it. */
interface Place {
  readonly logHere: number;
  readonly side: 'at or above' | 'below';
  readonly multiple: number;
}

/**
 * Where x stands in a negative binomial of this mean and variance mean + spread mean². With r = 1 / spread and
 * q = mean / (mean + r), P(X >= x) = I_q(x, r) (Abramowitz and Stegun 26.5.26), and the factor before the fraction
 * is P(X = x) itself.
 */
function place(x: number, mean: number, spread: number): Place {
  const r = 1 / spread;
  if (x <= 0) return { logHere: -r * Math.log1p(mean / r), side: 'below', multiple: 0 };
  const q = mean / (mean + r);
  const p = r / (mean + r);
  const logHere = logBinomial(x, r, q, p) + Math.log(r / (x + r));
  return q < (x + 1) / (x + r + 2)
    ? { logHere, side: 'at or above', multiple: betaFraction(q, x, r) }
    : { logHere, side: 'below', multiple: (x / r) * betaFraction(p, r, x) };
}

/**
 * The chance of a count as high as x, and of one as low, under a negative binomial of this mean and
 * variance mean + spread mean² (mean, spread > 0; x a whole number >= 0). Exact to about 1e-12, also at 1e-300.
 */
export function countTails(x: number, mean: number, spread: number): LogTails {
  const { logHere, side, multiple } = place(x, mean, spread);
  const here = Math.exp(logHere);
  return side === 'below'
    ? { upper: Math.log1p(-here * (multiple + 0.5)), lower: logHere + Math.log(multiple + 0.5) }
    : { upper: logHere + Math.log(multiple - 0.5), lower: Math.log1p(-here * (multiple - 0.5)) };
}

/** The smallest count that the distribution stays at or below with this chance. */
export function countQuantile(chance: number, mean: number, spread: number): number {
  const atOrBelow = (x: number): number => {
    const { logHere, side, multiple } = place(x, mean, spread);
    const here = Math.exp(logHere);
    return side === 'below' ? here * (multiple + 1) : 1 - here * (multiple - 1);
  };
  let low = -1;
  let high = Math.ceil(mean + Math.sqrt(mean + spread * mean * mean));
  while (atOrBelow(high) < chance) {
    low = high;
    high = 2 * high + 1;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (atOrBelow(middle) < chance) low = middle;
    else high = middle;
  }
  return high;
}
