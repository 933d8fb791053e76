/** What a digest knows before a word is written: plain data, kept as JSON with the digest. */
import type { AccountId } from '../accounts.ts';
import type { AlertSeries } from '../alerts/alert.ts';
import type { Judgement } from '../insights/spikes/judge.ts';
import type { Days, InsightPoint, IsoDate, NumberState } from '../insights/series.ts';

/** One number of the week beside the week before and beside the weeks the account usually has. */
export interface NumberFact {
  /** Name in the catalogue. */
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly value: number | null;
  readonly state: NumberState;
  /** Why there is no number; null when there is one. */
  readonly reason: string | null;
  readonly previous: number | null;
  readonly delta: number | null;
  readonly ratio: number | null;
  /** Lowest and highest of the weeks before that are known; null with fewer than four. */
  readonly usual: { readonly low: number; readonly high: number; readonly weeks: number } | null;
  /** Of a total that only grows and shrinks (followers): lowest and highest change of the weeks before. */
  readonly usualChange?: NumberFact['usual'];
  /** Epoch ms of the newest reading behind it. */
  readonly readAt: number | null;
}

export interface PostFact {
  readonly kind: string;
  /** Its beginning in one line; empty where there is none. */
  readonly caption: string;
  readonly url: string | null;
  /** It was published on, by the clock of the digest's zone. */
  readonly day: string;
  readonly value: number;
}

/** What was published in a week. `best` by reach, highest first. */
export interface PublishedFact {
  readonly count: number;
  readonly metric: string;
  readonly best: readonly PostFact[];
  /** Middle value of those that are known; null of none. */
  readonly typical: number | null;
  /** Of stories: the account was connected on this day, after all of the week's had ended; absent where it was not so. */
  readonly connectedAfter?: string;
}

export interface AccountFacts {
  readonly id: AccountId;
  readonly username: string;
  readonly demo: boolean;
  /** True where all there is are imported files; absent in older digests. */
  readonly imported?: boolean;
  /** The days of the week that are in, and as many of the week before. */
  readonly days: Days;
  readonly previousDays: Days;
  /** Days of the week that Instagram had not delivered yet. */
  readonly late: readonly IsoDate[];
  readonly followers: NumberFact;
  /** New and lost followers of the week and the one before; null where Instagram does not say. */
  readonly flow: Flow | null;
  readonly previousFlow: Flow | null;
  readonly numbers: readonly NumberFact[];
  /** Reach by day. */
  readonly points: readonly InsightPoint[];
  readonly previousPoints: readonly InsightPoint[];
  /** Null where posts could not be read. */
  readonly posts: PublishedFact | null;
  readonly previousPosts: number | null;
  readonly stories: PublishedFact | null;
  /** Unusual days of followers; absent in digests from before the detector was asked. */
  readonly unusual?: readonly UnusualFact[];
  /** Goals of this account that are not over; absent in digests from before they were shown. */
  readonly goals?: readonly GoalFact[];
  /** What could not be read and why, one sentence each. */
  readonly problems: readonly string[];
  /** True when trying again soon may bring what is missing. */
  readonly passing: boolean;
}

/** Days on which followers jumped or fell, by the detector of alerts. */
export interface UnusualFact {
  readonly series: AlertSeries;
  /** First unusual day of the whole episode, which may lie before the week. */
  readonly since: IsoDate;
  /** Those that end inside the week, oldest first; at least one. */
  readonly days: readonly Judgement[];
  /** False for a day too common to alert: about 1 in 100 by the model. */
  readonly alerts: boolean;
}

/** A number to be reached, and the odds. */
export interface GoalFact {
  /** "100,000 views"; absent in digests from when all goals were of followers. */
  readonly aim?: string;
  readonly target: number;
  readonly byDay: IsoDate;
  /** Null where it is not known how far the goal is. */
  readonly missing: number | null;
  /** Why that is not known. */
  readonly unknown?: string;
  /** 0 to 1; null where too few days are known for odds. */
  readonly chance: number | null;
  /** Why there are no odds, where more days would not help. */
  readonly noOdds?: string;
  /** How much a day is needed, and that came lately. */
  readonly neededPace: number | null;
  readonly pace: number | null;
}

export interface Flow {
  readonly gained: number;
  readonly lost: number;
}

export interface DigestFacts {
  readonly version: 1;
  /** The ISO week it is about, in Instagram's days. */
  readonly week: string;
  readonly notes: readonly string[];
  readonly madeAt: number;
  readonly accounts: readonly AccountFacts[];
  /** Names of accounts that were ordered and are not there any more. */
  readonly gone: number;
}

/** What the digest is called in its footer and why it comes now. */
export interface DigestFrame {
  /** "Digest 3", or "Preview". */
  readonly name: string;
  /** "Mondays 09:00 Europe/Berlin". */
  readonly schedule: string;
  readonly zone: string;
  /** When it should have come (epoch ms), where it comes late. */
  readonly delayedSince: number | undefined;
  /** Weeks before this one that had no digest of their own. */
  readonly missed: readonly string[];
}
