/**
 * The store first, Instagram for what is missing or unsettled. What Instagram says is kept with the time it was read
 * before anything is computed from it.
 */
import type { Account } from '../accounts.ts';
import { AppError, isAppError } from '../errors.ts';
import type { GraphAccess, InsightsAnswer, InsightsQuery } from '../instagram/answers.ts';
import type { InsightsSource } from '../instagram/metric.ts';
import type { Clock, InsightStore } from '../ports.ts';
import type { Days, IsoDate, Reading } from './series.ts';
import {
  dayOfStamp,
  daysUntil,
  endOfDay,
  lastCompleteDay,
  listDays,
  overlap,
  requestPieces,
  requestWindow,
} from './spans.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Instagram may deliver late and restate for 48 hours after a day is over. */
export const SETTLES_AFTER = 48 * HOUR;
/** A number that may still move is asked for again after this long. */
const FRESH_FOR = 15 * MINUTE;
/** Nothing where something should be long ago: asked again now and then, for empty answers have passing reasons too. */
const EMPTY_FRESH_FOR = 6 * HOUR;
const CALLS_AT_ONCE = 8;

export interface Collected {
  /** By day; days nobody ever knew are missing. */
  readonly daily: ReadonlyMap<IsoDate, Reading>;
  /** By `from..to`. */
  readonly windows: ReadonlyMap<string, Reading>;
  /** Why something that was needed could not be read now; what was known before is still in the maps. */
  readonly problems: readonly AppError[];
}

export interface CollectRequest {
  readonly account: Account;
  /** Undefined: nobody may ask Instagram now, only the store answers. */
  readonly access: GraphAccess | undefined;
  readonly source: InsightsSource;
  /** Metrics of the same kind of call: where a call is spent on one day, it brings theirs too. */
  readonly companions: readonly string[];
  /** Days whose own value is wanted. */
  readonly daily: readonly Days[];
  /** Windows whose own (unique) value is wanted. */
  readonly windows: readonly Days[];
  /** In ms: what may still move is asked for again when it is older, and always after fifteen minutes. */
  readonly freshFor?: number;
  readonly signal?: AbortSignal;
}

export interface CollectDeps {
  readonly store: Pick<InsightStore, 'readReadings' | 'writeReadings'>;
  readonly graph: {
    readInsights(access: GraphAccess, query: InsightsQuery, signal?: AbortSignal): Promise<InsightsAnswer>;
  };
  readonly clock: Clock;
}

type NewReading = Omit<Reading, 'confirmedAt'>;

export function windowKey(days: Days): string {
  return `${days.from}..${days.to}`;
}

/** The oldest day a source still answers for at `now`. */
export function oldestServedDay(source: InsightsSource, now: number): IsoDate {
  return daysUntil(lastCompleteDay(now), source.historyDays).from;
}

function isEmpty(reading: Pick<Reading, 'value' | 'detail'>): boolean {
  return reading.value === null && reading.detail === undefined;
}

function isFresh(reading: Reading | undefined, day: IsoDate, now: number, freshFor = FRESH_FOR): boolean {
  if (reading === undefined) return false;
  if (reading.settled) return true;
  const old = now - endOfDay(day) > SETTLES_AFTER;
  if (isEmpty(reading) && old) return now - reading.confirmedAt < EMPTY_FRESH_FOR;
  const readWhenSettled = reading.confirmedAt - endOfDay(day) >= SETTLES_AFTER;
  return readWhenSettled || now - reading.confirmedAt < Math.min(freshFor, FRESH_FOR);
}

/** When Instagram leaves out what it has told before. Nothing is kept then: it would hide the last known number. */
export function saidNothing(): AppError {
  return new AppError('upstream', 'Instagram gave no number this time.', { hint: 'Try again in a few minutes.' });
}

/** Instagram's own reading goes before an imported one; of one source the store gives only the newest. */
function preferred(readings: readonly Reading[], key: (reading: Reading) => string): Map<string, Reading> {
  const best = new Map<string, Reading>();
  for (const reading of readings) {
    const known = best.get(key(reading));
    const better = known === undefined || isEmpty(known) || (known.source === 'import' && !isEmpty(reading));
    if (better) best.set(key(reading), reading);
  }
  return best;
}

