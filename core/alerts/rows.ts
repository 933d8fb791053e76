/** What is watched of an account, as rows of days from what we have read. */
import type { Account } from '../accounts.ts';
import { changesOf, type DayRow, layOut, type SpikePoint } from '../insights/spikes/days.ts';
import { DAYS_TO_ALERT } from '../insights/spikes/judge.ts';
import type { DaySoFar } from '../insights/spikes/milestones.ts';
import { POLLS_READ, type TotalReading } from '../insights/spikes/polls.ts';
import { stateOf } from '../insights/measure.ts';
import type { IsoDate, Reading } from '../insights/series.ts';
import { addDays, daysUntil, endOfDay, instagramToday, lastCompleteDay } from '../insights/spans.ts';
import type { InsightStore, TotalRun } from '../ports.ts';

/** Enough for 42 days of history before the oldest day that is still spoken of. */
const DAYS_READ = 100;
const PLAIN = ['follower_count', 'followers_count', 'reach', 'profile_views'];
/** From so many followers on a day is too long to wait: the total is judged between daily values. */
const HUGE = 100_000;
const POLL_STEP = 1_800_000;
const GAINED = 'FOLLOWER';
const LOST = 'NON_FOLLOWER';

export interface AccountRows {
  /** New followers per day; empty where Instagram does not serve it. */
  readonly gained: DayRow;
  /** Followers won less lost per day. */
  readonly net: DayRow;
  /** Followers lost per day; empty where Instagram does not serve it. */
  readonly lost: DayRow;
  readonly reach: DayRow;
  readonly visits: DayRow;
  /** Total at each day's end. */
  readonly totals: DayRow;
  /** Totals of the day that is not over, each at least as low as two readings in a row: a fault is not believed. */
  readonly today: DaySoFar;
  readonly followers: number | undefined;
  /** The total between daily values, oldest first; of huge accounts only. */
  readonly polls: readonly TotalReading[];
}

function knownDays(row: DayRow): number {
  return row.values.filter((value) => value !== null).length;
}

/** Whether new followers per day are known well enough to be judged. */
export function hasGained({ gained }: AccountRows): boolean {
  return knownDays(gained) >= DAYS_TO_ALERT;
}

/** What we read ourselves goes before what a file brought. */
function byDay(readings: readonly Reading[]): readonly Reading[] {
  const imported = readings.filter(({ source }) => source === 'import');
  const own = readings.filter(({ source }) => source !== 'import');
  return [...new Map([...imported, ...own].map((reading) => [reading.days.from, reading])).values()];
}

function isSettled(reading: Reading): boolean {
  // A breakdown has parts and no value of its own.
  const state = stateOf(reading.detail === undefined ? reading : { ...reading, value: 0 });
  return state === 'final' || state === 'estimated';
}

function pointsOf(
  readings: readonly Reading[],
  valueOf: (reading: Reading) => number | null = ({ value }) => value,
): readonly SpikePoint[] {
  return byDay(readings).map((reading) => ({
    day: reading.days.from,
    value: valueOf(reading),
    settled: isSettled(reading),
  }));
}

/** What people who follow and people who do not any more did, as `weights` say. */
function flowOf(weights: { readonly gained: number; readonly lost: number }): (reading: Reading) => number | null {
  return ({ value, detail }) => {
    // Buckets of zero are left out of a breakdown that has a value at all.
    if (detail === undefined) return value === 0 ? 0 : null;
    return weights.gained * (detail[GAINED] ?? 0) + weights.lost * (detail[LOST] ?? 0);
  };
}

function totalsOf(readings: readonly Reading[], complete: IsoDate): DayRow {
  // Today's total is not the day's last one yet.
  const whole = byDay(readings).filter(({ days }) => days.from <= complete);
  return layOut(whole.map(({ days, value }) => ({ day: days.from, value, settled: true })));
}

function seenTwice(runs: readonly TotalRun[]): readonly number[] {
  return runs.flatMap(({ total, readAt, confirmedAt }, at) => {
    const next = runs[at + 1];
    return [...(confirmedAt > readAt ? [total] : []), ...(next === undefined ? [] : [Math.min(total, next.total)])];
  });
}

/** Equal readings are kept as one run, in which the total was polled all the time. */
function pollsOf(runs: readonly TotalRun[]): readonly TotalReading[] {
  return runs.flatMap(({ total, readAt, confirmedAt }) => {
    const between = Math.floor((confirmedAt - readAt - 1) / POLL_STEP);
    const times = Array.from({ length: Math.max(0, between) + 1 }, (_, i) => readAt + i * POLL_STEP);
    return [...times, ...(confirmedAt > readAt ? [confirmedAt] : [])].map((at) => ({ at, total }));
  });
}

/** Reads what is kept; asks Instagram for nothing. */
export async function readRows(store: InsightStore, account: Account, now: number): Promise<AccountRows> {
  const days = daysUntil(instagramToday(now), DAYS_READ);
  const base = { account: account.id, days, span: 'daily' } as const;
  const today = instagramToday(now);
  const [plain, flow, profiles, sinceMidnight] = await Promise.all([
    store.readReadings({ ...base, metrics: PLAIN, breakdown: '' }),
    store.readReadings({ ...base, metrics: ['follows_and_unfollows'], breakdown: 'follow_type' }),
    store.readProfiles(account.id, 1),
    store.readFollowerTotals(account.id, endOfDay(addDays(today, -1))),
  ]);
  const followers = profiles[0]?.profile.followers_count ?? undefined;
  const of = (metric: string): readonly Reading[] => plain.filter((reading) => reading.metric === metric);
  const totals = totalsOf(of('followers_count'), lastCompleteDay(now));
  const flows = layOut(pointsOf(flow, flowOf({ gained: 1, lost: -1 })));
  return {
    gained: layOut(pointsOf(of('follower_count'))),
    net: knownDays(flows) >= DAYS_TO_ALERT ? flows : changesOf(totals),
    lost: layOut(pointsOf(flow, flowOf({ gained: 0, lost: 1 }))),
    reach: layOut(pointsOf(of('reach'))),
    visits: layOut(pointsOf(of('profile_views'))),
    totals,
    today: { day: today, totals: seenTwice(sinceMidnight) },
    followers: followers ?? totals.values.findLast((value) => value !== null) ?? undefined,
    polls: (followers ?? 0) >= HUGE ? pollsOf(await store.readFollowerTotals(account.id, now - POLLS_READ)) : [],
  };
}
