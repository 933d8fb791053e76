/** Alerts as kept: where they go, what people chose, and everything that was ever found. */
import type { AccountId, Platform, WorkspaceId } from '../accounts.ts';
import type { DayRow } from '../insights/spikes/days.ts';
import type { Judgement, SeriesKind } from '../insights/spikes/judge.ts';
import type { IsoDate } from '../insights/series.ts';
import type { Mention } from '../reports/report.ts';

/** `low`: 1 in 10,000 by our model, `normal`: 1 in 1,000, `high`: 1 in 100. */
export const SENSITIVITIES = ['low', 'normal', 'high'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

/** Hours of the place's zone in which messages wait, as `22:00`. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** The channel of a chat workspace that gets its alerts. */
export interface AlertPlace {
  readonly id: number;
  /** The workspace whose accounts are watched. */
  readonly workspaceId: WorkspaceId;
  readonly platform: Platform;
  readonly workspaceRemoteId: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly zone: string;
  readonly quiet: QuietHours | undefined;
  readonly sensitivity: Sensitivity;
  /** Epoch ms; nothing that lies long before is told. */
  readonly since: number;
  /** Since when (epoch ms) it is off. */
  readonly offAt: number | undefined;
  /** Whom a major alert calls. */
  readonly mention: Mention | undefined;
  /** Who turned it on, by the platform's id, and where; undefined where it was on before that was kept. */
  readonly ownerId: string | undefined;
  readonly askedIn: string | undefined;
  /** Why its channel took nothing last time, with the fix; undefined when it did. */
  readonly failing: string | undefined;
}

/** What people changed about one account's alerts in one place. */
export interface AlertChoice {
  readonly placeId: number;
  readonly accountId: AccountId;
  readonly offAt: number | undefined;
  /** Epoch ms. */
  readonly mutedUntil: number | undefined;
  /** How often its alerts were called not useful: each makes it ten times stricter. */
  readonly steps: number;
}

/** `new`: new followers per day, upward; `net`: followers won less lost, downward; `total`: milestones; `connection`. */
export type AlertSeries = 'new' | 'net' | 'total' | 'connection';

/**
 * Of an episode: `call` begins it, `peak` beats its former peak by a quarter, `update` is another day, `restated` says a
 * value changed, `corrected` takes it back, `closed` and `new level` end it, `stayed` says a week later who is still there.
 * `milestone`; `expiry` and `refused` are about the right to read.
 */
export type FindingKind =
  | 'call'
  | 'peak'
  | 'update'
  | 'restated'
  | 'corrected'
  | 'closed'
  | 'new level'
  | 'stayed'
  | 'milestone'
  | 'expiry'
  | 'refused';

/** The days that judgements were made from, as they were known then: judged again they give the same numbers. */
export interface FindingInputs {
  readonly kind: SeriesKind;
  readonly row: DayRow;
  /** The first place of the row that taught. */
  readonly since: number;
  /** Decimal logarithm of the chance below which a day alerted. */
  readonly threshold: number;
  readonly followers: number | undefined;
}

/** What a finding rests on: the same numbers give the same words again. */
export interface FindingFacts {
  /** The days it is about, with their expectations. */
  readonly judgements: readonly Judgement[];
  /** What was said of these days before; of a restatement only. */
  readonly before?: readonly Judgement[];
  readonly inputs?: FindingInputs;
  /** Finished sentence for findings without judgements. */
  readonly text?: string;
}

/** One thing that was found in one place, once for ever: the fields up to `day` are its key. */
export interface Finding {
  readonly placeId: number;
  readonly accountId: AccountId;
  readonly series: AlertSeries;
  /** What belongs together: an episode's first day, a milestone, an end. */
  readonly episode: string;
  readonly kind: FindingKind;
  readonly day: IsoDate;
  readonly foundAt: number;
  readonly facts: FindingFacts;
  /** Key of its message in the ledger; undefined when it was muted. */
  readonly postKey: string | undefined;
  readonly useful: boolean | undefined;
}

/** A number of followers somebody wants to reach. */
export interface Goal {
  readonly id: number;
  readonly workspaceId: WorkspaceId;
  readonly accountId: AccountId;
  readonly metric: string;
  readonly target: number;
  readonly byDay: IsoDate;
  readonly madeAt: number;
}
