/** Who the people are: age, gender, country, city, and the hours they are online. */
import type { AccountPlan } from '../accounts/plan.ts';
import type { DayNumber } from '../calendar.ts';
import { chance, hashOf } from './random.ts';
import type { Part } from './measure.ts';

const AGES = [
  ['13-17', 0.05],
  ['18-24', 0.24],
  ['25-34', 0.36],
  ['35-44', 0.2],
  ['45-54', 0.09],
  ['55-64', 0.04],
  ['65+', 0.02],
] as const;
const MORE_COUNTRIES = (
  'ES SE NO DK FI PL CZ AT CH BE PT IE NZ ZA AR CL CO PE TR GR RO HU UA IL AE SA EG MA NG KE PK BD LK TH VN PH MY SG ID ' +
  'KR JP TW HK IT FR DE GB US CA BR MX AU IN NL EE LV LT SK SI HR RS BG IS LU'
).split(' ');
const MORE_CITIES = [
  'Madrid, Comunidad de Madrid|Barcelona, Cataluña|Berlin, Berlin|Hamburg, Hamburg|München, Bayern|Paris, Île-de-France',
  'Lyon, Auvergne-Rhône-Alpes|Milano, Lombardia|Roma, Lazio|Wien, Wien|Zürich, Zürich|Amsterdam, Noord-Holland',
  'Stockholm, Stockholms län|Oslo, Oslo|København, Hovedstaden|Warszawa, Mazowieckie|Praha, Praha|Budapest, Budapest',
  'Lisboa, Lisboa|Porto, Porto|Dublin, Dublin|Manchester, England|Glasgow, Scotland|Toronto, Ontario|Montréal, Québec',
  'Vancouver, British Columbia|Chicago, Illinois|Austin, Texas|Denver, Colorado|San Francisco, California',
  'Ciudad de México, Distrito Federal|Guadalajara, Jalisco|Bogotá, Bogotá|Lima, Lima Region|Buenos Aires, Buenos Aires',
  'Santiago, Santiago Metropolitan Region|Rio de Janeiro, Rio de Janeiro (state)|Delhi, Delhi|Bangalore, Karnataka',
  'Jakarta, Jakarta|Manila, Metro Manila|Bangkok, Bangkok|Seoul, Seoul|Osaka, Osaka|Taipei, Taipei|Sydney, New South Wales',
  'Melbourne, Victoria|Auckland, Auckland|Cape Town, Western Cape|Cairo, Cairo|Istanbul, İstanbul|Athens, Attica',
]
  .join('|')
  .split('|');
/** Instagram does not know everything about everyone: parts add up to less than the total. */
const KNOWN_SHARE = 0.957;
const KNOWN_CITY_SHARE = 0.41;
/** "Top 45" is all that demographics ever return. */
const TOP = 45;
const HOURS = [0.52, 0.44, 0.38, 0.36, 0.4, 0.5, 0.64, 0.78, 0.86, 0.9, 0.93, 0.97];
const HOURS_AFTER_NOON = [1, 1, 0.98, 0.97, 0.98, 1.02, 1.1, 1.18, 1.22, 1.15, 0.95, 0.7];
const ONLINE_SHARE = 0.58;

function zipf(names: readonly string[]): readonly (readonly [string, number])[] {
  const weights = names.map((name, rank) => [name, 1 / (rank + 1.4) ** 1.35] as const);
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  return weights.map(([name, weight]) => [name, weight / sum] as const);
}

function genders(plan: AccountPlan): readonly (readonly [string, number])[] {
  return [
    ['F', plan.women * 0.96],
    ['M', (1 - plan.women) * 0.96],
    ['U', 0.04],
  ];
}

function shares(plan: AccountPlan, breakdown: string): readonly (readonly [string, number])[] {
  if (breakdown === 'age') return AGES;
  if (breakdown === 'gender') return genders(plan);
  if (breakdown === 'country') return zipf([...new Set([...plan.countries, ...MORE_COUNTRIES])]);
  return zipf([...new Set([...plan.cities, ...MORE_CITIES])]).map(([name, share]) => [name, share * KNOWN_CITY_SHARE]);
}

/** `people` by one breakdown, or by two taken together (`age,gender`): the 45 largest, zeros left out, not sorted. */
export function demographics(plan: AccountPlan, breakdowns: readonly string[], people: number): readonly Part[] {
  const parts = breakdowns
    .map((breakdown) => shares(plan, breakdown))
    .reduce<readonly { readonly keys: readonly string[]; readonly share: number }[]>(
      (all, next) =>
        all.flatMap(({ keys, share }) => next.map(([key, part]) => ({ keys: [...keys, key], share: share * part }))),
      [{ keys: [], share: KNOWN_SHARE }],
    );
  return parts
    .map(({ keys, share }) => ({ keys, value: Math.floor(people * share) }))
    .filter((part) => part.value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, TOP)
    .sort((a, b) => hashOf(plan.username, ...a.keys) - hashOf(plan.username, ...b.keys));
}

/**
 * Followers online by hour of a day, keys "0" to "23". Quirks seen on real accounts: some days are an empty map, on some
 * an hour is missing.
 */
export function onlineFollowers(
  plan: AccountPlan,
  seed: number,
  day: DayNumber,
  followers: number,
): Readonly<Record<string, number>> {
  const luck = chance(seed, plan.username, 'online', day);
  if (luck < 0.08) return {};
  const missing = luck < 0.2 ? Math.floor(luck * 1_000) % 24 : -1;
  return Object.fromEntries(
    [...HOURS, ...HOURS_AFTER_NOON].flatMap((share, hour) => {
      const noise = 0.95 + 0.1 * chance(seed, plan.username, 'online', day, hour);
      return hour === missing ? [] : [[String(hour), Math.round(followers * ONLINE_SHARE * share * noise * 0.75)]];
    }),
  );
}
