import type { IsoDate } from '../series.ts';

/** From these shares of the excess on, posts explain it mainly, or partly. */
const MAINLY = 0.6;
const PARTLY = 0.25;
/** Follows a single post must have brought to be named. */
const LEAST_SHARE = 0.05;

/** A post, reel or story with what it brought inside the episode: differences between two of our own readings. */
export interface PostEvidence {
  readonly id: string;
  readonly kind: 'post' | 'reel' | 'story';
  readonly publishedOn: IsoDate;
  /** New follows it brought; null where Instagram does not say. */
  readonly follows: number | null;
  /** Accounts it reached; null where unknown. */
  readonly reach: number | null;
}

/** What the account's reach did on the days of the episode. */
interface ReachEvidence {
  /** Reach above its expectation, summed over the days. */
  readonly excess: number;
  /** Whether reach was unusual itself (1 in 100 or rarer, upward). */
  readonly unusual: boolean;
  readonly nonFollowers: NonFollowers | undefined;
}

/** Share of non-followers (0 to 1) in the reach on the episode's days, and on the week before it. */
export interface NonFollowers {
  readonly share: number;
  readonly usual: number;
}

export interface CauseEvidence {
  readonly direction: 'up' | 'down';
  /** New followers above (below) the expectation over the episode's days. */
  readonly excess: number;
  /** All posts that were looked at: those of the three days before and the episode, and older ones with readings. */
  readonly posts: readonly PostEvidence[];
  readonly reach: ReachEvidence | undefined;
  /** Whether profile visits were unusual on these days; undefined when unknown. */
  readonly profileVisitsUnusual: boolean | undefined;
}

interface PostShare {
  readonly post: PostEvidence;
  /** What it brought, in follows or in reach, and as a share (0 to 1) of the excess. */
  readonly amount: number;
  readonly share: number;
}

/** What a person should look at when no post explains it. */
type Check =
  | 'mentions and tags'
  | 'collaborations on other accounts'
  | 'paid promotion'
  | 'inauthentic follows'
  | 'removed accounts'
  | 'recent posts'
  | 'posts without numbers';

/** Always a probable cause, never a proof. */
export type Cause =
  | {
      readonly kind: 'posts';
      readonly strength: 'mainly' | 'partly';
      /** `follows` is measured; `reach` is the weaker sign, used where follows per post are unknown. */
      readonly by: 'follows' | 'reach';
      /** Share of the excess that all named posts have together, at most 1. */
      readonly share: number;
      /** The largest first. */
      readonly posts: readonly PostShare[];
      readonly nonFollowers: NonFollowers | undefined;
    }
  | {
      /** "Not explained by your posts". */
      readonly kind: 'unexplained';
      /** Posts looked at, and those among them that brought anything. */
      readonly looked: number;
      readonly moved: number;
      /** The best share found, 0 to 0.25; undefined when nothing could be measured. */
      readonly share: number | undefined;
      /** Follows came without reach or profile visits: the own content was not seen more than usual. */
      readonly withoutReach: boolean | undefined;
      readonly nonFollowers: NonFollowers | undefined;
      readonly check: readonly Check[];
    };

/**
 * The probable cause of an episode. Follows measured per post come first; reach per post against the account's extra
 * reach only where no post's follows are known. 60 % of the excess is "mainly", 25 % "partly", less is not explained.
 */
export function probableCause(evidence: CauseEvidence): Cause {
  if (evidence.direction === 'down') return unexplained(evidence, undefined);
  const byFollows = sharesOf(evidence.posts, 'follows', evidence.excess);
  if (byFollows !== undefined) return conclude(evidence, 'follows', byFollows);
  const { reach } = evidence;
  const byReach = reach?.unusual === true ? sharesOf(evidence.posts, 'reach', reach.excess) : undefined;
  return byReach === undefined ? unexplained(evidence, undefined) : conclude(evidence, 'reach', byReach);
}

/** Every post's share of the excess, largest first; undefined when no post was measured this way. */
function sharesOf(
  posts: readonly PostEvidence[],
  by: 'follows' | 'reach',
  excess: number,
): readonly PostShare[] | undefined {
  const shares = posts.flatMap((post): PostShare[] => {
    const amount = post[by];
    return amount === null ? [] : [{ post, amount, share: excess > 0 ? Math.max(0, amount) / excess : 0 }];
  });
  return shares.length === 0 ? undefined : shares.sort((a, b) => b.amount - a.amount);
}

function conclude(evidence: CauseEvidence, by: 'follows' | 'reach', shares: readonly PostShare[]): Cause {
  const share = Math.min(
    1,
    shares.reduce((sum, one) => sum + one.share, 0),
  );
  if (share < PARTLY) return unexplained(evidence, share);
  const named = shares.filter((one) => one.share >= LEAST_SHARE);
  return {
    kind: 'posts',
    strength: share >= MAINLY ? 'mainly' : 'partly',
    by,
    share,
    posts: named.length === 0 ? shares.slice(0, 1) : named,
    nonFollowers: evidence.reach?.nonFollowers,
  };
}

function unexplained(evidence: CauseEvidence, share: number | undefined): Cause {
  const { posts, reach, profileVisitsUnusual } = evidence;
  const seen = reach?.unusual === true || profileVisitsUnusual === true;
  const known = reach !== undefined || profileVisitsUnusual !== undefined;
  return {
    kind: 'unexplained',
    looked: posts.length,
    moved: posts.filter(({ follows }) => (follows ?? 0) > 0).length,
    share,
    withoutReach: known ? !seen : undefined,
    nonFollowers: reach?.nonFollowers,
    check: evidence.direction === 'down' ? ['removed accounts', 'recent posts'] : checks(evidence, seen),
  };
}

function checks({ posts }: CauseEvidence, seen: boolean): readonly Check[] {
  const unmeasured: readonly Check[] = posts.some(({ follows }) => follows === null) ? ['posts without numbers'] : [];
  const elsewhere: readonly Check[] = ['mentions and tags', 'collaborations on other accounts', 'paid promotion'];
  return [...elsewhere, ...(seen ? [] : (['inauthentic follows'] as const)), ...unmeasured];
}
