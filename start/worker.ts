/** The role worker: everything that happens without being asked. */
import { createCollectorRounds } from '../core/collector/rounds.ts';
import type { AfterCollect } from '../core/collector/sweep.ts';
import { millisecondsOf } from '../core/work/duration.ts';
import { startRounds, type Round, type Rounds } from '../core/work/rounds.ts';
import type { Parts } from './parts.ts';

/** What other features add to the collector. */
export interface WorkerHooks {
  readonly afterCollect: readonly AfterCollect[];
  readonly rounds: readonly Round[];
}

/** Starts all background work of this process; `stop` ends it before the database is closed. */
export function createWorker(parts: Parts, hooks: WorkerHooks = { afterCollect: [], rounds: [] }): Rounds {
  const { config, deps, transport, clock, logger } = parts;
  const collector = createCollectorRounds({
    ...deps,
    collectEveryMs: millisecondsOf(config.COLLECT_INTERVAL),
    followersEveryMs: millisecondsOf(config.FOLLOWER_POLL_INTERVAL),
    afterCollect: hooks.afterCollect,
    transport,
    heartbeatUrl: config.HEARTBEAT_URL,
  });
  return startRounds([...collector, ...hooks.rounds], { clock, logger });
}
