/**
 * What the titles of a Business Suite export mean, as data. Seen in real English exports of 2023 to 2025; a title in
 * another language is one more string in its row, once somebody has seen it in a file.
 */

export type ImportPlatform = 'instagram' | 'facebook';

/** One number that is imported. */
export interface DailyTitle {
  /** Name in the Graph API and in the catalogue. */
  readonly metric: string;
  /** Without the platform's name, lower case, words separated by one space. */
  readonly titles: readonly string[];
  /**
   * Whether a day the export leaves out can only be a day with 0: seen for follows. Counted events, not reach and views,
   * which no export was seen to leave out.
   */
  readonly leftOutIsZero: boolean;
}

export const DAILY_TITLES: readonly DailyTitle[] = [
  { metric: 'reach', titles: ['reach'], leftOutIsZero: false },
  { metric: 'views', titles: ['views'], leftOutIsZero: false },
  { metric: 'follower_count', titles: ['follows'], leftOutIsZero: true },
  { metric: 'profile_views', titles: ['profile visits'], leftOutIsZero: true },
  { metric: 'website_clicks', titles: ['link clicks'], leftOutIsZero: true },
  { metric: 'total_interactions', titles: ['content interactions'], leftOutIsZero: true },
];

/** Tables about who the audience is: percentages, one moment, no days. */
const AUDIENCE_TITLES: readonly string[] = [
  'age gender',
  'top towns cities',
  'top cities',
  'top countries',
  'top pages',
];

/** First cell of the row above the days. */
export const DATE_WORDS: readonly string[] = ['date'];

/** What a title says by itself. `both`: it names both platforms, so it is neither's. */
export interface TitleMeaning {
  readonly platform: ImportPlatform | 'both' | undefined;
  readonly daily: DailyTitle | undefined;
  readonly audience: boolean;
}

/** Reads a title; case, spaces and punctuation do not matter. Unknown titles have no meaning, which is no error here. */
export function readTitle(title: string): TitleMeaning {
  const words: readonly string[] =
    title
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const instagram = words.includes('instagram');
  const facebook = words.includes('facebook');
  const rest = words.filter((word) => word !== 'instagram' && word !== 'facebook').join(' ');
  return {
    platform: instagram && facebook ? 'both' : instagram ? 'instagram' : facebook ? 'facebook' : undefined,
    daily: DAILY_TITLES.find(({ titles }) => titles.includes(rest)),
    audience: AUDIENCE_TITLES.includes(rest),
  };
}

const INSTAGRAM_NAME = /instagram|(?<![\p{L}\p{N}])ig(?![\p{L}\p{N}])/iu;
const FACEBOOK_NAME = /facebook|(?<![\p{L}\p{N}])fb(?![\p{L}\p{N}])/iu;

/** The platform a file's own name says (`IG_REACH.csv`, `facebook visits.csv`); folders and names with both say nothing. */
export function platformOfFileName(fileName: string): ImportPlatform | undefined {
  const base = fileName.split(/[/\\]/u).at(-1) ?? '';
  const instagram = INSTAGRAM_NAME.test(base);
  const facebook = FACEBOOK_NAME.test(base);
  if (instagram === facebook) return undefined;
  return instagram ? 'instagram' : 'facebook';
}
