/** How the account's own posts did by the time of day: beside the hours at which followers are online. */
import type { AccountId } from '../accounts.ts';
import { LEAST_POSTS, partsOfDay, type PartOfDay, type TimedPost } from '../insights/post-hours.ts';
import { POST_KINDS } from '../instagram/media/media.ts';
import { isSettled } from '../media/figures.ts';
import type { MediaStore } from '../ports.ts';
import { formatNumber } from '../reports/format.ts';
import type { Chart, ReportBlock } from '../reports/report.ts';

const DAYS = 90;
const DAY_MS = 86_400_000;
const MOST_POSTS = 500;
/** The share of the posts that speaks for all of them. */
const MOST = 2 / 3;

/** Posts with numbers, and how many there are with those that still want theirs. */
export interface KeptPosts {
  readonly timed: readonly TimedPost[];
  readonly listed: number;
}

/** The posts of the last 90 days whose reach we hold and that will hardly move any more. Asks Instagram nothing. */
export async function keptPosts(store: MediaStore, account: AccountId, now: number): Promise<KeptPosts> {
  const posts = await store.listMedia(account, { kinds: POST_KINDS, since: now - DAYS * DAY_MS, limit: MOST_POSTS });
  const ids = posts.map(({ id }) => id);
  const readings = (await store.readMediaReadings(account, ids, 'newest')).filter(
    ({ metric, breakdown }) => metric === 'reach' && breakdown === '',
  );
  // What Instagram said goes before what a file holds.
  const byId = new Map(
    [...readings]
      .sort((one, other) => Number(one.source === 'graph') - Number(other.source === 'graph'))
      .map((reading) => [reading.mediaId, reading]),
  );
  const timed = posts.flatMap((post): TimedPost[] => {
    const reading = byId.get(post.id);
    if (reading === undefined || reading.value === null || !isSettled(post, reading.confirmedAt, now)) return [];
    return [{ publishedAt: post.publishedAt, reach: reading.value }];
  });
  const wanting = posts.filter((post) => {
    const reach = byId.get(post.id);
    const known = typeof reach?.value === 'number' && isSettled(post, reach.confirmedAt, now);
    return !known && post.trouble === undefined && isSettled(post, now, now);
  });
  return { timed, listed: timed.length + wanting.length };
}

/** By the part of the day; none until most have their numbers: which ones are read first is chance. */
export function partsOfKept({ timed, listed }: KeptPosts, zone: string): readonly PartOfDay[] {
  return timed.length >= listed * MOST ? partsOfDay(timed, zone) : [];
}

/** The table of the parts of the day; nothing where there are none. */
export function postHoursBlocks(parts: readonly PartOfDay[], zone: string): readonly ReportBlock<Chart>[] {
  if (parts.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: `Own posts by time of day (${zone})`,
      columns: ['Published', 'Posts', 'Typical reach'],
      rows: parts.map(({ from, to, posts, typical }) => [
        `${from}–${to}`,
        formatNumber(posts),
        formatNumber(Math.round(typical)),
      ]),
    },
  ];
}

/** What the best times are made of, and of how many of the posts known here. */
export function postHoursNote(parts: readonly PartOfDay[], { timed, listed }: KeptPosts): string {
  const known = formatNumber(timed.length);
  return parts.length === 0
    ? `The best times go by followers online alone: own posts are weighed in once ${LEAST_POSTS} and two thirds of those of the last ${DAYS} days have their numbers here, now ${known} of ${formatNumber(listed)} have.`
    : `The best times are followers online, weighed by the typical reach of ${known} of ${formatNumber(listed)} own posts of the last ${DAYS} days by time of day, known here so far; few posts weigh little.`;
}
