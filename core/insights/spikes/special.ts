/** The few special functions the tails need, each exact to about 14 digits, also where plain formulas cancel. */

const HALF_LOG_TWO_PI = 0.9189385332046728;
/** From here on five terms of Stirling's series are exact to double precision. */
const STIRLING_FROM = 16;
const TINY = 1e-300;
const MAX_STEPS = 20_000;

/** Stirling's series of log Γ(z + 1) − ((z + ½) log z − z + ½ log 2π), for z >= 16 (Abramowitz and Stegun 6.1.41). */
function stirlingSeries(z: number): number {
  const square = z * z;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / z;
}

/**
 * What Stirling's formula misses of log z! = log Γ(z + 1), for z > 0. Small z climb to the series by
 * Γ(z + 1) = z Γ(z).
 */
function stirlingError(z: number): number {
  if (z >= STIRLING_FROM) return stirlingSeries(z);
  let product = 1;
  let top = z;
  while (top < STIRLING_FROM) {
    top += 1;
    product *= top;
  }
  const logFactorial = (top + 0.5) * Math.log(top) - top + stirlingSeries(top) - Math.log(product);
  return logFactorial - (z + 0.5) * Math.log(z) + z;
}

/**
 * x log(x / m) + m − x for x, m > 0, without cancellation where x is near m (C. Loader, "Fast and accurate
 * computation of binomial probabilities", 2000).
 */
function deviance(x: number, m: number): number {
  const apart = x - m;
  if (Math.abs(apart) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const ratio = apart / (x + m);
  const square = ratio * ratio;
  let sum = apart * ratio;
  let term = 2 * x * ratio;
  for (let odd = 3; odd < 100; odd += 2) {
    term *= square;
    const next = sum + term / odd;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/**
 * Log of the binomial probability of `a` successes in `a + b` trials with chance p = 1 − q, continued to real
 * a, b > 0 (Loader's saddle-point form: no large numbers are subtracted, so 1e8 trials cost no digits).
 */
export function logBinomial(a: number, b: number, p: number, q: number): number {
  const n = a + b;
  const errors = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return errors - deviance(a, n * p) - deviance(b, n * q) + 0.5 * Math.log(n / (a * b)) - HALF_LOG_TWO_PI;
}

/**
 * The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8, by Lentz's method):
 * I_x(a, b) = x^a (1 − x)^b / (a B(a, b)) times this. For x below (a + 1) / (a + b + 2), where it converges fast.
 */
export function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
