import type { DayNumber } from '../calendar.ts';
import { createRandom } from './random.ts';
import { BUTTONS, type DayNumbers, type SeriesKeys } from './day.ts';

/** What 1 000 accounts reached do, by kind of content: post, album, reel, story, ad. */
const PER_THOUSAND = {
  likes: [52, 58, 41, 0, 5],
  comments: [3.2, 3.4, 2.4, 0, 0.2],
  saves: [4, 8, 5, 0, 0.4],
  shares: [2.5, 3.5, 8, 1.6, 0.3],
  replies: [0, 0, 0, 5, 0],
  reposts: [0.7, 0.8, 1.4, 0.2, 0],
} as const;
/** Repeated displays for one account reached, by kind. */
const REPEATS = [0.35, 0.6, 0.85, 0.7, 1.1] as const;
const TAPS_PER_THOUSAND = 1.4;
const PROFILE_VIEWS_PER_THOUSAND = 38;
const WEBSITE_CLICKS_PER_PROFILE_VIEW = 0.06;
/** Of those who interact, most do so once; nobody interacts without being reached. */
const PEOPLE_PER_INTERACTION = 0.78;
const MOST_ENGAGED_SHARE = 0.6;

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Adds to a day's reach what people did: views >= reach in every cell, engaged accounts <= interactions and <= reach. */
export function addEngagement(
  { plan, seed }: SeriesKeys,
  day: DayNumber,
  base: Pick<DayNumbers, 'gains' | 'losses' | 'reach'>,
): DayNumbers {
  const random = createRandom(seed, plan.username, 'engagement', day);
  const reachOf = (kind: number): number => (base.reach[2 * kind] ?? 0) + (base.reach[2 * kind + 1] ?? 0);
  const total = sumOf(base.reach);
  const count = (perThousand: readonly number[]): number[] =>
    perThousand.map((rate, kind) => random.poisson((reachOf(kind) * rate * plan.engagement) / 1000));

  const views = base.reach.map((reached, cell) => reached + random.poisson(reached * (REPEATS[cell >> 1] ?? 0)));
  const likes = count(PER_THOUSAND.likes);
  const comments = count(PER_THOUSAND.comments);
  const saves = count(PER_THOUSAND.saves);
  const shares = count(PER_THOUSAND.shares);
  const replies = count(PER_THOUSAND.replies).map((value) => (plan.europe ? 0 : value));
  const reposts = count(PER_THOUSAND.reposts);
  const interactions = sumOf([likes, comments, saves, shares, replies, reposts].map(sumOf));
  const largestReach = Math.max(0, ...base.reach);
  const organic = total - reachOf(4);
  const profileViews = random.poisson((organic * PROFILE_VIEWS_PER_THOUSAND) / 1000);
  const taps = BUTTONS.map((button) =>
    plan.buttons.includes(button) ? random.poisson((organic * TAPS_PER_THOUSAND) / 1000 / plan.buttons.length) : 0,
  );
  return {
    ...base,
    engaged: Math.min(Math.ceil(interactions * PEOPLE_PER_INTERACTION), Math.ceil(largestReach * MOST_ENGAGED_SHARE)),
    profileViews,
    websiteClicks: plan.website === undefined ? 0 : random.poisson(profileViews * WEBSITE_CLICKS_PER_PROFILE_VIEW),
    views,
    likes,
    comments,
    saves,
    shares,
    replies,
    reposts,
    taps,
  };
}
