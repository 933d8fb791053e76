/** What whoever ordered a digest is told in chat when it could not be posted, with the fix. */
import { packReport } from '../deliveries/pack.ts';
import type { Post } from '../deliveries/post.ts';
import { isAppError } from '../errors.ts';
import type { ChatAdapter, Clock, DeliveryLog, Logger, ScheduleStore } from '../ports.ts';
import type { RenderedReport } from '../reports/report.ts';
import { subscriptionOfPost } from './make.ts';
import type { Run, Subscription } from './subscription.ts';

export interface NoticeDeps {
  readonly store: DeliveryLog & ScheduleStore;
  readonly adapters: () => readonly ChatAdapter[];
  readonly clock: Clock;
  readonly logger: Logger;
}

function noticeReport(subscription: Subscription, what: string, because: string): RenderedReport {
  const { id, channelName } = subscription;
  const resume = `When that is fixed, /ig digest resume ${id} posts it.`;
  return {
    title: `Digest ${id} could not be posted`,
    summary: `Digest ${id} for ${channelName}: ${because}`,
    blocks: [
      { kind: 'notice', tone: 'warning', text: `${what} could not be posted in ${channelName}. ${because}` },
      { kind: 'text', text: `${resume} Until then each week is tried once and kept: /ig digest history ${id}.` },
    ],
    footer: 'You get this because you ordered the digest.',
    actions: [{ label: 'Try again', command: `digest resume ${id}`, group: 'fix' }],
  };
}

/** The person's own channel, else the one where the digest was ordered; undefined when there is no other place. */
async function placeFor(deps: NoticeDeps, subscription: Subscription): Promise<string | undefined> {
  const { platform, workspaceRemoteId, ownerId, askedIn, channelId } = subscription;
  const elsewhere = askedIn === channelId ? undefined : askedIn;
  const adapter = deps.adapters().find((one) => one.platform === platform);
  try {
    return (await adapter?.directChannel(workspaceRemoteId, ownerId)) ?? elsewhere;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return elsewhere;
  }
}

/** Puts the notice on record, once per key. */
export async function tellOwner(
  deps: NoticeDeps,
  subscription: Subscription,
  { week }: Pick<Run, 'week'>,
  because: string,
): Promise<void> {
  const place = await placeFor(deps, subscription);
  if (place === undefined) {
    deps.logger.error({ subscription: subscription.id }, 'a digest failed and there is no place to tell its owner');
    return;
  }
  const now = deps.clock();
  await deps.store.addPost({
    key: `notice-${subscription.id}-${week}`,
    workspaceId: subscription.workspaceId,
    platform: subscription.platform,
    workspaceRemoteId: subscription.workspaceRemoteId,
    channelId: place,
    payload: packReport(noticeReport(subscription, `The digest of ${week}`, because)),
    nextAt: now,
    createdAt: now,
  });
}

const NOTICE = /^notice-(\d+)-(\d{4}-W\d{2})$/u;

/** A person who takes no direct messages is told where the digest was ordered. */
async function tellElsewhere(deps: NoticeDeps, post: Post): Promise<void> {
  const [, id, week] = NOTICE.exec(post.key) ?? [];
  if (id === undefined || week === undefined) return;
  const subscription = await deps.store.findSubscription(Number(id));
  const place = subscription?.askedIn;
  if (place === undefined || place === subscription?.channelId || place === post.channelId) return;
  const now = deps.clock();
  await deps.store.addPost({ ...post, key: `told-${id}-${week}`, channelId: place, nextAt: now, createdAt: now });
}

async function subscriptionOf(deps: NoticeDeps, key: string): Promise<Subscription | undefined> {
  const id = subscriptionOfPost(key);
  return id === undefined ? undefined : deps.store.findSubscription(id);
}

/** A digest's post is given up: its owner is told, once until it works again. */
export async function onGivenUp(deps: NoticeDeps, post: Post, because: string): Promise<void> {
  const subscription = await subscriptionOf(deps, post.key);
  if (subscription === undefined) return tellElsewhere(deps, post);
  // Told before it is marked: a crash in between tells again under the same key, which is once.
  if (subscription.failing === undefined) {
    await tellOwner(deps, subscription, { week: post.key.slice(-8) }, because);
  }
  await deps.store.markFailing(subscription.id, because);
}

/** A digest arrived: what was wrong before is over. */
export async function onSent(deps: NoticeDeps, post: Post): Promise<void> {
  const id = subscriptionOfPost(post.key);
  if (id !== undefined) await deps.store.markFailing(id, undefined);
}
