/**
 * Instagram's calendar without a library: days are US Pacific, numbered by their civil date since 1970-01-01.
 * Summer time by the rule of the United States since 2007: second Sunday of March to first Sunday of November, at 02:00.
 */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Civil days since 1970-01-01; the Pacific day of that date. */
export type DayNumber = number;

/** The number of a `YYYY-MM-DD` day. */
export function dayNumber(day: string): DayNumber {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
}

/** `YYYY-MM-DD` of a day number. */
export function isoDay(day: DayNumber): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** 0 = Sunday. */
export function weekdayOf(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7;
}

function sundayOf(year: number, month: number, nth: number): DayNumber {
  const first = Math.round(Date.UTC(year, month, 1) / DAY);
  return first + ((7 - weekdayOf(first)) % 7) + 7 * (nth - 1);
}

/** Whether clocks show summer time at the midnight that begins this day (the change itself comes two hours later). */
function beginsInSummer(day: DayNumber): boolean {
  const year = new Date(day * DAY).getUTCFullYear();
  return day > sundayOf(year, 2, 2) && day <= sundayOf(year, 10, 1);
}

/** Epoch ms of the Pacific midnight that begins a day: 07:00Z in summer time, 08:00Z in standard time. */
export function midnight(day: DayNumber): number {
  return day * DAY + (beginsInSummer(day) ? 7 : 8) * HOUR;
}

/** The Pacific day at an instant. */
export function pacificDay(at: number): DayNumber {
  const early = Math.floor((at - 8 * HOUR) / DAY);
  return at >= midnight(early + 1) ? early + 1 : early;
}

/** `end_time` of a day's bucket in epoch ms: the Pacific midnight at which the day ended. */
export function stampOf(day: DayNumber): number {
  return midnight(day + 1);
}

/** Days whose bucket lies in a window of unix seconds, both ends inclusive: since <= end_time <= until. */
export function daysInWindow(since: number, until: number): readonly DayNumber[] {
  const days: DayNumber[] = [];
  let day = pacificDay(since * 1000) - 2;
  while (stampOf(day) < since * 1000) day += 1;
  for (; stampOf(day) <= until * 1000; day += 1) days.push(day);
  return days;
}

/** ISO 8601 as the Graph API prints it: `2026-05-12T05:26:06+0000`. */
export function graphTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`;
}

/** Pacific wall clock in the words of Meta's session errors: `Saturday, 13-Jun-26 05:00:00 PDT`. */
export function pacificWords(at: number): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/Los_Angeles',
      weekday: 'long',
      day: '2-digit',
      month: 'short',
      year: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  const date = `${part('day')}-${part('month')}-${part('year')}`;
  return `${part('weekday')}, ${date} ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
}
