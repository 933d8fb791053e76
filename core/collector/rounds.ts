/** The collector as kinds of background work. */
import type { Transport } from '../instagram/transport.ts';
import { tellEndingRights } from '../tokens/ending.ts';
import { renewTokens } from '../tokens/renewal.ts';
import type { Round } from '../work/rounds.ts';
import { snapshotAll } from './followers.ts';
import { pingHeartbeat } from './heartbeat.ts';
import { BackFill, sweepDue, type CollectorDeps } from './sweep.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface CollectorOptions extends CollectorDeps {
  /** Milliseconds between two snapshots of an account's followers. */
  readonly followersEveryMs: number;
  readonly transport: Transport;
  readonly heartbeatUrl: string | undefined;
}

/**
 * Four rounds: `followers` (profile snapshots), `collect` (accounts whose turn has come, then the heartbeat), `back-fill`
 * (history), `tokens` (renewing them, telling of those that end). Accounts connected meanwhile get their first turn within a minute; `wake('collect')` is sooner.
 */
export function createCollectorRounds(options: CollectorOptions): readonly Round[] {
  const { transport, heartbeatUrl, logger, clock, collectEveryMs, followersEveryMs } = options;
  const history = new BackFill(options);
  let pingedAt = -Infinity;

  async function collect(signal: AbortSignal): Promise<void> {
    const count = await sweepDue(options, signal);
    if (signal.aborted || heartbeatUrl === undefined) return;
    if (count === 0 && clock() - pingedAt < collectEveryMs) return;
    pingedAt = clock();
    await pingHeartbeat(transport, heartbeatUrl, logger, signal);
  }

  return [
    { name: 'followers', everyMs: followersEveryMs, run: (signal) => snapshotAll(options, signal) },
    { name: 'collect', everyMs: Math.min(MINUTE, collectEveryMs), run: collect },
    { name: 'back-fill', everyMs: MINUTE, run: (signal) => history.run(signal) },
    {
      name: 'tokens',
      everyMs: HOUR,
      run: async (signal) => {
        await renewTokens(options, signal);
        await tellEndingRights(options);
      },
    },
  ];
}
