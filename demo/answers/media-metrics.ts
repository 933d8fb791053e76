/** The rules of media metrics, as data: the enums of both hosts, and which media answers what. */
import { dayNumber, midnight } from '../calendar.ts';
import type { Flavour } from '../errors.ts';
import type { MediaNumbers } from '../media-numbers.ts';
import type { Media } from '../media.ts';

/** graph.facebook.com since late June 2026, in the order of its error text. */
const FACEBOOK_ENUM = (
  'impressions reach replies saved likes comments shares total_interactions follows profile_visits profile_activity ' +
  'navigation ig_reels_video_view_total_time ig_reels_avg_watch_time views reels_skip_rate reposts facebook_views ' +
  'crossposted_views total_views total_likes total_comments link_clicks'
).split(' ');
/** graph.instagram.com, recorded 2026-09-12. */
const INSTAGRAM_ENUM = (
  'impressions shares comments likes saved replies total_interactions navigation follows profile_visits profile_activity ' +
  'reach ig_reels_video_view_total_time ig_reels_avg_watch_time views thread_replies reposts quotes thread_shares ' +
  'threads_views threads_media_clicks reels_skip_rate threads_reposts facebook_views crossposted_views total_views ' +
  'total_likes total_comments link_clicks'
).split(' ');

export const MEDIA_BREAKDOWNS = ['follow_type', 'surface_type', 'action_type', 'story_navigation_action_type'];

/** Media made from this day on answer no impressions. */
const IMPRESSIONS_ENDED = midnight(dayNumber('2024-07-02'));

export function mediaMetricEnum(flavour: Flavour): readonly string[] {
  return flavour === 'facebook' ? FACEBOOK_ENUM : INSTAGRAM_ENUM;
}

export interface MediaMetric {
  readonly products: readonly Media['product'][];
  readonly breakdown?: string;
  /** Facebook Login only, by the documentation. */
  readonly facebookOnly?: boolean;
  readonly title: string;
  readonly description: string;
  readonly value: (numbers: MediaNumbers) => number;
  readonly parts?: (numbers: MediaNumbers) => Readonly<Record<string, number>>;
}

const ALL = ['FEED', 'REELS', 'STORY'] as const;
const POSTS = ['FEED', 'REELS'] as const;
const FEED_AND_STORY = ['FEED', 'STORY'] as const;

function sumOf(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((sum, value) => sum + value, 0);
}

function row(
  products: MediaMetric['products'],
  title: string,
  description: string,
  value: MediaMetric['value'],
  more: Partial<MediaMetric> = {},
): MediaMetric {
  return { products, title, description, value, ...more };
}

const interactionsOf = (n: MediaNumbers): number => n.likes + n.comments + n.saved + n.shares + n.replies + n.reposts;

/** What each metric is; names of the enums that are missing here are refused for every media. */
export const MEDIA_METRICS: ReadonlyMap<string, MediaMetric> = new Map<string, MediaMetric>([
  [
    'reach',
    row(ALL, 'Accounts reached', 'The number of unique accounts that have seen this at least once.', (n) => n.reach),
  ],
  ['views', row(ALL, 'Views', 'The number of times that this was played or displayed.', (n) => n.views)],
  ['impressions', row(['FEED'], 'Impressions', 'Total number of times the media object has been seen', (n) => n.views)],
  ['likes', row(POSTS, 'Likes', 'The number of likes.', (n) => n.likes)],
  ['comments', row(POSTS, 'Comments', 'The number of comments.', (n) => n.comments)],
  ['saved', row(POSTS, 'Saves', 'The number of saves.', (n) => n.saved)],
  ['shares', row(ALL, 'Shares', 'The number of shares.', (n) => n.shares)],
  ['reposts', row(ALL, 'Reposts', 'The number of reposts.', (n) => n.reposts)],
  ['replies', row(['STORY'], 'Replies', 'The number of replies to your story.', (n) => n.replies)],
  [
    'total_interactions',
    row(ALL, 'Interactions', 'Likes, saves, comments and shares, less those undone.', interactionsOf),
  ],
  ['follows', row(FEED_AND_STORY, 'Follows', 'The number of accounts that started to follow you.', (n) => n.follows)],
  [
    'profile_visits',
    row(FEED_AND_STORY, 'Profile visits', 'The number of visits to your profile.', (n) => n.profileVisits),
  ],
  [
    'profile_activity',
    row(
      FEED_AND_STORY,
      'Profile activity',
      'What people did on your profile after this.',
      (n) => sumOf(n.profileActivity),
      {
        breakdown: 'action_type',
        parts: (n) => n.profileActivity,
      },
    ),
  ],
  [
    'navigation',
    row(
      ['STORY'],
      'Navigation',
      'This is the total number of actions taken from your story. These are made up of metrics like exited, forward, back and next story.',
      (n) => sumOf(n.navigation),
      { breakdown: 'story_navigation_action_type', parts: (n) => n.navigation },
    ),
  ],
  [
    'ig_reels_avg_watch_time',
    row(
      ['REELS'],
      'Average Watch Time',
      'The average watch time of your reel in milliseconds.',
      (n) => n.watchMilliseconds,
    ),
  ],
  [
    'ig_reels_video_view_total_time',
    row(
      ['REELS'],
      'Total View Time',
      'The total view time of your reel in milliseconds.',
      (n) => n.views * n.watchMilliseconds,
    ),
  ],
  [
    'reels_skip_rate',
    row(['REELS'], 'Skip rate', 'Views that ended within three seconds, in per cent.', (n) => n.skipRate),
  ],
  [
    'crossposted_views',
    row(['REELS'], 'Crossposted views', 'Views on Instagram and Facebook.', (n) => n.views + n.facebookViews),
  ],
  ['facebook_views', row(ALL, 'Facebook views', 'Views on Facebook.', (n) => n.facebookViews)],
  ['total_views', row(ALL, 'Total views', 'Views with ads and Facebook.', (n) => n.totalViews, { facebookOnly: true })],
  [
    'total_likes',
    row(POSTS, 'Total likes', 'Likes with ads and Facebook.', (n) => n.totalLikes, { facebookOnly: true }),
  ],
  [
    'total_comments',
    row(POSTS, 'Total comments', 'Comments with ads and Facebook.', (n) => n.totalComments, { facebookOnly: true }),
  ],
  [
    'link_clicks',
    row(['STORY'], 'Link clicks', 'Taps on the link sticker.', (n) => n.linkClicks, { facebookOnly: true }),
  ],
]);

/** Whether this media answers `impressions` still. */
export function keepsImpressions(media: Media): boolean {
  return media.publishedAt < IMPRESSIONS_ENDED;
}
