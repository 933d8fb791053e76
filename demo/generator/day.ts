/** What is counted on one day of one account. */
import type { AccountPlan } from '../accounts/plan.ts';
import type { DayNumber } from '../calendar.ts';

/** Kinds of content in the order of every list by kind; the names are those of `media_product_type`. */
export const KINDS = ['POST', 'CAROUSEL_CONTAINER', 'REEL', 'STORY', 'AD'] as const;
export const FOLLOW_TYPES = ['FOLLOWER', 'NON_FOLLOWER'] as const;
export const BUTTONS = ['BOOK_NOW', 'CALL', 'DIRECTION', 'EMAIL', 'TEXT'] as const;

/** Everything counted on one day. Lists of ten hold kind x follow type, lists of five hold kinds (or buttons, for taps). */
export interface DayNumbers {
  readonly gains: number;
  readonly losses: number;
  readonly engaged: number;
  readonly profileViews: number;
  readonly websiteClicks: number;
  readonly reach: readonly number[];
  readonly views: readonly number[];
  readonly likes: readonly number[];
  readonly comments: readonly number[];
  readonly saves: readonly number[];
  readonly shares: readonly number[];
  readonly replies: readonly number[];
  readonly reposts: readonly number[];
  readonly taps: readonly number[];
}

/** What a day's numbers depend on, besides the day. */
export interface SeriesKeys {
  readonly plan: AccountPlan;
  readonly seed: number;
  readonly anchor: DayNumber;
}

/** A copy with every number taken through `change`. */
export function mapNumbers(day: DayNumbers, change: (value: number) => number): DayNumbers {
  return {
    gains: change(day.gains),
    losses: change(day.losses),
    engaged: change(day.engaged),
    profileViews: change(day.profileViews),
    websiteClicks: change(day.websiteClicks),
    reach: day.reach.map(change),
    views: day.views.map(change),
    likes: day.likes.map(change),
    comments: day.comments.map(change),
    saves: day.saves.map(change),
    shares: day.shares.map(change),
    replies: day.replies.map(change),
    reposts: day.reposts.map(change),
    taps: day.taps.map(change),
  };
}
