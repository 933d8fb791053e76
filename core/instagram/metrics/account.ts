import type { Login } from '../../accounts.ts';
import type { InsightsSource, Metric } from '../metric.ts';

const BOTH: readonly Login[] = ['facebook', 'instagram'];
const DOCS = 'developers.facebook.com/documentation/instagram-platform/api-reference/instagram-user/insights';
const CHECKED = '2026-11-23';
/** User insights answer for a `since` up to 729 days back; day 730 is refused. */
const TWO_YEARS = 729;
const ESTIMATED = 'Meta estimates this number.';
const WITH_ADS = 'Includes ads.';

/** A metric that answers for any window, but one window per call (`metric_type=total_value`). */
function totals(apiName: string, more: Partial<InsightsSource> = {}): InsightsSource {
  return {
    kind: 'insights',
    apiName,
    logins: BOTH,
    since: 'v18.0',
    period: 'day',
    daily: 'total_value',
    window: true,
    breakdowns: [],
    historyDays: TWO_YEARS,
    ...more,
  };
}

/** The account-level metrics that the API serves today under their own name. */
export const ACCOUNT_METRICS: readonly Metric[] = [
  {
    name: 'reach',
    level: 'account',
    label: 'Reach',
    meaning: 'Unique accounts that saw any of the content at least once.',
    unit: 'accounts',
    rollup: 'distinct',
    shape: 'number',
    sources: [
      totals('reach', {
        since: 'v3.2',
        daily: 'time_series',
        breakdowns: ['media_product_type', 'follow_type', 'media_product_type,follow_type'],
      }),
    ],
    aliases: ['accounts_reached', 'reached'],
    remarks: [ESTIMATED, WITH_ADS],
    source: DOCS,
    checkedOn: CHECKED,
  },
  {
    name: 'views',
    level: 'account',
    label: 'Views',
    meaning: 'How often the content was played or displayed, replays included.',
    unit: 'views',
    rollup: 'sum',
    shape: 'number',
    sources: [totals('views', { since: 'v22.0', breakdowns: ['media_product_type', 'follow_type'] })],
    aliases: ['view'],
    remarks: [WITH_ADS],
    source: DOCS,
    checkedOn: CHECKED,
  },
  {
    name: 'accounts_engaged',
    level: 'account',
    label: 'Accounts engaged',
    meaning: 'Unique accounts that interacted with any of the content.',
    unit: 'accounts',
    rollup: 'distinct',
    shape: 'number',
    sources: [totals('accounts_engaged')],
    aliases: ['engaged', 'accounts_engagement', 'engaged_accounts'],
    remarks: [ESTIMATED, WITH_ADS],
    source: DOCS,
    checkedOn: CHECKED,
  },
  {
    name: 'total_interactions',
    level: 'account',
    label: 'Interactions',
    meaning: 'Likes, comments, saves, shares and replies on all content, less those taken back.',
    unit: 'interactions',
    rollup: 'sum',
    shape: 'number',
    sources: [totals('total_interactions', { breakdowns: ['media_product_type'] })],
    aliases: ['interactions', 'content_interactions'],
    remarks: ['Includes boosted content.'],
    source: DOCS,
    checkedOn: CHECKED,
  },
  {
    name: 'profile_views',
    level: 'account',
    label: 'Profile visits',
    meaning: 'How often the profile was opened.',
    unit: 'visits',
    rollup: 'sum',
    shape: 'number',
    sources: [totals('profile_views', { since: 'v3.2' })],
    aliases: ['profile_visits', 'visits', 'profile_view'],
    remarks: ['Meta serves this number without documenting it any more.'],
    source: DOCS,
    checkedOn: CHECKED,
  },
  {
    name: 'follower_count',
    level: 'account',
    label: 'New followers',
    meaning: 'New followers a day, before anyone who left is taken off. Not the total: that is `followers`.',
    unit: 'new followers',
    rollup: 'sum',
    shape: 'number',
    sources: [
      {
        kind: 'insights',
        apiName: 'follower_count',
        logins: BOTH,
        since: 'v3.2',
        period: 'day',
        daily: 'time_series',
        window: false,
        breakdowns: [],
        historyDays: 30,
        minimumFollowers: 100,
      },
    ],
    aliases: ['new_followers', 'follows'],
    remarks: ['Instagram keeps this for 30 days only; older days are the ones we kept.'],
    source: DOCS,
    checkedOn: CHECKED,
  },
  {
    name: 'follows_and_unfollows',
    level: 'account',
    label: 'Follows and unfollows',
    meaning: 'Accounts that began to follow, and accounts that stopped or left Instagram.',
    unit: 'accounts',
    rollup: 'sum',
    shape: 'map',
    sources: [
      totals('follows_and_unfollows', {
        breakdowns: ['follow_type'],
        requiredBreakdown: 'follow_type',
        minimumFollowers: 100,
      }),
    ],
    aliases: ['unfollows', 'net_followers'],
    remarks: [],
    source: DOCS,
    checkedOn: CHECKED,
  },
  {
    name: 'followers',
    level: 'account',
    label: 'Followers',
    meaning: 'The total number of followers. Instagram keeps no history of it: ours is made of readings.',
    unit: 'followers',
    rollup: 'latest',
    shape: 'number',
    sources: [{ kind: 'field', field: 'followers_count', logins: BOTH, since: 'v3.2' }],
    aliases: ['followers_total', 'total_followers', 'follower', 'fans'],
    remarks: [],
    source: 'developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user',
    checkedOn: CHECKED,
  },
];
