/** Finds digests whose turn has come and writes what becomes of every turn: no week is without a row. */
import { AppError } from '../errors.ts';
import type { Clock, Logger, Lost, LossStore, RemoteWorkspace, ScheduleStore, Turn } from '../ports.ts';
import { createSharedClock, type SharedClock } from './shared-clock.ts';
import type { Subscription } from './subscription.ts';
import { nextOccurrence, occurrencesBetween, zoneRules, type Occurrence } from './wall-clock.ts';

const MOST_DUE = 500;
/** More missed weeks than these are not listed one by one. */
const MOST_TURNS = 60;
const HALF_WEEK = 3.5 * 86_400_000;
const [DRIFT_TOLD, DRIFT_STOPS] = [2_000, 60_000];

export interface SweepDeps {
  readonly store: ScheduleStore & Pick<LossStore, 'listLost'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Release of the zone rules in this process. */
  readonly rules?: string;
  /** The clock that decides what is due; left out, one is made from store and clock. */
  readonly shared?: SharedClock;
}

function isSameWorkspace(one: RemoteWorkspace, other: RemoteWorkspace): boolean {
  return one.platform === other.platform && one.workspaceRemoteId === other.workspaceRemoteId;
}

function turnsOf(subscription: Subscription, found: readonly Occurrence[], lost: Lost | undefined): readonly Turn[] {
  const newest = found.at(-1);
  return found.map(({ at, week }): Turn => {
    const turn = { week, scheduledFor: at };
    if (subscription.pausedAt !== undefined) return { ...turn, state: 'skipped', because: 'The digest was paused.' };
    if (lost !== undefined) return { ...turn, state: 'missed', because: lost.because };
    if (week === newest?.week) return { ...turn, state: 'due', because: '' };
    const because = `Nothing was running when it was due; the digest of ${newest?.week ?? 'a later week'} says so.`;
    return { ...turn, state: 'missed', because };
  });
}

/** The time that decides what is due. Throws AppError `config` when this machine's clock is too far from the one all share. */
async function dueTime({ store, clock, logger, shared = createSharedClock(store, clock) }: SweepDeps): Promise<number> {
  const drift = Math.abs(await shared.look());
  if (drift > DRIFT_STOPS) {
    const seconds = Math.round(drift / 1_000);
    throw new AppError('config', `The clocks of this machine and of the database differ by ${seconds} s.`, {
      hint: 'No digest is started here until the clock of this machine is right; let it follow NTP.',
    });
  }
  if (drift > DRIFT_TOLD) logger.warn({ drift }, 'the clocks of this machine and of the database differ');
  return shared.now();
}

/** After an update of the zone rules the next turn is the same week's, at its new instant. */
export async function followZoneRules({ store, logger, rules = zoneRules() }: SweepDeps): Promise<void> {
  for (const subscription of await store.listSubscriptions()) {
    if (subscription.zoneRules === rules) continue;
    const { at } = nextOccurrence(subscription, subscription.nextAt - HALF_WEEK);
    await store.advance(subscription, [], at, rules);
    if (at !== subscription.nextAt) {
      logger.info({ subscription: subscription.id }, 'a digest moved with the rules of its time zone');
    }
  }
}

/** One look at what is due. Returns how many turns were written. Throws AppError `config` for a clock that is off. */
export async function sweep(deps: SweepDeps): Promise<number> {
  const { store, logger, rules = zoneRules() } = deps;
  const now = await dueTime(deps);
  let written = 0;
  const due = await store.listDue(now, MOST_DUE);
  const lost = due.length === 0 ? [] : await store.listLost();
  for (const subscription of due) {
    const found = occurrencesBetween(subscription, subscription.nextAt - 1, now, MOST_TURNS);
    const turns = turnsOf(
      subscription,
      found,
      lost.find((one) => isSameWorkspace(one, subscription)),
    );
    const next = nextOccurrence(subscription, now);
    if (!(await store.advance(subscription, turns, next.at, rules))) continue;
    written += turns.length;
    logger.info({ subscription: subscription.id, turns: turns.length }, 'a digest is due');
  }
  return written;
}
