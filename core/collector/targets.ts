/** Whose numbers are collected, and with which right. */
import type { Account, Connection } from '../accounts.ts';
import type { Deps } from '../features/feature.ts';
import type { GraphAccess } from '../instagram/answers.ts';
import type { ConnectedAccount } from '../ports.ts';

/** One account and one of its connections that works. */
export interface Target {
  readonly account: Account;
  readonly connection: Connection;
  readonly access: GraphAccess;
}

/** The right to ask for an account in the background; undefined when its token is refused or its host is not there. */
export function openTarget(deps: Pick<Deps, 'baseFor'>, { account, connection }: ConnectedAccount): Target | undefined {
  const { instagramId, origin } = account;
  if (instagramId === undefined || origin === 'import' || connection.brokenBecause !== undefined) return undefined;
  const base = deps.baseFor(origin, connection.login);
  if (base === undefined) return undefined;
  const { login, token } = connection;
  return { account, connection, access: { base, login, instagramId, token, priority: 'background' } };
}

/**
 * Every account once, by whichever workspace connected it first with a token that works. Demo accounts are left out as
 * soon as a real one is connected: nobody sees them any more.
 */
export async function listTargets(deps: Pick<Deps, 'store' | 'baseFor'>): Promise<readonly Target[]> {
  const rows = await deps.store.listAllConnections();
  const real = rows.some(({ account }) => account.origin === 'graph');
  const targets = new Map<number, Target>();
  for (const row of rows) {
    if (targets.has(row.account.id) || (real && row.account.origin === 'demo')) continue;
    const target = openTarget(deps, row);
    if (target !== undefined) targets.set(row.account.id, target);
  }
  return [...targets.values()];
}

/**
 * Works through a list, `width` at a time, in order; stops taking new ones once `signal` is aborted. Each piece of work
 * gets a signal of its own, so that listeners do not pile up on one.
 */
export async function eachOf<T>(
  items: readonly T[],
  width: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined && !signal.aborted; item = waiting.shift()) {
      await work(item, AbortSignal.any([signal]));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}
