/** What the rows of media metrics share. */
import type { Login } from '../../accounts.ts';
import { POST_KINDS, type MediaKind } from './media.ts';
import type { MediaMetric, MediaSource } from './metric.ts';

const INSIGHTS_PAGE =
  'developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/instagram-media/insights';
const CHECKED = '2026-11-23';
const BOTH: readonly Login[] = ['facebook', 'instagram'];

export const EVERY: readonly MediaKind[] = [...POST_KINDS, 'story'];
export const POSTS = POST_KINDS;
export const REELS: readonly MediaKind[] = ['reel'];
export const ALBUMS: readonly MediaKind[] = ['album'];
export const STORIES: readonly MediaKind[] = ['story'];
/** Product type FEED and stories, but not reels. */
export const FEED_AND_STORIES: readonly MediaKind[] = ['image', 'video', 'album', 'story'];

/** A metric by its API name, for the media that answer it. */
export function asked(apiName: string, kinds: readonly MediaKind[], more: Partial<MediaSource> = {}): MediaSource {
  return { apiName, kinds, logins: BOTH, since: 'v21.0', ...more };
}

/** The parts of a row that are alike for a count that posts add up to, over posts. */
export function mediaRow(
  row: Pick<MediaMetric, 'name' | 'label' | 'meaning' | 'unit' | 'source'> & Partial<MediaMetric>,
): MediaMetric {
  return {
    format: 'count',
    rollup: 'sum',
    kinds: POSTS,
    aliases: [],
    remarks: [],
    page: INSIGHTS_PAGE,
    checkedOn: CHECKED,
    ...row,
  };
}
