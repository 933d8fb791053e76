/** How far a goal is: what there is of it today, and the odds that the days to come bring the rest. */
import type { Goal } from '../alerts/alert.ts';
import { readRows } from '../alerts/rows.ts';
import { isAppError, type AppError } from '../errors.ts';
import { companionsOf, findMetric, servingMetric } from '../instagram/catalogue.ts';
import type { Metric } from '../instagram/metric.ts';
import { ofBucket } from '../insights/breakdowns.ts';
import { bringUpToDate, type Collected } from '../insights/collect.ts';
import { MOST_SINGLE_DAYS, totalPieces, withLongTotals } from '../insights/long-totals.ts';
import { measure, toPoints } from '../insights/measure.ts';
import type { Days } from '../insights/series.ts';
import { countDays, daysUntil, instagramToday, lastCompleteDay } from '../insights/spans.ts';
import { changesOf, layOut } from '../insights/spikes/days.ts';
import { oddsOfReaching, type GoalOdds } from '../insights/spikes/goal.ts';
import { formatDay, formatNumber } from '../reports/format.ts';
import type { Access, Deps } from './feature.ts';
import { pickSource } from './metric-source.ts';

/** The metric of a goal that is a total of followers. */
export const FOLLOWERS = 'followers';
/** The days that a forecast learns from. */
const DAYS_LEARNT = 91;
/** Unique counts are never added up, and Instagram counts at most 30 days: their goal is about so many days, as `reach 28d`. */
const UNIQUE_DAYS = 28;
const NO_ODDS = 'no odds: only Instagram can count unique accounts';
const NO_TOTAL = 'no total of followers was read yet';

/** What a goal is about, without who set it. */
type Aim = Pick<Goal, 'metric' | 'target' | 'byDay' | 'madeAt'>;

export interface Standing {
  /** Followers, what was counted since the goal was set, or unique accounts of the last 28 days; undefined: not known. */
  readonly current: number | undefined;
  /** Why that is not known, without a full stop. */
  readonly unknown?: string;
  readonly odds: GoalOdds | undefined;
  /** Why there are no odds, where more days would not help. */
  readonly noOdds?: string;
  /** Days that are left, today included. */
  readonly days: number;
  /** What Instagram refused now; what was known before is told nevertheless. */
  readonly problems: readonly AppError[];
}

/** The metric a goal counts over days; undefined for the total of followers. */
function countedBy({ metric }: Pick<Goal, 'metric'>): Metric | undefined {
  return metric === FOLLOWERS ? undefined : findMetric(metric);
}

/** "10,000 followers", "100,000 views", "28-day reach of 20,000". */
export function aimWords({ metric, target }: Pick<Goal, 'metric' | 'target'>): string {
  const counted = countedBy({ metric });
  const label = counted?.label.toLowerCase() ?? FOLLOWERS;
  const number = formatNumber(target);
  return counted?.rollup === 'distinct' ? `${UNIQUE_DAYS}-day ${label} of ${number}` : `${number} ${label}`;
}

/** Of which days what there is of a goal was counted: " since Tue 24 Nov", " in the last 28 days". */
export function countedWords({ metric, madeAt }: Pick<Goal, 'metric' | 'madeAt'>): string {
  const counted = countedBy({ metric });
  if (counted === undefined) return '';
  return counted.rollup === 'distinct'
    ? ` in the last ${UNIQUE_DAYS} days`
    : ` since ${formatDay(instagramToday(madeAt))}`;
}

/** "how far it is, is not known (Instagram does not answer)". */
export function unknownWords({ unknown }: Pick<Standing, 'unknown'>): string {
  return `how far it is, is not known${unknown === undefined ? ' yet' : ` (${unknown})`}`;
}

/** Whether days of a metric can be counted towards a goal. */
export function canBeAimedAt(metric: Metric): boolean {
  const served = servingMetric(metric);
  return served?.shape === 'number' && (served.rollup === 'sum' || served.rollup === 'distinct');
}

