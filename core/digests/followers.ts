/** Followers of one account: the total, who came and went, and the goals. */
import { isAppError, type AppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import { aimWords, standingOf } from '../features/goal-standing.ts';
import { pickSource } from '../features/metric-source.ts';
import { bringUpToDate } from '../insights/collect.ts';
import { bringProfileUpToDate } from '../insights/profiles.ts';
import type { Days, IsoDate, Reading } from '../insights/series.ts';
import { addDays, daysUntil, instagramToday, lastCompleteDay, listDays } from '../insights/spans.ts';
import { METRICS } from '../instagram/catalogue.ts';
import type { Flow, GoalFact, NumberFact } from './facts.ts';
import type { GatherRequest } from './request.ts';
import { usualOf, USUAL_WEEKS } from './usual.ts';

/** A total is taken from a reading up to this many days older. */
const TOTAL_REACH_BACK = 7;

/** The last total read by the end of a day, at most a week older. */
function totalAt(totals: ReadonlyMap<IsoDate, Reading>, day: IsoDate): Reading | undefined {
  return listDays(daysUntil(day, TOTAL_REACH_BACK))
    .flatMap((near) => totals.get(near) ?? [])
    .at(-1);
}

/** Lowest and highest change of a total over the weeks before this one, of which at least four are known. */
function usualChangeOf(totals: ReadonlyMap<IsoDate, Reading>, end: IsoDate): NumberFact['usual'] {
  const ends = Array.from({ length: USUAL_WEEKS + 2 }, (_, index) => totalAt(totals, addDays(end, -7 * index)));
  return usualOf(
    ends.slice(0, -1).map((total, index) => {
      const before = ends[index + 1];
      if (total === undefined || before === undefined || total.days.from === before.days.from) return null;
      return total.value === null || before.value === null ? null : total.value - before.value;
    }),
  );
}

/** The total at the end of the week beside that of the week before. */
export async function gatherFollowers(
  deps: Deps,
  { account, access, period }: GatherRequest,
): Promise<{ readonly fact: NumberFact; readonly problems: readonly AppError[] }> {
  const now = deps.clock();
  const { problems } = await bringProfileUpToDate(deps, account, access.graph);
  const from = addDays(period.previous.from, -7 * (USUAL_WEEKS + 2));
  const readings = await deps.store.readReadings({
    account: account.id,
    metrics: ['followers_count'],
    breakdown: '',
    days: { from, to: instagramToday(now) },
    span: 'daily',
  });
  const totals = new Map(readings.map((reading) => [reading.days.from, reading]));
  // A week that has just ended is about now: today's reading is its newest total.
  const end = period.days.to === lastCompleteDay(now) ? instagramToday(now) : period.days.to;
  const current = totalAt(totals, end);
  const previous = totalAt(totals, period.previous.to);
  const [value, before] = [current?.value ?? null, previous?.value ?? null];
  const known = value !== null && before !== null && current?.days.from !== previous?.days.from;
  const delta = known ? value - before : null;
  const fact: NumberFact = {
    name: 'followers',
    label: 'Followers',
    unit: 'followers',
    value,
    state: value === null ? 'unavailable' : 'final',
    reason: value === null ? 'no total was read by the end of that week' : null,
    previous: before,
    delta,
    ratio: delta === null || before === null || before === 0 ? null : delta / before,
    usual: null,
    usualChange: usualChangeOf(totals, period.previous.to),
    readAt: current?.confirmedAt ?? null,
  };
  return { fact, problems };
}

/** New and lost followers by window; FOLLOWER began to follow, NON_FOLLOWER stopped or left. */
export async function gatherFlow(
  deps: Deps,
  { account, access, period }: GatherRequest,
): Promise<readonly [Flow | null, Flow | null]> {
  const metric = METRICS.get('follows_and_unfollows');
  if (metric === undefined) return [null, null];
  try {
    const source = pickSource(deps, metric, access);
    const windows = [period.days, period.previous];
    const found = await bringUpToDate(deps, {
      account,
      access: access.graph,
      source,
      companions: [],
      daily: [],
      windows,
    });
    const flow = (days: Days): Flow | null => {
      const detail = found.windows.get(`${days.from}..${days.to}`)?.detail;
      return detail === undefined ? null : { gained: detail['FOLLOWER'] ?? 0, lost: detail['NON_FOLLOWER'] ?? 0 };
    };
    return [flow(period.days), flow(period.previous)];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return [null, null];
  }
}

/** The account's goals that are not over, soonest first; of each how far it is, or why that is not known. */
export async function gatherGoals(
  deps: Deps,
  { account, access, workspaceId }: GatherRequest,
): Promise<{ readonly facts: readonly GoalFact[]; readonly problems: readonly AppError[] }> {
  const today = instagramToday(deps.clock());
  const goals = (await deps.store.listGoals(workspaceId))
    .filter(({ accountId, byDay }) => accountId === account.id && byDay >= today)
    .sort((one, other) => one.byDay.localeCompare(other.byDay));
  const standings = await Promise.all(
    goals.map(async (goal) => ({ goal, standing: await standingOf(deps, access, goal) })),
  );
  const facts = standings.map(({ goal, standing: { current, odds, noOdds, unknown } }): GoalFact => {
    const { target, byDay } = goal;
    const { chance = null, neededPace = null, pace = null } = odds ?? {};
    return {
      aim: aimWords(goal),
      target,
      byDay,
      missing: current === undefined ? null : target - current,
      chance,
      neededPace,
      pace,
      ...(unknown === undefined ? {} : { unknown }),
      ...(noOdds === undefined ? {} : { noOdds }),
    };
  });
  return { facts, problems: standings.flatMap(({ standing }) => standing.problems) };
}
