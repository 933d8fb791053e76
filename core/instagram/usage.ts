/** Rate headers. Shapes: Meta's page on rate limiting and recordings of both headers, read 2026-11-23. */
import { z } from 'zod';
import { parseJson } from './json.ts';
import type { AnswerHeaders } from './transport.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** No estimate of Instagram's is believed beyond the window of its own limits. */
const LONGEST_REGAIN = 24 * HOUR;
const LONGEST_RETRY_AFTER = HOUR;

const percent = z.number().nonnegative().optional().catch(undefined);
const COUNTERS = z.object({
  call_count: percent,
  total_cputime: percent,
  total_time: percent,
  estimated_time_to_regain_access: percent,
});
const BUSINESS = z.record(z.string(), z.union([z.array(COUNTERS.catch({})), COUNTERS.transform((one) => [one])]));

export interface Usage {
  /** Whose budget it is. */
  readonly scope: 'account' | 'app';
  /** The highest of calls, time and CPU time, 0-100 and above. */
  readonly percent: number;
  /** Milliseconds until calls are taken again; 0 when none are refused. */
  readonly regainMs: number;
}

function highest(counters: readonly z.output<typeof COUNTERS>[]): number | undefined {
  const all = counters.flatMap((one) => [one.call_count, one.total_cputime, one.total_time]);
  const known = all.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function readHeader(headers: AnswerHeaders, name: string): unknown {
  const text = headers.get(name);
  return text === undefined ? undefined : parseJson(text);
}

/**
 * The budgets told with an answer; a header that is missing or cannot be read is unknown, not zero. The business header
 * has a key for the account and one for its owning business: the fuller one counts.
 */
export function readUsage(headers: AnswerHeaders): readonly Usage[] {
  const usages: Usage[] = [];
  const app = COUNTERS.safeParse(readHeader(headers, 'x-app-usage'));
  const appPercent = app.success ? highest([app.data]) : undefined;
  if (appPercent !== undefined) usages.push({ scope: 'app', percent: appPercent, regainMs: 0 });
  const business = BUSINESS.safeParse(readHeader(headers, 'x-business-use-case-usage'));
  const counters = business.success ? Object.values(business.data).flat() : [];
  const percentUsed = highest(counters);
  if (percentUsed !== undefined) {
    const minutes = Math.max(...counters.map((one) => one.estimated_time_to_regain_access ?? 0));
    usages.push({ scope: 'account', percent: percentUsed, regainMs: Math.min(minutes * MINUTE, LONGEST_REGAIN) });
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
