/** What is asked of Instagram for an account, again and again: every number that has a history of days. */
import type { Login } from '../accounts.ts';
import { companionsOf, isServedBy, METRICS } from '../instagram/catalogue.ts';
import type { InsightsSource } from '../instagram/metric.ts';

/** One kind of call. `companions` come with it; `windows`: unique counts, which only Instagram can tell for a period. */
export interface Work {
  readonly source: InsightsSource;
  readonly companions: readonly string[];
  readonly windows: boolean;
}

interface Candidate {
  readonly source: InsightsSource;
  readonly distinct: boolean;
}

function candidates(login: Login, version: string, followers: number | undefined): readonly Candidate[] {
  return [...METRICS.values()].flatMap((metric) => {
    const source = metric.sources.find((one) => one.logins.includes(login));
    if (metric.legacy !== undefined || source?.kind !== 'insights' || source.period !== 'day') return [];
    const { minimumFollowers = 0 } = source;
    if (!isServedBy(source.since, version) || (followers !== undefined && followers < minimumFollowers)) return [];
    return [{ source, distinct: metric.rollup === 'distinct' }];
  });
}

/**
 * The calls that cover every daily number of the catalogue for this login, API version (`v26.0`) and size of account;
 * numbers that one call can bring together are one entry.
 */
export function collectWork(login: Login, version: string, followers: number | undefined): readonly Work[] {
  const brought = new Set<string>();
  const work: Work[] = [];
  for (const { source, distinct } of candidates(login, version, followers)) {
    const key = `${source.apiName}/${source.requiredBreakdown ?? ''}`;
    const known = brought.has(key);
    if (known && !distinct) continue;
    const companions = known ? [] : companionsOf(source, version);
    work.push({ source: known ? { ...source, daily: 'none' } : source, companions, windows: distinct });
    brought.add(key);
    for (const name of companions) brought.add(`${name}/`);
  }
  return work;
}