function makeReading(
  source: InsightsSource,
  metric: string,
  days: Days,
  value: number | null,
  detail: Reading['detail'],
  readAt: number,
): NewReading {
  const settled = !isEmpty({ value, detail }) && readAt - endOfDay(days.to) >= SETTLES_AFTER;
  const breakdown = source.requiredBreakdown ?? '';
  return { metric, breakdown, days, source: 'graph', value, detail, readAt, settled, estimated: false };
}

function fromSeries(request: CollectRequest, days: readonly IsoDate[], answer: InsightsAnswer): readonly NewReading[] {
  const { source } = request;
  const series = answer.metrics.get(source.apiName)?.series ?? [];
  const values = new Map<IsoDate, number>();
  for (const point of series) {
    if (point.endTime !== undefined && typeof point.value === 'number')
      values.set(dayOfStamp(point.endTime), point.value);
  }
  return days.map((day) =>
    makeReading(source, source.apiName, { from: day, to: day }, values.get(day) ?? null, undefined, answer.readAt),
  );
}

function fromTotals(
  request: CollectRequest,
  metrics: readonly string[],
  days: Days,
  answer: InsightsAnswer,
): readonly NewReading[] {
  return metrics.flatMap((metric) => {
    if (answer.failed.has(metric)) return [];
    const found = answer.metrics.get(metric);
    const rows = found?.breakdowns[0]?.rows;
    const detail =
      rows === undefined ? undefined : Object.fromEntries(rows.map((row) => [row.keys.join('.'), row.value]));
    const reading = makeReading(request.source, metric, days, found?.total ?? null, detail, answer.readAt);
    // Nothing about a companion is no news: what is known of it is not looked up here.
    return isEmpty(reading) && metric !== request.source.apiName ? [] : [reading];
  });
}

interface Call {
  readonly query: InsightsQuery;
  readonly read: (answer: InsightsAnswer) => readonly NewReading[];
}

function planSeries(request: CollectRequest, missing: readonly IsoDate[]): readonly Call[] {
  const [first, last] = [missing[0], missing.at(-1)];
  if (first === undefined || last === undefined) return [];
  return requestPieces({ from: first, to: last }).flatMap((piece) => {
    const days = missing.filter((day) => day >= piece.from && day <= piece.to);
    const window = days[0] === undefined ? undefined : requestWindow({ from: days[0], to: days.at(-1) ?? days[0] });
    if (window === undefined) return [];
    const query: InsightsQuery = {
      metrics: [request.source.apiName],
      period: 'day',
      metricType: 'time_series',
      ...window,
    };
    return [{ query, read: (answer: InsightsAnswer) => fromSeries(request, days, answer) }];
  });
}

function planTotal(request: CollectRequest, metrics: readonly string[], days: Days): readonly Call[] {
  const window = requestWindow(days);
  if (window === undefined) return [];
  const { requiredBreakdown } = request.source;
  const query: InsightsQuery = {
    metrics,
    period: 'day',
    metricType: 'total_value',
    ...(requiredBreakdown === undefined ? {} : { breakdowns: requiredBreakdown.split(',') }),
    ...window,
  };
  return [{ query, read: (answer: InsightsAnswer) => fromTotals(request, metrics, days, answer) }];
}

/** The calls that fill what is missing: one per 30 days for a time series, one per window, one per day where only totals are served. */
function plan(
  request: CollectRequest,
  missingDays: readonly IsoDate[],
  missingWindows: readonly Days[],
): readonly Call[] {
  const { source } = request;
  const days =
    source.daily === 'time_series'
      ? planSeries(request, missingDays)
      : missingDays.flatMap((day) =>
          planTotal(request, [source.apiName, ...request.companions], { from: day, to: day }),
        );
  return [...missingWindows.flatMap((window) => planTotal(request, [source.apiName], window)), ...days];
}

interface Outcome {
  readonly problems: AppError[];
  /** Readings that the store did not take (disk full): the answer goes on without it. */
  readonly unsaved: NewReading[];
}

/** Whether a reading says nothing where something is known. */
function hidesKnown(reading: NewReading, known: Known): boolean {
  if (!isEmpty(reading)) return false;
  const { days } = reading;
  const before = [days.from === days.to ? known.daily.get(days.from) : undefined, known.windows.get(windowKey(days))];
  return before.some((one) => one !== undefined && !isEmpty(one));
}

