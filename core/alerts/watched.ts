/** The series that are watched of an account, judged with what its workspace chose. */
import type { Account } from '../accounts.ts';
import { watch } from '../insights/spikes/episodes.ts';
import { alertThreshold } from '../insights/spikes/grade.ts';
import type { Judgement, SeriesKind } from '../insights/spikes/judge.ts';
import { judgePolls, withPolls } from '../insights/spikes/polls.ts';
import type { Sensitivity } from './alert.ts';
import type { Judged } from './inputs.ts';
import type { Watched } from './report.ts';
import { type AccountRows, hasGained } from './rows.ts';

export interface Strictness {
  readonly sensitivity: Sensitivity;
  /** How many accounts the workspace watches. */
  readonly watched: number;
  /** `AlertChoice.steps`. */
  readonly steps: number;
}

/** The decimal logarithm of the chance below which a day alerts: -3 is 1 in 1,000. */
export function thresholdOf({ sensitivity, watched, steps }: Strictness): number {
  const normal = alertThreshold({
    sensitivity: sensitivity === 'low' ? 'quiet' : 'normal',
    watched,
    notUseful: steps,
  });
  return sensitivity === 'high' ? normal + 1 : normal;
}

export interface Directed extends Watched, Judged {
  readonly directions: readonly Judgement['direction'][];
}

/** New followers upward; net followers downward, and upward too where Instagram does not serve new followers. */
export function watchAccount(account: Account, rows: AccountRows, strictness: Strictness): readonly Directed[] {
  const options = { threshold: thresholdOf(strictness), followers: rows.followers };
  const poll = judgePolls(rows.polls);
  const judged = (row: AccountRows['net'], kind: SeriesKind, directions: Directed['directions']) => {
    const days = watch(row, { ...options, kind });
    const early = poll !== undefined && directions.includes(poll.direction) ? poll : undefined;
    const sinceOf = (place: number): number => days.days[place]?.since ?? 0;
    return { ...options, kind, row, watch: withPolls(days, early, options), sinceOf, directions };
  };
  const gained = hasGained(rows);
  const net: Directed = { account, series: 'net', ...judged(rows.net, 'changes', gained ? ['down'] : ['up', 'down']) };
  if (!gained) return [net];
  return [{ account, series: 'new', ...judged(rows.gained, 'counts', ['up']) }, net];
}
