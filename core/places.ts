/** Where we may post, as platforms tell it: channels that open again, workspaces that shut us out and let us in again. */
import { resumeThere, type ResumeDeps } from './digests/resume.ts';
import { isAppError } from './errors.ts';
import type { ChatAdapter, Places, RemoteWorkspace, Store } from './ports.ts';

export interface PlacesDeps extends ResumeDeps {
  readonly store: ResumeDeps['store'] &
    Pick<Store, 'finishRegain' | 'listLost' | 'listRegained' | 'loseWorkspace' | 'regainWorkspace'>;
}

/**
 * Nothing holds a workspace back any more that was lost; its digests are still to go on, by `resumeRegained`. True when it was
 * lost.
 */
export async function reopenWorkspace(
  { store, clock, logger }: PlacesDeps,
  { platform, workspaceRemoteId }: RemoteWorkspace,
): Promise<boolean> {
  const regained = await store.regainWorkspace({ platform, workspaceRemoteId }, clock());
  if (regained) logger.info({ platform, workspace: workspaceRemoteId }, 'a workspace that was lost is back');
  return regained;
}

/** Digests of workspaces that are back go on, also where a process ended in the middle of that. */
export async function resumeRegained(deps: PlacesDeps): Promise<void> {
  for (const one of await deps.store.listRegained()) {
    await resumeThere(deps, one);
    await deps.store.finishRegain(one);
  }
}

/** Makes the Places over a store. */
export function createPlaces(deps: PlacesDeps): Places {
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
  deps: PlacesDeps,
  adapters: readonly Pick<ChatAdapter, 'platform' | 'reach'>[],
  signal: AbortSignal,
): Promise<void> {
  await resumeRegained(deps);
  for (const one of await deps.store.listLost()) {
    const adapter = adapters.find(({ platform }) => platform === one.platform);
    if (adapter === undefined || signal.aborted) continue;
    try {
      await adapter.reach(one.workspaceRemoteId);
    } catch (error) {
      if (!isAppError(error)) throw error;
      continue;
    }
    await createPlaces(deps).opened(one);
  }
}
