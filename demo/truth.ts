/** The right numbers, straight from the generator: what tests and the demo compare answers with. */
import { mentionsOf, type Mention } from './answers/mentions.ts';
import { USER_METRICS } from './answers/user-metrics.ts';
import { mediaCount } from './answers/user-node.ts';
import { dayNumber, isoDay, stampOf, type DayNumber } from './calendar.ts';
import { demographics, onlineFollowers } from './generator/audience.ts';
import type { DayNumbers } from './generator/day.ts';
import { measure, measureParts, type Part } from './generator/measure.ts';
import { audienceSize } from './generator/people.ts';
import { mediaNumbers, type MediaNumbers } from './media-numbers.ts';
import type { DemoAccount, World } from './world.ts';

interface TruthPoint {
  /** The Pacific day that was counted. */
  readonly day: string;
  readonly value: number;
}

interface TruthProfile {
  /** IG user id. */
  readonly id: string;
  readonly scopedId: string;
  readonly pageId: string;
  readonly ig_id: number;
  readonly username: string;
  readonly name: string;
  readonly biography: string | undefined;
  readonly website: string | undefined;
  readonly followers_count: number;
  readonly follows_count: number;
  readonly media_count: number;
}

/** Counts by breakdown value; the keys of two breakdowns are joined by a comma (`REEL,FOLLOWER`, `25-34,F`). */
type TruthParts = Readonly<Record<string, number>>;

/**
 * Days are Pacific days by name, `from` and `to` included: the bucket stamped D 07:00Z or 08:00Z is day D-1. Without `at`
 * (epoch ms) numbers are final; with it they are what Instagram says at that time, and what it does not say yet is left
 * out. Metrics are the API's names, and `unfollows` for the other half of follows_and_unfollows. The truth knows numbers
 * that Instagram keeps to itself, such as new followers of an account with fewer than 100.
 */
export interface Truth {
  daily(username: string, metric: string, from: string, to: string, at?: number): readonly TruthPoint[];
  /** Over all days together; unique counts are less than the sum of the days. Undefined when no day is out at `at`. */
  window(username: string, metric: string, from: string, to: string, at?: number): number | undefined;
  /** As `window`, by breakdown (`follow_type`, `media_product_type`, both by a comma, `contact_button_type`). No zeros. */
  parts(username: string, metric: string, breakdown: string, from: string, to: string, at?: number): TruthParts;
  /** Demographics by `age`, `gender`, `country`, `city` or `age,gender` at an instant; now, when left out. */
  audience(username: string, metric: string, breakdown: string, timeframe?: string, at?: number): TruthParts;
  /** Followers online by hour, keys "0" to "23"; empty and missing hours are as Instagram has them. */
  online(username: string, day: string): TruthParts;
  /** Total followers at an instant. */
  followers(username: string, at: number): number;
  /** The profile at an instant; now, when left out. */
  profile(username: string, at?: number): TruthProfile;
  /** Numbers of a media at an instant; now, when left out. Undefined when it is not there then. */
  media(id: string, at?: number): MediaNumbers | undefined;
  /** Posts of others that mention the account, newest first. */
  mentions(username: string, at?: number): readonly Mention[];
}

function byKeys(parts: readonly Part[]): TruthParts {
  return Object.fromEntries(parts.map(({ keys, value }) => [keys.join(','), value]));
}

/** Makes the truth of a world. @throws RangeError for accounts and metrics that are not there. */
export function createTruth(world: World, clock: () => number): Truth {
  function told(account: DemoAccount, metric: string, day: DayNumber, at: number | undefined): DayNumbers | undefined {
    if (at === undefined) return account.numbers.final(day);
    const name = metric === 'unfollows' ? 'follows_and_unfollows' : metric;
    return account.numbers.reading(day, at, USER_METRICS.get(name)?.delay ?? 0);
  }

  function days(
    username: string,
    metric: string,
    from: string,
    to: string,
    at?: number,
  ): readonly [DayNumber, DayNumbers][] {
    const account = world.byUsername(username);
    const first = dayNumber(from);
    const all = Array.from({ length: Math.max(0, dayNumber(to) - first + 1) }, (_, index) => first + index);
    return all.flatMap((day): [DayNumber, DayNumbers][] => {
      const numbers = told(account, metric, day, at);
      return numbers === undefined ? [] : [[day, numbers]];
    });
  }

  const numbersOf = (found: readonly [DayNumber, DayNumbers][]): readonly DayNumbers[] => found.map(([, day]) => day);

  return {
    daily: (username, metric, from, to, at) =>
      days(username, metric, from, to, at).map(([day, numbers]) => ({
        day: isoDay(day),
        value: measure(metric, [numbers]),
      })),
    window(username, metric, from, to, at) {
      const found = numbersOf(days(username, metric, from, to, at));
      return found.length === 0 ? undefined : measure(metric, found);
    },
    parts: (username, metric, breakdown, from, to, at) =>
      byKeys(measureParts(metric, breakdown.split(','), numbersOf(days(username, metric, from, to, at)))),
    audience(username, metric, breakdown, timeframe, at = clock()) {
      const { numbers, plan } = world.byUsername(username);
      return byKeys(demographics(plan, breakdown.split(','), audienceSize(numbers, metric, timeframe, at)));
    },
    online(username, day) {
      const { keys, numbers, plan } = world.byUsername(username);
      const number = dayNumber(day);
      return onlineFollowers(plan, keys.seed, number, numbers.followersAt(stampOf(number)));
    },
    followers: (username, at) => world.byUsername(username).numbers.followersAt(at),
    profile(username, at = clock()) {
      const account = world.byUsername(username);
      return {
        id: account.instagramId,
        scopedId: account.scopedId,
        pageId: account.pageId,
        ig_id: account.legacyId,
        username,
        name: account.plan.name,
        biography: account.plan.biography,
        website: account.plan.website,
        followers_count: account.numbers.followersAt(at),
        follows_count: account.plan.follows,
        media_count: mediaCount(account, at),
      };
    },
    media(id, at = clock()) {
      const found = world.findMedia(id, at);
      return found && mediaNumbers(found.account.keys, found.account.numbers, found.media, at);
    },
    mentions: (username, at = clock()) => mentionsOf(world.byUsername(username), at),
  };
}
