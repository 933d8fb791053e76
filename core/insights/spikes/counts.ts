import type { History } from './history.ts';
import { weightedMedian } from './history.ts';

/** Residuals beyond the cut lose their vote with the fourth power: a viral day must not become the usual. */
const CUT = 2;
/** What accounts of 60,000 to 250,000 followers show on average, believed like 6 days of own data. */
const PRIOR_ALPHA = 0.25;
const PRIOR_DAYS = 6;
const WEEKDAY_DAYS = 3;
const WEEKDAYS_FROM = 21;
/** Leaving large residuals out makes the variance too small by about this much. */
const TRUNCATION = 1.25;
const LEAST_MEAN = 0.05;
const ROUNDS = 6;
/** 1 / Φ⁻¹(¾): makes the median deviation a standard deviation (Hampel). */
export const MAD_TO_SIGMA = 1.4826;

/** What is usual for a series of counts: a negative binomial, variance = mean + alpha mean². */
export interface CountUsual {
  /** Mean without weekday, and the weekdays' factors. */
  readonly level: number;
  readonly factors: readonly number[];
  readonly alpha: number;
  /** How many days of equal vote the history is worth. */
  readonly worth: number;
}

/**
 * Learns what is usual from a history that may hold viral days: an iterated weighted fit in which old spikes lose
 * their vote (the robust, short-history kin of Farrington's outbreak detection: Farrington et al. 1996, Noufaily et
 * al. 2013; residuals after Anscombe 1948). Weekdays are learnt from 21 known days on and pulled towards 1.
 */
export function learnCounts({ values, weekdays, votes }: History): CountUsual {
  const size = values.length;
  const powers = values.map((y) => Math.cbrt(y) ** 2);
  const weights = startingVotes(values, votes);
  const withWeekdays = size >= WEEKDAYS_FROM;
  let factors: readonly number[] = [1, 1, 1, 1, 1, 1, 1];
  let level = LEAST_MEAN;
  let alpha = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    level = levelOf(values, weekdays, weights, factors);
    if (withWeekdays) factors = weekdayFactors(values, weekdays, weights, level);
    const means = factors.map((factor) => level * factor);
    alpha = alphaOf(values, weekdays, weights, means);
    const roots = means.map((mu) => Math.cbrt(mu));
    const scales = means.map((mu, day) => 1.5 / (Math.sqrt(roots[day] ?? 1) * Math.sqrt(1 + alpha * mu)));
    for (let i = 0; i < size; i += 1) {
      const day = weekdays[i] ?? 0;
      const residual = (scales[day] ?? 0) * ((powers[i] ?? 0) - (roots[day] ?? 0) ** 2);
      weights[i] = (votes[i] ?? 0) * (residual > CUT ? (CUT / residual) ** 4 : 1);
    }
  }
  return { level, factors, alpha, worth: worthOf(weights) };
}

/** First votes: days far above the median on Anscombe's square-root scale have none. */
function startingVotes(values: readonly number[], votes: readonly number[]): number[] {
  const roots = values.map((y) => 2 * Math.sqrt(y + 0.375));
  const middle = weightedMedian(roots, votes);
  const apart = roots.map((root) => Math.abs(root - middle));
  const sigma = Math.max(1, MAD_TO_SIGMA * weightedMedian(apart, votes));
  return votes.map((vote, i) => ((roots[i] ?? 0) - middle <= 2.5 * sigma ? vote : 0));
}

function levelOf(
  values: readonly number[],
  weekdays: readonly number[],
  weights: readonly number[],
  factors: readonly number[],
): number {
  let sum = 0;
  let votes = 0;
  for (let i = 0; i < values.length; i += 1) {
    const weight = weights[i] ?? 0;
    sum += weight * (values[i] ?? 0);
    votes += weight * (factors[weekdays[i] ?? 0] ?? 1);
  }
  return Math.max(sum / votes, LEAST_MEAN);
}

function weekdayFactors(
  values: readonly number[],
  weekdays: readonly number[],
  weights: readonly number[],
  level: number,
): readonly number[] {
  const sums = Array.from({ length: 7 }, () => WEEKDAY_DAYS * level);
  const votes = Array.from({ length: 7 }, () => WEEKDAY_DAYS);
  for (let i = 0; i < values.length; i += 1) {
    const day = weekdays[i] ?? 0;
    sums[day] = (sums[day] ?? 0) + (weights[i] ?? 0) * (values[i] ?? 0);
    votes[day] = (votes[day] ?? 0) + (weights[i] ?? 0);
  }
  const factors = sums.map((sum, day) => sum / ((votes[day] ?? 1) * level));
  const mean = factors.reduce((a, b) => a + b, 0) / 7;
  return factors.map((factor) => factor / mean);
}

/** Dispersion beyond Poisson by weighted moments, pulled towards the prior. */
function alphaOf(
  values: readonly number[],
  weekdays: readonly number[],
  weights: readonly number[],
  means: readonly number[],
): number {
  let excess = 0;
  let trust = 0;
  let shares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const mu = means[weekdays[i] ?? 0] ?? LEAST_MEAN;
    const share = mu / (1 + mu);
    const weight = (weights[i] ?? 0) * share;
    const apart = (values[i] ?? 0) - mu;
    excess += (weight * (apart * apart - mu)) / (mu * mu);
    trust += weight;
    shares += share;
  }
  const own = TRUNCATION * Math.max(excess / trust, 0);
  const days = worthOf(weights) * (shares / values.length);
  return (days * own + PRIOR_DAYS * PRIOR_ALPHA) / (days + PRIOR_DAYS);
}

function worthOf(weights: readonly number[]): number {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / squares;
}
