import type { DayRow } from './days.ts';

/** The days a forecast learns from, after how many a day counts half, and how many must be known. */
const WINDOW = 91;
const HALF_LIFE = 30;
const LEAST_DAYS = 28;
const WEEK = 7;
/** Weeks needed before their own ups and downs are believed instead of the days'. */
const LEAST_WEEKS = 4;
/** Growth itself wanders: the pace of today is off by about this share after a month. */
const WANDER_A_MONTH = 0.12;
const MONTH = 30;
/** No forecast looks farther ahead, in days. */
const FARTHEST = 730;
/** The doubt about the drift is averaged over so many points, this many deviations each way. */
const DOUBT_POINTS = 21;
const DOUBT_REACH = 4;

/** How likely a total is to be reached in time. */
export interface GoalOdds {
  /** 0 to 1; at least 0.01 and at most 0.99 while it is still open: the model knows no certainty. */
  readonly chance: number;
  /** What is missing today, and how much a day brought on average. */
  readonly missing: number;
  readonly pace: number;
  /** What a day would have to bring. */
  readonly neededPace: number;
  /** The totals that 80 of 100 futures end between. */
  readonly low: number;
  readonly high: number;
}

export interface GoalQuestion {
  /** What there is today: followers, or the sum so far. */
  readonly current: number;
  readonly goal: number;
  /** Whole days left, the last one included; more than two years count as two years. */
  readonly days: number;
}

/**
 * The chance that daily changes go on to carry `current` to `goal` on or before the last day. Undefined with fewer
 * than 28 known days in the last 91. Changes are taken as a random walk with drift; the chance to touch the goal at
 * any time is the inverse Gaussian's (Cox and Miller 1965, 5.7), averaged over the doubt about the drift. The walk's
 * variance is taken from whole weeks, so that weekdays and days that resemble their neighbours count as they should.
 */
export function oddsOfReaching(changes: DayRow, { current, goal, days }: GoalQuestion): GoalOdds | undefined {
  const first = Math.max(0, changes.values.length - WINDOW);
  const window = changes.values.slice(first).map((value, i) => (changes.covers[first + i] === 1 ? value : null));
  const known: KnownDay[] = window.flatMap((value, i) =>
    value === null ? [] : [{ value, vote: 0.5 ** ((window.length - 1 - i) / HALF_LIFE) }],
  );
  if (known.length < LEAST_DAYS) return undefined;
  const pace = meanOf(known);
  const variance = Math.max(dailyVariance(window, known, pace), 1e-6);
  const ahead = Math.min(Math.max(0, days), FARTHEST);
  const missing = goal - current;
  const doubt = (day: number): number =>
    Math.hypot(Math.sqrt(variance / worthOf(known)), pace * WANDER_A_MONTH * (1 + day / (2 * MONTH)));
  const spread = Math.hypot(Math.sqrt(variance * ahead), doubt(ahead) * ahead);
  return {
    chance: missing <= 0 ? 1 : ahead === 0 ? 0 : bound(chanceBy(ahead, { missing, pace, variance }, doubt)),
    missing,
    pace,
    neededPace: ahead === 0 ? missing : missing / ahead,
    low: Math.round(current + pace * ahead - 1.2816 * spread),
    high: Math.round(current + pace * ahead + 1.2816 * spread),
  };
}

interface KnownDay {
  readonly value: number;
  readonly vote: number;
}

function meanOf(days: readonly KnownDay[]): number {
  const votes = days.reduce((sum, { vote }) => sum + vote, 0);
  return days.reduce((sum, { value, vote }) => sum + value * vote, 0) / votes;
}

/** How many days of equal vote these are worth. */
function worthOf(days: readonly KnownDay[]): number {
  const votes = days.reduce((sum, { vote }) => sum + vote, 0);
  return votes ** 2 / days.reduce((sum, { vote }) => sum + vote ** 2, 0);
}

function bound(chance: number): number {
  return Math.min(0.99, Math.max(0.01, chance));
}

/** The larger of the days' own variance and a seventh of the whole weeks'. */
function dailyVariance(window: readonly (number | null)[], known: readonly KnownDay[], pace: number): number {
  const byDay = meanOf(known.map(({ value, vote }) => ({ value: (value - pace) ** 2, vote })));
  const weeks: number[] = [];
  for (let end = window.length; end >= WEEK; end -= WEEK) {
    const week = window.slice(end - WEEK, end).filter((value) => value !== null);
    if (week.length === WEEK) weeks.push(week.reduce((a, b) => a + b, 0));
  }
  if (weeks.length < LEAST_WEEKS) return byDay;
  const middle = weeks.reduce((a, b) => a + b, 0) / weeks.length;
  const ofWeeks = weeks.reduce((sum, week) => sum + (week - middle) ** 2, 0) / (weeks.length - 1);
  return Math.max(byDay, ofWeeks / WEEK);
}

interface Walk {
  readonly missing: number;
  readonly pace: number;
  readonly variance: number;
}

/** Reached by an earlier day is reached: growing doubt about later days never lowers the chance. */
function chanceBy(days: number, walk: Walk, doubt: (day: number) => number): number {
  let best = 0;
  for (let day = 1; day <= days; day += 1) {
    best = Math.max(best, averageChance(walk, doubt(day), day));
  }
  return best;
}

/** The chance to touch the goal, averaged over what the drift may truly be (normal, by even steps). */
function averageChance({ missing, pace, variance }: Walk, doubt: number, days: number): number {
  let sum = 0;
  let votes = 0;
  for (let i = 0; i < DOUBT_POINTS; i += 1) {
    const z = DOUBT_REACH * ((2 * i) / (DOUBT_POINTS - 1) - 1);
    const vote = Math.exp((-z * z) / 2);
    sum += vote * chanceToTouch(missing, pace + z * doubt, variance, days);
    votes += vote;
  }
  return sum / votes;
}

/** The inverse Gaussian's two terms; the second is written so that neither of its factors can overflow. */
function chanceToTouch(missing: number, drift: number, variance: number, days: number): number {
  const sigma = Math.sqrt(variance * days);
  const direct = (drift * days - missing) / sigma;
  const mirrored = (missing + drift * days) / sigma;
  const reflected =
    mirrored > 0
      ? density(direct) * millsRatio(mirrored)
      : Math.exp((2 * drift * missing) / variance) * normalBelow(-mirrored);
  return Math.min(1, normalBelow(direct) + reflected);
}

function density(z: number): number {
  return 0.3989422804014327 * Math.exp((-z * z) / 2);
}

function normalBelow(z: number): number {
  const tail = density(z) * millsRatio(Math.abs(z));
  return z >= 0 ? 1 - tail : tail;
}

/** The normal's upper tail over its density, for z >= 0, to 1e-6 (Abramowitz and Stegun 26.2.17 and, far out, 26.2.14). */
function millsRatio(z: number): number {
  if (z < 3) {
    const t = 1 / (1 + 0.2316419 * z);
    const sum = (((1.330274429 * t - 1.821255978) * t + 1.781477937) * t - 0.356563782) * t + 0.31938153;
    return sum * t;
  }
  let fraction = z;
  for (let k = 40; k >= 1; k -= 1) fraction = z + k / fraction;
  return 1 / fraction;
}
