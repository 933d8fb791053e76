/** Which accounts a digest may show, and with what right Instagram is asked about them. */
import type { Account, AccountId, Connection, WorkspaceId } from '../accounts.ts';
import type { Access, Deps } from '../features/feature.ts';

interface Seen {
  readonly account: Account;
  readonly connection: Connection | undefined;
}

/** The ordered accounts that the workspace still sees, in that order; demo accounts are everybody's while the demo runs. */
export async function seenAccounts(
  deps: Deps,
  workspace: WorkspaceId,
  wanted: readonly AccountId[],
): Promise<readonly Seen[]> {
  const [accounts, connections, all] = await Promise.all([
    deps.store.listAccounts(workspace),
    deps.store.listConnections(workspace),
    deps.about().demo ? deps.store.listAllConnections() : [],
  ]);
  const demo = all.filter(({ account }) => account.origin === 'demo');
  return wanted.flatMap((id): readonly Seen[] => {
    const account = accounts.find((one) => one.id === id);
    if (account !== undefined) return [{ account, connection: connections.find((row) => row.accountId === id) }];
    const shared = demo.find((one) => one.account.id === id);
    return shared === undefined ? [] : [shared];
  });
}

/** The right to ask; none for imported accounts and refused tokens. */
export function accessOf(deps: Deps, { account, connection }: Seen, priority: 'command' | 'background'): Access {
  const { instagramId, origin } = account;
  const blind = { account, connection, graph: undefined };
  if (connection === undefined || connection.brokenBecause !== undefined) return blind;
  if (instagramId === undefined || origin === 'import') return blind;
  const { login, token } = connection;
  const base = deps.baseFor(origin, login);
  if (base === undefined) return blind;
  return { account, connection, graph: { base, login, instagramId, token, priority } };
}

/** Why Instagram cannot be asked although the account is connected. */
export function accessWords({ connection }: Access): readonly string[] {
  const because = connection?.brokenBecause;
  return because === undefined ? [] : [`${because} Connect the account again with /ig connect.`];
}
