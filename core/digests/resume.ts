/** What was owed while nothing could be posted: the newest week goes out, and says which ones before it did not. */
import type { Clock, Logger, Opened, Store } from '../ports.ts';
import { postKeyOf } from './make.ts';
import { WEEKS_BACK, type Run, type Subscription } from './subscription.ts';

export interface ResumeDeps {
  readonly store: Pick<Store, 'findPosts' | 'listFailing' | 'listRuns' | 'markFailing' | 'reopenRun' | 'retryPost'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Owed {
  /** The week that is posted now; undefined when nothing was owed. */
  readonly week: string | undefined;
  /** A digest is yet to be made or sent, and shows by itself whether its channel takes it. */
  readonly comes: boolean;
}

const NOTHING: Owed = { week: undefined, comes: false };

/** A week that counts: those that fell into a pause or could not be made are over. */
function isOwed({ state }: Run): boolean {
  return state === 'built' || state === 'missed' || state === 'due';
}

/**
 * Has the newest week of a digest posted if it never arrived; with others right before it that did not, it is made anew and
 * says so. `sure`: only what certainly does not stand there; otherwise a message of which nobody knows is sent once more, as
 * a person decides.
 */
export async function postOwed(
  { store, clock }: Pick<ResumeDeps, 'store' | 'clock'>,
  { id }: Pick<Subscription, 'id'>,
  sure: boolean,
): Promise<Owed> {
  const runs = await store.listRuns(id, WEEKS_BACK);
  const newest = runs.find(isOwed);
  if (newest === undefined) return NOTHING;
  if (newest.state === 'due') return { ...NOTHING, comes: true };
  const before = runs.find((run) => run.week < newest.week);
  const posts = await store.findPosts([newest, ...(before === undefined ? [] : [before])].map(postKeyOf));
  const isDead = (run: Run): boolean => posts.some(({ key, state }) => key === postKeyOf(run) && state === 'dead');
  const dead = isDead(newest);
  const told = before !== undefined && (before.state === 'missed' || (before.state === 'built' && isDead(before)));
  if (newest.state === 'missed' || (dead && told)) {
    const because = `It could not be posted; the digest of ${newest.week} says so.`;
    return { week: (await store.reopenRun(newest, because)) ? newest.week : undefined, comes: true };
  }
  if (sure && !dead) return NOTHING;
  return (await store.retryPost(postKeyOf(newest), clock())) ? { week: newest.week, comes: true } : NOTHING;
}

/** Digests that we stopped there go on; what people paused stays paused. */
export async function resumeThere(deps: ResumeDeps, place: Opened): Promise<void> {
  const { store, logger } = deps;
  for (const one of await store.listFailing(place)) {
    if (one.pausedAt !== undefined || place.takes?.(one.channelId) === false) continue;
    const { week, comes } = await postOwed(deps, one, true);
    if (!comes) await store.markFailing(one.id, undefined);
    logger.info({ subscription: one.id, week }, 'a digest goes on: its platform says that its channel is open');
  }
}
