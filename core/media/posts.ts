/** Keeps readings of recent posts, so that a post has a curve although nobody asked for it. */
import type { AppError } from '../errors.ts';
import { bringMediaUpToDate, type MediaCollectDeps } from './collect.ts';
import { bringPostsUpToDate, type ListingDeps } from './listing.ts';
import type { StoryAccount } from './stories.ts';

const DAY = 24 * 3_600_000;
/** Posts of this age and younger are read again and again. */
const KEPT_DAYS = 30;
const MOST_CALLS = 50;

export interface PostDeps extends ListingDeps, MediaCollectDeps {
  readonly store: ListingDeps['store'] & MediaCollectDeps['store'];
  readonly graph: ListingDeps['graph'] & MediaCollectDeps['graph'];
}

export interface PostRound {
  /** Posts of the last 30 days. */
  readonly posts: number;
  /** Posts left for the next round by the limit of 50 calls. */
  readonly unread: number;
  readonly problems: readonly AppError[];
}

/**
 * One round for one account at `now` (epoch ms, the clock of `deps`): lists the posts of the last 30 days and reads those
 * whose reading is older than 15 minutes (first two days) or an hour. Safe to repeat; problems come back.
 */
export async function keepPosts(
  deps: PostDeps,
  { account, access, version }: StoryAccount,
  now: number,
  signal?: AbortSignal,
): Promise<PostRound> {
  const listed = await bringPostsUpToDate(deps, account, access, { since: now - KEPT_DAYS * DAY }, { signal });
  const { unread, problems } = await bringMediaUpToDate(deps, {
    account,
    access,
    version,
    media: listed.media,
    wanted: { apiName: 'reach' },
    mostCalls: MOST_CALLS,
    signal,
  });
  return { posts: listed.media.length, unread, problems: [...listed.problems, ...problems] };
}
