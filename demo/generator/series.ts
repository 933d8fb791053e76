/**
 * The truth of one account, day by day. Every number depends on seed, account and day only, so any day can be asked for
 * in any order; the anchor day places what is said in "days ago".
 *
 * Shape: level x weekday (0.7-1.3) x a latent mood with lag-1 correlation x bursts of 1-7 days, then negative-binomial
 * noise, so that variance is far above Poisson as on real accounts.
 */
import { weekdayOf, type DayNumber } from '../calendar.ts';
import type { DayNumbers, SeriesKeys } from './day.ts';
import { addEngagement } from './engagement.ts';
import { chance, createRandom } from './random.ts';

const MOOD_MEMORY = 0.5;
const MOOD_SIZE = 0.3;
const MOOD_TERMS = 16;
const BURST_BLOCK_DAYS = 45;
const BURSTS_PER_BLOCK = 0.35;
/** No unplanned burst near the anchor day, so that planned ones stand alone. */
const QUIET_DAYS_AROUND_ANCHOR = 50;

function mood({ plan, seed }: SeriesKeys, day: DayNumber): number {
  let sum = 0;
  for (let back = 0; back < MOOD_TERMS; back += 1) {
    sum += MOOD_MEMORY ** back * createRandom(seed, plan.username, 'mood', day - back).normal();
  }
  return MOOD_SIZE * Math.sqrt(1 - MOOD_MEMORY ** 2) * sum;
}

/** How a burst runs: a start, the top on the second day, then a decline; 0 outside. */
function burstShape(since: number, days: number): number {
  if (since < 0 || since >= days) return 0;
  if (since === 0) return days === 1 ? 1 : 0.45;
  return Math.exp(-(since - 1) * (2.4 / days));
}

/** Extra attention on a day: 0 usually, up to `peak - 1` at the top of a burst. */
function burst({ plan, seed, anchor }: SeriesKeys, day: DayNumber): number {
  const planned = plan.virals.reduce(
    (most, viral) => Math.max(most, (viral.peak - 1) * burstShape(day - (anchor - viral.daysAgo), viral.days)),
    0,
  );
  let unplanned = 0;
  const block = Math.floor(day / BURST_BLOCK_DAYS);
  for (const candidate of [block - 1, block]) {
    const random = createRandom(seed, plan.username, 'burst', candidate);
    const happens = random.next() < BURSTS_PER_BLOCK;
    const start = candidate * BURST_BLOCK_DAYS + random.integer(0, BURST_BLOCK_DAYS - 1);
    const extra = (1.5 + 5 * random.next()) * burstShape(day - start, random.integer(1, 7));
    if (happens && Math.abs(start - anchor) > QUIET_DAYS_AROUND_ANCHOR) unplanned = Math.max(unplanned, extra);
  }
  return Math.max(planned, unplanned);
}

function trend({ plan, anchor }: SeriesKeys, day: DayNumber): number {
  return Math.exp((plan.trend * Math.max(-1_500, Math.min(1_500, day - anchor))) / 365);
}

interface Conditions {
  /** Factor of an ordinary day. */
  readonly level: number;
  readonly burst: number;
}

function reachCells({ plan, seed }: SeriesKeys, day: DayNumber, { level, burst: extra }: Conditions): number[] {
  const random = createRandom(seed, plan.username, 'reach', day);
  const shares = [plan.mix.post, plan.mix.carousel, plan.mix.reel, plan.mix.story];
  const cells = shares.flatMap((share, kind) => {
    const isReel = kind === 2;
    const isStory = kind === 3;
    const followers = plan.reach.followers * share * (isStory ? 2 : 1) * (1 + 0.12 * extra);
    const others = plan.reach.others * share * (isStory ? 0.15 : 1) * (1 + (isReel ? 1.4 : 0.1) * extra);
    return [
      random.negativeBinomial(followers * level, plan.dispersion / 6),
      random.negativeBinomial(others * level, plan.dispersion / 3),
    ];
  });
  const ads = plan.ads ?? 0;
  return [...cells, random.negativeBinomial(ads * 0.04, 0.03), random.negativeBinomial(ads * 0.96, 0.03)];
}

/** The numbers of one day in their final form. Pure: same keys, same day, same numbers. */
export function generateDay(keys: SeriesKeys, day: DayNumber): DayNumbers {
  const { plan, seed } = keys;
  const weekday = plan.weekdays[weekdayOf(day)] ?? 1;
  const level = weekday * trend(keys, day) * Math.exp(mood(keys, day) - MOOD_SIZE ** 2 / 2);
  const extra = burst(keys, day);
  const follows = createRandom(seed, plan.username, 'follows', day);
  const gains = follows.negativeBinomial(plan.gain * level * (1 + extra), plan.dispersion / 4);
  const losses = follows.negativeBinomial(plan.loss * trend(keys, day) * (1 + 0.08 * extra), plan.dispersion / 6);
  const reach = reachCells(keys, day, { level, burst: extra });
  return addEngagement(keys, day, { gains, losses, reach });
}

/** How much of a reading younger than 48 hours is there at first: 85-100 %, by day. */
export function firstShare({ plan, seed }: SeriesKeys, day: DayNumber): number {
  return 0.85 + 0.15 * chance(seed, plan.username, 'restatement', day);
}
