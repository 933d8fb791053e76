/**
 * When a wall clock in a zone shows a time. A skipped time counts forward by the gap (02:30 is 03:30 then), a repeated one
 * is its first turn (RFC 5545 §3.3.5; Temporal's "compatible"). Luxon's own answer for a repeated hour depends on the
 * day it is asked, so only its offsets are used.
 */
import { DateTime, IANAZone } from 'luxon';
import { AppError } from '../errors.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** `YYYY-MM-DD` of a wall clock. */
export type LocalDate = string;

/** Every week at this time of this zone's wall clock. */
export interface WeeklyTime {
  /** ISO: 1 is Monday, 7 Sunday. */
  readonly weekday: number;
  /** `HH:MM`, 24 hours. */
  readonly time: string;
  /** IANA name with a slash, or `UTC`. */
  readonly zone: string;
}

/** One turn of a weekly time. */
export interface Occurrence {
  /** Epoch ms. */
  readonly at: number;
  /** The ISO week before the one it falls into by its own wall clock: the week its digest is about. `2026-W45`. */
  readonly week: string;
}

/** Offset from UTC at an instant, in ms. */
function offsetAt(zone: string, at: number): number {
  return IANAZone.create(zone).offset(at) * MINUTE;
}

/** The instant (epoch ms) at which the wall clock of `zone` shows this date and `HH:MM`. */
export function instantOf(zone: string, date: LocalDate, time: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const before = offsetAt(zone, wall - DAY);
  const after = offsetAt(zone, wall + DAY);
  const shown = [wall - before, wall - after].filter((at) => at + offsetAt(zone, at) === wall);
  return shown.length === 0 ? wall - before : Math.min(...shown);
}

/** The date a wall clock of `zone` shows at `at` (epoch ms). */
export function localDate(zone: string, at: number): LocalDate {
  return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 10);
}

function weekOf(date: LocalDate): string {
  return DateTime.fromISO(date, { zone: 'utc' }).toFormat("kkkk-'W'WW");
}

function shift(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
}

/** The first turn strictly after `after` (epoch ms). Exactly one falls into every ISO week of the local calendar. */
export function nextOccurrence(rule: WeeklyTime, after: number): Occurrence {
  const today = localDate(rule.zone, after);
  const weekday = DateTime.fromISO(today, { zone: 'utc' }).weekday;
  const own = shift(today, rule.weekday - weekday);
  // On a Monday last Sunday's turn may still be to come: its hour may have been skipped into today.
  for (let week = weekday === 1 ? -1 : 0; ; week += 1) {
    const date = shift(own, week * 7);
    const at = instantOf(rule.zone, date, rule.time);
    if (at > after) return { at, week: weekOf(shift(date, -7)) };
  }
}

/** The ISO week before the one that the wall clock of `zone` is in at `now` (epoch ms). */
export function weekBefore(zone: string, now: number): string {
  return weekOf(shift(localDate(zone, now), -7));
}

/** Every turn in `(after, until]`, oldest first; only the newest `limit` of them. */
export function occurrencesBetween(
  rule: WeeklyTime,
  after: number,
  until: number,
  limit: number,
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  const start = Math.max(after, until - (limit + 1) * 7 * DAY);
  for (let turn = nextOccurrence(rule, start); turn.at <= until; turn = nextOccurrence(rule, turn.at)) found.push(turn);
  return found.slice(-limit);
}

/** The zones that can be named, in their IANA spelling. */
export function zoneNames(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name.includes('/'))];
}

/** IANA zones that hold what is typed, those that begin with it (or whose city does) first; all of them for nothing. */
export function findZones(typed: string, limit: number): readonly string[] {
  const key = typed.trim().toLowerCase().replaceAll(' ', '_');
  const all = zoneNames();
  const holding = all.filter((name) => name.toLowerCase().includes(key));
  const begins = (name: string): boolean =>
    name
      .toLowerCase()
      .split('/')
      .some((part) => part.startsWith(key));
  return [...holding.filter(begins), ...holding.filter((name) => !begins(name))].slice(0, limit);
}

/** The zone under its IANA spelling. Throws AppError `unknown-words` for abbreviations, offsets and unknown names. */
export function readZone(text: string): string {
  const lower = text.toLowerCase();
  if (lower === 'utc') return 'UTC';
  const known = Intl.supportedValuesOf('timeZone').find((name) => name.toLowerCase() === lower);
  if (known !== undefined) return known;
  const older = text
    .split('/')
    .map((part) => part.replaceAll(/(^|[_-])(\p{Ll})/gu, (letter) => letter.toUpperCase()))
    .join('/');
  // Names that were merged into others (Asia/Calcutta) are still good; EST, CET or +02:00 do not know summer time.
  if (text.includes('/') && !lower.startsWith('etc/') && IANAZone.isValidZone(older)) return older;
  throw new AppError('unknown-words', `There is no time zone “${text.slice(0, 40)}”.`, {
    hint: 'Say it as Region/City, for example Europe/Berlin; abbreviations and offsets do not know summer time.',
    about: 'zone',
  });
}

/** Which release of the zone rules this process has: `2026a`. A different one moves what is still to come. */
export function zoneRules(): string {
  return process.versions['tz'] ?? 'unknown';
}
