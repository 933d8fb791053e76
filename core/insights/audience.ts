/** Who the audience is: snapshots without days, or over the last 7 or 30 days. Read now, kept for ever. */
import type { Account } from '../accounts.ts';
import { isAppError, type AppError } from '../errors.ts';
import type { GraphAccess, InsightsQuery, MetricAnswer } from '../instagram/answers.ts';
import type { InsightsSource, Timeframe } from '../instagram/metric.ts';
import { saidNothing, type CollectDeps } from './collect.ts';
import type { Days, IsoDate, Reading } from './series.ts';
import { addDays, daysUntil, instagramToday, lastCompleteDay } from './spans.ts';

/** Meta renews demographics about once a day. */
const FRESH_FOR = 6 * 3_600_000;
const KEPT_YEARS = 20;
const LENGTH: Readonly<Record<Timeframe, number>> = { this_week: 7, this_month: 30 };

export interface AudienceRequest {
  readonly account: Account;
  readonly access: GraphAccess | undefined;
  readonly source: InsightsSource;
  /** A breakdown that the source has: `city`, `age,gender`. */
  readonly breakdown: string;
  /** Required where the source has timeframes. */
  readonly timeframe: Timeframe | undefined;
  /** Only what was read on this day or before; undefined: as of now. */
  readonly until?: IsoDate;
  readonly signal?: AbortSignal;
}

export interface AudienceAnswer {
  /** The newest reading with values; its `detail` is by breakdown key, gender before age (`F.25-34`). */
  readonly reading: Reading | undefined;
  /** True when Instagram, asked now, gave nothing: too few people. */
  readonly empty: boolean;
  readonly problems: readonly AppError[];
}

/** The windows of Instagram's own words: the last 7 and the last 30 complete days. */
export function timeframeDays(timeframe: Timeframe, now: number): Days {
  return daysUntil(lastCompleteDay(now), LENGTH[timeframe]);
}

function daysOf(request: AudienceRequest, now: number): Days {
  if (request.timeframe !== undefined) return timeframeDays(request.timeframe, now);
  const today = instagramToday(now);
  return { from: today, to: today };
}

/** Rows by key. Dimensions are read by name: with a timeframe it is the first of them. */
function detailOf(answer: MetricAnswer | undefined, breakdown: string): Reading['detail'] {
  const wanted = breakdown.split(',').sort((one, other) => (one === 'gender' ? -1 : other === 'gender' ? 1 : 0));
  const found = answer?.breakdowns.find(({ dimensions }) => wanted.every((name) => dimensions.includes(name)));
  if (found === undefined || found.rows.length === 0) return undefined;
  const places = wanted.map((name) => found.dimensions.indexOf(name));
  return Object.fromEntries(
    found.rows.map(({ keys, value }) => [places.map((place) => keys[place] ?? '').join('.'), value]),
  );
}

async function kept(deps: CollectDeps, request: AudienceRequest, now: number): Promise<readonly Reading[]> {
  const days = daysOf(request, now);
  const base = { account: request.account.id, metrics: [request.source.apiName], breakdown: request.breakdown };
  if (request.timeframe !== undefined) return deps.store.readReadings({ ...base, days, span: 'window' });
  const to = request.until ?? days.to;
  const from = addDays(to, -365 * KEPT_YEARS);
  const readings = await deps.store.readReadings({ ...base, days: { from, to }, span: 'daily' });
  return [...readings].sort((one, other) => other.days.from.localeCompare(one.days.from));
}

async function ask(
  deps: CollectDeps,
  request: AudienceRequest,
  access: GraphAccess,
  now: number,
  known: Reading | undefined,
): Promise<void> {
  const { source, breakdown, timeframe } = request;
  const query: InsightsQuery = {
    metrics: [source.apiName],
    period: 'lifetime',
    metricType: 'total_value',
    breakdowns: breakdown.split(','),
    ...(timeframe === undefined ? {} : { timeframe }),
  };
  const answer = await deps.graph.readInsights(access, query, request.signal);
  const refused = answer.failed.get(source.apiName);
  if (refused !== undefined) throw refused;
  const detail = detailOf(answer.metrics.get(source.apiName), breakdown);
  const days = daysOf(request, now);
  if (detail === undefined && known?.days.to === days.to && known.detail !== undefined) throw saidNothing();
  await deps.store.writeReadings(request.account.id, [
    {
      metric: source.apiName,
      breakdown,
      days,
      source: 'graph',
      value: null,
      detail,
      readAt: answer.readAt,
      settled: false,
      estimated: false,
    },
  ]);
}

/**
 * The audience by one breakdown: at most six hours old when Instagram answers, else the newest that was kept with the
 * reason in `problems`. `empty` where Instagram has nothing to say.
 */
export async function bringAudienceUpToDate(deps: CollectDeps, request: AudienceRequest): Promise<AudienceAnswer> {
  const now = deps.clock();
  const today = daysOf(request, now).to;
  const finish = async (problems: readonly AppError[]): Promise<AudienceAnswer> => {
    const readings = await kept(deps, request, now);
    const newest = readings[0];
    const empty = newest?.days.to === today && newest.detail === undefined;
    const reading = readings.find(({ detail }) => detail !== undefined);
    // What was known before stands in for today's silence, and says so.
    const silence = empty && reading !== undefined && problems.length === 0 ? [saidNothing()] : [];
    return { reading, empty, problems: [...problems, ...silence] };
  };
  const [newest] = await kept(deps, request, now);
  const fresh = newest?.days.to === today && now - newest.confirmedAt < FRESH_FOR;
  if (request.access === undefined || request.until !== undefined || fresh) return finish([]);
  try {
    await ask(deps, request, request.access, now, newest);
    return await finish([]);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return finish([error]);
  }
}
