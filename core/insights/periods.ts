/** What people mean by `week`, `2026-W45` or `A..B`: a window of Instagram days and the one it is compared with. */
import { DateTime } from 'luxon';
import { AppError } from '../errors.ts';
import type { Days } from './series.ts';
import { addDays, countDays, daysBefore, daysUntil, lastCompleteDay } from './spans.ts';

export interface Period {
  /** The way to ask for it again: `week`, `28d`, `2026-W45`, `2026-11-01..2026-11-14`. */
  readonly key: string;
  readonly kind: 'rolling' | 'calendar' | 'range' | 'lifetime';
  readonly days: Days;
  readonly previous: Days;
  /** What has to be said about it: a month that is not over, months of different lengths. */
  readonly notes: readonly string[];
}

/** Instagram answers for the last 729 days; a longer rolling window could never be filled. */
const MAX_DAYS = 729;
const ISO_WEEK = /^(\d{4})-?w(\d{1,2})$/u;
const MONTH = /^(\d{4})-(\d{2})$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const RANGE = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/u;
const LAST_N = /^(\d{1,6})d$/u;
const SINCE = /^(\d{4}-\d{2}-\d{2})\.\.$/u;
const WEEK_ALONE = /^w(\d{1,2})$/u;
const NAMED_MONTH = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?: (\d{4}))?$/u;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TODAY = 'Today is not over, so this is the last complete day.';

/** The ways of saying a period that help and errors list. */
export const PERIOD_EXAMPLES = [
  'day',
  'week',
  '28d',
  '90d',
  'last week',
  'last month',
  '2026-W45',
  '2026-10',
  '2026-11-01..2026-11-14',
] as const;

const ROLLING = new Map([
  ['day', 1],
  ['yesterday', 1],
  ['week', 7],
  ['28d', 28],
  ['days_28', 28],
  ['month', 28],
  ['year', 365],
]);
/** How the other words for a rolling period are asked for again. */
const KEYS = new Map([
  ['yesterday', 'day'],
  ['days_28', '28d'],
  ['month', '28d'],
  ['year', '365d'],
]);

function iso(time: DateTime): string {
  return time.toFormat('yyyy-MM-dd');
}

function utc(day: string): DateTime {
  const time = DateTime.fromISO(day, { zone: 'utc' });
  if (!time.isValid) {
    throw new AppError('bad-request', `There is no day ${day}.`, { hint: 'Days are written like 2026-11-01.' });
  }
  return time;
}

function rolling(key: string, count: number, newest: string): Period {
  if (count < 1 || count > MAX_DAYS) {
    throw new AppError('bad-request', `A period can have 1 to ${MAX_DAYS} days, not ${count}.`, {
      hint: 'Instagram keeps insights for two years (729 days).',
    });
  }
  const days = daysUntil(newest, count);
  return { key, kind: 'rolling', days, previous: daysBefore(days), notes: [] };
}

/** Cuts a calendar window to the days that are over; refuses one that has not begun. */
function complete(key: string, whole: Days, previous: Days, newest: string, name: string): Period {
  if (whole.from > newest) {
    throw new AppError('bad-request', `${name} has no complete day yet.`, {
      hint: `The last complete day is ${newest} (Instagram’s days, US Pacific).`,
    });
  }
  if (whole.to <= newest) return { key, kind: 'calendar', days: whole, previous, notes: [] };
  const days = { from: whole.from, to: newest };
  const count = countDays(days);
  const cut = { from: previous.from, to: addDays(previous.from, Math.min(count, countDays(previous)) - 1) };
  const notes = [
    count === 1
      ? `${name} is not over: this is its first day, beside the first day of the one before.`
      : `${name} is not over: these are its first ${count} days, beside the first ${countDays(cut)} of the one before.`,
  ];
  return { key, kind: 'calendar', days, previous: cut, notes };
}

function isoWeek(key: string, monday: DateTime, newest: string, name: string): Period {
  const days = { from: iso(monday), to: iso(monday.plus({ days: 6 })) };
  return complete(key, days, daysBefore(days), newest, name);
}

function calendarMonth(key: string, first: DateTime, newest: string, name: string): Period {
  const days = { from: iso(first), to: iso(first.endOf('month')) };
  const before = first.minus({ months: 1 });
  const previous = { from: iso(before), to: iso(before.endOf('month')) };
  const period = complete(key, days, previous, newest, name);
  if (countDays(period.days) === countDays(period.previous)) return period;
  return { ...period, notes: [...period.notes, lengthsNote(period)] };
}

function lengthsNote({ days, previous }: Pick<Period, 'days' | 'previous'>): string {
  return `Compared are ${countDays(days)} days with ${countDays(previous)}.`;
}

/** What must be said of a period where nothing is compared with the one before. */
export function notesAlone(period: Period): readonly string[] {
  return period.notes.filter((note) => note !== lengthsNote(period));
}

