import type { Days, IsoDate } from '../series.ts';
import { type DayRow, dayOf } from './days.ts';

/** 1, 2.5 and 5 times every power of ten; below 1,000 only 100, where Instagram's insights begin, and 500. */
const STEPS = [1, 2.5, 5] as const;
const SMALL = [100, 500] as const;

/** A round number of followers reached for the first time. */
export interface Milestone {
  readonly followers: number;
  /** The day it was reached; several days when those between were not read. */
  readonly days: Days;
  readonly total: number;
}

/** The next round number above a total. */
export function nextMilestone(total: number): number {
  const small = SMALL.find((step) => step > total);
  if (small !== undefined) return small;
  for (let power = 1000; ; power *= 10) {
    const step = STEPS.find((factor) => factor * power > total);
    if (step !== undefined) return step * power;
  }
}

/** The day that is not over, and its totals so far, oldest first. */
export interface DaySoFar {
  readonly day: IsoDate;
  readonly totals: readonly number[];
}

/**
 * Every milestone a series of follower totals crossed, oldest first, and then the day that is not over. Falling below
 * and coming back is not another one; the first known total is where watching began and crosses nothing. A jump over
 * several names only the highest.
 */
export function milestonesIn(totals: DayRow, today?: DaySoFar): readonly Milestone[] {
  const found: Milestone[] = [];
  let highest: number | undefined;
  let unread: IsoDate | undefined;
  const see = (total: number, day: IsoDate): void => {
    const followers = highest === undefined ? undefined : highestBetween(highest, total);
    if (followers !== undefined) found.push({ followers, days: { from: unread ?? day, to: day }, total });
    highest = Math.max(highest ?? total, total);
  };
  totals.values.forEach((total, at) => {
    if (total === null) return;
    see(total, dayOf(totals.first + at));
    unread = dayOf(totals.first + at + 1);
  });
  if (today !== undefined) {
    for (const total of today.totals) see(total, today.day);
  }
  return found;
}

function highestBetween(from: number, to: number): number | undefined {
  let reached: number | undefined;
  for (let next = nextMilestone(from); next <= to; next = nextMilestone(next)) reached = next;
  return reached;
}

/** The milestones reached on one day (its last day, after a gap). */
export function milestoneOn(totals: DayRow, day: IsoDate): Milestone | undefined {
  return milestonesIn(totals).find(({ days }) => days.to === day);
}
