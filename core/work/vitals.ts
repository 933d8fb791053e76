/** What an operator watches, as the database knows it. Times in epoch ms; undefined where there is nothing of the kind. */
import type { PostCounts } from '../deliveries/post.ts';

export interface Vitals {
  /** Posts that are not sent. */
  readonly posts: PostCounts['byState'];
  /** First call of the oldest post whose outcome is not known. */
  readonly oldestUnknownAt: number | undefined;
  /** When the oldest post that still has to arrive was put on record. */
  readonly oldestOpenAt: number | undefined;
  /** When the oldest digest that is not made yet should have been; one that waits for its numbers is later. */
  readonly oldestDueAt: number | undefined;
  /** Weeks without a digest of their own, since the beginning: nothing was running, or it could not be made. */
  readonly missed: number;
  readonly failed: number;
  readonly subscriptions: { readonly running: number; readonly paused: number; readonly failing: number };
  /** Accounts with a token. */
  readonly accounts: number;
  /** Tokens that end within seven days or have ended, and those that Instagram refuses. */
  readonly tokensEnding: number;
  readonly tokensRefused: number;
}
