import { HOUR } from './calendar.ts';
import type { AccountNumbers } from './generator/numbers.ts';
import { createRandom } from './generator/random.ts';
import type { SeriesKeys } from './generator/day.ts';
import { uniqueOverDays } from './generator/unique.ts';
import type { Media } from './media.ts';

/** What one media shows at an instant, organic unless it says otherwise. */
export interface MediaNumbers {
  readonly reach: number;
  readonly views: number;
  readonly likes: number;
  readonly comments: number;
  /** When the n-th comment came, epoch ms. */
  readonly commentedAt: (nth: number) => number;
  readonly saved: number;
  readonly shares: number;
  readonly reposts: number;
  readonly replies: number;
  readonly follows: number;
  readonly profileVisits: number;
  /** By `action_type`, lower case as Instagram returns it. */
  readonly profileActivity: Readonly<Record<string, number>>;
  /** By `story_navigation_action_type`, lower case. */
  readonly navigation: Readonly<Record<string, number>>;
  readonly linkClicks: number;
  readonly watchMilliseconds: number;
  /** Per cent, one decimal. */
  readonly skipRate: number;
  /** Views on Facebook, and of both together. */
  readonly facebookViews: number;
  /** With advertising and Facebook. */
  readonly totalViews: number;
  readonly totalLikes: number;
  readonly totalComments: number;
}

/** Lifetime reach as a share of the account's daily reach, by what it is. */
const WEIGHT = { IMAGE: 0.45, CAROUSEL_ALBUM: 0.55, VIDEO: 1.1, STORY: 0.16 } as const;
/** Hours until about 63 % of a lifetime are there. */
const RIPENS = { FEED: 16, REELS: 38, STORY: 7 } as const;
const QUIET_VIEWERS = 3;
const REEL = 2;

function lifetimeReach(keys: SeriesKeys, numbers: AccountNumbers, media: Media): number {
  const { plan, seed } = keys;
  if (media.quiet) return QUIET_VIEWERS;
  const random = createRandom(seed, media.id, 'reach');
  if (media.viralDays !== undefined) {
    const days = Array.from({ length: media.viralDays }, (_, index) => numbers.final(media.day + index).reach);
    return Math.floor(0.8 * uniqueOverDays(days.map((cells) => (cells[2 * REEL] ?? 0) + (cells[2 * REEL + 1] ?? 0))));
  }
  const daily = plan.reach.followers + plan.reach.others;
  const weight = WEIGHT[media.product === 'STORY' ? 'STORY' : media.type];
  const growth = Math.exp((plan.trend * (media.day - keys.anchor)) / 365);
  return Math.max(5, Math.round(daily * weight * growth * Math.exp(0.45 * random.normal())));
}

function split(total: number, shares: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, Math.floor(total * share)]));
}

/** When a media had this share of its lifetime: the inverse of how it ripens, to the second after. */
function momentOf(media: Media, share: number): number {
  const hours = -RIPENS[media.product] * Math.log(1 - Math.min(share, 1 - 1e-9));
  return Math.ceil((media.publishedAt + hours * HOUR) / 1000) * 1000;
}

/** The numbers of a media at `now`: they grow from publication to their lifetime value and never fall. */
export function mediaNumbers(keys: SeriesKeys, numbers: AccountNumbers, media: Media, now: number): MediaNumbers {
  const random = createRandom(keys.seed, media.id, 'numbers');
  const age = Math.max(0, now - media.publishedAt) / HOUR;
  const ripe = media.quiet ? 1 : 1 - Math.exp(-age / RIPENS[media.product]);
  const lifetime = lifetimeReach(keys, numbers, media);
  const isStory = media.product === 'STORY';
  const isReel = media.product === 'REELS';
  const grown = (value: number): number => Math.floor(value * ripe);
  const lifetimeRate = (perThousand: number): number =>
    (lifetime * perThousand * keys.plan.engagement * Math.exp(0.3 * random.normal())) / 1000;
  const rate = (perThousand: number): number => grown(lifetimeRate(perThousand));

  const reach = grown(lifetime);
  const views = Math.max(reach, grown(lifetime * (1.2 + 0.6 * random.next())));
  const likes = isStory ? 0 : rate(isReel ? 46 : 58);
  const allComments = isStory ? 0 : lifetimeRate(3);
  const comments = grown(allComments);
  const saved = isStory ? 0 : rate(5);
  const shares = rate(isReel ? 9 : 3);
  const reposts = rate(1);
  const replies = isStory && !keys.plan.europe ? rate(6) : 0;
  const facebookViews = media.onFacebook ? grown(lifetime * 0.3 * random.next()) : 0;
  const adViews = media.boosted ? grown(lifetime * 3) : 0;
  return {
    reach,
    views,
    likes,
    comments,
    commentedAt: (nth) => momentOf(media, nth / allComments),
    saved,
    shares,
    reposts,
    replies,
    follows: rate(1.6),
    profileVisits: rate(14),
    profileActivity: split(rate(6), { bio_link_clicked: 0.7, email: 0.12, text: 0.08, direction: 0.06, other: 0.04 }),
    navigation: isStory ? split(views, { tap_forward: 0.71, tap_back: 0.08, tap_exit: 0.11, swipe_forward: 0.1 }) : {},
    linkClicks: isStory ? rate(9) : 0,
    watchMilliseconds: isReel ? Math.round(4_000 + 9_000 * random.next()) : 0,
    skipRate: Math.round((30 + 30 * random.next()) * 10) / 10,
    facebookViews,
    totalViews: views + facebookViews + adViews,
    totalLikes: likes + Math.floor(adViews * 0.004) + Math.floor(facebookViews * 0.01),
    totalComments: comments + Math.floor(adViews * 0.0003),
  };
}
