/** How long things may take, in ms. Tests shorten them. */
export interface DeliveryTerms {
  /** After a call without an answer nobody calls again before this: longer than any call and any freeze we bear. */
  readonly quarantine: number;
  /** A worker that says nothing for this long has lost its posts. */
  readonly lease: number;
  /** Between two signs of life while a call is under way. */
  readonly beat: number;
  /** From the commit before a call to the call; a process that slept in between does not call. */
  readonly hesitation: number;
  /** First wait after a refusal that passes; doubles, with jitter. */
  readonly firstWait: number;
  readonly lastWait: number;
  /** A post that could not be placed for this long is given up. */
  readonly patience: number;
}

export const DELIVERY_TERMS: DeliveryTerms = {
  quarantine: 60_000,
  lease: 30_000,
  beat: 5_000,
  hesitation: 5_000,
  firstWait: 2_000,
  lastWait: 15 * 60_000,
  patience: 24 * 3_600_000,
};

/**
 * What a look that failed weighs, one that a rate limit put off, and how much of that is borne before the policy for
 * channels that nobody can read decides: eight failures, or a crowd's turns for some hours.
 */
export const LOOKS = { failed: 60, putOff: 1, most: 480 } as const;
/** Calls for a post that nobody can look for: each of them might be one message more. */
export const MOST_BLIND_CALLS = 3;

/** Tries to bring late pictures before their tables take their place: some hours. */
export const MOST_PICTURE_TRIES = 20;

/** The wait before the next try, half of it random; whole ms, for times in the store are. */
export function waitAfter(tries: number, terms: DeliveryTerms, random: () => number): number {
  const whole = Math.min(terms.firstWait * 2 ** Math.min(Math.max(tries - 1, 0), 20), terms.lastWait);
  return Math.round(whole / 2 + (random() * whole) / 2);
}
