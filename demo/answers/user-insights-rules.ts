/** Checks of an account insights call, in the order recordings show (enum first), then by best guess. */
import { pacificDay } from '../calendar.ts';
import type { AuthorizedContext } from '../context.ts';
import { invalid, notInEnum } from '../errors.ts';
import type { TimeWindow } from '../paging.ts';
import {
  METRIC_TYPES,
  PERIODS,
  TIMEFRAMES,
  USER_BREAKDOWNS,
  USER_METRIC_ENUM,
  USER_METRICS,
  WITHDRAWN_TIMEFRAMES,
  type UserMetric,
} from './user-metrics.ts';

export interface UserInsightsCall {
  readonly metrics: readonly { readonly name: string; readonly rules: UserMetric }[];
  readonly period: string;
  /** True for `metric_type=total_value`. */
  readonly asTotal: boolean;
  /** As the caller ordered them; none in a time series, where they are ignored. */
  readonly breakdowns: readonly string[];
  readonly timeframe: string | undefined;
  readonly window: TimeWindow;
}

const LONGEST_WINDOW = 2_592_000;
const KEPT_DAYS = 729;
const FOLLOWER_COUNT_DAYS = 30;

function listOf(params: URLSearchParams, name: string): readonly string[] {
  const text = params.get(name)?.trim() ?? '';
  return text === '' ? [] : [...new Set(text.split(',').map((item) => item.replaceAll('+', ' ').trim()))];
}

function checkEnum(name: string, values: readonly string[], allowed: readonly string[]): void {
  const wrong = values.findIndex((value) => !allowed.includes(value));
  if (wrong >= 0) throw notInEnum(`${name}[${wrong}]`, allowed);
}

function oneOf(params: URLSearchParams, name: string, allowed: readonly string[]): string | undefined {
  const value = params.get(name) ?? undefined;
  if (value !== undefined && !allowed.includes(value)) throw notInEnum(name, allowed);
  return value;
}

/** Unix seconds from digits or a date; a bare date is midnight UTC (recorded arithmetic). */
export function parseTime(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (/^-?\d+$/.test(text)) return Number(text);
  const time = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(time)) throw invalid(`since/until param is not valid: ${text}`);
  return Math.floor(time / 1000);
}

function windowOf(context: AuthorizedContext): TimeWindow {
  const until = parseTime(context.params.get('until')) ?? Math.floor(context.now / 1000);
  return { since: parseTime(context.params.get('since')) ?? until - context.defaultWindow, until };
}

function checkMetrics(names: readonly string[], asTotal: boolean): UserInsightsCall['metrics'] {
  const unserved = names.filter((name) => !USER_METRICS.has(name));
  if (unserved.length > 0)
    throw invalid(`Metric(s) (${unserved.join(',')}) is/are not supported on this Instagram account`);
  const metrics = names.flatMap((name) => {
    const rules = USER_METRICS.get(name);
    return rules === undefined ? [] : [{ name, rules }];
  });
  const wrong = metrics.filter(({ rules }) => (asTotal ? !rules.total : !rules.series)).map(({ name }) => name);
  if (wrong.length > 0) {
    const type = asTotal ? 'time_series' : 'total_value';
    throw invalid(`The following metrics (${wrong.join(',')}) should be specified with parameter metric_type=${type}`);
  }
  return metrics;
}

function checkCompatibility(call: Omit<UserInsightsCall, 'window'>): void {
  for (const { name, rules } of call.metrics) {
    if (!rules.periods.includes(call.period)) {
      throw invalid(`The following periods (${call.period}) are incompatible with the metric (${name})`);
    }
    const asked = [...call.breakdowns].sort().join(',');
    if (call.breakdowns.length > 0 && !rules.breakdowns.includes(asked)) {
      throw invalid(`Incompatible breakdowns (${call.breakdowns.join(',')}) for metric (${name})`);
    }
    if (rules.kind === 'demographics' && call.breakdowns.length === 0) {
      throw invalid(`The metric (${name}) should be specified with parameter breakdown`);
    }
    if (
      rules.kind === 'demographics' &&
      name !== 'follower_demographics' &&
      call.timeframe !== undefined &&
      WITHDRAWN_TIMEFRAMES.includes(call.timeframe)
    ) {
      throw invalid(`The following timeframes (${call.timeframe}) are incompatible with the metric (${name})`);
    }
  }
}

function checkWindow(context: AuthorizedContext, call: UserInsightsCall): void {
  const { since, until } = call.window;
  if (call.metrics.every(({ rules }) => rules.kind === 'demographics')) return;
  if (since > until) throw invalid('until param should be greater than since param');
  if (context.flavour === 'facebook' && until - since > LONGEST_WINDOW) {
    throw invalid('There cannot be more than 30 days (2592000 s) between since and until');
  }
  const today = pacificDay(context.now);
  const daysBack = today - pacificDay(since * 1000);
  if (daysBack > KEPT_DAYS || since * 1000 > context.now) {
    throw invalid('since param is not valid. Metrics data is available for the last 2 years');
  }
  if (call.metrics.some(({ name }) => name === 'follower_count') && daysBack > FOLLOWER_COUNT_DAYS) {
    throw invalid('(follower_count) metric only supports querying data for the last 30 days excluding the current day');
  }
}

/**
 * Reads and checks `/{ig-user}/insights`.
 * @throws GraphError with the recorded words. Enum errors come before everything else, even before a nonsense window.
 */
export function checkUserInsights(context: AuthorizedContext): UserInsightsCall {
  const { params } = context;
  const names = listOf(params, 'metric');
  if (names.length === 0) throw invalid('The parameter metric is required');
  checkEnum('metric', names, USER_METRIC_ENUM);
  const period = oneOf(params, 'period', PERIODS);
  const asTotal = oneOf(params, 'metric_type', METRIC_TYPES) === 'total_value';
  const breakdowns = listOf(params, 'breakdown');
  checkEnum('breakdown', breakdowns, USER_BREAKDOWNS);
  const timeframe = oneOf(params, 'timeframe', TIMEFRAMES);
  const metrics = checkMetrics(names, asTotal);
  if (period === undefined) throw invalid('The parameter period is required');
  const call = { metrics, period, asTotal, breakdowns: asTotal ? breakdowns : [], timeframe };
  checkCompatibility(call);
  const checked = { ...call, window: windowOf(context) };
  checkWindow(context, checked);
  return checked;
}
