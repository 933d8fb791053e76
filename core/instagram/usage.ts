/** Rate headers. Shapes: Meta's page on rate limiting and recordings of both headers, read 2026-11-23. */
import { parseJson } from './json.ts';
import { fieldOf } from './responses.ts';
import type { AnswerHeaders } from './transport.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** No estimate of Instagram's is believed beyond the window of its own limits. */
const LONGEST_REGAIN = 24 * HOUR;
const LONGEST_RETRY_AFTER = HOUR;

export interface Usage {
  /** Whose budget it is. */
  readonly scope: 'account' | 'app';
  /** The highest of calls, time and CPU time, 0-100 and above. */
  readonly percent: number;
  /** Milliseconds until calls are taken again; 0 when none are refused. */
  readonly regainMs: number;
}

function counterOf(counters: unknown, name: string): number | undefined {
  const value = fieldOf(counters, name);
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

/** The highest of calls, time and CPU time; undefined when none of them is told. */
function highest(counters: readonly unknown[]): number | undefined {
  let most: number | undefined;
  for (const one of counters) {
    for (const name of ['call_count', 'total_time', 'total_cputime']) {
      const percent = counterOf(one, name);
      if (percent !== undefined && percent > (most ?? -1)) most = percent;
    }
  }
  return most;
}

/** What a header says, as a list of counters; nothing when it is missing or cannot be read. */
function countersIn(
  headers: AnswerHeaders,
  name: string,
  listed: (value: object) => readonly unknown[],
): readonly unknown[] {
  const text = headers.get(name);
  const value = text === undefined ? undefined : parseJson(text);
  return typeof value === 'object' && value !== null ? listed(value) : [];
}

/**
 * The budgets told with an answer; a header that is missing or cannot be read is unknown, not zero. The business header
 * has a key for the account and one for its owning business: the fuller one counts.
 */
export function readUsage(headers: AnswerHeaders): readonly Usage[] {
  const usages: Usage[] = [];
  const appPercent = highest(countersIn(headers, 'x-app-usage', (value) => [value]));
  if (appPercent !== undefined) usages.push({ scope: 'app', percent: appPercent, regainMs: 0 });
  // A list of counters under each key, seen as a single object too.
  const business = countersIn(headers, 'x-business-use-case-usage', (value) => Object.values(value).flat());
  const percent = highest(business);
  if (percent !== undefined) {
    const minutes = Math.max(...business.map((one) => counterOf(one, 'estimated_time_to_regain_access') ?? 0));
    usages.push({ scope: 'account', percent, regainMs: Math.min(minutes * MINUTE, LONGEST_REGAIN) });
  }
  return usages;
}

/** Milliseconds of a `Retry-After` in seconds or as a date, one hour at most; undefined without one that can be read. */
export function readRetryAfter(headers: AnswerHeaders, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (text === undefined || text === '') return undefined;
  const ms = /^\d+$/u.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER);
}
