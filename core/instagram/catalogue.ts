import type { Login } from '../accounts.ts';
import type { InsightsSource, Metric, Source } from './metric.ts';
import { ACCOUNT_METRICS } from './metrics/account.ts';
import { AUDIENCE_METRICS } from './metrics/audience.ts';
import { INTERACTION_METRICS } from './metrics/interactions.ts';
import { LEGACY_METRICS } from './metrics/legacy.ts';
import { NOT_OFFERED_METRICS } from './metrics/not-offered.ts';
import { PROFILE_METRICS } from './metrics/profile.ts';

/** Every metric the product answers for, by name. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [
    ...ACCOUNT_METRICS,
    ...INTERACTION_METRICS,
    ...AUDIENCE_METRICS,
    ...PROFILE_METRICS,
    ...LEGACY_METRICS,
    ...NOT_OFFERED_METRICS,
  ].map((metric) => [metric.name, metric]),
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
  if (metric.notOffered !== undefined) return undefined;
  if (metric.legacy === undefined) return metric;
  return metric.legacy.successor === undefined ? undefined : METRICS.get(metric.legacy.successor);
}

/** How a login is served, or undefined when this login does not offer the metric. */
export function sourceFor(metric: Metric, login: Login): Source | undefined {
  return metric.sources.find((source) => source.logins.includes(login));
}

function numberOf(version: string): number {
  return Number(/^v(\d+)/u.exec(version)?.[1] ?? 0);
}

/** True when an API version (`v26.0`) has had the metric since `since` or earlier. */
export function isServedBy(since: string, version: string): boolean {
  return numberOf(version) >= numberOf(since);
}

/** By API name: the totals of days that come without a breakdown. */
const PLAIN_TOTALS: ReadonlyMap<string, InsightsSource> = new Map(
  [...METRICS.values()].flatMap((metric) =>
    metric.sources.flatMap((source) =>
      source.kind === 'insights' && source.daily === 'total_value' && source.requiredBreakdown === undefined
        ? [[source.apiName, source] as const]
        : [],
    ),
  ),
);

/**
 * The metrics that one and the same `total_value` call can bring along with this one (they share period, metric type and
 * the lack of a breakdown), so that a day asked for one of them is not asked for again for another. `version` such as
 * `v26.0`: one that came later would spoil the call for all.
 */
export function companionsOf(source: InsightsSource, version: string): readonly string[] {
  if (PLAIN_TOTALS.get(source.apiName) !== source) return [];
  return [...PLAIN_TOTALS.values()]
    .filter((other) => other !== source && isServedBy(other.since, version))
    .map((other) => other.apiName);
}
