import type { Login } from '../accounts.ts';
import type { InsightsSource, Metric, Source } from './metric.ts';
import { ACCOUNT_METRICS } from './metrics/account.ts';
import { LEGACY_METRICS } from './metrics/legacy.ts';
import { PROFILE_METRICS } from './metrics/profile.ts';

/** Every metric the product answers for, by name. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [...ACCOUNT_METRICS, ...LEGACY_METRICS, ...PROFILE_METRICS].map((metric) => [metric.name, metric]),
);

const NAMES = new Map<string, Metric>(
  [...METRICS.values()].flatMap((metric) => [metric.name, ...metric.aliases].map((name) => [name, metric] as const)),
);

/** Finds a metric by its name or another spelling of it, in lower case with underscores. */
export function findMetric(name: string): Metric | undefined {
  return NAMES.get(name);
}

/** Every name and other spelling that `findMetric` knows. */
export function metricNames(): readonly string[] {
  return [...NAMES.keys()];
}

/** The row that answers for a metric today: itself, or for a legacy name its successor. Undefined when nothing does. */
export function servingMetric(metric: Metric): Metric | undefined {
  if (metric.legacy === undefined) return metric;
  return metric.legacy.successor === undefined ? undefined : METRICS.get(metric.legacy.successor);
}

/** How a login is served, or undefined when this login does not offer the metric. */
export function sourceFor(metric: Metric, login: Login): Source | undefined {
  return metric.sources.find((source) => source.logins.includes(login));
}

const PLAIN_TOTALS: readonly string[] = [...METRICS.values()].flatMap((metric) =>
  metric.sources.flatMap((source) =>
    source.kind === 'insights' &&
    source.daily === 'total_value' &&
    source.requiredBreakdown === undefined &&
    source.period === 'day'
      ? [source.apiName]
      : [],
  ),
);

/**
 * The metrics that one and the same `total_value` call can bring along with this one (they share period, metric type and
 * the lack of a breakdown), so that a day asked for one of them is not asked for again for another.
 */
export function companionsOf(source: InsightsSource): readonly string[] {
  return PLAIN_TOTALS.includes(source.apiName) ? PLAIN_TOTALS.filter((name) => name !== source.apiName) : [];
}
