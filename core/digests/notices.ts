/** Digests as orders: what whoever ordered one is told in chat when it could not be posted. */
import type { FindOrder, Order } from '../deliveries/notices.ts';
import type { ScheduleStore } from '../ports.ts';
import type { RenderedReport } from '../reports/report.ts';
import { subscriptionOfPost } from './make.ts';
import type { Subscription } from './subscription.ts';

function noticeReport({ id, channelName }: Subscription, week: string, because: string): RenderedReport {
  const resume = `When that is fixed, /ig digest resume ${id} posts it, if it has not come by itself by then.`;
  const text = `The digest of ${week} could not be posted in ${channelName}. ${because}`;
  return {
    title: `Digest ${id} could not be posted`,
    summary: `Digest ${id} for ${channelName}: ${because}`,
    blocks: [
      { kind: 'notice', tone: 'warning', text },
      { kind: 'text', text: `${resume} Until then each week is tried once and kept: /ig digest history ${id}.` },
    ],
    footer: 'You get this because you ordered the digest.',
    actions: [{ label: 'Try again', command: `digest resume ${id}`, group: 'fix' }],
  };
}

/** A digest as an order, about the message of one week. */
export function digestOrder(store: Pick<ScheduleStore, 'markFailing'>, digest: Subscription, week: string): Order {
  const { workspaceId, platform, workspaceRemoteId, channelId, ownerId, askedIn, failing } = digest;
  return {
    to: { workspaceId, platform, workspaceRemoteId, channelId },
    ownerId,
    askedIn,
    failing,
    report: (because) => noticeReport(digest, week, because),
    mark: (because, notice) => store.markFailing(digest.id, because, notice),
  };
}

/** Finds the digest that a post is of. */
export function findDigestOrder(store: Pick<ScheduleStore, 'findSubscription' | 'markFailing'>): FindOrder {
  return async (key) => {
    const id = subscriptionOfPost(key);
    const digest = id === undefined ? undefined : await store.findSubscription(id);
    return digest === undefined ? undefined : digestOrder(store, digest, key.slice(-8));
  };
}