async function runCall(
  deps: CollectDeps,
  request: CollectRequest,
  access: GraphAccess,
  call: Call,
  known: Known,
  outcome: Outcome,
): Promise<void> {
  const answer = await deps.graph.readInsights(access, call.query, request.signal);
  const told = call.read(answer);
  const readings = told.filter((reading) => !hidesKnown(reading, known));
  if (readings.length < told.length) outcome.problems.push(saidNothing());
  const refused = answer.failed.get(request.source.apiName);
  if (refused !== undefined) outcome.problems.push(refused);
  try {
    await deps.store.writeReadings(request.account.id, readings);
  } catch (error) {
    outcome.unsaved.push(...readings);
    throw error;
  }
}

async function runCalls(
  deps: CollectDeps,
  request: CollectRequest,
  access: GraphAccess,
  calls: readonly Call[],
  known: Known,
): Promise<Outcome> {
  const outcome: Outcome = { problems: [], unsaved: [] };
  const waiting = [...calls];
  const worker = async (): Promise<void> => {
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      try {
        await runCall(deps, request, access, call, known, outcome);
      } catch (error) {
        if (!isAppError(error)) throw error;
        outcome.problems.push(error);
        // What stops one call stops all of this account: only a passing fault is worth trying on.
        if (error.code !== 'metric' && error.code !== 'upstream' && error.code !== 'storage') waiting.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, calls.length) }, worker));
  return outcome;
}

function withUnsaved(known: Known, unsaved: readonly NewReading[]): Known {
  if (unsaved.length === 0) return known;
  const readings = unsaved.map((reading) => ({ ...reading, confirmedAt: reading.readAt }));
  const oneDay = readings.filter((reading) => reading.days.from === reading.days.to);
  return {
    daily: preferred([...oneDay, ...known.daily.values()], (reading) => reading.days.from),
    windows: preferred([...readings, ...known.windows.values()], (reading) => windowKey(reading.days)),
  };
}

interface Known {
  readonly daily: ReadonlyMap<IsoDate, Reading>;
  readonly windows: ReadonlyMap<string, Reading>;
}

async function readStore(
  deps: CollectDeps,
  request: CollectRequest,
): Promise<{ daily: Map<IsoDate, Reading>; windows: Map<string, Reading> }> {
  const { account, source } = request;
  const base = { account: account.id, metrics: [source.apiName], breakdown: source.requiredBreakdown ?? '' };
  const from = request.daily.map((days) => days.from).sort()[0];
  const to = request.daily
    .map((days) => days.to)
    .sort()
    .at(-1);
  const daily =
    from === undefined || to === undefined
      ? []
      : await deps.store.readReadings({ ...base, days: { from, to }, span: 'daily' });
  const windows = await Promise.all(
    request.windows.map(async (days) => deps.store.readReadings({ ...base, days, span: 'window' })),
  );
  return {
    daily: preferred(daily, (reading) => reading.days.from),
    windows: preferred(windows.flat(), (reading) => windowKey(reading.days)),
  };
}

/**
 * Gives the values of the asked days and windows, reading from Instagram only what the store does not hold or what may
 * still move. A failure never hides what is known: it comes back in `problems`.
 */
export async function bringUpToDate(deps: CollectDeps, request: CollectRequest): Promise<Collected> {
  const known = await readStore(deps, request);
  if (request.access === undefined) return { ...known, problems: [] };
  const now = deps.clock();
  const served: Days = { from: oldestServedDay(request.source, now), to: lastCompleteDay(now) };
  const wanted = request.daily.flatMap((days) => {
    const inside = overlap(days, served);
    return inside === undefined ? [] : listDays(inside);
  });
  const missingDays =
    request.source.daily === 'none'
      ? []
      : [...new Set(wanted)].sort().filter((day) => !isFresh(known.daily.get(day), day, now, request.freshFor));
  const missingWindows = request.windows.filter(
    (days) =>
      request.source.window &&
      days.from >= served.from &&
      days.to <= served.to &&
      !isFresh(known.windows.get(windowKey(days)), days.to, now, request.freshFor),
  );
  const calls = plan(request, missingDays, missingWindows);
  if (calls.length === 0) return { ...known, problems: [] };
  const outcome = await runCalls(deps, request, request.access, calls, known);
  const own = outcome.unsaved.filter((reading) => reading.metric === request.source.apiName);
  return { ...withUnsaved(await readStore(deps, request), own), problems: outcome.problems };
}
