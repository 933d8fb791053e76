import type { Metric } from '../metric.ts';
import { BOTH_LOGINS, CHECKED, counted, ESTIMATED, totals, UNDOCUMENTED, WITH_ADS } from './served.ts';

const CLICKS_CHANGED =
  'Meta ended the daily series on 2025-01-08; the totals that answer today count the same, so the two are comparable.';

/** The account-level numbers that the API serves today under their own name: reach, views, visits and followers. */
export const ACCOUNT_METRICS: readonly Metric[] = [
  counted({
    name: 'reach',
    label: 'Reach',
    meaning: 'Unique accounts that saw any of the content at least once.',
    unit: 'accounts',
    rollup: 'distinct',
    sources: [
      totals('reach', {
        since: 'v3.2',
        daily: 'time_series',
        breakdowns: ['media_product_type', 'follow_type', 'media_product_type,follow_type'],
      }),
    ],
    aliases: ['accounts_reached', 'reached'],
    remarks: [ESTIMATED, WITH_ADS],
  }),
  counted({
    name: 'views',
    label: 'Views',
    meaning: 'How often the content was played or displayed, replays included.',
    unit: 'views',
    sources: [totals('views', { since: 'v22.0', breakdowns: ['media_product_type', 'follow_type'] })],
    aliases: ['view'],
    remarks: [WITH_ADS],
  }),
  counted({
    name: 'accounts_engaged',
    label: 'Accounts engaged',
    meaning: 'Unique accounts that interacted with any of the content.',
    unit: 'accounts',
    rollup: 'distinct',
    sources: [totals('accounts_engaged')],
    aliases: ['engaged', 'accounts_engagement', 'engaged_accounts'],
    remarks: [ESTIMATED, WITH_ADS],
  }),
  counted({
    name: 'profile_views',
    label: 'Profile visits',
    meaning: 'How often the profile was opened.',
    unit: 'visits',
    sources: [totals('profile_views', { since: 'v3.2' })],
    aliases: ['profile_visits', 'visits', 'profile_view'],
    remarks: [UNDOCUMENTED, CLICKS_CHANGED],
  }),
  counted({
    name: 'website_clicks',
    label: 'Website clicks',
    meaning: 'Taps on the website link of the profile. Contact buttons are not in it: those are profile_links_taps.',
    unit: 'taps',
    sources: [totals('website_clicks', { since: 'v3.2' })],
    aliases: ['website_click', 'website_taps', 'bio_link_clicks'],
    remarks: [UNDOCUMENTED, CLICKS_CHANGED],
  }),
  counted({
    name: 'follower_count',
    label: 'New followers',
    meaning: 'New followers a day, before anyone who left is taken off. Not the total: that is followers.',
    unit: 'new followers',
    sources: [
      totals('follower_count', {
        since: 'v3.2',
        daily: 'time_series',
        window: false,
        historyDays: 30,
        minimumFollowers: 100,
      }),
    ],
    aliases: ['new_followers', 'follows'],
    remarks: ['Instagram keeps this for 30 days only; older days are the ones we kept.'],
  }),
  counted({
    name: 'follows_and_unfollows',
    label: 'Follows and unfollows',
    meaning: 'Accounts that began to follow, and accounts that stopped or left Instagram.',
    unit: 'accounts',
    shape: 'map',
    sources: [
      totals('follows_and_unfollows', {
        breakdowns: ['follow_type'],
        requiredBreakdown: 'follow_type',
        minimumFollowers: 100,
      }),
    ],
    aliases: ['unfollows', 'net_followers'],
  }),
  counted({
    name: 'followers',
    label: 'Followers',
    meaning: 'The total number of followers. Instagram keeps no history of it: ours is made of readings.',
    unit: 'followers',
    rollup: 'latest',
    sources: [{ kind: 'field', field: 'followers_count', logins: BOTH_LOGINS, since: 'v3.2' }],
    aliases: ['followers_total', 'total_followers', 'follower', 'fans'],
    source: 'developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user',
    checkedOn: CHECKED,
  }),
];
