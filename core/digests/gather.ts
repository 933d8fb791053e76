/** Reads what a digest says about one account: this week, the one before, and the weeks the account usually has. */
import { isAppError, type AppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import { pickSource } from '../features/metric-source.ts';
import { bringUpToDate, SETTLES_AFTER, type Collected } from '../insights/collect.ts';
import { compare, measure, toPoints, type Measured } from '../insights/measure.ts';
import type { Period } from '../insights/periods.ts';
import type { Days, IsoDate, Reading } from '../insights/series.ts';
import { addDays, countDays, endOfDay, listDays } from '../insights/spans.ts';
import { findMetric, METRICS } from '../instagram/catalogue.ts';
import type { Metric } from '../instagram/metric.ts';
import type { AccountFacts, NumberFact } from './facts.ts';
import { gatherFlow, gatherFollowers, gatherGoals } from './followers.ts';
import { gatherPublished } from './published.ts';
import type { GatherRequest } from './request.ts';
import { accessWords } from './sight.ts';
import { gatherUnusual } from './unusual.ts';
import { usualOf, USUAL_WEEKS } from './usual.ts';

const HEADLINES = ['reach', 'views', 'total_interactions', 'profile_views', 'website_clicks', 'profile_links_taps'];

/** Every digest says its reach; the other numbers and what is usual of them are said in these parts only. */
function saysNumbers({ sections }: Pick<GatherRequest, 'sections'>): boolean {
  return sections.includes('numbers') || sections.includes('unusual');
}

interface Found {
  readonly facts: NumberFact;
  readonly collected: Collected;
  readonly problems: readonly AppError[];
}

function factOf(metric: Metric, current: Measured, previous: Measured, usual: NumberFact['usual']): NumberFact {
  const { delta, ratio } = compare(current, previous, metric.rollup);
  return {
    name: metric.name,
    label: metric.label,
    unit: metric.unit,
    value: current.value,
    state: current.state,
    reason: current.reason ?? null,
    previous: previous.value,
    delta,
    ratio,
    usual,
    readAt: current.readAt ?? null,
  };
}

/** Instagram's own total of the days goes before the sum of days that were kept: it is the newest word. */
function number(metric: Metric, days: Days, collected: Collected, kept: Collected, now: number): Measured {
  const fresh = measure(metric, days, { ...collected, daily: new Map() }, now);
  const own = fresh.value === null ? measure(metric, days, { ...collected, daily: kept.daily }, now) : fresh;
  // A total of Instagram's has all its days, although none of them is known by itself.
  return fresh.value === null ? own : { ...fresh, covers: true, missing: [] };
}

async function gatherNumber(deps: Deps, request: GatherRequest, metric: Metric): Promise<Found> {
  const { account, access, period } = request;
  const now = deps.clock();
  const source = pickSource(deps, metric, access);
  // As many days of each as the week itself has by now.
  const length = countDays(period.days);
  const weeks = Array.from({ length: saysNumbers(request) ? USUAL_WEEKS : 0 }, (_, index) => {
    const from = addDays(period.previous.from, -7 * (index + 1));
    return { from, to: addDays(from, length - 1) };
  });
  const windows = [period.days, period.previous, ...weeks];
  const shared = { account, source, companions: [] };
  const daily = [period.days, period.previous, ...weeks];
  const collected = await bringUpToDate(deps, {
    ...shared,
    access: access.graph,
    daily: source.daily === 'time_series' ? [period.days, period.previous] : [],
    windows,
  });
  const kept = await bringUpToDate(deps, { ...shared, access: undefined, daily, windows: [] });
  const all = { ...collected, daily: new Map([...kept.daily, ...collected.daily]) };
  const at = (days: Days): Measured => number(metric, days, collected, all, now);
  const usual = usualOf([period.previous, ...weeks].map((days) => at(days).value));
  return {
    facts: factOf(metric, at(period.days), at(period.previous), usual),
    collected: all,
    problems: collected.problems,
  };
}

function unavailable(metric: Metric, reason: string): NumberFact {
  const none = { value: null, previous: null, delta: null, ratio: null, usual: null, readAt: null };
  return { name: metric.name, label: metric.label, unit: metric.unit, state: 'unavailable', reason, ...none };
}

const NOTHING: Collected = { daily: new Map(), windows: new Map(), problems: [] };

async function tryNumber(deps: Deps, request: GatherRequest, metric: Metric): Promise<Found> {
  try {
    return await gatherNumber(deps, request, metric);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { facts: unavailable(metric, error.message), collected: NOTHING, problems: [error] };
  }
}

function sentences(problems: readonly AppError[]): readonly string[] {
  return [...new Set(problems.map(({ message, hint }) => [message, hint].filter(Boolean).join(' ')))];
}

/**
 * Instagram delivers days late, for up to 48 hours. A total without the newest days beside a whole week would show a fall
 * that is none, so the week and the one before are cut to the days that are in. Reach tells which, for all numbers.
 */
async function daysThatAreIn(
  deps: Deps,
  { account, access, period }: GatherRequest,
): Promise<{ readonly period: Period; readonly late: readonly IsoDate[] }> {
  const metric = METRICS.get('reach');
  if (metric === undefined || access.graph === undefined) return { period, late: [] };
  const { daily } = await bringUpToDate(deps, {
    account,
    access: access.graph,
    source: pickSource(deps, metric, access),
    companions: [],
    daily: [period.days, period.previous],
    windows: [],
  });
  const days = listDays(period.days);
  const newest = days.findLastIndex((day) => typeof daily.get(day)?.value === 'number');
  const late = days.slice(newest + 1);
  const now = deps.clock();
  if (newest === -1 || late.some((day) => now - endOfDay(day) >= SETTLES_AFTER)) return { period, late: [] };
  const cut = ({ from }: Days): Days => ({ from, to: addDays(from, newest) });
  return { period: { ...period, days: cut(period.days), previous: cut(period.previous) }, late };
}

/** Everything about one account. Failures of Instagram come back as sentences; only failures of ours reject. */
export async function gatherAccount(deps: Deps, order: GatherRequest): Promise<AccountFacts> {
  const { period, late } = await daysThatAreIn(deps, order);
  const request = { ...order, period };
  const { account, access, sections } = request;
  const names = saysNumbers(request) ? HEADLINES : ['reach'];
  const metrics = names.flatMap((name) => findMetric(name) ?? []);
  const wanted = {
    posts: sections.includes('posts') || sections.includes('drivers'),
    stories: sections.includes('stories'),
  };
  const [followers, [flow, previousFlow], found, published] = await Promise.all([
    gatherFollowers(deps, order),
    sections.includes('drivers') ? gatherFlow(deps, request) : ([null, null] as const),
    Promise.all(metrics.map((metric) => tryNumber(deps, request, metric))),
    gatherPublished(deps, access, order.period, { ...wanted, zone: order.zone }),
  ]);
  const goals = sections.includes('goals') ? await gatherGoals(deps, order) : { facts: [], problems: [] };
  const problems = [...found, followers, published, goals].flatMap((one) => one.problems);
  const refused = problems.find(({ code }) => code === 'token');
  if (refused !== undefined && request.connection !== undefined) {
    const { workspaceId, token } = request.connection;
    await deps.store.markBroken(workspaceId, account.id, refused.message, token);
  }
  const reach = found[0]?.collected.daily ?? new Map<IsoDate, Reading>();
  return {
    id: account.id,
    username: account.username,
    demo: account.origin === 'demo',
    imported: account.origin === 'import' && access.connection === undefined,
    days: period.days,
    previousDays: period.previous,
    late,
    followers: followers.fact,
    flow,
    previousFlow,
    numbers: found.map(({ facts }) => facts),
    points: toPoints(period.days, reach),
    previousPoints: toPoints(period.previous, reach),
    posts: published.posts,
    previousPosts: published.previousPosts,
    stories: published.stories,
    unusual: sections.includes('unusual') ? await gatherUnusual(deps, order) : [],
    goals: goals.facts,
    problems: [...accessWords(access), ...sentences(problems)],
    passing: problems.some(({ code }) => code === 'throttled' || code === 'upstream'),
  };
}
