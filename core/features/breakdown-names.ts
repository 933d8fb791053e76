/** The words of breakdowns: what people call them, and what the API's keys mean. */
import type { InsightsSource } from '../instagram/metric.ts';

const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

interface BreakdownWords {
  /** What people type after `by`. */
  readonly typed: readonly string[];
  /** Name of a column, and of the whole: "by city". */
  readonly column: string;
  readonly plural: string;
}

const WORDS: Readonly<Record<string, BreakdownWords>> = {
  media_product_type: {
    typed: ['type', 'types', 'format', 'formats', 'kind', 'kinds', 'content', 'media', 'product'],
    column: 'Kind of content',
    plural: 'kind of content',
  },
  follow_type: {
    typed: ['followers', 'follower', 'follow', 'follows', 'following', 'follower_type'],
    column: 'Follow type',
    plural: 'follow type',
  },
  contact_button_type: {
    typed: ['button', 'buttons', 'contact', 'contacts', 'tap', 'taps'],
    column: 'Button',
    plural: 'contact button',
  },
  city: { typed: ['cities', 'town', 'towns'], column: 'City', plural: 'cities' },
  country: { typed: ['countries'], column: 'Country', plural: 'countries' },
  age: { typed: ['ages'], column: 'Age', plural: 'ages' },
  gender: { typed: ['genders', 'sex'], column: 'Gender', plural: 'genders' },
};

const KEYS: Readonly<Record<string, string>> = {
  POST: 'Posts',
  CAROUSEL_CONTAINER: 'Albums',
  REEL: 'Reels',
  REELS: 'Reels',
  STORY: 'Stories',
  AD: 'Ads',
  IGTV: 'IGTV',
  LIVE: 'Live videos',
  FOLLOWER: 'Followers',
  NON_FOLLOWER: 'Non-followers',
  UNKNOWN: 'Not known',
  BOOK_NOW: 'Book',
  CALL: 'Call',
  DIRECTION: 'Address',
  EMAIL: 'E-mail',
  INSTANT_EXPERIENCE: 'Instant experience',
  TEXT: 'Text message',
  UNDEFINED: 'Not named',
  F: 'Women',
  M: 'Men',
  U: 'Gender not stated',
};

/** The single breakdown a word means, without regard to which metric has it. */
export function breakdownOfWord(word: string): string | undefined {
  const plain = word.replaceAll('-', '_');
  return Object.keys(WORDS).find((name) => name === plain || WORDS[name]?.typed.includes(plain) === true);
}

/** "Kind of content and who", for the head of a column. */
export function breakdownColumn(breakdown: string): string {
  const names = breakdown.split(',').map((name) => WORDS[name]?.column ?? name);
  return names.map((name, index) => (index === 0 ? name : name.toLowerCase())).join(' and ');
}

/** "cities", "ages and genders". */
export function breakdownPlural(breakdown: string): string {
  return breakdown
    .split(',')
    .map((name) => WORDS[name]?.plural ?? name)
    .join(' and ');
}

/** The word to type for a breakdown: `city`, `type`. */
export function breakdownWord(breakdown: string): string {
  return breakdown
    .split(',')
    .map((name) => WORDS[name]?.typed[0] ?? name)
    .join(' ');
}

/** A key of the API in words; text that is no known key (a city) stays as it is. */
export function keyLabel(breakdown: string, key: string): string {
  const names = breakdown.split(',');
  if (breakdown === 'city') return key;
  if (breakdown === 'country') return /^[A-Z]{2}$/u.test(key) ? (COUNTRIES.of(key) ?? key) : key;
  return names.length === 1
    ? (KEYS[key] ?? key)
    : key
        .split('.')
        .map((part) => KEYS[part] ?? part)
        .join(', ');
}

/** The breakdown of a source that has all the wanted ones, in the source's own order. */
export function breakdownOf(source: InsightsSource, wanted: readonly string[]): string | undefined {
  return source.breakdowns.find(
    (one) => one.split(',').length === wanted.length && wanted.every((name) => one.split(',').includes(name)),
  );
}
