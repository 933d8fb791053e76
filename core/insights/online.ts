/** When followers are on Instagram, by hour: kept day by day, for Instagram has 30 days of it only. */
import { DateTime } from 'luxon';
import type { Account } from '../accounts.ts';
import { isAppError, type AppError } from '../errors.ts';
import type { GraphAccess, InsightsAnswer, InsightsQuery } from '../instagram/answers.ts';
import type { InsightsSource } from '../instagram/metric.ts';
import { oldestServedDay, saidNothing, SETTLES_AFTER, type CollectDeps } from './collect.ts';
import type { Days, IsoDate, Reading } from './series.ts';
import {
  dayOfStamp,
  endOfDay,
  INSTAGRAM_ZONE,
  lastCompleteDay,
  listDays,
  overlap,
  requestPieces,
  requestWindow,
} from './spans.ts';

/** What readings of hours are kept under. */
const BY_HOUR = 'hour';
const FRESH_FOR = 15 * 60_000;
const EMPTY_FRESH_FOR = 6 * 3_600_000;

export interface OnlineRequest {
  readonly account: Account;
  readonly access: GraphAccess | undefined;
  readonly source: InsightsSource;
  readonly days: Days;
  readonly signal?: AbortSignal;
}

export interface OnlineAnswer {
  /** Days with hours, oldest first; `detail` by the API's keys "0" to "23", hours of US Pacific. A missing hour is unknown. */
  readonly readings: readonly Reading[];
  readonly problems: readonly AppError[];
}

/** A typical hour: the mean over the days on which it is known. */
export interface TypicalHour {
  readonly name: string;
  readonly value: number;
  readonly days: number;
}

function isFresh(reading: Reading | undefined, now: number): boolean {
  if (reading === undefined) return false;
  if (reading.settled) return true;
  return now - reading.confirmedAt < (reading.detail === undefined ? EMPTY_FRESH_FOR : FRESH_FOR);
}

function newReadings(
  source: InsightsSource,
  days: readonly IsoDate[],
  answer: InsightsAnswer,
): readonly Omit<Reading, 'confirmedAt'>[] {
  const hours = new Map<IsoDate, Readonly<Record<string, number>>>();
  for (const { endTime, value } of answer.metrics.get(source.apiName)?.series ?? []) {
    if (endTime !== undefined && typeof value === 'object' && value !== null && Object.keys(value).length > 0)
      hours.set(dayOfStamp(endTime), value);
  }
  return days.map((day) => ({
    metric: source.apiName,
    breakdown: BY_HOUR,
    days: { from: day, to: day },
    source: 'graph',
    value: null,
    detail: hours.get(day),
    readAt: answer.readAt,
    settled: hours.has(day) && answer.readAt - endOfDay(day) >= SETTLES_AFTER,
    estimated: false,
  }));
}

async function readKept(deps: CollectDeps, request: OnlineRequest): Promise<readonly Reading[]> {
  const { account, source, days } = request;
  const query = { account: account.id, metrics: [source.apiName], breakdown: BY_HOUR, days, span: 'daily' } as const;
  const readings = await deps.store.readReadings(query);
  return [...readings].sort((one, other) => one.days.from.localeCompare(other.days.from));
}

async function askPiece(
  deps: CollectDeps,
  request: OnlineRequest,
  access: GraphAccess,
  missing: readonly IsoDate[],
  known: ReadonlyMap<IsoDate, Reading>,
): Promise<void> {
  const [from, to] = [missing[0], missing.at(-1)];
  const window = from === undefined || to === undefined ? undefined : requestWindow({ from, to });
  if (window === undefined) return;
  const query: InsightsQuery = { metrics: [request.source.apiName], period: 'lifetime', ...window };
  const answer = await deps.graph.readInsights(access, query, request.signal);
  const refused = answer.failed.get(request.source.apiName);
  if (refused !== undefined) throw refused;
  const told = newReadings(request.source, missing, answer);
  const readings = told.filter(
    ({ days, detail }) => detail !== undefined || known.get(days.from)?.detail === undefined,
  );
  await deps.store.writeReadings(request.account.id, readings);
  if (readings.length < told.length) throw saidNothing();
}

/** The hours of the asked days: from the store, and from Instagram for what is missing or may still move. */
export async function bringOnlineUpToDate(deps: CollectDeps, request: OnlineRequest): Promise<OnlineAnswer> {
  const now = deps.clock();
  const known = await readKept(deps, request);
  const withHours = (readings: readonly Reading[]): readonly Reading[] =>
    readings.filter((reading) => reading.detail !== undefined);
  const served = overlap(request.days, { from: oldestServedDay(request.source, now), to: lastCompleteDay(now) });
  if (request.access === undefined || served === undefined) return { readings: withHours(known), problems: [] };
  const byDay = new Map(known.map((reading) => [reading.days.from, reading]));
  const missing = listDays(served).filter((day) => !isFresh(byDay.get(day), now));
  const problems: AppError[] = [];
  for (const piece of requestPieces(served)) {
    const days = missing.filter((day) => day >= piece.from && day <= piece.to);
    try {
      await askPiece(deps, request, request.access, days, byDay);
    } catch (error) {
      if (!isAppError(error)) throw error;
      problems.push(error);
    }
  }
  return { readings: withHours(await readKept(deps, request)), problems };
}

/** The mean of every hour over days, under the name that `nameOf` gives it, in the order of the names. */
export function typicalHours(
  readings: readonly Reading[],
  nameOf: (day: IsoDate, hour: number) => string,
): readonly TypicalHour[] {
  const sums = new Map<string, { sum: number; days: number }>();
  for (const { days, detail = {} } of readings) {
    for (const [key, value] of Object.entries(detail)) {
      if (!/^\d{1,2}$/u.test(key)) continue;
      const name = nameOf(days.from, Number(key));
      const before = sums.get(name) ?? { sum: 0, days: 0 };
      sums.set(name, { sum: before.sum + value, days: before.days + 1 });
    }
  }
  return [...sums]
    .map(([name, { sum, days }]) => ({ name, value: Math.round(sum / days), days }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** One hour of one weekday on the clock of a zone: the mean over the days on which it is known. */
export interface WeekHour {
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** "18:00"; in zones that are half an hour off, "18:30". */
  readonly time: string;
  readonly value: number;
}

/** Hours by weekday on the clock of `zone`, Monday first; those nobody knows are not in it. */
export function typicalWeek(readings: readonly Reading[], zone: string): readonly WeekHour[] {
  const hours = typicalHours(readings, (day, hour) => {
    const time = timeInZone(day, hour, zone);
    return `${time.weekday} ${time.toFormat('HH:mm')}`;
  });
  return hours.map(({ name, value }) => ({ weekday: Number(name[0]), time: name.slice(2), value }));
}

function timeInZone(day: IsoDate, hour: number, zone: string): DateTime {
  return DateTime.fromISO(day, { zone: INSTAGRAM_ZONE }).set({ hour }).setZone(zone);
}
