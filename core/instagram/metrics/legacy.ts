import type { Metric } from '../metric.ts';

const CHANGELOG = 'developers.facebook.com/docs/instagram-platform/changelog';

/** Account-level names that Meta ended, with what answers them today. */
export const LEGACY_METRICS: readonly Metric[] = [
  {
    name: 'impressions',
    level: 'account',
    label: 'Impressions',
    meaning: 'How often the content was on a screen.',
    unit: 'views',
    rollup: 'sum',
    shape: 'number',
    sources: [],
    aliases: ['impression'],
    remarks: [],
    legacy: {
      withdrawnOn: '2025-04-21',
      successor: 'views',
      comparable: false,
      change:
        'Meta ended impressions on 2025-04-21; views answer today and count plays and replays too, so the two are not comparable.',
    },
    source: CHANGELOG,
    checkedOn: '2026-11-23',
  },
];
