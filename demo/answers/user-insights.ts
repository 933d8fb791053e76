/** Answers of `/{ig-user}/insights` in the recorded shapes. */
import { daysInWindow, graphTime, pacificDay, stampOf, type DayNumber } from '../calendar.ts';
import type { AuthorizedContext } from '../context.ts';
import { notEnoughUsers } from '../errors.ts';
import { demographics, onlineFollowers } from '../generator/audience.ts';
import { audienceSize } from '../generator/people.ts';
import { measure, measureParts, type Part } from '../generator/measure.ts';
import type { DayNumbers } from '../generator/day.ts';
import { timeLinks } from '../paging.ts';
import type { DemoAccount } from '../world.ts';
import { checkUserInsights, type UserInsightsCall } from './user-insights-rules.ts';
import { REACH_SERIES_WORDS, type UserMetric } from './user-metrics.ts';

const ROLLING: Readonly<Record<string, number>> = { day: 1, week: 7, days_28: 28 };
const HUNDRED = 100;
const ONLINE_HISTORY_DAYS = 30;

interface Ask {
  readonly context: AuthorizedContext;
  readonly account: DemoAccount;
  readonly call: UserInsightsCall;
}

/** Days of the call's window; what lies in the future has no buckets. */
function daysOf({ context, call }: Ask): readonly DayNumber[] {
  return daysInWindow(call.window.since, Math.min(call.window.until, context.now / 1000));
}

function readingsOf({ context, account }: Ask, days: readonly DayNumber[], delay: number): readonly DayNumbers[] {
  return days.flatMap((day) => account.numbers.reading(day, context.now, delay) ?? []);
}

function breakdownOf(keys: readonly string[], parts: readonly Part[]): object {
  return {
    breakdowns: [
      { dimension_keys: keys, results: parts.map(({ keys: values, value }) => ({ dimension_values: values, value })) },
    ],
  };
}

/** `values` of a time series: one entry per bucket that is out, rolling over 7 or 28 days for week and days_28. */
function seriesValues(ask: Ask, name: string, rules: UserMetric): readonly object[] {
  const length = ROLLING[ask.call.period] ?? 1;
  return daysOf(ask).flatMap((day) => {
    if (readingsOf(ask, [day], rules.delay).length === 0) return [];
    const days = Array.from({ length }, (_, index) => day - length + 1 + index);
    return [{ value: measure(name, readingsOf(ask, days, rules.delay)), end_time: graphTime(stampOf(day)) }];
  });
}

/** `total_value`, or undefined when no bucket of the window is out yet: never 0 for unknown. */
function totalOf(ask: Ask, name: string, rules: UserMetric): object | undefined {
  const { breakdowns } = ask.call;
  const days = readingsOf(ask, daysOf(ask), rules.delay);
  if (days.length === 0) return undefined;
  if (rules.kind === 'follows') {
    return breakdowns.length === 0 ? undefined : breakdownOf(breakdowns, measureParts(name, breakdowns, days));
  }
  const value = measure(name, days);
  return breakdowns.length === 0
    ? { value }
    : { value, ...breakdownOf(breakdowns, measureParts(name, breakdowns, days)) };
}

function onlineValues(ask: Ask, rules: UserMetric): readonly object[] {
  const { context, account } = ask;
  const oldest = pacificDay(context.now) - ONLINE_HISTORY_DAYS;
  return daysOf(ask)
    .filter((day) => day >= oldest && context.now - stampOf(day) >= rules.delay)
    .map((day) => {
      const followers = account.numbers.followersAt(stampOf(day));
      return {
        value: onlineFollowers(account.plan, account.keys.seed, day, followers),
        end_time: graphTime(stampOf(day)),
      };
    });
}

function audienceOf(ask: Ask, name: string): object {
  const { breakdowns, timeframe } = ask.call;
  const { numbers, plan } = ask.account;
  const people = audienceSize(numbers, name, timeframe, ask.context.now);
  if (name === 'engaged_audience_demographics' && people < HUNDRED) throw notEnoughUsers();
  const parts = demographics(plan, breakdowns, people);
  if (timeframe === undefined) return breakdownOf(breakdowns, parts);
  return breakdownOf(
    ['timeframe', ...breakdowns],
    parts.map(({ keys, value }) => ({ keys: [timeframe.toUpperCase(), ...keys], value })),
  );
}

function entriesOf(ask: Ask, name: string, rules: UserMetric): readonly object[] {
  const { account, call, context } = ask;
  if (rules.needsHundredFollowers && account.numbers.followersAt(context.now) < HUNDRED) return [];
  const id = `${account.instagramId}/insights/${name}/${call.period}`;
  const { title, description } = name === 'reach' && !call.asTotal ? REACH_SERIES_WORDS : rules;
  const head = { name, period: call.period };
  if (rules.kind === 'demographics') return [{ ...head, title, description, total_value: audienceOf(ask, name), id }];
  if (call.asTotal) {
    const total = totalOf(ask, name, rules);
    return [{ ...head, title, description, ...(total === undefined ? {} : { total_value: total }), id }];
  }
  const values = rules.kind === 'online' ? onlineValues(ask, rules) : seriesValues(ask, name, rules);
  return values.length === 0 ? [] : [{ ...head, values, title, description, id }];
}

/**
 * `GET /{ig-user}/insights`.
 * @throws GraphError as `checkUserInsights`; 2874010 for an engaged audience under 100 people.
 */
export function userInsights(context: AuthorizedContext, account: DemoAccount): object {
  const call = checkUserInsights(context);
  const ask = { context, account, call };
  const data = call.metrics.flatMap(({ name, rules }) => entriesOf(ask, name, rules));
  if (call.period === 'lifetime') return { data };
  return { data, paging: timeLinks(context, `${account.instagramId}/insights`, call.window) };
}
