/** Every metric of media insights that answers today, by what it is for. */
import type { MediaMetric } from './metric.ts';
import { asked, EVERY, FEED_AND_STORIES, mediaRow, POSTS, REELS, STORIES } from './rows.ts';

const WITHOUT_ADS = 'Organic only: without ads.';
const ESTIMATED = 'Meta estimates this number.';
/** The remark of metrics that count people: of several posts only. */
export const NO_ADDING = 'People are in several posts, so posts are not added up.';
const FACEBOOK = { logins: ['facebook'] } as const;
const NEWER = { since: 'v22.0' } as const;
const NO_EUROPE = 'Replies from the European Economic Area and Japan are not counted.';

const COUNTS: readonly MediaMetric[] = [
  mediaRow({
    name: 'views',
    label: 'Views',
    meaning: 'How often it was played or displayed, replays included.',
    unit: 'views',
    source: asked('views', EVERY, NEWER),
    remarks: [WITHOUT_ADS],
  }),
  mediaRow({
    name: 'reach',
    label: 'Reach',
    meaning: 'Accounts that saw it at least once.',
    unit: 'accounts',
    rollup: 'unique',
    source: asked('reach', EVERY),
    remarks: [ESTIMATED, NO_ADDING],
  }),
  mediaRow({
    name: 'total_interactions',
    label: 'Interactions',
    meaning: 'Likes, saves, comments and shares, less those taken back.',
    unit: 'interactions',
    source: asked('total_interactions', EVERY),
    aliases: ['interactions'],
  }),
  mediaRow({
    name: 'likes',
    label: 'Likes',
    meaning: 'Likes on the post.',
    unit: 'likes',
    source: asked('likes', POSTS),
    remarks: [WITHOUT_ADS],
    aliases: ['like'],
  }),
  mediaRow({
    name: 'comments',
    label: 'Comments',
    meaning: 'Comments on the post.',
    unit: 'comments',
    source: asked('comments', POSTS),
    aliases: ['comment'],
  }),
  mediaRow({
    name: 'saved',
    label: 'Saved',
    meaning: 'How often the post was saved. Of the whole account the API calls it `saves`.',
    unit: 'saves',
    source: asked('saved', POSTS),
    aliases: ['saves', 'post_saves'],
  }),
  mediaRow({
    name: 'shares',
    label: 'Shares',
    meaning: 'How often it was shared.',
    unit: 'shares',
    source: asked('shares', EVERY),
    aliases: ['share'],
  }),
  mediaRow({
    name: 'reposts',
    label: 'Reposts',
    meaning: 'How often other accounts put it on their own profile, less those taken back.',
    unit: 'reposts',
    source: asked('reposts', EVERY, NEWER),
    aliases: ['repost'],
  }),
  mediaRow({
    name: 'follows',
    label: 'Follows',
    meaning: 'Accounts that began to follow from here.',
    unit: 'follows',
    kinds: FEED_AND_STORIES.filter((kind) => kind !== 'story'),
    source: asked('follows', FEED_AND_STORIES),
    aliases: ['post_follows'],
    remarks: ['Instagram’s API does not tell it of reels; exports do.'],
  }),
  mediaRow({
    name: 'profile_visits',
    label: 'Profile visits',
    meaning: 'Visits to the profile from here.',
    unit: 'visits',
    kinds: FEED_AND_STORIES.filter((kind) => kind !== 'story'),
    source: asked('profile_visits', FEED_AND_STORIES),
    remarks: ['Instagram does not tell it of reels.'],
  }),
  mediaRow({
    name: 'profile_activity',
    label: 'Profile activity',
    meaning: 'What people did on the profile after seeing this: link in the bio, call, e-mail, text, directions.',
    unit: 'actions',
    kinds: FEED_AND_STORIES.filter((kind) => kind !== 'story'),
    source: asked('profile_activity', FEED_AND_STORIES, { breakdown: 'action_type' }),
    remarks: ['Instagram does not tell it of reels.'],
  }),
];

