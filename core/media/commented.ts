/** Posts that were commented on just now: read again soon, whatever their age, so that their counts are fresh. */
import type { Deps } from '../features/feature.ts';
import type { CommentedPosts } from '../webhooks/comments.ts';
import { POST_KINDS } from '../instagram/media/media.ts';
import type { CommentStore, MediaStore } from '../ports.ts';
import { bringMediaUpToDate, type MediaCollectDeps } from './collect.ts';
import type { StoryAccount } from './stories.ts';

const METRIC = 'comments';
/** Marked at once for one account; under a storm of comments the usual rounds have to do. */
const MOST_MARKED = 50;
/** A post that could not be read for so long is left to the usual rounds. */
const MARKED_FOR = 3_600_000;

/**
 * Marks the posts that a webhook told of. Posts nobody has listed and accounts nobody connected are passed over; the same
 * told twice, or late, costs one reading at most.
 */
export async function markCommented(
  { store, clock, logger }: Pick<Deps, 'store' | 'clock' | 'logger'>,
  { instagramId, mediaIds }: CommentedPosts,
): Promise<void> {
  const account = await store.findAccountByInstagramId(instagramId);
  if (account === undefined) {
    logger.info({}, 'a webhook was about an account that is not connected');
    return;
  }
  const ids = mediaIds.slice(0, MOST_MARKED);
  const known = await store.listMedia(account.id, { kinds: POST_KINDS, ids, limit: ids.length });
  await store.markCommented(
    account.id,
    known.map((post) => post.id),
    clock(),
  );
}

/** The deps of reading marked posts. */
export interface CommentedDeps extends MediaCollectDeps {
  readonly store: MediaCollectDeps['store'] & Pick<MediaStore, 'listMedia'> & CommentStore;
}

/**
 * Reads the marked posts of an account, however fresh, and takes the marks of those away that were read; one that is told
 * of meanwhile keeps its mark.
 */
export async function readCommented(
  deps: CommentedDeps,
  { account, access, version }: StoryAccount,
  signal?: AbortSignal,
): Promise<void> {
  const { store, clock } = deps;
  const began = clock();
  const marks = await store.listCommented(account.id, began - MARKED_FOR, MOST_MARKED);
  if (marks.length === 0) return;
  const ids = marks.map(({ mediaId }) => mediaId);
  const media = await store.listMedia(account.id, { kinds: POST_KINDS, ids, limit: ids.length });
  const wanted = { apiName: METRIC };
  const request = { account, access, version, media, wanted, evenIfFresh: true, signal };
  const { problems, readings } = await bringMediaUpToDate(deps, request);
  const wasRead = (id: string): boolean => (readings.get(id)?.get(METRIC)?.confirmedAt ?? 0) >= began;
  await store.unmarkCommented(
    account.id,
    problems.length === 0 ? marks : marks.filter(({ mediaId }) => wasRead(mediaId)),
  );
}
