/** What was owed while nothing could be posted: the newest week goes out, and says which ones before it did not. */
import { isAppError } from '../errors.ts';
import type { ChatAdapter, Clock, Logger, Opened, Places, RemoteWorkspace, Store } from '../ports.ts';
import { postKeyOf } from './make.ts';
import type { Run, Subscription } from './subscription.ts';

export interface ResumeDeps {
  readonly store: Pick<
    Store,
    | 'findPosts'
    | 'finishRegain'
    | 'listFailing'
    | 'listLost'
    | 'listRegained'
    | 'listRuns'
    | 'loseWorkspace'
    | 'markFailing'
    | 'regainWorkspace'
    | 'reopenRun'
    | 'retryPost'
  >;
  readonly clock: Clock;
  readonly logger: Logger;
}

const MOST_WEEKS = 60;

/** A week that counts: those that fell into a pause or could not be made are over. */
function isOwed({ state }: Run): boolean {
  return state === 'built' || state === 'missed' || state === 'due';
}

/**
 * Has the newest week of a digest posted if it never arrived; with others right before it that did not, it is made anew and
 * says so. Returns the week, undefined when nothing was owed. `sure`: only what certainly does not stand there; otherwise a
 * message of which nobody knows is sent once more, as a person decides.
 */
export async function postOwed(
  { store, clock }: Pick<ResumeDeps, 'store' | 'clock'>,
  { id }: Pick<Subscription, 'id'>,
  sure: boolean,
): Promise<string | undefined> {
  const runs = await store.listRuns(id, MOST_WEEKS);
  const newest = runs.find(isOwed);
  if (newest === undefined || newest.state === 'due') return undefined;
  const before = runs.find((run) => run.week < newest.week);
  const posts = await store.findPosts([newest, ...(before === undefined ? [] : [before])].map(postKeyOf));
  const isDead = (run: Run): boolean => posts.some(({ key, state }) => key === postKeyOf(run) && state === 'dead');
  const dead = isDead(newest);
  const told = before !== undefined && (before.state === 'missed' || (before.state === 'built' && isDead(before)));
  if (newest.state === 'missed' || (dead && told)) {
    const because = `It could not be posted; the digest of ${newest.week} says so.`;
    return (await store.reopenRun(newest, because)) ? newest.week : undefined;
  }
  if (sure && !dead) return undefined;
  return (await store.retryPost(postKeyOf(newest), clock())) ? newest.week : undefined;
}

/** Digests that we stopped go on; what people paused stays paused. */
async function resumeThere(deps: ResumeDeps, place: Opened): Promise<void> {
  const { store, logger } = deps;
  for (const one of await store.listFailing(place)) {
    if (one.pausedAt !== undefined || place.takes?.(one.channelId) === false) continue;
    const week = await postOwed(deps, one, true);
    // A message on its way, or about to be made, shows by itself whether the channel takes it.
    const newest = (await store.listRuns(one.id, MOST_WEEKS)).find(isOwed);
    if (week === undefined && newest?.state !== 'due') await store.markFailing(one.id, undefined);
    logger.info({ subscription: one.id, week }, 'a digest goes on: its platform says that its channel is open');
  }
}

/**
 * Nothing holds a workspace back any more that was lost; its digests are still to go on, by `resumeRegained`. True when it was
 * lost.
 */
export async function reopenWorkspace(
  { store, clock, logger }: ResumeDeps,
  { platform, workspaceRemoteId }: RemoteWorkspace,
): Promise<boolean> {
  const regained = await store.regainWorkspace({ platform, workspaceRemoteId }, clock());
  if (regained) logger.info({ platform, workspace: workspaceRemoteId }, 'a workspace that was lost is back');
  return regained;
}

/** Digests of workspaces that are back go on, also where a process ended in the middle of that. */
export async function resumeRegained(deps: ResumeDeps): Promise<void> {
  for (const one of await deps.store.listRegained()) {
    await resumeThere(deps, one);
    await deps.store.finishRegain(one);
  }
}

/** Makes the Places over a store. */
export function createPlaces(deps: ResumeDeps): Places {
  const { store, logger } = deps;
  const places: Places = {
    async opened(place) {
      if (await reopenWorkspace(deps, place)) await resumeRegained(deps);
      else await resumeThere(deps, place);
    },

    async seen(platform, remoteIds) {
      const here = new Set(remoteIds);
      for (const one of await store.listLost()) {
        if (one.platform === platform && here.has(one.workspaceRemoteId)) await places.opened(one);
      }
    },

    async lost(workspace, because) {
      if (!(await store.loseWorkspace(workspace, because))) return;
      const { platform, workspaceRemoteId } = workspace;
      logger.error(
        { platform, workspace: workspaceRemoteId, because },
        'a workspace is lost: its digests, and alerts of the last three days, wait until the app is installed there again',
      );
    },
  };
  return places;
}

/**
 * Asks whether lost workspaces let us in again: a platform's mistake, or a new installation of which nobody told, must not
 * silence one for good. Takes up what a process left undone that ended while one came back.
 */
export async function lookForLost(
  deps: ResumeDeps,
  adapters: readonly Pick<ChatAdapter, 'platform' | 'reach'>[],
  signal: AbortSignal,
): Promise<void> {
  await resumeRegained(deps);
  for (const one of await deps.store.listLost()) {
    const adapter = adapters.find(({ platform }) => platform === one.platform);
    if (adapter?.reach === undefined || signal.aborted) continue;
    try {
      await adapter.reach(one.workspaceRemoteId);
    } catch (error) {
      if (!isAppError(error)) throw error;
      continue;
    }
    await createPlaces(deps).opened(one);
  }
}
