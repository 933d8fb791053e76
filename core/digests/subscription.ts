/** A weekly digest somebody ordered, and what happened with each of its weeks. */
import type { AccountId, WorkspaceId } from '../accounts.ts';
import type { Mention } from '../reports/report.ts';
import type { WeeklyTime } from './wall-clock.ts';

/** The parts of a digest, in their order. */
export const SECTIONS = ['numbers', 'chart', 'drivers', 'posts', 'stories', 'unusual', 'goals'] as const;
export type Section = (typeof SECTIONS)[number];

/** What may be chosen about a digest besides time, place and accounts. */
export interface DigestOptions {
  /** In the order of SECTIONS; never none. */
  readonly sections: readonly Section[];
  /** Whom each post calls. */
  readonly mention?: Mention | undefined;
  /** Posted only once the numbers of its week do not move any more. */
  readonly waitsForFinal: boolean;
}

/** A digest of which only time, place and accounts were said. */
export const PLAIN_OPTIONS: DigestOptions = { sections: SECTIONS, waitsForFinal: false };

/** Where a message goes and whom its failure is told. */
export interface Subscription extends WeeklyTime {
  readonly id: number;
  /** The workspace whose accounts it shows. */
  readonly workspaceId: WorkspaceId;
  readonly platform: string;
  readonly workspaceRemoteId: string;
  readonly channelId: string;
  /** As people call it; the id where nobody said a name. */
  readonly channelName: string;
  readonly accounts: readonly AccountId[];
  readonly options: DigestOptions;
  /** Who ordered it, by the platform's id and as people call them, and where it was asked for. */
  readonly ownerId: string;
  readonly ownerName: string | undefined;
  readonly askedIn: string | undefined;
  /** Epoch ms of the next turn. */
  readonly nextAt: number;
  /** Release of the zone rules that `nextAt` was computed with. */
  readonly zoneRules: string;
  /** Since when (epoch ms) people have stopped it. */
  readonly pausedAt: number | undefined;
  /** Why its channel took nothing last time, with the fix; undefined when it did. */
  readonly failing: string | undefined;
  readonly createdAt: number;
}

/** How far back a digest's weeks are looked at for those that were never posted. */
export const WEEKS_BACK = 60;

/**
 * What became of one week: `due` is being worked on, `built` waits for its post or stands in the channel (the ledger
 * knows), `missed` was told in a later digest, `skipped` fell into a pause, `failed` could not be made.
 */
type RunState = 'due' | 'built' | 'missed' | 'skipped' | 'failed';

export interface Run {
  readonly subscriptionId: number;
  readonly week: string;
  readonly scheduledFor: number;
  readonly state: RunState;
  /** One sentence; empty while there is nothing to say. */
  readonly because: string;
  readonly attempts: number;
}

/** A digest as it was made: everything needed to give it again and to say what was restated since. */
export interface StoredDigest {
  readonly subscriptionId: number;
  readonly week: string;
  readonly madeAt: number;
  /** The rendered report as text (`packReport`); never changed again. */
  readonly content: string;
  /** The parameters and readings behind it as JSON. */
  readonly facts: string;
  /** Key of its post in the ledger. */
  readonly postKey: string;
  /** When (epoch ms) late corrections are looked for; undefined: not, or not any more. */
  readonly checkAt?: number | undefined;
}

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** "Monday" for 1. */
export function weekdayName(weekday: number): string {
  return WEEKDAYS[weekday - 1] ?? 'Monday';
}

/** 1 to 7 for `monday`, `mon`, `mondays`; undefined for other words. */
export function readWeekday(word: string): number | undefined {
  const key = word.toLowerCase().replace(/s$/u, '');
  const at = key.length < 3 ? -1 : WEEKDAYS.findIndex((name) => name.toLowerCase().startsWith(key));
  return at === -1 ? undefined : at + 1;
}
