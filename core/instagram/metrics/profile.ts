import type { Profile } from '../../accounts.ts';
import type { Metric } from '../metric.ts';

const DOCS = 'developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user';

interface FieldRow {
  readonly field: keyof Profile;
  readonly label: string;
  readonly meaning: string;
  readonly unit: string;
  readonly number: boolean;
  readonly aliases?: readonly string[];
}

/** The nine profile fields since v3.2; `followers_count` with its history is the metric `followers`. */
const ROWS: readonly FieldRow[] = [
  {
    field: 'biography',
    label: 'Biography',
    meaning: 'The text of the profile.',
    unit: '',
    number: false,
    aliases: ['bio'],
  },
  { field: 'id', label: 'Account id', meaning: 'The id of the account in the Graph API.', unit: '', number: false },
  { field: 'ig_id', label: 'Instagram id', meaning: 'The older id of the account.', unit: '', number: false },
  {
    field: 'followers_count',
    label: 'Followers',
    meaning: 'The total number of followers now.',
    unit: 'followers',
    number: true,
  },
  {
    field: 'follows_count',
    label: 'Following',
    meaning: 'How many accounts this one follows.',
    unit: 'accounts',
    number: true,
    aliases: ['following', 'follows_total'],
  },
  { field: 'media_count', label: 'Posts', meaning: 'How many posts the profile has.', unit: 'posts', number: true },
  {
    field: 'profile_picture_url',
    label: 'Profile picture',
    meaning: 'The address of the profile picture; it expires.',
    unit: '',
    number: false,
    aliases: ['profile_picture', 'avatar'],
  },
  {
    field: 'username',
    label: 'Username',
    meaning: 'The name with the @.',
    unit: '',
    number: false,
    aliases: ['handle'],
  },
  { field: 'website', label: 'Website', meaning: 'The link of the profile.', unit: '', number: false },
];

export const PROFILE_METRICS: readonly Metric[] = ROWS.map((row) => ({
  name: row.field,
  level: 'account',
  label: row.label,
  meaning: row.meaning,
  unit: row.unit,
  rollup: row.number ? 'latest' : 'none',
  shape: row.number ? 'number' : 'text',
  sources: [
    {
      kind: 'field',
      field: row.field,
      logins: row.field === 'ig_id' ? ['facebook'] : ['facebook', 'instagram'],
      since: 'v3.2',
    },
  ],
  aliases: row.aliases ?? [],
  remarks: [],
  source: DOCS,
  checkedOn: '2026-11-23',
}));
