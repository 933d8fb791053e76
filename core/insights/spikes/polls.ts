import { DateTime } from 'luxon';
import { INSTAGRAM_ZONE, instagramToday } from '../spans.ts';
import { dayNumber } from './days.ts';
import type { Episode, Watch } from './episodes.ts';
import { type GradeOptions, gradeOf } from './grade.ts';
import { judge, type Judgement } from './judge.ts';

const HOUR = 3_600_000;
const HISTORY_DAYS = 44;
/** How far back readings are needed. */
export const POLLS_READ = HISTORY_DAYS * 24 * HOUR;
/** Two readings farther apart than this do not tell what the total was between them. */
const LONGEST_STEP = HOUR;
/** A total this far from the one before, as a share, must be seen again before it is believed. */
const GLITCH = 0.1;
/** The lengths that are looked at, in hours: a sudden jump, and a slower one. */
export const POLL_WINDOWS = [1, 6] as const;
/** Chances to be wrong on one day: 24 hours and 4 quarters of a day. */
const LOOKS_A_DAY = POLL_WINDOWS.reduce((sum, hours) => sum + 24 / hours, 0);

/** The follower total as it was at one moment (epoch ms). */
export interface TotalReading {
  readonly at: number;
  readonly total: number;
}

/**
 * The follower total between daily values: what the last hour and the last six hours brought, against the same hours
 * of the 42 days before (net changes, Student's t), so night and day are compared with night and day, also when clocks
 * change. Readings in order of time, the newest last. The rarest window that could be judged, or undefined when none
 * could: fewer than 7 such windows are known, or the polls have a hole longer than an hour at an end. `log10P` pays for
 * looking often: it is the chance per day, not per look. Never settled: the day's own number is the last word.
 */
export function judgePolls(readings: readonly TotalReading[]): Judgement | undefined {
  const believed = withoutGlitches(readings);
  const newest = believed.at(-1);
  if (newest === undefined || newest !== readings.at(-1)) return undefined;
  const judged = POLL_WINDOWS.flatMap((hours) => judgeWindow(believed, newest.at, hours * HOUR) ?? []).filter(
    ({ direction, hours }) => direction === 'down' || newest.total > highestBefore(believed, hours?.from ?? newest.at),
  );
  return judged.sort((a, b) => a.log10P - b.log10P)[0];
}

/** A counter that was wrong for a while is as if it had not been read; one that jumps is believed the second time. */
function withoutGlitches(readings: readonly TotalReading[]): readonly TotalReading[] {
  const isFar = (a: number, b: number): boolean => Math.abs(a - b) > GLITCH * Math.max(a, b);
  const believed: TotalReading[] = [];
  readings.forEach((reading, i) => {
    const before = believed.at(-1);
    const after = readings[i + 1];
    const isNew = before !== undefined && isFar(reading.total, before.total);
    if (!isNew || (after !== undefined && !isFar(reading.total, after.total))) believed.push(reading);
  });
  return believed;
}

/** The highest total of the day before a moment: one that only comes back to it, after a fault, is no jump. */
function highestBefore(readings: readonly TotalReading[], moment: number): number {
  return readings.reduce(
    (highest, { at, total }) => (at <= moment && at > moment - 24 * HOUR ? Math.max(highest, total) : highest),
    0,
  );
}

function judgeWindow(readings: readonly TotalReading[], end: number, length: number): Judgement | undefined {
  const clock = DateTime.fromMillis(end, { zone: INSTAGRAM_ZONE });
  const values = Array.from({ length: HISTORY_DAYS }, (_, i) => {
    const to = clock.minus({ days: HISTORY_DAYS - 1 - i }).toMillis();
    const after = totalAt(readings, to);
    const before = totalAt(readings, to - length);
    return after === undefined || before === undefined ? null : Math.round(after - before);
  });
  const today = instagramToday(end);
  const row = {
    first: dayNumber(today) - HISTORY_DAYS + 1,
    values,
    settled: values.map(() => true),
    covers: values.map(() => 1),
  };
  const judgement = judge(row, HISTORY_DAYS - 1, { kind: 'changes' });
  if (judgement === undefined) return undefined;
  const log10P = Math.min(0, judgement.log10P + Math.log10(LOOKS_A_DAY));
  return { ...judgement, log10P, settled: false, hours: { from: end - length, to: end } };
}

/**
 * A watched series with what polls say of the day that is not over. An unusual one belongs to the episode that is open,
 * or begins one; as a value that may still change it must be as rare as those must be. Nothing once the day has a number
 * of its own.
 */
export function withPolls(watch: Watch, poll: Judgement | undefined, options: GradeOptions): Watch {
  const grade = poll === undefined ? 'nothing' : gradeOf(poll, options);
  if (poll === undefined || grade === 'nothing' || grade === 'digest') return watch;
  const day = poll.days.to;
  if (watch.days.some((one) => one.day === day && one.judgement !== undefined)) return watch;
  const days = watch.days.filter((one) => one.day < day);
  const since = days.at(-1)?.since ?? 0;
  const last = watch.episodes.at(-1);
  const open = last?.closed === undefined && last?.direction === poll.direction ? last : undefined;
  const episodes =
    open === undefined ? [...watch.episodes, begun(poll)] : [...watch.episodes.slice(0, -1), grown(open, poll)];
  return { days: [...days, { day, judgement: poll, grade, since }], episodes };
}

function begun(poll: Judgement): Episode {
  const { direction, days } = poll;
  const excess = poll.value - poll.expected.mean;
  return { direction, ...days, peak: poll, flagged: [poll], excess, calls: [days.to], closed: undefined };
}

/** Hours are no record to beat a day's. */
function grown(episode: Episode, poll: Judgement): Episode {
  const excess = episode.excess + poll.value - poll.expected.mean;
  return { ...episode, to: poll.days.to, flagged: [...episode.flagged, poll], excess };
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
