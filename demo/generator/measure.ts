/** What each account metric is over a list of days: one number, or parts by breakdown. */
import { BUTTONS, FOLLOW_TYPES, KINDS, type DayNumbers } from './day.ts';
import { uniqueOverDays, uniqueOverKinds } from './unique.ts';

export interface Part {
  /** Breakdown values in the order of the breakdowns asked for. */
  readonly keys: readonly string[];
  readonly value: number;
}

type Days = readonly DayNumbers[];
type ByKind = 'likes' | 'comments' | 'saves' | 'shares' | 'replies' | 'reposts';

const INTERACTIONS: readonly ByKind[] = ['likes', 'comments', 'saves', 'shares', 'replies', 'reposts'];
/** Each part is de-duplicated for itself, so parts add up to a little more than the whole (measured: within 1.5 %). */
const PART_EXCESS = 0.006;

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function cellOf(cells: readonly number[], kind: number, followType: number): number {
  return cells[2 * kind + followType] ?? 0;
}

function reachOfFollowType(day: DayNumbers, followType: number): number {
  return uniqueOverKinds(KINDS.map((_, kind) => cellOf(day.reach, kind, followType)));
}

/** Followers and others are different people, so their unique counts may be added. */
function reachOf(days: Days): number {
  return sumOf([0, 1], (followType) => uniqueOverDays(days.map((day) => reachOfFollowType(day, followType))));
}

const NUMBERS: Readonly<Record<string, (days: Days) => number>> = {
  reach: reachOf,
  accounts_engaged: (days) => Math.min(uniqueOverDays(days.map((day) => day.engaged)), reachOf(days)),
  views: (days) => sumOf(days, (day) => sumOf(day.views, Number)),
  total_interactions: (days) => sumOf(INTERACTIONS, (name) => sumOf(days, (day) => sumOf(day[name], Number))),
  ...Object.fromEntries(
    INTERACTIONS.map((name) => [name, (days: Days) => sumOf(days, (day) => sumOf(day[name], Number))]),
  ),
  profile_links_taps: (days) => sumOf(days, (day) => sumOf(day.taps, Number)),
  profile_views: (days) => sumOf(days, (day) => day.profileViews),
  website_clicks: (days) => sumOf(days, (day) => day.websiteClicks),
  follower_count: (days) => sumOf(days, (day) => day.gains),
  unfollows: (days) => sumOf(days, (day) => day.losses),
};

/**
 * A metric over days. Unique counts (`reach`, `accounts_engaged`) are not the sum of their days: see unique.ts.
 * Names are the API's, and `unfollows` for the other
 * half of follows_and_unfollows.
 * @throws RangeError for any other name.
 */
export function measure(metric: string, days: Days): number {
  const number = NUMBERS[metric];
  if (number === undefined) throw new RangeError(`The local Instagram does not measure ${metric}.`);
  return number(days);
}

function withExcess(value: number, whole: number): number {
  return Math.min(whole, value + Math.floor(value * PART_EXCESS));
}

function reachParts(breakdowns: readonly string[], days: Days): readonly Part[] {
  const whole = reachOf(days);
  const unique = (kind: number, followType: number): number =>
    uniqueOverDays(days.map((day) => cellOf(day.reach, kind, followType)));
  if (breakdowns.length === 2) {
    return KINDS.flatMap((kindName, kind) =>
      FOLLOW_TYPES.map((typeName, followType) => ({
        keys: breakdowns.map((name) => (name === 'follow_type' ? typeName : kindName)),
        value: unique(kind, followType),
      })),
    );
  }
  if (breakdowns[0] === 'follow_type') {
    return FOLLOW_TYPES.map((name, followType) => ({
      keys: [name],
      value: withExcess(uniqueOverDays(days.map((day) => reachOfFollowType(day, followType))), whole),
    }));
  }
  return KINDS.map((name, kind) => ({ keys: [name], value: Math.min(whole, unique(kind, 0) + unique(kind, 1)) }));
}

function viewsParts(breakdowns: readonly string[], days: Days): readonly Part[] {
  const parts = new Map<string, Part>();
  KINDS.forEach((kindName, kind) => {
    FOLLOW_TYPES.forEach((typeName, followType) => {
      const keys = breakdowns.map((name) => (name === 'follow_type' ? typeName : kindName));
      const value = sumOf(days, (day) => cellOf(day.views, kind, followType));
      const id = keys.join('|');
      parts.set(id, { keys, value: value + (parts.get(id)?.value ?? 0) });
    });
  });
  return [...parts.values()];
}

function isByKind(metric: string): metric is ByKind {
  return INTERACTIONS.some((name) => name === metric);
}

/** A metric over days in parts; buckets of 0 are left out, as Instagram leaves them out. */
export function measureParts(metric: string, breakdowns: readonly string[], days: Days): readonly Part[] {
  return partsOf(metric, breakdowns, days).filter((part) => part.value > 0);
}

function partsOf(metric: string, breakdowns: readonly string[], days: Days): readonly Part[] {
  if (metric === 'reach') return reachParts(breakdowns, days);
  if (metric === 'views') return viewsParts(breakdowns, days);
  if (metric === 'follows_and_unfollows') {
    return [
      { keys: ['FOLLOWER'], value: measure('follower_count', days) },
      { keys: ['NON_FOLLOWER'], value: measure('unfollows', days) },
    ];
  }
  if (metric === 'profile_links_taps') {
    return BUTTONS.map((name, button) => ({ keys: [name], value: sumOf(days, (day) => day.taps[button] ?? 0) }));
  }
  const names = metric === 'total_interactions' ? INTERACTIONS : isByKind(metric) ? [metric] : [];
  return KINDS.map((kindName, kind) => ({
    keys: [kindName],
    value: sumOf(names, (name) => sumOf(days, (day) => day[name][kind] ?? 0)),
  }));
}
