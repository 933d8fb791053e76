/** The numbers of one account: the newest days first, then, piece by piece, all that Instagram still has. */
import type { AppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import { METRICS, sourceFor } from '../instagram/catalogue.ts';
import { bringAudienceUpToDate } from '../insights/audience.ts';
import { bringUpToDate } from '../insights/collect.ts';
import { bringOnlineUpToDate } from '../insights/online.ts';
import { bringProfileUpToDate } from '../insights/profiles.ts';
import type { Days, IsoDate } from '../insights/series.ts';
import { addDays, daysBefore, daysUntil, lastCompleteDay } from '../insights/spans.ts';
import type { Target } from './targets.ts';
import { collectWork, type Work } from './work.ts';

/** Instagram answers for 729 days back; new followers and hours for 30. */
export const HISTORY_DAYS = 729;
/** What costs a call per day is gone through this far by every turn, what costs one call for all days further. */
const RECENT_DAYS = 8;
const RECENT_SERIES_DAYS = 30;
const PIECE_DAYS = 30;
/** Under this many followers Instagram says nothing about who they are. */
const SMALLEST_AUDIENCE = 100;
/** Problems that every other call of the account would meet too. */
const FATAL: readonly AppError['code'][] = ['token', 'permission', 'throttled', 'config', 'storage'];

/** The days that every turn goes through; what is settled in them costs no call. */
export function recentDays(now: number): Days {
  return daysUntil(lastCompleteDay(now), RECENT_DAYS);
}

/** The next piece of history below `filledFrom`, newest first; undefined when all that Instagram has is through. */
export function nextPiece(filledFrom: IsoDate | undefined, now: number): Days | undefined {
  const oldest = daysUntil(lastCompleteDay(now), HISTORY_DAYS).from;
  const to = addDays(filledFrom ?? recentDays(now).from, -1);
  if (to < oldest) return undefined;
  const from = addDays(to, 1 - PIECE_DAYS);
  return { from: from < oldest ? oldest : from, to };
}

/** The periods people ask for most, with the one before: their unique counts are kept for when Instagram is away. */
function windowsOf(now: number): readonly Days[] {
  return [7, 28].flatMap((count) => {
    const days = daysUntil(lastCompleteDay(now), count);
    return [days, daysBefore(days)];
  });
}

async function runWork(
  deps: Deps,
  target: Target,
  work: readonly Work[],
  dailyOf: (work: Work) => Days,
  windows: readonly Days[],
  signal: AbortSignal,
  freshFor?: number,
): Promise<readonly AppError[]> {
  const problems: AppError[] = [];
  for (const one of work) {
    const { source, companions, windows: unique } = one;
    signal.throwIfAborted();
    const collected = await bringUpToDate(deps, {
      account: target.account,
      access: target.access,
      source,
      companions,
      daily: [dailyOf(one)],
      windows: unique ? windows : [],
      ...(freshFor === undefined ? {} : { freshFor }),
      signal,
    });
    problems.push(...collected.problems);
    if (problems.some((problem) => FATAL.includes(problem.code))) break;
  }
  return problems;
}

/** Snapshots that have no days: who the followers are, and when they are online. */
async function readAudience(deps: Deps, target: Target, days: Days, signal: AbortSignal): Promise<readonly AppError[]> {
  const { account, access } = target;
  const base = { account, access, signal };
  const online = METRICS.get('online_followers');
  const who = METRICS.get('follower_demographics');
  const hours = online === undefined ? undefined : sourceFor(online, access.login);
  const people = who === undefined ? undefined : sourceFor(who, access.login);
  const problems: AppError[] = [];
  if (hours?.kind === 'insights') {
    problems.push(...(await bringOnlineUpToDate(deps, { ...base, source: hours, days })).problems);
  }
  if (people?.kind === 'insights') {
    for (const breakdown of people.breakdowns) {
      const timeframe = people.timeframes?.[0];
      problems.push(...(await bringAudienceUpToDate(deps, { ...base, source: people, breakdown, timeframe })).problems);
    }
  }
  return problems;
}

/** What a turn brought. `done`: the account was reached; single numbers may be among the problems all the same. */
export interface Turn {
  readonly done: boolean;
  readonly problems: readonly AppError[];
}

function hasFatal(problems: readonly AppError[]): boolean {
  return problems.some((problem) => FATAL.includes(problem.code));
}

/**
 * Profile, the newest days of every number and the audience, asking only for what is missing or may still move. What
 * could not be read comes back; rejects only when `signal` is aborted or on a fault of ours. What was read less than half
 * of `everyMs` ago counts as new, though never more than 15 minutes, the profile never more than 5.
 */
export async function collectRecent(deps: Deps, target: Target, signal: AbortSignal, everyMs: number): Promise<Turn> {
  const now = deps.clock();
  const fresh = everyMs / 2;
  const { known, problems } = await bringProfileUpToDate(deps, target.account, target.access, signal, fresh);
  if (problems.length > 0) return { done: false, problems };
  const followers = known?.profile.followers_count;
  const work = collectWork(target.access.login, deps.about().apiVersion, followers);
  const series = daysUntil(lastCompleteDay(now), RECENT_SERIES_DAYS);
  const daysOf = ({ source }: Work): Days => (source.daily === 'time_series' ? series : recentDays(now));
  const missed = await runWork(deps, target, work, daysOf, windowsOf(now), signal, fresh);
  if (hasFatal(missed)) return { done: false, problems: missed };
  if (followers !== undefined && followers < SMALLEST_AUDIENCE) return { done: true, problems: missed };
  return { done: true, problems: [...missed, ...(await readAudience(deps, target, series, signal))] };
}

/** One piece of history, in the same way. */
export async function collectPiece(deps: Deps, target: Target, piece: Days, signal: AbortSignal): Promise<Turn> {
  const [profile] = await deps.store.readProfiles(target.account.id, 1);
  const { login } = target.access;
  const work = collectWork(login, deps.about().apiVersion, profile?.profile.followers_count);
  const long = work.filter(({ source }) => source.historyDays > RECENT_SERIES_DAYS && source.daily !== 'none');
  const problems = await runWork(deps, target, long, () => piece, [], signal);
  return { done: problems.every(({ code }) => code === 'metric' || code === 'bad-request'), problems };
}