const OF_REELS: readonly MediaMetric[] = [
  mediaRow({
    name: 'ig_reels_avg_watch_time',
    label: 'Average watch time',
    meaning: 'How long the reel was watched on average.',
    unit: 'milliseconds',
    format: 'milliseconds',
    rollup: 'rate',
    kinds: REELS,
    source: asked('ig_reels_avg_watch_time', REELS),
    aliases: ['avg_watch_time', 'average_watch_time', 'watch_time'],
  }),
  mediaRow({
    name: 'ig_reels_video_view_total_time',
    label: 'Total watch time',
    meaning: 'How long the reel was watched in all, replays included.',
    unit: 'milliseconds',
    format: 'milliseconds',
    kinds: REELS,
    source: asked('ig_reels_video_view_total_time', REELS),
    aliases: ['total_watch_time', 'video_view_total_time'],
  }),
  mediaRow({
    name: 'reels_skip_rate',
    label: 'Skip rate',
    meaning: 'Share of views that ended within three seconds.',
    unit: 'per cent',
    format: 'percent',
    rollup: 'rate',
    kinds: REELS,
    source: asked('reels_skip_rate', REELS, NEWER),
    aliases: ['skip_rate'],
  }),
];

const ON_FACEBOOK: readonly MediaMetric[] = [
  mediaRow({
    name: 'crossposted_views',
    label: 'Crossposted views',
    meaning: 'Views on Instagram and Facebook of a reel that was shared to both.',
    unit: 'views',
    kinds: REELS,
    source: asked('crossposted_views', REELS, { ...NEWER, alone: true }),
    remarks: ['Only reels that are on Facebook too have it.'],
  }),
  mediaRow({
    name: 'facebook_views',
    label: 'Facebook views',
    meaning: 'Views on Facebook of a post that was shared there too.',
    unit: 'views',
    source: asked('facebook_views', EVERY, { ...NEWER, alone: true }),
    remarks: ['Only posts that are on Facebook too have it.'],
  }),
  mediaRow({
    name: 'total_views',
    label: 'Total views',
    meaning: 'Views with ads and Facebook.',
    unit: 'views',
    source: asked('total_views', EVERY, { ...NEWER, ...FACEBOOK }),
  }),
  mediaRow({
    name: 'total_likes',
    label: 'Total likes',
    meaning: 'Likes with ads and Facebook.',
    unit: 'likes',
    source: asked('total_likes', POSTS, { ...NEWER, ...FACEBOOK }),
  }),
  mediaRow({
    name: 'total_comments',
    label: 'Total comments',
    meaning: 'Comments with ads and Facebook.',
    unit: 'comments',
    source: asked('total_comments', POSTS, { ...NEWER, ...FACEBOOK }),
  }),
];

const OF_STORIES: readonly MediaMetric[] = [
  mediaRow({
    name: 'replies',
    label: 'Replies',
    meaning: 'Replies to the story.',
    unit: 'replies',
    kinds: STORIES,
    source: asked('replies', STORIES),
    remarks: [NO_EUROPE],
  }),
  mediaRow({
    name: 'navigation',
    label: 'Navigation',
    meaning: 'Everything people did to move through the story: forward, back, next story, exit.',
    unit: 'actions',
    kinds: STORIES,
    source: asked('navigation', STORIES, { breakdown: 'story_navigation_action_type' }),
    aliases: ['story_navigation'],
  }),
  mediaRow({
    name: 'swipe_forward',
    label: 'Next story',
    meaning: 'Swipes to the next account’s story.',
    unit: 'swipes',
    kinds: STORIES,
    source: asked('navigation', STORIES, { breakdown: 'story_navigation_action_type', bucket: 'swipe_forward' }),
    aliases: ['next_story', 'swipes_forward'],
  }),
  mediaRow({
    name: 'link_clicks',
    label: 'Link clicks',
    meaning: 'Taps on the link sticker of the story.',
    unit: 'clicks',
    kinds: STORIES,
    source: asked('link_clicks', STORIES, { ...NEWER, ...FACEBOOK }),
    aliases: ['story_link_clicks'],
  }),
];

/** In the order a post shows them. */
export const TODAYS_MEDIA_METRICS: readonly MediaMetric[] = [...COUNTS, ...OF_REELS, ...ON_FACEBOOK, ...OF_STORIES];