function range(from: string, to: string, newest: string): Period {
  utc(from);
  utc(to);
  if (from > to) {
    throw new AppError('bad-request', `The period ${from}..${to} ends before it begins.`, {
      hint: `Did you mean ${to}..${from}?`,
    });
  }
  const key = from === to ? from : `${from}..${to}`;
  if (from > newest) {
    throw new AppError('bad-request', `The period ${key} has no complete day yet.`, {
      hint: `The last complete day is ${newest} (Instagram’s days, US Pacific).`,
    });
  }
  const days = { from, to: to > newest ? newest : to };
  if (countDays(days) > MAX_DAYS * 10) {
    throw new AppError('bad-request', `The period ${key} is too long.`, {
      hint: 'Ask for at most a few years at once.',
    });
  }
  const notes = to > newest ? [`The period is not over: the days up to ${newest} are shown.`] : [];
  return { key, kind: 'range', days, previous: daysBefore(days), notes };
}

/**
 * Reads a period as the parser hands it on (lower case, one space, `..` in ranges), seen from `now` (epoch ms).
 * Undefined when the text is not a period at all. Throws AppError `bad-request` when it is one that cannot be.
 */
export function readPeriod(text: string, now: number): Period | undefined {
  const newest = lastCompleteDay(now);
  const named = ROLLING.get(text);
  if (named !== undefined) return rolling(KEYS.get(text) ?? text, named, newest);
  if (text === 'today') return { ...rolling('day', 1, newest), notes: [TODAY] };
  if (text === 'lifetime') {
    return {
      key: 'lifetime',
      kind: 'lifetime',
      days: daysUntil(newest, 1),
      previous: daysUntil(addDays(newest, -1), 1),
      notes: [],
    };
  }
  const today = utc(addDays(newest, 1));
  if (text === 'last week') return isoWeek(text, today.startOf('week').minus({ weeks: 1 }), newest, 'Last week');
  if (text === 'this week') return isoWeek(text, today.startOf('week'), newest, 'This week');
  if (text === 'last month')
    return calendarMonth(text, today.startOf('month').minus({ months: 1 }), newest, 'Last month');
  if (text === 'this month') return calendarMonth(text, today.startOf('month'), newest, 'This month');
  if (text === 'last year') {
    const year = today.year - 1;
    return range(`${year}-01-01`, `${year}-12-31`, newest);
  }

  const count = LAST_N.exec(text)?.[1];
  if (count !== undefined) return rolling(`${Number(count)}d`, Number(count), newest);
  const [, from, to] = RANGE.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return range(from, to, newest);
  if (DAY.test(text)) return range(text, text, newest);
  const since = SINCE.exec(text)?.[1];
  if (since !== undefined) return range(since, utc(since) > utc(newest) ? since : newest, newest);
  const month = NAMED_MONTH.exec(text);
  if (month?.[1] !== undefined) return namedMonth(month[1], month[2], newest);
  const alone = WEEK_ALONE.exec(text)?.[1];
  if (alone !== undefined) return weekAlone(Number(alone), newest);
  const [, weekYear, weekNumber] = ISO_WEEK.exec(text) ?? [];
  if (weekYear !== undefined && weekNumber !== undefined) return readIsoWeek(weekYear, Number(weekNumber), newest);
  if (MONTH.test(text)) {
    const first = DateTime.fromISO(`${text}-01`, { zone: 'utc' });
    if (!first.isValid)
      throw new AppError('bad-request', `There is no month ${text}.`, { hint: 'Months are written like 2026-10.' });
    return calendarMonth(text, first, newest, text);
  }
  return undefined;
}

function readIsoWeek(year: string, week: number, newest: string): Period {
  const key = `${year}-W${String(week).padStart(2, '0')}`;
  const monday = DateTime.fromObject({ weekYear: Number(year), weekNumber: week, weekday: 1 }, { zone: 'utc' });
  if (!monday.isValid) {
    throw new AppError('bad-request', `There is no week ${key}.`, {
      hint: `${year} has ${DateTime.fromObject({ weekYear: Number(year) }).weeksInWeekYear} weeks.`,
    });
  }
  return isoWeek(key, monday, newest, key);
}

/** A month by its name: of the year that was said, else the newest one that is over. */
function namedMonth(name: string, year: string | undefined, newest: string): Period {
  const month = MONTHS.indexOf(name) + 1;
  const last = utc(newest);
  const thisYear = DateTime.utc(last.year, month);
  const first =
    year !== undefined
      ? DateTime.utc(Number(year), month)
      : thisYear.endOf('month').startOf('day') <= last
        ? thisYear
        : thisYear.minus({ years: 1 });
  const key = first.toFormat('yyyy-MM');
  return calendarMonth(key, first, newest, key);
}

/** A week by its number: of this year, or of the year before when it has not begun. */
function weekAlone(week: number, newest: string): Period {
  const { weekYear } = utc(newest);
  const monday = DateTime.fromObject({ weekYear, weekNumber: week, weekday: 1 }, { zone: 'utc' });
  const ahead = monday.isValid ? monday > utc(newest) : week > 52;
  return readIsoWeek(String(ahead ? weekYear - 1 : weekYear), week, newest);
}
