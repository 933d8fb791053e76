/** How the account's own posts did by the time of day: beside the hours at which followers are online. */
import type { AccountId } from '../accounts.ts';
import { LEAST_POSTS, type PartOfDay, type TimedPost } from '../insights/post-hours.ts';
import { POST_KINDS } from '../instagram/media/media.ts';
import { isSettled } from '../media/figures.ts';
import type { MediaStore } from '../ports.ts';
import { formatNumber } from '../reports/format.ts';
import type { Chart, ReportBlock } from '../reports/report.ts';

const DAYS = 90;
const DAY_MS = 86_400_000;
const MOST_POSTS = 500;

/** The posts of the last 90 days whose reach we hold and that will hardly move any more. Asks Instagram nothing. */
export async function keptPosts(store: MediaStore, account: AccountId, now: number): Promise<readonly TimedPost[]> {
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
  return posts.flatMap((post): TimedPost[] => {
    const reading = byId.get(post.id);
    if (reading === undefined || reading.value === null || !isSettled(post, reading.confirmedAt, now)) return [];
    return [{ publishedAt: post.publishedAt, reach: reading.value }];
  });
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

/** What the best times are made of. `known`: posts with numbers. */
export function postHoursNote(parts: readonly PartOfDay[], known: number): string {
  return parts.length === 0
    ? `The best times go by followers online alone: own posts are weighed in once ${LEAST_POSTS} of the last ${DAYS} days have their numbers here, now ${formatNumber(known)} have.`
    : `The best times are followers online, weighed by the typical reach of ${formatNumber(known)} own posts of the last ${DAYS} days by time of day; few posts weigh little.`;
}
