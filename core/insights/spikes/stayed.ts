import type { IsoDate } from '../series.ts';
import { addDays } from '../spans.ts';
import { changesOf, type DayRow, dayNumber } from './days.ts';
import { DAYS_TO_ALERT, expect } from './judge.ts';

/** How long they are watched after the last unusual day. */
const DAYS_AFTER = 7;
/** Instagram restates for 48 hours. */
const DAYS_TO_SETTLE = 2;
/** From this share of the new ones on, they left. */
const LEFT = 0.25;

/** What an episode that jumped brought, and what is known since. */
export interface StayedQuestion {
  /** First and last unusual day, and the followers won above the usual in all. */
  readonly episode: { readonly from: IsoDate; readonly to: IsoDate; readonly excess: number };
  /** Followers lost per day; empty where Instagram does not serve it. */
  readonly lost: DayRow;
  /** Follower total at each day's end. */
  readonly totals: DayRow;
  /** Whether followers jumped again in the week after: then totals tell nothing of the first ones. */
  readonly jumpedAgain: boolean;
  /** The last complete day. */
  readonly lastDay: IsoDate;
}

/** Whether the followers of a jump were still there a week later. */
export type Stayed =
  | {
      /** `left` from a quarter of the new followers on. */
      readonly kind: 'stayed' | 'left';
      /** Followers lost above the usual in the seven days after, and as a share (0 to 1) of those the jump brought. */
      readonly left: number;
      readonly share: number;
      /** `unfollows` are counted by Instagram; `totals` are the weaker sign, for new followers hide lost ones. */
      readonly by: 'unfollows' | 'totals';
    }
  | { readonly kind: 'unknown'; readonly reason: 'too early' | StayedDoubt };

/** Why it will not be known later either. */
export type StayedDoubt =
  /** Neither every day's unfollows nor the totals at both ends of the week were read. */
  | 'days missing'
  /** Fewer than 14 known days before the jump. */
  | 'no usual'
  /** Followers jumped again and only totals are known. */
  | 'jumped again'
  /** The account's ordinary ups and downs of a week are as large as what is looked for. */
  | 'too few to tell';

interface Sign {
  readonly left: number;
  /** One standard deviation of an ordinary week. */
  readonly doubt: number;
}

/**
 * Whether the followers that a jump brought stayed for the week after it: followers lost in those seven days less those
 * lost in an ordinary week before the jump. By Instagram's unfollows where each day has a settled one, else by how much
 * less the total grew than usual. An ordinary week is learnt as for the alert itself, so what is usual is the same.
 */
export function whetherStayed(question: StayedQuestion): Stayed {
  const { episode, lost, totals, jumpedAgain, lastDay } = question;
  if (lastDay < addDays(episode.to, DAYS_AFTER)) return unknown('too early');
  const byUnfollows = ofUnfollows(lost, episode);
  if (byUnfollows === 'too early' && lastDay < addDays(episode.to, DAYS_AFTER + DAYS_TO_SETTLE)) {
    return unknown('too early');
  }
  if (typeof byUnfollows === 'object') return conclude(byUnfollows, episode.excess, 'unfollows');
  if (jumpedAgain) return unknown('jumped again');
  const byTotals = ofTotals(totals, episode);
  return typeof byTotals === 'string' ? unknown(byTotals) : conclude(byTotals, episode.excess, 'totals');
}

function unknown(reason: 'too early' | StayedDoubt): Stayed {
  return { kind: 'unknown', reason };
}

function conclude({ left, doubt }: Sign, excess: number, by: 'unfollows' | 'totals'): Stayed {
  const most = Math.max(0, left);
  const share = excess > 0 ? Math.min(1, most / excess) : 0;
  const isClear = left - 2 * doubt >= LEFT * excess || doubt < LEFT * excess;
  if (!isClear) return unknown('too few to tell');
  return { kind: share >= LEFT ? 'left' : 'stayed', left: Math.round(most), share, by };
}

/** An ordinary week as it was expected on the episode's first day. Any week has each weekday once. */
function usualWeek(row: DayRow, kind: 'counts' | 'changes', from: IsoDate) {
  const usual = expect(row, dayNumber(from) - row.first + DAYS_AFTER - 1, { kind }, DAYS_AFTER);
  return usual === undefined || usual.known < DAYS_TO_ALERT ? undefined : usual;
}

function ofUnfollows(
  lost: DayRow,
  { from, to }: StayedQuestion['episode'],
): Sign | 'too early' | 'days missing' | 'no usual' {
  const first = dayNumber(to) + 1 - lost.first;
  const places = Array.from({ length: DAYS_AFTER }, (_, i) => first + i);
  const values = places.flatMap((place) => lost.values[place] ?? []);
  if (values.length < DAYS_AFTER) return lost.values.length === 0 ? 'days missing' : 'too early';
  if (places.some((place) => lost.settled[place] !== true)) return 'too early';
  const usual = usualWeek(lost, 'counts', from);
  if (usual?.kind !== 'counts') return 'no usual';
  const { mean, spread } = usual;
  return { left: values.reduce((a, b) => a + b, 0) - mean, doubt: Math.sqrt(mean + spread * mean * mean) };
}

function ofTotals(totals: DayRow, { from, to }: StayedQuestion['episode']): Sign | 'days missing' | 'no usual' {
  const end = dayNumber(to) - totals.first;
  const [before, after] = [totals.values[end], totals.values[end + DAYS_AFTER]];
  if (before === null || before === undefined || after === null || after === undefined) return 'days missing';
  const usual = usualWeek(changesOf(totals), 'changes', from);
  if (usual?.kind !== 'changes') return 'no usual';
  return { left: usual.mean - (after - before), doubt: usual.scale };
}
