import { DAYS_TO_ALERT, type Judgement } from './judge.ts';

/** How much a judged day deserves: nothing, a line in the weekly digest, a message, a message that says "major". */
export type Grade = 'nothing' | 'digest' | 'alert' | 'major';

/** What a workspace chose: `normal` 1 in 1,000, `quiet` 1 in 10,000, `major` 1 in 100,000. */
export const SENSITIVITIES = ['normal', 'quiet', 'major'] as const;
type Sensitivity = (typeof SENSITIVITIES)[number];

const CHOSEN: Readonly<Record<Sensitivity, number>> = { normal: -3, quiet: -4, major: -5 };
const DIGEST = -2;
const MAJOR = -5;
const STRICTEST = -8;
/** A value must also matter: half as much again, and so many followers. */
const LEAST_RATIO = 1.5;
const LEAST_DIFFERENCE = 3;
const LEAST_SHARE = 0.0002;

export interface ThresholdInput {
  readonly sensitivity: Sensitivity;
  /** How many series this workspace watches: false alarms add up over them. */
  readonly watched: number;
  /** How often people called an alert of this series not useful; each makes it ten times stricter. */
  readonly notUseful: number;
}

/**
 * The chance below which a day alerts, as a decimal logarithm (-3 is 1 in 1,000). Above 10, 100 and 1,000 series it
 * is at least -4, -5 and -6, so that a large workspace is not called more often than a small one by mere luck.
 */
export function alertThreshold({ sensitivity, watched, notUseful }: ThresholdInput): number {
  const byNumber = watched > 1000 ? -6 : watched > 100 ? -5 : watched > 10 ? -4 : -3;
  return Math.max(STRICTEST, Math.min(CHOSEN[sensitivity], byNumber) - notUseful);
}

export interface GradeOptions {
  /** From `alertThreshold`. */
  readonly threshold: number;
  /** The account's followers, where known: 0.02 % of them is the least that matters. */
  readonly followers: number | undefined;
}

/**
 * What to make of a judgement. A value that may still change (under 48 hours old) speaks only when it is already 1 in
 * 100,000 on the high side: counts almost only grow.
 */
export function gradeOf(judgement: Judgement, { threshold, followers }: GradeOptions): Grade {
  const { log10P, settled, direction, expected } = judgement;
  if (expected.known < DAYS_TO_ALERT || !matters(judgement, followers)) return 'nothing';
  if (!settled && (direction === 'down' || log10P >= MAJOR)) return 'nothing';
  if (log10P < threshold) return isMajor(judgement) ? 'major' : 'alert';
  return log10P < DIGEST ? 'digest' : 'nothing';
}

/** Rarer than 1 in 100,000 by the model: what deserves to call somebody by name. */
export function isMajor({ log10P }: Pick<Judgement, 'log10P'>): boolean {
  return log10P < MAJOR;
}

function matters({ value, expected, direction }: Judgement, followers = 0): boolean {
  const apart = Math.abs(value - expected.mean);
  if (apart < Math.max(LEAST_DIFFERENCE, LEAST_SHARE * followers)) return false;
  if (direction === 'up') return value >= LEAST_RATIO * expected.mean;
  return expected.kind === 'changes' || value * LEAST_RATIO <= expected.mean;
}
