/** What the API must refuse, by the rows of the catalogue: such a call is never sent. */
import type { Login } from '../accounts.ts';
import type { InsightsQuery } from './answers.ts';
import { isServedBy, METRICS } from './catalogue.ts';
import type { InsightsSource } from './metric.ts';

const DAY = 86_400;
const LONGEST_WINDOW = 30 * DAY;

/** Every way one API name is served with a login. */
function sourcesOf(apiName: string, login: Login): readonly InsightsSource[] {
  return [...METRICS.values()].flatMap((metric) =>
    metric.sources.flatMap((source) =>
      source.kind === 'insights' && source.apiName === apiName && source.logins.includes(login) ? [source] : [],
    ),
  );
}

function sorted(breakdowns: readonly string[]): string {
  return [...breakdowns].sort().join(',');
}

function shapeFault(source: InsightsSource, query: InsightsQuery): string | undefined {
  const { apiName } = source;
  const total = query.metricType === 'total_value';
  if (query.period !== source.period) return `${apiName} is not served for the period ${query.period}.`;
  const hasTotal = source.window || source.daily === 'total_value' || source.breakdowns.length > 0;
  if (total && !hasTotal) return `${apiName} is served as a time series only.`;
  if (!total && source.daily !== 'time_series') return `${apiName} is served as a total only.`;
  const asked = query.breakdowns ?? [];
  if (total && asked.length > 0 && !source.breakdowns.some((one) => sorted(one.split(',')) === sorted(asked))) {
    return `${apiName} has no breakdown by ${asked.join(' and ')}.`;
  }
  if (source.period === 'lifetime' && total && asked.length === 0) return `${apiName} needs a breakdown.`;
  if (query.timeframe !== undefined && source.timeframes?.includes(query.timeframe) !== true) {
    return `${apiName} is not served for ${query.timeframe}.`;
  }
  return undefined;
}

function windowFault(source: InsightsSource, query: InsightsQuery, now: number): string | undefined {
  const { since, until } = query;
  const untimed = source.daily === 'none';
  if (untimed || since === undefined || until === undefined) return undefined;
  if (since > until) return 'The window ends before it begins.';
  if (until - since > LONGEST_WINDOW) return 'Instagram answers for at most 30 days at once.';
  if (since * 1000 > now) return 'The window has not begun yet.';
  // `since` is a midnight of US Pacific; a day more leaves room for where in the day `now` is.
  if (now / 1000 - since > (source.historyDays + 1) * DAY) {
    return `Instagram keeps ${source.apiName} for ${source.historyDays} days.`;
  }
  return undefined;
}

/**
 * Why Instagram must refuse this insights call, or undefined when its documents let it pass. `version` such as `v26.0`,
 * `now` in epoch ms. The facts are those of the catalogue.
 */
export function refusedBecause(query: InsightsQuery, login: Login, version: string, now: number): string | undefined {
  for (const name of query.metrics) {
    const sources = sourcesOf(name, login);
    const first = sources[0];
    if (first === undefined) return `${name} is not served with this login.`;
    if (!isServedBy(first.since, version)) return `${name} came with ${first.since}; asked was ${version}.`;
    const fault = shapeFault(first, query) ?? windowFault(first, query, now);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
