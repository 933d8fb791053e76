/** The collector as kinds of background work. */
import { tellEndingRights } from '../tokens/ending.ts';
import { renewTokens } from '../tokens/renewal.ts';
import type { Round } from '../work/rounds.ts';
import { snapshotAll } from './followers.ts';
import { BackFill, sweepDue, type CollectorDeps } from './sweep.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface CollectorOptions extends CollectorDeps {
  /** Milliseconds between two snapshots of an account's followers. */
  readonly followersEveryMs: number;
}

/**
 * Four rounds: `followers` (profile snapshots), `collect` (accounts whose turn has come), `back-fill` (history),
 * `tokens` (renewing them, telling of those that end). Accounts connected meanwhile get their first turn within a minute;
 * `wake('collect')` is sooner.
 */
export function createCollectorRounds(options: CollectorOptions): readonly Round[] {
  const { collectEveryMs, followersEveryMs } = options;
  const history = new BackFill(options);

  async function collect(signal: AbortSignal): Promise<void> {
    await sweepDue(options, signal);
  }

  return [
    { name: 'followers', everyMs: followersEveryMs, run: (signal) => snapshotAll(options, followersEveryMs, signal) },
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
