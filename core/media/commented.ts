/** Posts that were commented on just now: read again soon, whatever their age, so that their counts are fresh. */
import { z } from 'zod';
import type { AccountId } from '../accounts.ts';
import type { Deps } from '../features/feature.ts';
import type { CommentedPosts } from '../webhooks/comments.ts';
import { POST_KINDS } from '../instagram/media/media.ts';
import type { MediaStore, SettingStore } from '../ports.ts';
import { bringMediaUpToDate, type MediaCollectDeps } from './collect.ts';
import type { StoryAccount } from './stories.ts';

/** Marked at once for one account; under a storm of comments the usual rounds have to do. */
const MOST_MARKED = 50;
const IDS = z.array(z.string());

function settingOf(account: AccountId): string {
  return `commented-posts:${account}`;
}

async function marked(store: SettingStore, account: AccountId): Promise<readonly string[]> {
  const text = await store.readSetting(settingOf(account));
  const parsed = IDS.safeParse(text === undefined ? [] : JSON.parse(text));
  return parsed.success ? parsed.data : [];
}

/**
 * Marks the posts that a webhook told of. Posts nobody has listed and accounts nobody connected are passed over; the same
 * told twice, or late, costs one reading at most.
 */
export async function markCommented(
  { store, logger }: Pick<Deps, 'store' | 'logger'>,
  { instagramId, mediaIds }: CommentedPosts,
): Promise<void> {
  const connected = await store.listAllConnections();
  const account = connected.find((row) => row.account.instagramId === instagramId)?.account;
  if (account === undefined) {
    logger.info({}, 'a webhook was about an account that is not connected');
    return;
  }
  const ids = mediaIds.slice(0, MOST_MARKED);
  const known = await store.listMedia(account.id, { kinds: POST_KINDS, ids, limit: ids.length });
  if (known.length === 0) return;
  const all = new Set([...(await marked(store, account.id)), ...known.map(({ id }) => id)]);
  await store.writeSetting(settingOf(account.id), JSON.stringify([...all].slice(-MOST_MARKED)));
}

/** The deps of reading marked posts. */
export interface CommentedDeps extends MediaCollectDeps {
  readonly store: MediaCollectDeps['store'] & Pick<MediaStore, 'listMedia'> & SettingStore;
}

/** Reads the marked posts of an account and takes the marks away; a reading of the last minutes is fresh enough. */
export async function readCommented(
  deps: CommentedDeps,
  { account, access, version }: StoryAccount,
  freshFor: number,
  signal?: AbortSignal,
): Promise<number> {
  const ids = await marked(deps.store, account.id);
  if (ids.length === 0) return 0;
  const media = await deps.store.listMedia(account.id, {
    kinds: POST_KINDS,
    ids,
    limit: ids.length,
  });
  const wanted = { apiName: 'comments' };
  const { problems } = await bringMediaUpToDate(deps, { account, access, version, media, wanted, freshFor, signal });
  if (problems.length > 0) return 0;
  const left = (await marked(deps.store, account.id)).filter((id) => !ids.includes(id));
  await deps.store.writeSetting(settingOf(account.id), JSON.stringify(left));
  return media.length;
}
