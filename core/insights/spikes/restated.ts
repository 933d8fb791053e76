import type { Judgement } from './judge.ts';

const NO_LONGER = Math.log10(0.05);

/** What became of a sent alert after its value, or the days before it, were read again. */
export interface Review {
  /** `stands`: nothing to say; `changed`: other numbers, still unusual; `corrected`: it no longer holds. */
  readonly verdict: 'stands' | 'changed' | 'corrected';
  readonly from: number;
  readonly to: number;
}

/** A day is judged again on every change until it is this many days old. */
export const DAYS_TO_REVIEW = 3;

/** True for a day that is 1 in 20 or commoner: nothing unusual any more. */
export function hasGone({ log10P }: Pick<Judgement, 'log10P'>): boolean {
  return log10P > NO_LONGER;
}

/**
 * Compares what an alert said with what the newest readings say of the same day. A value that became unknown proves
 * nothing: the alert stands. An alert is corrected in place and never deleted.
 */
export function reviewAlert(sent: Judgement, now: Judgement | undefined): Review {
  if (now === undefined) return { verdict: 'stands', from: sent.value, to: sent.value };
  const { value: from } = sent;
  const { value: to } = now;
  if (now.direction !== sent.direction || hasGone(now)) return { verdict: 'corrected', from, to };
  return { verdict: from === to ? 'stands' : 'changed', from, to };
}
