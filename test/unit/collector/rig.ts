/** A collector over a world of tests, and what was asked of the local Instagram. */
import type { Account } from '../../../core/accounts.ts';
import { HOME } from '../../../core/app.ts';
import { connectToken } from '../../../core/features/connect-token.ts';
import { endOfDay } from '../../../core/insights/spans.ts';
import type { CollectorDeps } from '../../../core/collector/sweep.ts';
import { Secret } from '../../../core/secret.ts';
import type { World } from '../../fakes/world.ts';

export const HOUR = 3_600_000;
export const NEVER = new AbortController().signal;

export function collectorDeps(world: World, more: Partial<CollectorDeps> = {}): CollectorDeps {
  return { ...world.deps, collectEveryMs: HOUR, afterCollect: [], ...more };
}

/** Connects one account by the token of its Page (or of Instagram Login) to a workspace of its own. */
export async function connectOne(
  world: World,
  username: string,
  login: 'facebook' | 'instagram' = 'facebook',
  workspace: { readonly platform: string; readonly remoteId: string } = HOME,
): Promise<Account> {
  const owner = await world.store.saveWorkspace(workspace.platform, workspace.remoteId);
  const token = new Secret(world.local.tokens.of(username, login));
  const { accounts } = await connectToken(world.deps, owner, { token, origin: 'graph' });
  const [account] = accounts;
  if (account === undefined) throw new Error('nothing was connected');
  return account;
}

/** One-day questions that were answered, as `metric day`, by the first metric of each call. */
export function askedDays(calls: World['local']['calls']): readonly string[] {
  return calls.flatMap(({ path, params, status }) => {
    if (!path.endsWith('/insights') || status !== 200 || params['since'] === undefined) return [];
    if (params['metric_type'] !== 'total_value') return [];
    const since = Number(params['since']) * 1000;
    const day = new Date(since - 12 * HOUR).toISOString().slice(0, 10);
    const isOneDay = Number(params['until']) * 1000 - since < 25 * HOUR && endOfDay(day) === since;
    return isOneDay ? [`${params['metric']?.split(',')[0] ?? ''} ${day}`] : [];
  });
}
