/** The exact 95 % interval of a Poisson rate from a count over an exposure (Garwood 1936). */
export function rateInterval(
  count: number,
  exposure: number,
): { readonly rate: number; readonly low: number; readonly high: number } {
  const low = count === 0 ? 0 : solve((mean) => poissonBelow(count, mean) - 0.975, count);
  const high = solve((mean) => poissonBelow(count + 1, mean) - 0.025, count + 1);
  return { rate: count / exposure, low: low / exposure, high: high / exposure };
}

/** P(X < count). */
function poissonBelow(count: number, mean: number): number {
  let sum = 0;
  let log = -mean;
  for (let k = 0; k < count; k += 1) {
    sum += Math.exp(log);
    log += Math.log(mean) - Math.log(k + 1);
  }
  return sum;
}

/** Where a falling function crosses 0. */
function solve(gap: (mean: number) => number, near: number): number {
  let low = 0;
  let high = 4 * near + 10;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (gap(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
