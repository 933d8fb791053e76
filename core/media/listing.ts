/** Which posts and stories there are: the list is read page by page, kept, and not read again within 15 minutes. */
import { z } from 'zod';
import type { Account } from '../accounts.ts';
import { isAppError, type AppError } from '../errors.ts';
import type { GraphAccess } from '../instagram/answers.ts';
import type { GraphClient } from '../instagram/client.ts';
import { CursorLost, type MediaListQuery } from '../instagram/media-calls.ts';
import { POST_KINDS, STORY_LIFE, type Media } from '../instagram/media/media.ts';
import type { Clock, KnownMedia, MediaStore, SettingStore } from '../ports.ts';

const LIST_FRESH_FOR = 15 * 60_000;
/** Pages of 100 that one question may read: 2,000 posts. */
const MOST_PAGES = 20;
const MOST_POSTS = 10_000;
const MOST_RESTARTS = 3;
const REMEMBERED = 8;

export interface ListingDeps {
  readonly store: Pick<MediaStore, 'saveMedia' | 'listMedia' | 'markMedia'> & SettingStore;
  readonly graph: Pick<GraphClient, 'readMediaList'>;
  readonly clock: Clock;
}

/** A stretch of publication times in epoch ms, both included. Without `until` it reaches to now. */
export interface Stretch {
  readonly since: number;
  readonly until?: number;
}

export interface Listed {
  /** Newest first; deleted ones are left out. */
  readonly media: readonly KnownMedia[];
  /** How far back the list is known, when it is not known to the beginning of the stretch. */
  readonly cutAt: number | undefined;
  readonly problems: readonly AppError[];
}

const listings = z.array(z.object({ since: z.number(), until: z.number().nullable(), at: z.number() }));
type Listing = z.infer<typeof listings>[number];

function settingOf(account: Account): string {
  return `media-listings:${account.id}`;
}

async function readListings(deps: ListingDeps, account: Account): Promise<readonly Listing[]> {
  const text = await deps.store.readSetting(settingOf(account));
  const parsed = listings.safeParse(text === undefined ? [] : JSON.parse(text));
  const now = deps.clock();
  return parsed.success ? parsed.data.filter(({ at }) => now - at < LIST_FRESH_FOR && at <= now) : [];
}

async function noteListing(deps: ListingDeps, account: Account, listing: Listing): Promise<void> {
  const known = await readListings(deps, account);
  const kept = [listing, ...known.filter((one) => one.since !== listing.since || one.until !== listing.until)];
  await deps.store.writeSetting(settingOf(account), JSON.stringify(kept.slice(0, REMEMBERED)));
}

function covers(listing: Listing, { since, until }: Stretch): boolean {
  const toTheEnd = listing.until === null || (until !== undefined && listing.until >= until);
  return toTheEnd && listing.since <= since;
}

interface Walk {
  readonly seen: Map<string, Media>;
  /** The list was read to its end or past the beginning of the stretch. */
  complete: boolean;
}

function oldestOf(seen: ReadonlyMap<string, Media>): number | undefined {
  return seen.size === 0 ? undefined : Math.min(...[...seen.values()].map((media) => media.publishedAt));
}

/** Reads pages until the stretch is over or `pages` are read. An expired cursor goes on by time from the oldest seen. */
async function walk(
  deps: ListingDeps,
  access: GraphAccess,
  stretch: Stretch,
  pages: number,
  found: Walk,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bounds: Partial<MediaListQuery> = {
    ...(stretch.since > 0 ? { since: Math.floor(stretch.since / 1000) } : {}),
    ...(stretch.until === undefined ? {} : { until: Math.ceil(stretch.until / 1000) }),
  };
  let query: MediaListQuery = { edge: 'media', ...bounds };
  const cursors = new Set<string>();
  let restarts = 0;
  for (let page = 0; page < pages; page += 1) {
    try {
      const { media, after } = await deps.graph.readMediaList(access, query, signal);
      for (const one of media) found.seen.set(one.id, one);
      const past = media.some((one) => one.publishedAt < stretch.since);
      if (after === undefined || cursors.has(after) || past) {
        found.complete = true;
        return;
      }
      cursors.add(after);
      query = { ...query, after };
    } catch (error) {
      if (!(error instanceof CursorLost) || restarts >= MOST_RESTARTS) throw error;
      restarts += 1;
      const oldest = oldestOf(found.seen);
      query = { edge: 'media', ...bounds, ...(oldest === undefined ? {} : { until: Math.ceil(oldest / 1000) }) };
    }
  }
}

