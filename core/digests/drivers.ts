/**
 * What drove the change of new followers, as arithmetic: new followers = posts × reach per post × follows per reach. The
 * change is shared out by logarithmic means (LMDI-I, Ang 2005: "The LMDI approach to decomposition analysis"), so that the
 * parts add up to the whole without a rest. Pure.
 */

/** What a week has of each; reach is the account's unique count of the week. */
export interface WeekOfGrowth {
  readonly posts: number;
  readonly reach: number;
  readonly follows: number;
}

export interface Driver {
  readonly name: 'posts' | 'reach per post' | 'follows per reach';
  readonly now: number;
  readonly before: number;
  /** Its part of the change, in new followers. */
  readonly part: number;
}

export interface Drivers {
  readonly all: readonly Driver[];
  readonly delta: number;
  /** The one that lifted most and the one that cost most; undefined when there is none of the kind. */
  readonly top: Driver | undefined;
  readonly drag: Driver | undefined;
}

/** The parts rounded to whole followers so that they still add up to the change. */
export function wholeParts({ all, delta }: Drivers): readonly number[] {
  const floors = all.map(({ part }) => Math.floor(part));
  const owed = Math.round(delta - floors.reduce((sum, part) => sum + part, 0));
  const order = all
    .map(({ part }, index) => ({ index, rest: part - Math.floor(part) }))
    .sort((one, other) => other.rest - one.rest);
  const raised = new Set(order.slice(0, owed).map(({ index }) => index));
  return floors.map((part, index) => (raised.has(index) ? part + 1 : part));
}

function logarithmicMean(one: number, other: number): number {
  return one === other ? one : (one - other) / Math.log(one / other);
}

/** Undefined when a factor is zero or not known in either week: then a product explains nothing. */
export function findDrivers(now: WeekOfGrowth, before: WeekOfGrowth): Drivers | undefined {
  const all = [now.posts, now.reach, now.follows, before.posts, before.reach, before.follows];
  if (all.some((value) => !Number.isFinite(value) || value <= 0)) return undefined;
  const weight = logarithmicMean(now.follows, before.follows);
  const factors = [
    ['posts', now.posts, before.posts],
    ['reach per post', now.reach / now.posts, before.reach / before.posts],
    ['follows per reach', now.follows / now.reach, before.follows / before.reach],
  ] as const;
  const drivers = factors.map(([name, one, other]): Driver => ({
    name,
    now: one,
    before: other,
    part: weight * Math.log(one / other),
  }));
  const sorted = [...drivers].sort((one, other) => other.part - one.part);
  const [first, last] = [sorted[0], sorted.at(-1)];
  return {
    all: drivers,
    delta: now.follows - before.follows,
    top: first !== undefined && first.part >= 0.5 ? first : undefined,
    drag: last !== undefined && last.part <= -0.5 ? last : undefined,
  };
}
