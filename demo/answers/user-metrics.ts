/** The rules of account metrics, as data: enum, metric types, periods, breakdowns, delays, titles. */
import { HOUR } from '../calendar.ts';

/** Names of the `metric` enum in the order of its error text (recorded on v22-v25). */
export const USER_METRIC_ENUM = (
  'reach follower_count website_clicks profile_views online_followers accounts_engaged total_interactions likes comments ' +
  'shares saves replies engaged_audience_demographics reached_audience_demographics follower_demographics ' +
  'follows_and_unfollows profile_links_taps views threads_likes threads_replies reposts quotes threads_followers ' +
  'threads_follower_demographics content_views threads_views threads_clicks threads_reposts'
).split(' ');

export const PERIODS = ['day', 'week', 'days_28', 'month', 'lifetime', 'total_over_range'] as const;
export const METRIC_TYPES = ['default', 'time_series', 'total_value'] as const;
export const TIMEFRAMES = [
  'last_14_days',
  'last_30_days',
  'last_90_days',
  'prev_month',
  'this_month',
  'this_week',
] as const;
/** Withdrawn in v20 for reached and engaged audiences. */
export const WITHDRAWN_TIMEFRAMES: readonly string[] = TIMEFRAMES.slice(0, 4);
/** Order by analogy with the media enum: no recording exists. */
export const USER_BREAKDOWNS = [
  'contact_button_type',
  'follow_type',
  'media_product_type',
  'age',
  'city',
  'country',
  'gender',
];

export interface UserMetric {
  readonly kind: 'count' | 'follows' | 'demographics' | 'online';
  /** Whether it has a time series; all but `follower_count` and `online_followers` also have a total. */
  readonly series: boolean;
  readonly total: boolean;
  readonly periods: readonly string[];
  /** Breakdowns, each a sorted comma list. */
  readonly breakdowns: readonly string[];
  /** Ms from the end of a day until its bucket appears. */
  readonly delay: number;
  readonly needsHundredFollowers: boolean;
  readonly title: string;
  readonly description: string;
}

const SOON = 6 * HOUR;
const LATE = 12 * HOUR;
const BY_KIND = ['media_product_type'];
const BY_BOTH = ['follow_type', 'media_product_type', 'follow_type,media_product_type'];
const DEMOGRAPHIC = ['age', 'city', 'country', 'gender', 'age,gender'];

function total(title: string, description: string, breakdowns: readonly string[] = []): UserMetric {
  return {
    kind: 'count',
    series: false,
    total: true,
    periods: ['day'],
    breakdowns,
    delay: SOON,
    needsHundredFollowers: false,
    title,
    description,
  };
}

function audience(title: string, who: string, needsHundredFollowers: boolean): UserMetric {
  return {
    ...total(title, `The demographic characteristics of ${who}, including countries, cities and gender distribution.`),
    kind: 'demographics',
    periods: ['lifetime'],
    breakdowns: DEMOGRAPHIC,
    needsHundredFollowers,
  };
}

/** Title and description of reach as a time series; as a total it has others. */
export const REACH_SERIES_WORDS = {
  title: 'Reach',
  description: "The total number of times that the business account's media objects have been uniquely viewed.",
} as const;

/** What this account type answers; names of the enum that are missing here (Threads, quotes) are refused by name. */
export const USER_METRICS: ReadonlyMap<string, UserMetric> = new Map<string, UserMetric>([
  [
    'reach',
    {
      ...total(
        'Accounts reached',
        'The number of unique accounts that have seen your content, at least once, including in ads. Content includes posts, stories, reels, videos and live videos. Reach is different from impressions, which may include multiple views of your content by the same accounts. This metric is estimated and in development.',
        BY_BOTH,
      ),
      series: true,
      periods: ['day', 'week', 'days_28'],
    },
  ],
  [
    'views',
    total(
      'Views',
      'The number of times your content was played or displayed. Content includes reels, posts, stories.',
      BY_BOTH,
    ),
  ],
  [
    'accounts_engaged',
    total(
      'Accounts engaged',
      'The number of accounts that have interacted with your content, including in ads. Content includes posts, stories, reels, videos and live videos. Interactions can include actions such as likes, saves, comments, shares or replies. These metrics are estimated and in development.',
    ),
  ],
  [
    'total_interactions',
    total(
      'Content interactions',
      'The total number of post interactions, story interactions, reels interactions, video interactions and live video interactions, including any interactions on boosted content.',
      BY_KIND,
    ),
  ],
  ['likes', total('Likes', 'The number of likes on your posts, reels and videos.', BY_KIND)],
  ['comments', total('Comments', 'The number of comments on your posts, reels, videos and live videos.', BY_KIND)],
  ['shares', total('Shares', 'The number of shares of your posts, stories, reels, videos and live videos.', BY_KIND)],
  ['saves', total('Saves', 'The number of saves of your posts, reels and videos.', BY_KIND)],
  [
    'replies',
    total(
      'Replies',
      'The number of replies that you received from your story, including text replies and quick reaction replies.',
    ),
  ],
  [
    'reposts',
    total(
      'Reposts',
      'The total number of times that your content was reposted. A repost occurs when another account shares your content to their own profile.',
    ),
  ],
  [
    'profile_links_taps',
    total(
      'Profile links taps',
      'The number of taps on your business address, call button, email button and text button.',
      ['contact_button_type'],
    ),
  ],
  ['profile_views', total('Profile views', 'The number of times that your profile was visited.')],
  ['website_clicks', total('Website clicks', 'The number of taps on the website link of your profile.')],
  [
    'follows_and_unfollows',
    {
      ...total(
        'Follows and unfollows',
        'The number of accounts that followed you and the number of accounts that unfollowed you or left Instagram in the selected time period.',
        ['follow_type'],
      ),
      kind: 'follows',
      delay: LATE,
      needsHundredFollowers: true,
    },
  ],
  [
    'follower_count',
    {
      ...total('Follower count', 'The number of new followers each day within the specified range.'),
      series: true,
      total: false,
      needsHundredFollowers: true,
    },
  ],
  [
    'online_followers',
    {
      ...total(
        'Online Followers',
        "Total number of this profile's followers that were online during the specified range.",
      ),
      kind: 'online',
      series: true,
      total: false,
      periods: ['lifetime'],
      delay: LATE,
      needsHundredFollowers: true,
    },
  ],
  ['follower_demographics', audience('Follower demographics', 'followers', true)],
  ['engaged_audience_demographics', audience('Engaged audience demographics', 'the engaged audience', false)],
  ['reached_audience_demographics', audience('Reached audience demographics', 'the reached audience', false)],
]);
