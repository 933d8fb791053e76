import { mean } from './statistics.ts';

const WINDOW = 42;
const CUT = 2.58;
const ROUNDS = 4;

/**
 * Farrington's outbreak detection with the milder re-weighting of Noufaily et al. 2013: a quasi-Poisson mean of 42
 * days (the newest left out), days with residuals above 2.58 down-weighted by the square, limits on the 2/3 power
 * scale. The score is a normal quantile; 3.09 is p < 0.001. Level only: a trend is not estimated from six weeks.
 */
export function farrington(history: readonly (number | null)[], value: number): number | undefined {
  const values = history.slice(-WINDOW - 1, -1).filter((one) => one !== null);
  if (values.length < 7) return undefined;
  let weights: readonly number[] = values.map(() => 1);
  let level = 0;
  let dispersion = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    const total = weights.reduce((a, b) => a + b, 0);
    level = Math.max(values.reduce((sum, one, i) => sum + one * (weights[i] ?? 0), 0) / total, 0.05);
    const squares = values.reduce((sum, one, i) => sum + ((weights[i] ?? 0) * (one - level) ** 2) / level, 0);
    dispersion = Math.max(1, squares / (total - 1));
    const residuals = values.map((one) => anscombe(one, level, dispersion));
    const raw = residuals.map((residual) => (residual > CUT ? (CUT / residual) ** 2 : 1));
    const scale = mean(raw);
    weights = raw.map((weight) => weight / scale);
  }
  const doubt = dispersion + dispersion / values.length;
  return anscombe(value, level, doubt);
}

function anscombe(value: number, level: number, variance: number): number {
  return (1.5 * (value ** (2 / 3) - level ** (2 / 3))) / (level ** (1 / 6) * Math.sqrt(variance));
}
