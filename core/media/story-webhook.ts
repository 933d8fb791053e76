/** The last numbers of a story, which Meta sends when its day is over: kept as readings like all others. */
import type { Deps } from '../features/feature.ts';
import type { StoryInsights } from '../webhooks/story-insights.ts';

/** What the webhook calls by an older name. */
const TODAY: ReadonlyMap<string, string> = new Map([['impressions', 'views']]);

/**
 * Keeps what a webhook said about a story of any connected account. A story nobody has listed yet and an account nobody
 * connected are passed over with a line in the log. The same numbers twice are one reading.
 */
export async function keepStoryInsights(
  deps: Pick<Deps, 'store' | 'clock' | 'logger'>,
  { instagramId, mediaId, numbers }: StoryInsights,
): Promise<void> {
  const { store, clock, logger } = deps;
  const account = await store.findAccountByInstagramId(instagramId);
  if (account === undefined) {
    logger.info({}, 'a webhook was about an account that is not connected');
    return;
  }
  const stories = await store.listMedia(account.id, { kinds: ['story'], ids: [mediaId], limit: 1 });
  if (!stories.some(({ id }) => id === mediaId)) {
    logger.warn({ account: account.id }, 'a webhook was about a story that was never seen');
    return;
  }
  const readAt = clock();
  const readings = Object.entries(numbers).map(([name, value]) => ({
    mediaId,
    source: 'graph' as const,
    metric: TODAY.get(name) ?? name,
    breakdown: '',
    value,
    detail: undefined,
    readAt,
  }));
  await store.writeMediaReadings(account.id, readings);
}
