/** Random numbers that depend on their name only: the same keys give the same numbers, in any order of asking. */
export interface Random {
  /** 0 <= x < 1. */
  next(): number;
  normal(): number;
  /** A gamma variable with mean 1 and variance `1 / shape`. */
  gamma(shape: number): number;
  poisson(mean: number): number;
  /** Counts with variance mean + alpha * mean^2. */
  negativeBinomial(mean: number, alpha: number): number;
  /** min <= x <= max. */
  integer(min: number, max: number): number;
}

/** A 32-bit hash of the keys (FNV-1a with a final mix). */
export function hashOf(...keys: readonly (string | number)[]): number {
  const text = keys.join('|');
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** One number, 0 <= x < 1, by name. */
export function chance(...keys: readonly (string | number)[]): number {
  return hashOf(...keys) / 0x1_0000_0000;
}

/** `count` decimal digits by name. */
export function digitsOf(count: number, ...keys: readonly (string | number)[]): string {
  let digits = '';
  for (let round = 0; digits.length < count; round += 1)
    digits += String(hashOf(...keys, round))
      .padStart(10, '0')
      .slice(1);
  return digits.slice(0, count);
}

/** A stream of random numbers by name (mulberry32). */
export function createRandom(...keys: readonly (string | number)[]): Random {
  let state = hashOf(...keys);

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  }

  /** Marsaglia and Tsang; shapes under 1 are lifted by a power of a uniform. */
  function gamma(shape: number): number {
    const lifted = shape < 1 ? shape + 1 : shape;
    const lift = shape < 1 ? (1 - next()) ** (1 / shape) : 1;
    const d = lifted - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v * lift) / shape;
    }
  }

  function poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = next(); product > limit; product *= next()) count += 1;
    return count;
  }

  return {
    next,
    normal,
    gamma,
    poisson,
    negativeBinomial: (mean, alpha) => poisson(mean * gamma(1 / alpha)),
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
  };
}
