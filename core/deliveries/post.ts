/** A message on record: written before it is sent, so that no crash can lose or double it. */
import type { Platform, WorkspaceId } from '../accounts.ts';

/**
 * `pending`: not sent, or refused for a passing reason; `sending`: a call may be under way; `unknown`: a call ended
 * without an answer, so the message may or may not stand there; `sent`; `held`: unknown for good, a person decides;
 * `dead`: refused for good.
 */
type PostState = 'pending' | 'sending' | 'unknown' | 'sent' | 'held' | 'dead';

/** What there is to do: send one of which nothing was sent, look for one whose call had no answer, replace what one says. */
export type PostKind = 'message' | 'look' | 'edit';

/** How we know that it stands there: the platform's answer, or by reading the channel back. */
export type SentVia = 'answer' | 'read back';

export interface NewPost {
  /** One per message, for ever: `digest-7-2026-W47`. Letters, digits and dashes. */
  readonly key: string;
  readonly workspaceId: WorkspaceId;
  readonly platform: Platform;
  readonly workspaceRemoteId: string;
  readonly channelId: string;
  /** Key of the post that it answers: it waits until that one was sent, and stands in the channel when it never will be. */
  readonly thread?: string | undefined;
  /** Key of the post whose message it replaces, once that one was sent. Such a post is no message of its own. */
  readonly edits?: string | undefined;
  /** Wakes nobody; an answer that is not quiet is shown in the channel too, where the platform can. */
  readonly quiet?: boolean | undefined;
  /** `packReport` of what is sent. */
  readonly payload: string;
  /** Epoch ms; not tried before. */
  readonly nextAt: number;
  /**
   * Epoch ms; the time of the latest retry by hand, if any: patience counts from here. Of posts with the same `thread` or
   * the same `edits`, the older one goes first.
   */
  readonly createdAt: number;
}

export interface Post extends NewPost {
  readonly state: PostState;
  /** Epoch ms of the first and the latest time a call may have begun; undefined before the first. */
  readonly firstAttemptAt: number | undefined;
  readonly attemptAt: number | undefined;
  /** Calls since `createdAt`. */
  readonly attempts: number;
  /** What the vain looks at the channel since the last call weigh (`LOOKS`). */
  readonly looks: number;
  readonly messageId: string | undefined;
  readonly via: SentVia | undefined;
  readonly sentAt: number | undefined;
  /** Why the last try did not end well, for people: sentence and fix. */
  readonly because: string | undefined;
}

/** What a try changes. */
export interface PostChange {
  readonly state: PostState;
  readonly nextAt?: number;
  readonly looks?: number;
  readonly messageId?: string;
  readonly via?: SentVia;
  readonly sentAt?: number;
  readonly because?: string | undefined;
}

/** Posts by state, and the age of the oldest whose outcome is not known. */
export interface PostCounts {
  readonly byState: Readonly<Partial<Record<PostState, number>>>;
  /** Epoch ms of the oldest call without an answer. */
  readonly oldestUnknownAt: number | undefined;
}
