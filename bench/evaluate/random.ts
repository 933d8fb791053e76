/** Seeded chance: the same seed gives the same accounts on every machine. */
export interface Chance {
  /** Even, 0 to 1. */
  uniform(): number;
  normal(): number;
  gamma(shape: number): number;
  poisson(mean: number): number;
}

/** Numbers from mulberry32; normals by Box and Muller, gammas by Marsaglia and Tsang (2000), Poissons by halving. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * (1 - uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  // Ahrens and Dieter: the time of the k-th arrival is a gamma; it splits a large mean into a smaller one.
  const poisson = (mean: number): number => {
    if (mean < 12) return poissonByProduct(mean, uniform);
    const k = Math.floor((mean * 7) / 8);
    const time = gamma(k);
    return time > mean ? binomial(k - 1, mean / time, uniform, gamma) : k + poisson(mean - time);
  };
  return { uniform, normal, gamma, poisson };
}

function poissonByProduct(mean: number, uniform: () => number): number {
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > floor; product *= uniform()) count += 1;
  return count;
}

/** By splitting at the median order statistic, a beta. */
function binomial(trials: number, chance: number, uniform: () => number, gamma: (shape: number) => number): number {
  let n = trials;
  let p = chance;
  let count = 0;
  while (n > 24) {
    const i = 1 + Math.floor(n / 2);
    const a = gamma(i);
    const middle = a / (a + gamma(n + 1 - i));
    if (middle <= p) {
      count += i;
      p = (p - middle) / (1 - middle);
      n -= i;
    } else {
      p /= middle;
      n = i - 1;
    }
  }
  for (let trial = 0; trial < n; trial += 1) if (uniform() < p) count += 1;
  return count;
}
