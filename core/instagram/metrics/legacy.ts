import type { Metric } from '../metric.ts';
import { followerDemographics, TOP_ONLY } from './audience.ts';
import { CHANGELOG_PAGE, counted, totals } from './served.ts';

const AUDIENCE_ENDED = '2023-12-11';
const CLICKS_ENDED = '2025-01-08';

/** A contact button's own metric of old: one bucket of `profile_links_taps` today. */
function button(name: string, label: string, what: string, bucket: string, aliases: readonly string[]): Metric {
  return counted({
    name,
    label,
    meaning: `Taps on the ${what} of the profile.`,
    unit: 'taps',
    sources: [
      totals('profile_links_taps', {
        requiredBreakdown: 'contact_button_type',
        bucket,
      }),
    ],
    aliases,
    legacy: {
      withdrawnOn: CLICKS_ENDED,
      successor: name,
      comparable: true,
      change: `Meta ended ${name} on ${CLICKS_ENDED}; the ${bucket} taps of profile_links_taps answer today and count the same button, so the two are comparable.`,
    },
    source: CHANGELOG_PAGE,
  });
}

/** An audience map of old: one breakdown of `follower_demographics` today. */
function audience(name: string, label: string, by: string, breakdown: string, aliases: readonly string[]): Metric {
  return counted({
    name,
    label,
    meaning: `Followers by ${by}, as of now.`,
    unit: 'followers',
    rollup: 'none',
    shape: 'map',
    sources: [followerDemographics({ requiredBreakdown: breakdown })],
    aliases,
    remarks: [TOP_ONLY],
    legacy: {
      withdrawnOn: AUDIENCE_ENDED,
      successor: name,
      comparable: true,
      change: `Meta ended ${name} on ${AUDIENCE_ENDED}; follower_demographics by ${by} answers today and counts followers too, so the two are comparable.`,
    },
    source: CHANGELOG_PAGE,
  });
}

/** Account-level names that Meta ended, with what answers them today. */
export const LEGACY_METRICS: readonly Metric[] = [
  counted({
    name: 'impressions',
    label: 'Impressions',
    meaning: 'How often the content was on a screen.',
    unit: 'views',
    sources: [],
    aliases: ['impression'],
    legacy: {
      withdrawnOn: '2025-04-21',
      successor: 'views',
      comparable: false,
      change:
        'Meta ended impressions on 2025-04-21; views answer today and count plays and replays too, so the two are not comparable.',
    },
    source: CHANGELOG_PAGE,
  }),
  button('email_contacts', 'E-mail taps', 'e-mail button', 'EMAIL', ['email_contact', 'email_clicks', 'emails']),
  button('phone_call_clicks', 'Call taps', 'call button', 'CALL', ['phone_call_click', 'phone_calls', 'call_clicks']),
  button('text_message_clicks', 'Text message taps', 'text message button', 'TEXT', [
    'text_message_click',
    'text_messages',
    'text_clicks',
  ]),
  button('get_directions_clicks', 'Directions taps', 'address button', 'DIRECTION', [
    'get_directions_click',
    'get_directions',
    'direction_clicks',
    'directions_clicks',
  ]),
  // Meta's changelog and older pages spell it without the s.
  button('get_direction_clicks', 'Directions taps', 'address button', 'DIRECTION', [
    'get_direction_click',
    'get_direction',
  ]),
  audience('audience_gender_age', 'Followers by gender and age', 'gender and age', 'age,gender', [
    'audience_age_gender',
    'gender_age',
    'age_gender',
  ]),
  audience('audience_country', 'Followers by country', 'country', 'country', []),
  audience('audience_city', 'Followers by city', 'city', 'city', []),
  counted({
    name: 'audience_locale',
    label: 'Followers by locale',
    meaning: 'Followers by the language setting of their device.',
    unit: 'followers',
    rollup: 'none',
    shape: 'map',
    sources: [],
    aliases: ['audience_locales', 'audience_language', 'locale'],
    legacy: {
      withdrawnOn: AUDIENCE_ENDED,
      successor: undefined,
      comparable: false,
      change: `Meta ended audience_locale on ${AUDIENCE_ENDED} and nothing serves it any more; the country of followers (audience_country) is the nearest, and is not the same.`,
    },
    source: CHANGELOG_PAGE,
  }),
];
