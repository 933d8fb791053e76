import { dayOf } from './days.ts';
import { judge, type Judgement } from './judge.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HISTORY_DAYS = 44;
/** Two readings farther apart than this do not tell what the total was between them. */
const LONGEST_STEP = HOUR;
/** The lengths that are looked at, in hours: a sudden jump, and a slower one. */
export const POLL_WINDOWS = [1, 6] as const;
/** Chances to be wrong on one day: 24 hours and 4 quarters of a day. */
const LOOKS_A_DAY = POLL_WINDOWS.reduce((sum, hours) => sum + 24 / hours, 0);

/** The follower total as it was at one moment (epoch ms). */
export interface TotalReading {
  readonly at: number;
  readonly total: number;
}

export interface PollJudgement {
  readonly hours: (typeof POLL_WINDOWS)[number];
  /** Where the window begins and ends (epoch ms). */
  readonly from: number;
  readonly to: number;
  /** The same as of a day, over the window; `log10P` pays for looking often: it is the chance per day, not per look. */
  readonly judgement: Judgement;
}

/**
 * The follower total between daily values: what the last hour and the last six hours brought, against the same hours
 * of the 42 days before (net changes, Student's t), so night and day are compared with night and day. Readings in
 * order of time, the newest last. The rarest window that could be judged, or undefined when none could: fewer than 7
 * such windows are known, or the polls have a hole longer than an hour at an end.
 */
export function judgePolls(readings: readonly TotalReading[]): PollJudgement | undefined {
  const newest = readings.at(-1);
  if (newest === undefined) return undefined;
  const judged = POLL_WINDOWS.flatMap((hours): PollJudgement[] => {
    const judgement = judgeWindow(readings, newest.at, hours * HOUR);
    return judgement === undefined ? [] : [{ hours, from: newest.at - hours * HOUR, to: newest.at, judgement }];
  });
  return judged.sort((a, b) => a.judgement.log10P - b.judgement.log10P)[0];
}

function judgeWindow(readings: readonly TotalReading[], end: number, length: number): Judgement | undefined {
  const values = Array.from({ length: HISTORY_DAYS }, (_, i) => {
    const to = end - (HISTORY_DAYS - 1 - i) * DAY;
    const after = totalAt(readings, to);
    const before = totalAt(readings, to - length);
    return after === undefined || before === undefined ? null : Math.round(after - before);
  });
  const today = Math.floor(end / DAY);
  const row = {
    first: today - HISTORY_DAYS + 1,
    values,
    settled: values.map(() => true),
    covers: values.map(() => 1),
  };
  const judgement = judge(row, HISTORY_DAYS - 1, { kind: 'changes' });
  if (judgement === undefined) return undefined;
  const days = { from: dayOf(Math.floor((end - length) / DAY)), to: dayOf(today) };
  return { ...judgement, days, log10P: Math.min(0, judgement.log10P + Math.log10(LOOKS_A_DAY)) };
}

/** The total at a moment, straight between the polls around it; undefined inside a hole. */
function totalAt(readings: readonly TotalReading[], moment: number): number | undefined {
  let low = 0;
  let high = readings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((readings[middle]?.at ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  const after = readings[low];
  if (after?.at === moment) return after.total;
  const before = readings[low - 1];
  if (before === undefined || after === undefined || after.at - before.at > LONGEST_STEP) return undefined;
  return before.total + ((after.total - before.total) * (moment - before.at)) / (after.at - before.at);
}