/** Posts that should have been in the list and were not: deleted or archived. Their readings stay. */
async function markMissing(
  deps: ListingDeps,
  account: Account,
  stretch: Stretch,
  seen: ReadonlyMap<string, Media>,
): Promise<void> {
  const until = stretch.until === undefined ? {} : { until: stretch.until };
  const known = await deps.store.listMedia(account.id, {
    kinds: POST_KINDS,
    since: stretch.since,
    ...until,
    limit: MOST_POSTS,
  });
  for (const media of known) {
    // What only a file knows was never listed: it may be a post of somebody else that the account took part in.
    if (!seen.has(media.id) && media.trouble !== 'gone' && media.source === 'graph')
      await deps.store.markMedia(account.id, media.id, 'gone', deps.clock());
  }
}

async function keptPosts(deps: ListingDeps, account: Account, stretch: Stretch): Promise<readonly KnownMedia[]> {
  const until = stretch.until === undefined ? {} : { until: stretch.until };
  const query = { kinds: POST_KINDS, since: stretch.since, ...until, limit: MOST_POSTS };
  return (await deps.store.listMedia(account.id, query)).filter((media) => media.trouble !== 'gone');
}

/**
 * The posts published in a stretch of time, at most 15 minutes old when Instagram answers. `pages` bounds the calls: a list
 * that is longer comes back with `cutAt`. A failure never hides what is known: it comes back in `problems`.
 */
export async function bringPostsUpToDate(
  deps: ListingDeps,
  account: Account,
  access: GraphAccess | undefined,
  stretch: Stretch,
  options: { readonly pages?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Listed> {
  const fresh = (await readListings(deps, account)).some((listing) => covers(listing, stretch));
  if (access === undefined || fresh)
    return { media: await keptPosts(deps, account, stretch), cutAt: undefined, problems: [] };
  const now = deps.clock();
  const found: Walk = { seen: new Map(), complete: false };
  const problems: AppError[] = [];
  try {
    await walk(deps, access, stretch, options.pages ?? MOST_PAGES, found, options.signal);
  } catch (error) {
    if (!isAppError(error)) throw error;
    problems.push(error);
  }
  await deps.store.saveMedia(account.id, [...found.seen.values()], now);
  const oldest = oldestOf(found.seen);
  const since = found.complete ? stretch.since : oldest;
  if (problems.length === 0 && since !== undefined) {
    const known = { ...stretch, since };
    await markMissing(deps, account, { ...known, since: found.complete ? since : since + 1000 }, found.seen);
    await noteListing(deps, account, { since, until: stretch.until ?? null, at: now });
  }
  const cutAt = found.complete || problems.length > 0 ? undefined : oldest;
  return { media: await keptPosts(deps, account, stretch), cutAt, problems };
}

/** The newest posts, at least `count` of them where there are as many. */
export async function bringNewestUpToDate(
  deps: ListingDeps,
  account: Account,
  access: GraphAccess | undefined,
  count: number,
  signal?: AbortSignal,
): Promise<Listed> {
  const [open] = (await readListings(deps, account)).filter((listing) => listing.until === null);
  if (open !== undefined) {
    const known = await keptPosts(deps, account, { since: open.since });
    if (known.length >= count || open.since === 0) return { media: known, cutAt: undefined, problems: [] };
  }
  const listed = await bringPostsUpToDate(
    deps,
    account,
    access,
    { since: 0 },
    { pages: Math.ceil(count / 100), signal },
  );
  return { ...listed, cutAt: undefined };
}

/** Whether Instagram still shows a story at `now`. */
export function isActive(story: Pick<Media, 'publishedAt'>, now: number): boolean {
  return now - story.publishedAt < STORY_LIFE;
}

/** Active stories from Instagram, with those kept since `since` (epoch ms), newest first. */
export async function bringStoriesUpToDate(
  deps: ListingDeps,
  account: Account,
  access: GraphAccess | undefined,
  since: number,
  signal?: AbortSignal,
): Promise<Listed> {
  const now = deps.clock();
  const name = `story-listing:${account.id}`;
  const readAt = Number((await deps.store.readSetting(name)) ?? 0);
  const problems: AppError[] = [];
  if (access !== undefined && !(now - readAt < LIST_FRESH_FOR && readAt <= now)) {
    try {
      const media: Media[] = [];
      let query: MediaListQuery | undefined = { edge: 'stories' };
      for (let page = 0; query !== undefined && page < MOST_RESTARTS; page += 1) {
        const found: { readonly media: readonly Media[]; readonly after: string | undefined } =
          await deps.graph.readMediaList(access, query, signal);
        media.push(...found.media.map((one) => ({ ...one, kind: 'story' as const })));
        query = found.after === undefined ? undefined : { edge: 'stories', after: found.after };
      }
      await deps.store.saveMedia(account.id, media, now);
      await deps.store.writeSetting(name, String(now));
    } catch (error) {
      if (!isAppError(error)) throw error;
      problems.push(error);
    }
  }
  const media = await deps.store.listMedia(account.id, { kinds: ['story'], since, limit: MOST_POSTS });
  return { media, cutAt: undefined, problems };
}
