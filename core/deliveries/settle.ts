/** How tries to deliver a post end: what is recorded, who is told, what follows. */
import type { Platform } from '../accounts.ts';
import { AppError } from '../errors.ts';
import type { ChatAdapter, Clock, DeliveryLog, Logger, LossStore, Placed } from '../ports.ts';
import type { NewPost, Post, PostChange, SentVia } from './post.ts';
import type { DeliveryTerms } from './terms.ts';
import { whileBeating } from '../work/beating.ts';

/** Counts what `/metrics` shows; the registry of the HTTP server is one. */
export interface Counters {
  counter(name: string, help: string): { add(labels?: Readonly<Record<string, string>>, by?: number): void };
}

export interface DeliverDeps {
  readonly store: DeliveryLog & Pick<LossStore, 'findLost'>;
  /** The platforms this process can post to. */
  readonly adapters: () => readonly ChatAdapter[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: Counters;
  readonly random: () => number;
  /** Names this worker in leases; unique over processes. */
  readonly owner: string;
  /** What to do with a post whose outcome nobody can find out. */
  readonly onUnknown: 'resend' | 'hold';
  readonly terms: DeliveryTerms;
  /** Runs before a post is given up or held; it is run again when a crash comes in between. */
  readonly beforeGivingUp: (post: Post, because: string) => Promise<void>;
  readonly afterSent: (post: Post) => Promise<void>;
  /** Runs when the platform has shut us out of the whole workspace of a post. */
  readonly onLost: (post: Post, because: string) => Promise<void>;
}

/** Ends the key of an edit that brings the pictures of a message. */
const FINISHING = '-pictures';

/** The platform of a post. Throws AppError `upstream` when this process does not speak with it. */
export function adapterOf(deps: DeliverDeps, platform: Platform): ChatAdapter {
  const adapter = deps.adapters().find((one) => one.platform === platform);
  if (adapter === undefined) throw new AppError('upstream', `This process does not speak with ${platform}.`);
  return adapter;
}

/** Records how a try ended, with what follows from it. */
export async function settle(deps: DeliverDeps, post: Post, change: PostChange, next?: NewPost): Promise<void> {
  const { state } = change;
  const ours = await deps.store.settlePost(post.key, deps.owner, change, next);
  if (!ours) {
    deps.logger.warn({ post: post.key, state }, 'a delivery was taken over by another worker');
    return;
  }
  deps.counters
    .counter('reachboard_deliveries_total', 'Ends of tries to deliver a message, by what is known then.')
    .add({ state, platform: post.platform });
}

export async function giveUp(deps: DeliverDeps, post: Post, state: 'dead' | 'held', because: string): Promise<void> {
  await deps.beforeGivingUp(post, because);
  await settle(deps, post, { state, because });
  deps.logger.error({ post: post.key, state, platform: post.platform }, 'a delivery was given up');
}

export async function markSent(deps: DeliverDeps, post: Post, placed: Placed, via: SentVia): Promise<void> {
  const { messageId, unfinished = false } = placed;
  const now = deps.clock();
  const next = unfinished ? finishing(post, now) : undefined;
  await settle(deps, post, { state: 'sent', messageId, via, sentAt: now }, next);
  await deps.afterSent(post);
}

/** Puts the whole report in place of one that went out without its pictures; before any correction, which is younger. */
function finishing(post: Post, now: number): NewPost {
  const { key, workspaceId, platform, workspaceRemoteId, channelId, payload, createdAt } = post;
  const place = { workspaceId, platform, workspaceRemoteId, channelId };
  return { ...place, key: key + FINISHING, edits: key, quiet: true, payload, nextAt: now, createdAt };
}

/** True for an edit that brings the pictures of a message. */
export function isFinishing({ key }: Post): boolean {
  return key.endsWith(FINISHING);
}

/** Does slow work on a post that is ours, with signs of life until it ends. */
export function whileOurs<T>(deps: DeliverDeps, post: Post, work: () => Promise<T>): Promise<T> {
  const { store, owner, clock, terms } = deps;
  const sign = (): Promise<unknown> => {
    const now = clock();
    return store.beatPost(post.key, owner, now, now + terms.lease);
  };
  const onFailed = (error: unknown): void => {
    deps.logger.warn({ error, post: post.key }, 'a sign of life could not be written');
  };
  return whileBeating({ everyMs: terms.beat, sign, onFailed }, work);
}
