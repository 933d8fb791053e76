import { MAD_TO_SIGMA } from './counts.ts';
import { type History, weightedMedian } from './history.ts';

const WEEKDAYS_FROM = 21;
/** A weekday's own median is believed n / (n + 4) with n days of it. */
const WEEKDAY_DAYS = 4;
/** Deviations count up to 3 sigma in the standard deviation (winsorised). */
const CLIP = 3;
const LEAST_SCALE = 1;

/** What is usual for a series of net changes, which may be negative: Student's t with 4 degrees of freedom. */
export interface ChangeUsual {
  readonly level: number;
  /** What each weekday adds to the level. */
  readonly shifts: readonly number[];
  readonly scale: number;
}

/** Learns what is usual by medians, which old spikes do not move. Weekdays from 21 known days on, pulled to nothing. */
export function learnChanges({ values, weekdays, votes }: History): ChangeUsual {
  const level = weightedMedian(values, votes);
  const shifts = Array.from({ length: 7 }, (_, day) =>
    values.length < WEEKDAYS_FROM ? 0 : weekdayShift({ values, weekdays, votes }, day, level),
  );
  const rest = values.map((value, i) => value - level - (shifts[weekdays[i] ?? 0] ?? 0));
  const sigma =
    MAD_TO_SIGMA *
    weightedMedian(
      rest.map((value) => Math.abs(value)),
      votes,
    );
  return { level, shifts, scale: Math.max(LEAST_SCALE, sigma, winsorisedDeviation(rest, votes, sigma)) };
}

function weekdayShift({ values, weekdays, votes }: History, day: number, level: number): number {
  const own = values.map((_, i) => i).filter((i) => weekdays[i] === day);
  if (own.length === 0) return 0;
  const middle = weightedMedian(
    own.map((i) => (values[i] ?? 0) - level),
    own.map((i) => votes[i] ?? 0),
  );
  return (middle * own.length) / (own.length + WEEKDAY_DAYS);
}

function winsorisedDeviation(rest: readonly number[], votes: readonly number[], sigma: number): number {
  let squares = 0;
  let sum = 0;
  rest.forEach((value, i) => {
    const clipped = Math.min(Math.abs(value), CLIP * sigma);
    squares += (votes[i] ?? 0) * clipped * clipped;
    sum += votes[i] ?? 0;
  });
  return Math.sqrt(squares / sum);
}
