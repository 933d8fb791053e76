import type { Metric } from '../metric.ts';
import { counted, totals } from './served.ts';

const BY_KIND = { breakdowns: ['media_product_type'] };
const BOOSTED = 'Includes boosted content.';

/** What people do with the content and with the contact buttons of the profile. */
export const INTERACTION_METRICS: readonly Metric[] = [
  counted({
    name: 'total_interactions',
    label: 'Interactions',
    meaning: 'Likes, comments, saves, shares and replies on all content, less those taken back.',
    unit: 'interactions',
    sources: [totals('total_interactions', BY_KIND)],
    aliases: ['interactions', 'content_interactions'],
    remarks: [BOOSTED],
  }),
  counted({
    name: 'likes',
    label: 'Likes',
    meaning: 'Likes on posts, reels and videos of the account.',
    unit: 'likes',
    sources: [totals('likes', BY_KIND)],
    aliases: ['like'],
  }),
  counted({
    name: 'comments',
    label: 'Comments',
    meaning: 'Comments on posts, reels, videos and live videos of the account.',
    unit: 'comments',
    sources: [totals('comments', BY_KIND)],
    aliases: ['comment'],
  }),
  counted({
    name: 'saves',
    label: 'Saves',
    meaning: 'How often people saved posts, reels and videos of the account. Of a single post the API calls it saved.',
    unit: 'saves',
    sources: [totals('saves', BY_KIND)],
    aliases: ['save'],
  }),
  counted({
    name: 'shares',
    label: 'Shares',
    meaning: 'How often people shared posts, stories, reels, videos and live videos of the account.',
    unit: 'shares',
    sources: [totals('shares', BY_KIND)],
    aliases: ['share'],
  }),
  counted({
    name: 'replies',
    label: 'Story replies',
    meaning: 'Replies to stories, quick reactions included.',
    unit: 'replies',
    sources: [totals('replies')],
    aliases: ['story_replies', 'reply'],
    remarks: [
      'Replies from the European Economic Area (since 2020-12-01) and Japan (since 2021-04-14) are not counted.',
    ],
  }),
  counted({
    name: 'reposts',
    label: 'Reposts',
    meaning: 'How often other accounts shared the content to their own profile.',
    unit: 'reposts',
    sources: [totals('reposts', { since: 'v22.0' })],
    aliases: ['repost'],
  }),
  counted({
    name: 'profile_links_taps',
    label: 'Contact button taps',
    meaning: 'Taps on the contact buttons of the profile: address, call, e-mail, text, book.',
    unit: 'taps',
    sources: [totals('profile_links_taps', { breakdowns: ['contact_button_type'] })],
    aliases: ['profile_link_taps', 'profile_links_tap', 'contact_taps'],
    remarks: ['Taps on the website link are not in it: those are website_clicks.'],
  }),
];
