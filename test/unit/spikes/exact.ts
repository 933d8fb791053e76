/** Fractions of whole numbers of any size: no rounding anywhere, to prove rounded results by. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export function fraction(top: bigint, bottom: bigint): Fraction {
  return { top, bottom };
}

/** The decimal logarithm of a positive fraction, to 15 digits: whatever its size, only its leading digits matter. */
export function log10Of({ top, bottom }: Fraction): number {
  return log10OfWhole(top) - log10OfWhole(bottom);
}

function log10OfWhole(value: bigint): number {
  const digits = value.toString();
  return Math.log10(Number(`${digits.slice(0, 1)}.${digits.slice(1, 18)}`)) + digits.length - 1;
}

function power({ top, bottom }: Fraction, exponent: number): Fraction {
  return { top: top ** BigInt(exponent), bottom: bottom ** BigInt(exponent) };
}

/**
 * P(X >= x) − P(X = x) / 2 and its mirror image for a negative binomial with failures r = halves / 2 and chance
 * p = root² of a failure, as exact fractions: P(0) = root^halves, P(k) = P(k − 1) (r + k − 1) (1 − p) / k.
 */
export function exactTails(
  x: number,
  halves: number,
  root: Fraction,
): { readonly upper: Fraction; readonly lower: Fraction } {
  const p = power(root, 2);
  const q = { top: p.bottom - p.top, bottom: p.bottom };
  const first = power(root, halves);
  // All terms over one bottom: P(k) = first.top · up(k) / (first.bottom · (2 q.bottom)^k · k!).
  let term = first.top;
  let below = 0n;
  let bottom = first.bottom;
  for (let k = 1; k <= x; k += 1) {
    const scale = 2n * q.bottom * BigInt(k);
    below = (below + term) * scale;
    term *= BigInt(halves + 2 * (k - 1)) * q.top;
    bottom *= scale;
  }
  const lower = { top: 2n * below + term, bottom: 2n * bottom };
  return { lower, upper: { top: lower.bottom - lower.top, bottom: lower.bottom } };
}
