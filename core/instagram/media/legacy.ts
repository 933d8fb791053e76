/** Names of media insights that Meta ended since v3.2, with what answers them now, and names that are not offered. */
import type { MediaMetric, MediaSource } from './metric.ts';
import { ALBUMS, asked, EVERY, mediaRow, POSTS, REELS, STORIES } from './rows.ts';

const PAGE = 'developers.facebook.com/docs/instagram-platform/changelog';
const ENDED_2023 = '2023-12-11';
const ENDED_VIDEO = '2025-01-08';
const ENDED_2025 = '2025-04-21';

type Row = Pick<MediaMetric, 'name' | 'label' | 'meaning' | 'unit'> & Partial<MediaMetric>;

/** `because` follows "…answers today": what the new number counts that the old did not, or that it is the same. */
function ended(on: string, source: MediaSource, comparable: boolean, because: string, row: Row): MediaMetric {
  const verdict = comparable ? 'so the two are comparable' : 'so the two are not comparable';
  const by = source.bucket === undefined ? source.apiName : `${source.bucket} of ${source.apiName}`;
  return mediaRow({
    page: PAGE,
    ...row,
    source,
    legacy: {
      withdrawnOn: on,
      comparable,
      change: `Meta ended ${row.name} on ${on}; ${by} answers today and ${because}, ${verdict}.`,
    },
  });
}

function navigated(bucket: string, row: Row): MediaMetric {
  const source = asked('navigation', STORIES, { breakdown: 'story_navigation_action_type', bucket });
  return ended(ENDED_2023, source, true, 'counts the same taps', { kinds: STORIES, ...row });
}

const INTERACTIONS = 'counts shares too, which the old number left out';
const VIEWS = 'counts plays and displays, replays included';
const views = asked('views', EVERY, { since: 'v22.0' });

/** Numbers of photos, videos and reels. */
const OF_POSTS: readonly MediaMetric[] = [
  ended(ENDED_2023, asked('total_interactions', EVERY), false, INTERACTIONS, {
    name: 'engagement',
    label: 'Engagement',
    meaning: 'Likes, comments and saves.',
    unit: 'interactions',
  }),
  ended(ENDED_2025, views, false, VIEWS, {
    name: 'impressions',
    label: 'Impressions',
    meaning: 'How often it was on a screen.',
    unit: 'views',
    remarks: ['Posts from before 2024-07-02 still answer impressions themselves: /ig post shows them.'],
  }),
  ended(ENDED_VIDEO, views, false, VIEWS, {
    name: 'video_views',
    label: 'Video views',
    meaning: 'Views of a video of at least three seconds.',
    unit: 'views',
    kinds: ['video', 'reel'],
    aliases: ['video_view'],
  }),
  ended(ENDED_2025, views, false, VIEWS, {
    name: 'plays',
    label: 'Plays',
    meaning: 'How often a reel began to play, replays left out.',
    unit: 'views',
    kinds: REELS,
    aliases: ['reel_plays'],
  }),
  ended(ENDED_2025, views, false, 'has replays inside it, not by themselves', {
    name: 'clips_replays_count',
    label: 'Reel replays',
    meaning: 'How often a reel was played again in the same session.',
    unit: 'views',
    kinds: REELS,
    aliases: ['replays'],
  }),
  ended(ENDED_2025, views, false, 'counts by a definition of its own', {
    name: 'ig_reels_aggregated_all_plays_count',
    label: 'All plays',
    meaning: 'Plays and replays of a reel.',
    unit: 'views',
    kinds: REELS,
    aliases: ['all_plays'],
  }),
];

const OF_ALBUMS: readonly MediaMetric[] = [
  ended(ENDED_2023, asked('total_interactions', EVERY), false, INTERACTIONS, {
    name: 'carousel_album_engagement',
    label: 'Album engagement',
    meaning: 'Likes, comments and saves of an album.',
    unit: 'interactions',
    kinds: ALBUMS,
  }),
  ended(ENDED_2023, views, false, VIEWS, {
    name: 'carousel_album_impressions',
    label: 'Album impressions',
    meaning: 'How often an album was on a screen.',
    unit: 'views',
    kinds: ALBUMS,
  }),
  ended(ENDED_2023, asked('reach', EVERY), true, 'counts the same accounts', {
    name: 'carousel_album_reach',
    label: 'Album reach',
    meaning: 'Accounts that saw an album at least once.',
    unit: 'accounts',
    rollup: 'unique',
    kinds: ALBUMS,
  }),
  ended(ENDED_2023, asked('saved', POSTS), true, 'counts the same saves', {
    name: 'carousel_album_saved',
    label: 'Album saves',
    meaning: 'How often an album was saved.',
    unit: 'saves',
    kinds: ALBUMS,
    aliases: ['carousel_album_saves'],
  }),
  ended(ENDED_2023, views, false, 'counts the whole album, not the videos in it', {
    name: 'carousel_album_video_views',
    label: 'Album video views',
    meaning: 'Views of the videos in an album.',
    unit: 'views',
    kinds: ALBUMS,
  }),
];

const OF_STORIES: readonly MediaMetric[] = [
  navigated('tap_exit', {
    name: 'exits',
    label: 'Exits',
    meaning: 'How often people left the story.',
    unit: 'exits',
    aliases: ['exit', 'tap_exit', 'story_exits'],
  }),
  navigated('tap_forward', {
    name: 'taps_forward',
    label: 'Taps forward',
    meaning: 'Taps to the next photo or video of the story.',
    unit: 'taps',
    aliases: ['tap_forward', 'taps_forwards'],
  }),
  navigated('tap_back', {
    name: 'taps_back',
    label: 'Taps back',
    meaning: 'Taps back to the photo or video before.',
    unit: 'taps',
    aliases: ['tap_back', 'taps_backward'],
  }),
];

/** Threads names that only graph.instagram.com lists, and one that nobody has documented. */
const NOT_OFFERED: readonly MediaMetric[] = [
  ...['thread_replies', 'thread_shares', 'threads_media_clicks'].map((name) =>
    mediaRow({
      name,
      label: name.replaceAll('_', ' ').replace(/^./u, (letter) => letter.toUpperCase()),
      meaning: 'A number of Threads, not of Instagram.',
      unit: '',
      source: undefined,
      notOffered: `${name} belongs to Threads, which has an API of its own.`,
    }),
  ),
  mediaRow({
    name: 'content_views',
    label: 'Content views',
    meaning: 'Nobody outside Meta knows: the name was in the API’s list and in no page.',
    unit: '',
    source: undefined,
    notOffered:
      'content_views left the API’s list in June 2026 and was never documented; views is the documented number.',
  }),
];

export const LEGACY_MEDIA_METRICS: readonly MediaMetric[] = [...OF_POSTS, ...OF_ALBUMS, ...OF_STORIES, ...NOT_OFFERED];

/** What media from before this day still answer under the old name. */
export const OLD_IMPRESSIONS: MediaSource = asked('impressions', ['image', 'video', 'album'], {
  publishedBefore: '2024-07-02',
});
