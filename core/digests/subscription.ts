/** A weekly digest somebody ordered, and what happened with each of its weeks. */
import type { AccountId, WorkspaceId } from '../accounts.ts';
import { formatInstant } from '../reports/format.ts';
import type { WeeklyTime } from './wall-clock.ts';

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
  /** Who ordered it, as the platform names people, and where it was asked for. */
  readonly ownerId: string;
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
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

function weekdayName(weekday: number): string {
  return WEEKDAYS[weekday - 1] ?? 'Monday';
}

/** 1 to 7 for `monday`, `mon`, `mondays`; undefined for other words. */
export function readWeekday(word: string): number | undefined {
  const key = word.toLowerCase().replace(/s$/u, '');
  const at = key.length < 3 ? -1 : WEEKDAYS.findIndex((name) => name.toLowerCase().startsWith(key));
  return at === -1 ? undefined : at + 1;
}

/** "Mondays 09:00 Europe/Berlin". */
export function scheduleWords(rule: WeeklyTime): string {
  return `${weekdayName(rule.weekday)}s ${rule.time} ${rule.zone}`;
}

/** "Mondays 09:00 Europe/Berlin, next: 30 Nov 2026 09:00 Europe/Berlin". */
export function scheduleWithNext(rule: WeeklyTime, nextAt: number): string {
  return `${scheduleWords(rule)}, next: ${formatInstant(nextAt, rule.zone)}`;
}
