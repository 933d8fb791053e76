/** How the account's own posts did by the time of day they were published at, and what that says beside who is online. Pure. */
import { DateTime } from 'luxon';
import { median } from './coarse.ts';
import type { WeekHour } from './online.ts';

/** Hours that one part of the day has: with fewer, a part would hold a post or two. */
const PART_HOURS = 3;
/** With fewer posts nothing is said: chance would speak. */
export const LEAST_POSTS = 8;
/** A part's own posts count against so many typical ones, so that one lucky post does not make a best time. */
const PRIOR_POSTS = 3;

export interface TimedPost {
  /** Epoch ms. */
  readonly publishedAt: number;
  readonly reach: number;
}

/** Posts published between `from` (included) and `to` on the clock of a zone. */
export interface PartOfDay {
  /** "18:00". */
  readonly from: string;
  readonly to: string;
  readonly posts: number;
  /** Median reach. */
  readonly typical: number;
  /** Against the median of all posts, drawn towards 1 where posts are few. */
  readonly factor: number;
}

function hourOf(time: number): string {
  return `${String(time % 24).padStart(2, '0')}:00`;
}

/** The parts of the day that have posts, in order; none with fewer than `LEAST_POSTS` posts or without any reach. */
export function partsOfDay(posts: readonly TimedPost[], zone: string): readonly PartOfDay[] {
  const whole = median(posts.map(({ reach }) => reach));
  if (posts.length < LEAST_POSTS || !(whole > 0)) return [];
  const parts = new Map<number, number[]>();
  for (const { publishedAt, reach } of posts) {
    const part = Math.floor(DateTime.fromMillis(publishedAt, { zone }).hour / PART_HOURS);
    parts.set(part, [...(parts.get(part) ?? []), reach]);
  }
  return [...parts]
    .sort(([one], [other]) => one - other)
    .map(([part, reaches]) => {
      const typical = median(reaches);
      const factor = ((typical / whole) * reaches.length + PRIOR_POSTS) / (reaches.length + PRIOR_POSTS);
      const from = part * PART_HOURS;
      return { from: hourOf(from), to: hourOf(from + PART_HOURS), posts: reaches.length, typical, factor };
    });
}

/** Hours of the week, the best to post at first: followers online times how posts of that part of the day did. */
export function bestHours(week: readonly WeekHour[], parts: readonly PartOfDay[]): readonly WeekHour[] {
  const factors = new Map(parts.map(({ from, factor }) => [Number(from.slice(0, 2)), factor]));
  const score = ({ time, value }: WeekHour): number => {
    const hour = Number(time.slice(0, 2));
    return value * (factors.get(hour - (hour % PART_HOURS)) ?? 1);
  };
  return [...week].sort((one, other) => score(other) - score(one));
}
