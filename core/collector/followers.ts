/** Snapshots of every account's profile: follower totals have no history but this one. */
import { bringProfileUpToDate } from '../insights/profiles.ts';
import { rescueToken } from '../tokens/renewal.ts';
import { tellHooks, type CollectorDeps } from './sweep.ts';
import { eachOf, listTargets, type Target } from './targets.ts';

const WIDTH = 4;

async function snapshot(deps: CollectorDeps, target: Target, everyMs: number, signal: AbortSignal): Promise<void> {
  const { problems } = await bringProfileUpToDate(deps, target.account, target.access, signal, everyMs / 2);
  const refusal = problems.find((problem) => problem.code === 'token');
  const rescued = refusal === undefined ? undefined : await rescueToken(deps, target, refusal);
  if (rescued !== undefined) await bringProfileUpToDate(deps, target.account, rescued.access, signal);
  const worst = rescued === undefined ? problems[0] : undefined;
  if (worst === undefined) await tellHooks(deps, target.account, 'profile');
  else deps.logger.warn({ account: target.account.id, code: worst.code }, 'a profile could not be read');
}

/** Reads the profile of every account that was not read within the last half of `everyMs`, never more than five minutes. */
export async function snapshotAll(deps: CollectorDeps, everyMs: number, signal: AbortSignal): Promise<void> {
  await eachOf(await listTargets(deps), WIDTH, signal, (target, own) => snapshot(deps, target, everyMs, own));
}
