/**
 * Instagram's calendar. Insights are counted in days of US Pacific time; the bucket stamped with a Pacific midnight is
 * the day that ended then (Meta's legacy reference: "periods ending on UTC-07:00"; the stamp is the field `end_time`).
 */
import { DateTime } from 'luxon';
import type { Days, IsoDate } from './series.ts';

export const INSTAGRAM_ZONE = 'America/Los_Angeles';

const MILLISECONDS = 1000;
/** graph.facebook.com refuses more than this between `since` and `until`. */
const MAX_WINDOW_SECONDS = 30 * 86_400;

function midnight(day: IsoDate): DateTime {
  return DateTime.fromISO(day, { zone: INSTAGRAM_ZONE });
}

function isoDate(time: DateTime): IsoDate {
  return time.toFormat('yyyy-MM-dd');
}

/** The day it is in Instagram's calendar at `now` (epoch ms). It is not complete yet. */
export function instagramToday(now: number): IsoDate {
  return isoDate(DateTime.fromMillis(now, { zone: INSTAGRAM_ZONE }));
}

/** The newest day that is over. */
export function lastCompleteDay(now: number): IsoDate {
  return addDays(instagramToday(now), -1);
}

/** The day `count` days later (earlier when negative). */
export function addDays(day: IsoDate, count: number): IsoDate {
  return isoDate(DateTime.fromISO(day, { zone: 'utc' }).plus({ days: count }));
}

/** How many days a window has, both ends counted. */
export function countDays(days: Days): number {
  return (
    Math.round(
      DateTime.fromISO(days.to, { zone: 'utc' }).diff(DateTime.fromISO(days.from, { zone: 'utc' }), 'days').days,
    ) + 1
  );
}

/** The window of `count` days that ends on `to`. */
export function daysUntil(to: IsoDate, count: number): Days {
  return { from: addDays(to, 1 - count), to };
}

/** The window of the same length just before. */
export function daysBefore(days: Days): Days {
  return daysUntil(addDays(days.from, -1), countDays(days));
}

/** Every day of a window, oldest first. */
export function listDays(days: Days): readonly IsoDate[] {
  return Array.from({ length: Math.max(0, countDays(days)) }, (_, index) => addDays(days.from, index));
}

/** The part two windows share, or undefined. */
export function overlap(one: Days, other: Days): Days | undefined {
  const from = one.from > other.from ? one.from : other.from;
  const to = one.to < other.to ? one.to : other.to;
  return from <= to ? { from, to } : undefined;
}

/** When a day is over: the stamp (`end_time`, epoch ms) of its bucket. */
export function endOfDay(day: IsoDate): number {
  return midnight(addDays(day, 1)).toMillis();
}

/** The day a bucket is about, from its `end_time` in epoch ms. */
export function dayOfStamp(endTime: number): IsoDate {
  return isoDate(DateTime.fromMillis(endTime - 1, { zone: INSTAGRAM_ZONE }));
}

/**
 * `since` and `until` in unix seconds that cover exactly the buckets of these days: a bucket counts when
 * since <= end_time <= until, so `since` is the first stamp and `until` lies just before the stamp after the last,
 * never more than 30 days later. Undefined when the days do not fit into one request: more than 31, or 31 across the
 * end of summer time.
 */
export function requestWindow(days: Days): { readonly since: number; readonly until: number } | undefined {
  const since = endOfDay(days.from) / MILLISECONDS;
  const lastStamp = endOfDay(days.to) / MILLISECONDS;
  if (lastStamp - since > MAX_WINDOW_SECONDS) return undefined;
  const nextStamp = endOfDay(addDays(days.to, 1)) / MILLISECONDS;
  return { since, until: Math.min(nextStamp - 1, since + MAX_WINDOW_SECONDS) };
}

/** Cuts a window into pieces of at most 30 days that one request can answer, oldest first. */
export function requestPieces(days: Days): readonly Days[] {
  const pieces: Days[] = [];
  for (let from = days.from; from <= days.to; from = addDays(from, 30)) {
    const to = addDays(from, 29);
    pieces.push({ from, to: to < days.to ? to : days.to });
  }
  return pieces;
}
