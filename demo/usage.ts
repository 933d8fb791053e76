/** Rate headers: percentages that climb with the calls of the last hour. */
import { HOUR } from './calendar.ts';
import type { DemoToken } from './tokens.ts';
import type { World } from './world.ts';

export interface UsageBook {
  /** Counts one call and gives the headers that go with its answer; none on the first call of a token. */
  count(token: DemoToken | undefined, now: number): Readonly<Record<string, string>>;
}

const BUSINESS_ID = '645699291956344';
/** Calls of an hour that are 100 % here; generous, as reads of real accounts hardly move the counters. */
const CALLS_PER_HOUR = 20_000;

/** `X-App-Usage` of a user or app token, `X-Business-Use-Case-Usage` with two keys of a Page or Instagram token. */
export function usageHeaders(
  token: DemoToken | undefined,
  world: World,
  percent: number,
  regainMinutes: number,
): Readonly<Record<string, string>> {
  const account = world.accounts.find((candidate) => candidate.plan.username === token?.username);
  if (account === undefined) {
    return { 'x-app-usage': JSON.stringify({ call_count: percent, total_cputime: 0, total_time: 0 }) };
  }
  const usage = [
    {
      type: 'instagram',
      call_count: percent,
      total_cputime: Math.min(percent, 1),
      total_time: Math.min(percent, 1),
      estimated_time_to_regain_access: regainMinutes,
    },
  ];
  // Written by hand, for JSON.stringify would put the shorter number first.
  const json = `{"${BUSINESS_ID}":${JSON.stringify(usage)},"${account.instagramId}":${JSON.stringify(usage)}}`;
  return { 'x-business-use-case-usage': json };
}

/** Counts calls per token; it never throttles by itself (that is what faults are for). */
export function createUsage(world: World): UsageBook {
  const calls = new Map<string, number[]>();
  return {
    count(token, now) {
      const key = token?.username ?? token?.kind ?? '';
      const recent = (calls.get(key) ?? []).filter((at) => now - at < HOUR);
      recent.push(now);
      calls.set(key, recent);
      const percent = Math.min(99, Math.max(1, Math.floor((100 * recent.length) / CALLS_PER_HOUR)));
      return recent.length === 1 ? {} : usageHeaders(token, world, percent, 0);
    },
  };
}
