/** What whoever ordered messages is told in private when their channel takes none, with the fix: once until it does. */
import { isAppError } from '../errors.ts';
import type { ChatAdapter, Clock, DeliveryLog, Destination, Logger } from '../ports.ts';
import type { RenderedReport } from '../reports/report.ts';
import type { WorkspaceId } from '../accounts.ts';
import { packReport } from './pack.ts';
import type { NewPost, Post } from './post.ts';

/** Messages that somebody ordered for a channel. */
export interface Order {
  /** Where they go. */
  readonly to: Destination & { readonly workspaceId: WorkspaceId };
  readonly ownerId: string | undefined;
  /** The channel where they were ordered. */
  readonly askedIn: string | undefined;
  /** Why the channel takes nothing; undefined when it does. */
  readonly failing: string | undefined;
  /** What the owner is told. */
  readonly report: (because: string) => RenderedReport;
  /** Remembers that it fails with the notice about it, at once; undefined: it works. */
  readonly mark: (because: string | undefined, notice?: NewPost) => Promise<unknown>;
}

/** The order that the post of this key is of, as long as it goes to `channelId` when that is said; undefined for others. */
export type FindOrder = (key: string, channelId?: string) => Promise<Order | undefined>;

export interface NoticeDeps {
  readonly store: Pick<DeliveryLog, 'addPost'>;
  readonly adapters: () => readonly ChatAdapter[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How the keys of notices begin: in the first place where an owner is told, and in the second. */
export const NOTICE_KEYS = ['notice-', 'told-'] as const;
const [NOTICE, TOLD] = NOTICE_KEYS;

/** True for what tells an owner that messages do not arrive. */
export function isNotice({ key }: Pick<Post, 'key'>): boolean {
  return NOTICE_KEYS.some((start) => key.startsWith(start));
}

function elsewhere({ askedIn, to }: Order): string | undefined {
  return askedIn === to.channelId ? undefined : askedIn;
}

/** The person's own channel, else the one where it was ordered; undefined when there is no other place. */
async function placeFor({ adapters }: NoticeDeps, order: Order): Promise<string | undefined> {
  const { to, ownerId } = order;
  const adapter = adapters().find((one) => one.platform === to.platform);
  if (ownerId === undefined) return elsewhere(order);
  try {
    return (await adapter?.directChannel(to.workspaceRemoteId, ownerId)) ?? elsewhere(order);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return elsewhere(order);
  }
}

async function noticeOf(deps: NoticeDeps, order: Order, key: string, because: string): Promise<NewPost | undefined> {
  const channelId = await placeFor(deps, order);
  if (channelId === undefined) {
    deps.logger.error({ post: key }, 'a message could not be posted and there is no place to tell its owner');
    return undefined;
  }
  const now = deps.clock();
  const payload = packReport(order.report(because));
  return { ...order.to, key: `${NOTICE}${key}`, channelId, payload, nextAt: now, createdAt: now };
}

/** Puts a notice about the message of this key on record, once. */
export async function tellOwner(deps: NoticeDeps, order: Order, key: string, because: string): Promise<void> {
  const notice = await noticeOf(deps, order, key, because);
  if (notice !== undefined) await deps.store.addPost(notice);
}

/** A person who takes no direct messages is told where it was ordered. */
async function tellElsewhere(deps: NoticeDeps, post: Post, find: FindOrder): Promise<void> {
  if (!post.key.startsWith(NOTICE)) return;
  const about = post.key.slice(NOTICE.length);
  const order = await find(about);
  const channelId = order === undefined ? undefined : elsewhere(order);
  if (channelId === undefined || channelId === post.channelId) return;
  const now = deps.clock();
  await deps.store.addPost({ ...post, key: `${TOLD}${about}`, channelId, nextAt: now, createdAt: now });
}

/** What a delivery calls at its end. */
export interface Notices {
  /** A post is given up: the owner of its order is told, unless its channel is known to take nothing. */
  readonly onGivenUp: (post: Post, because: string) => Promise<void>;
  /** A post arrived: what was wrong before is over. */
  readonly onSent: (post: Post) => Promise<void>;
}

/** Tells owners; `kinds` know the orders of their posts. A change of an old message says nothing about its channel. */
export function createNotices(deps: NoticeDeps, kinds: readonly FindOrder[]): Notices {
  const find: FindOrder = async (key, channelId) => {
    for (const kind of kinds) {
      const order = await kind(key, channelId);
      if (order !== undefined) return order;
    }
    return undefined;
  };
  return {
    async onGivenUp(post, because) {
      if (post.edits !== undefined) return;
      const order = await find(post.key, post.channelId);
      if (order === undefined) return tellElsewhere(deps, post, find);
      if (order.failing !== undefined) return;
      await order.mark(because, await noticeOf(deps, order, post.key, because));
    },
    async onSent(post) {
      if (post.edits !== undefined) return;
      const order = await find(post.key, post.channelId);
      if (order?.failing !== undefined) await order.mark(undefined);
    },
  };
}
