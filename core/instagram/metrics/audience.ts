import type { InsightsSource, Metric } from '../metric.ts';
import { counted, lifetime, UNDOCUMENTED } from './served.ts';

const BREAKDOWNS = ['age', 'city', 'country', 'gender', 'age,gender'];
const TOP = 45;
/** A breakdown of demographics never has more rows than this. */
export const TOP_ONLY = `Instagram gives the ${TOP} largest groups only and leaves out people it knows nothing about, so the parts add up to less than the whole.`;

/** Who follows: as of now, without days, for accounts with 100 followers or more. */
export function followerDemographics(more: Partial<InsightsSource> = {}): InsightsSource {
  return lifetime('follower_demographics', {
    breakdowns: BREAKDOWNS,
    topRows: TOP,
    historyDays: 0,
    minimumFollowers: 100,
    ...more,
  });
}

function audienceOf(apiName: string): InsightsSource {
  return lifetime(apiName, {
    breakdowns: BREAKDOWNS,
    topRows: TOP,
    timeframes: ['this_week', 'this_month'],
    historyDays: 0,
  });
}

/** Who the audience is and when it is there: many values each. */
export const AUDIENCE_METRICS: readonly Metric[] = [
  counted({
    name: 'follower_demographics',
    label: 'Follower demographics',
    meaning: 'Followers by city, country, age and gender, as of now.',
    unit: 'followers',
    rollup: 'none',
    shape: 'map',
    sources: [followerDemographics()],
    aliases: ['follower_demographic', 'followers_demographics', 'demographics'],
    remarks: [TOP_ONLY],
  }),
  counted({
    name: 'engaged_audience_demographics',
    label: 'Engaged audience',
    meaning: 'Accounts that interacted in the last 7 or 30 days, by city, country, age and gender.',
    unit: 'accounts',
    rollup: 'none',
    shape: 'map',
    sources: [audienceOf('engaged_audience_demographics')],
    aliases: ['engaged_demographics', 'engaged_audience'],
    remarks: [TOP_ONLY, 'Needs at least 100 interactions in that time.'],
  }),
  counted({
    name: 'reached_audience_demographics',
    label: 'Reached audience',
    meaning: 'Accounts reached in the last 7 or 30 days, by city, country, age and gender.',
    unit: 'accounts',
    rollup: 'none',
    shape: 'map',
    sources: [audienceOf('reached_audience_demographics')],
    aliases: ['reached_demographics', 'reached_audience'],
    remarks: [TOP_ONLY, UNDOCUMENTED],
  }),
  counted({
    name: 'online_followers',
    label: 'Followers online',
    meaning: 'How many followers were on Instagram in each hour of a day.',
    unit: 'followers',
    rollup: 'none',
    shape: 'map',
    sources: [
      lifetime('online_followers', { since: 'v3.2', daily: 'time_series', historyDays: 30, minimumFollowers: 100 }),
    ],
    aliases: ['followers_online', 'online_follower'],
    remarks: [
      'Meta does not say in which zone it counts the hours; they are read as US Pacific, like its days.',
      'Instagram keeps this for 30 days only; older days are the ones we kept.',
    ],
  }),
];