async function followersStanding(deps: Deps, { account }: Access, { target }: Aim, days: number): Promise<Standing> {
  const rows = await readRows(deps.store, account, deps.clock());
  const current = rows.followers;
  if (current === undefined) return { current, unknown: NO_TOTAL, odds: undefined, days, problems: [] };
  const question = { current, goal: target, days };
  const odds = oddsOfReaching(rows.net, question) ?? oddsOfReaching(changesOf(rows.totals), question);
  return { current, odds, days, problems: [] };
}

function sentenceOf({ message }: AppError): string {
  return message.replace(/\.$/u, '');
}

/** Instagram's own totals of the days of a goal, and the days before today as they are known. */
async function collect(deps: Deps, access: Access, metric: Metric, counted: Days): Promise<Collected> {
  const { account, graph } = access;
  const source = pickSource(deps, metric, access);
  const shared = { account, source, companions: companionsOf(source, deps.about().apiVersion) };
  const learnt = daysUntil(lastCompleteDay(deps.clock()), DAYS_LEARNT);
  const bySum = metric.rollup === 'sum';
  const asked = await bringUpToDate(deps, {
    ...shared,
    access: graph,
    // A number without a time series costs a call a day: as many days as any question about it may ask for.
    daily: !bySum ? [] : source.daily === 'time_series' ? [learnt, counted] : [daysUntil(learnt.to, MOST_SINGLE_DAYS)],
    windows: !bySum ? [counted] : source.daily === 'total_value' ? totalPieces(counted) : [],
  });
  const kept = await bringUpToDate(deps, { ...shared, access: undefined, daily: [learnt, counted], windows: [] });
  const whole = { ...asked, daily: new Map([...kept.daily, ...asked.daily]) };
  const found = ofBucket(whole, source.bucket);
  return bySum ? withLongTotals(found, [counted]) : found;
}

async function countedStanding(
  deps: Deps,
  access: Access,
  metric: Metric,
  { target, byDay, madeAt }: Aim,
  days: number,
): Promise<Standing> {
  const now = deps.clock();
  const last = lastCompleteDay(now);
  const to = byDay < last ? byDay : last;
  const unique = metric.rollup === 'distinct';
  const counted = unique ? daysUntil(to, UNIQUE_DAYS) : { from: instagramToday(madeAt), to };
  const begun = counted.from <= to;
  const found = await collect(deps, access, metric, begun ? counted : { from: last, to: last });
  const { problems } = found;
  const measured = measure(metric, counted, found, now);
  const current = begun ? (measured.value ?? undefined) : 0;
  if (current === undefined) {
    const unknown = problems.map(sentenceOf)[0] ?? measured.reason;
    return { current, ...(unknown === undefined ? {} : { unknown }), odds: undefined, days, problems };
  }
  if (unique) return { current, odds: undefined, noOdds: NO_ODDS, days, problems };
  const row = layOut(
    toPoints(daysUntil(last, DAYS_LEARNT), found.daily).map(({ day, value, state }) => ({
      day,
      value,
      settled: state === 'final' || state === 'estimated',
    })),
  );
  return { current, odds: oddsOfReaching(row, { current, goal: target, days }), days, problems };
}

/** How far an account is with a goal. What Instagram refuses is not known, and why stands there; only failures of ours reject. */
export async function standingOf(deps: Deps, access: Access, aim: Aim): Promise<Standing> {
  const today = instagramToday(deps.clock());
  const days = aim.byDay < today ? 0 : countDays({ from: today, to: aim.byDay });
  const metric = countedBy(aim);
  if (metric === undefined) return followersStanding(deps, access, aim, days);
  try {
    return await countedStanding(deps, access, metric, aim, days);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { current: undefined, unknown: sentenceOf(error), odds: undefined, days, problems: [error] };
  }
}
