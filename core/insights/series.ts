/** `YYYY-MM-DD`, a day of Instagram's calendar (US Pacific). */
export type IsoDate = string;

/** Consecutive Instagram days, both ends included. */
export interface Days {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** What a number says about itself; one per number, the first that applies in this order. */
export type NumberState = 'unavailable' | 'withdrawn' | 'too few' | 'provisional' | 'estimated' | 'final';

/** Who told us: the Graph API by one of its logins (or its local stand-in), or an imported file. */
type ReadingSource = 'graph' | 'import';

/**
 * One answer about one metric over one window, with the time it was read. Readings are never overwritten:
 * a later one stands beside the earlier one.
 */
export interface Reading {
  /** API name (`reach`), or a profile field (`followers_count`). */
  readonly metric: string;
  /** `''`, or the comma list of breakdowns that was asked for (`follow_type`, `age,gender`). */
  readonly breakdown: string;
  readonly days: Days;
  readonly source: ReadingSource;
  /** Null: Instagram was asked and said nothing. Never 0 for unknown. */
  readonly value: number | null;
  /** Values by breakdown key (`FOLLOWER`, `F.25-34`), when the metric has many. */
  readonly detail: Readonly<Record<string, number>> | undefined;
  /** Epoch ms of the first time this value was read. */
  readonly readAt: number;
  /** Epoch ms of the last time the same value was read again. */
  readonly confirmedAt: number;
  /** Past Instagram's 48 hours: will not change any more. */
  readonly settled: boolean;
  /** An estimate made while importing (a day the export left out counts as 0). */
  readonly estimated: boolean;
}

/** One value of a series as a report shows it. */
export interface InsightPoint {
  readonly day: IsoDate;
  readonly value: number | null;
  readonly state: NumberState;
}

/** One window against the one before. `ratio` is delta / previous, null for a previous of 0. */
export interface Change {
  readonly current: number | null;
  readonly previous: number | null;
  readonly delta: number | null;
  readonly ratio: number | null;
}
