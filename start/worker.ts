/** The role worker: everything that happens without being asked. */
import { createAlertWatch } from '../core/alerts/rounds.ts';
import { createHeartbeat } from '../core/collector/heartbeat.ts';
import { createCollectorRounds } from '../core/collector/rounds.ts';
import type { Metrics } from '../bots/http/metrics.ts';
import { createDigestRounds } from '../core/digests/rounds.ts';
import { createMediaRounds } from '../core/media/rounds.ts';
import type { ChatAdapter } from '../core/ports.ts';
import { millisecondsOf } from '../core/work/duration.ts';
import { startRounds, type Round, type Rounds } from '../core/work/rounds.ts';
import type { Parts } from './parts.ts';

/** Start-up belongs to whoever asks first. */
const FIRST_AFTER = 2000;

export interface WorkerOptions {
  /** The platforms this process can post to. */
  readonly adapters: readonly ChatAdapter[];
  readonly metrics: Metrics;
}

/** Starts all background work of this process; `stop` ends it before the database is closed. */
export function createWorker(parts: Parts, { adapters, metrics }: WorkerOptions): Rounds {
  const { config, deps, transport, clock, logger, renderer } = parts;
  const collectEveryMs = millisecondsOf(config.COLLECT_INTERVAL);
  const alerts = createAlertWatch({ deps, renderer });
  const rounds: readonly Round[] = [
    ...createCollectorRounds({
      ...deps,
      collectEveryMs,
      followersEveryMs: millisecondsOf(config.FOLLOWER_POLL_INTERVAL),
      afterCollect: [alerts.afterCollect],
    }),
    ...createMediaRounds(deps, collectEveryMs),
    alerts.round,
    ...createDigestRounds({
      deps,
      renderer,
      adapters: () => adapters,
      onUnknown: config.ON_UNKNOWN,
      counters: metrics,
      afterSweep: createHeartbeat(transport, config.HEARTBEAT_URL, parts),
    }),
  ];
  return startRounds(rounds, { clock, logger, firstAfterMs: FIRST_AFTER });
}
