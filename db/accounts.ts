import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Account, Connection, Workspace } from '../core/accounts.ts';
import { AppError } from '../core/errors.ts';
import type { AccountStore, Logger, NewConnection } from '../core/ports.ts';
import { accountOf, chooseDefault, listSeen, lookAt, type Run, takeAccount } from './sight.ts';
import { storable } from './parameters.ts';
import type { Database, Tables } from './schema.ts';
import type { Seal } from './seal.ts';

const SCOPES = z.array(z.string());

function workspaceOf(row: Selectable<Tables['workspace']>): Workspace {
  return {
    id: row.id,
    platform: row.platform,
    remoteId: row.remote_id,
    zone: row.zone ?? undefined,
    defaultAccountId: row.default_account_id ?? undefined,
  };
}

function findWorkspace(run: Run, platform: string, remoteId: string) {
  return run
    .selectFrom('workspace')
    .selectAll()
    .where('platform', '=', platform)
    .where('remote_id', '=', remoteId)
    .executeTakeFirst();
}

function connectionOf(
  row: Selectable<Tables['connection']>,
  login: Connection['login'],
  token: Connection['token'],
): Connection {
  return {
    workspaceId: row.workspace_id,
    accountId: row.account_id,
    login,
    token,
    tokenExpiresAt: row.token_expires_at ?? undefined,
    dataAccessExpiresAt: row.data_access_expires_at ?? undefined,
    scopes: row.scopes === null ? undefined : SCOPES.parse(JSON.parse(row.scopes)),
    brokenBecause: row.broken_because ?? undefined,
    connectedAt: row.connected_at,
  };
}

function connectionValues(offer: NewConnection, account: number, seal: Seal) {
  const place = { workspace: offer.workspaceId, account, purpose: 'access-token' } as const;
  return {
    login: offer.login,
    sealed_token: seal.close(offer.token, place),
    token_expires_at: offer.tokenExpiresAt ?? null,
    data_access_expires_at: offer.dataAccessExpiresAt ?? null,
    scopes: offer.scopes === undefined ? null : JSON.stringify(offer.scopes),
    broken_because: null,
  };
}

/** Writes the connection over an older one, whose first time stays; the sight of files alone was no connection yet. */
async function putConnection(run: Run, offer: NewConnection, account: Account, seal: Seal): Promise<void> {
  const values = connectionValues(offer, account.id, seal);
  const first = sql<number>`case when connection.sealed_token is null
    then excluded.connected_at else connection.connected_at end`;
  await run
    .insertInto('connection')
    .values({ workspace_id: offer.workspaceId, account_id: account.id, connected_at: offer.now, ...values })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'account_id']).doUpdateSet({ ...values, connected_at: first }),
    )
    .execute();
}

/** The AccountStore over a database. */
export function createAccounts({ db }: Database, seal: Seal, logger: Logger): AccountStore {
  /** Rows whose seal did not open, said once per process. */
  const unreadable = new Set<string>();

  function open(row: Selectable<Tables['connection']>): readonly Connection[] {
    if (row.login === null || row.sealed_token === null) return [];
    const place = { workspace: row.workspace_id, account: row.account_id, purpose: 'access-token' } as const;
    const token = seal.open(row.sealed_token, place);
    if (token !== undefined) return [connectionOf(row, row.login, token)];
    const key = `${row.workspace_id}/${row.account_id}`;
    if (!unreadable.has(key)) {
      logger.warn(
        { workspace: row.workspace_id, account: row.account_id },
        'a stored token does not open with the keys at hand: connect the account again or bring the old ENCRYPTION_KEY back',
      );
    }
    unreadable.add(key);
    return [];
  }

  return {
    async saveWorkspace(platform, remoteId) {
      const known = await findWorkspace(db, platform, remoteId);
      if (known !== undefined) return workspaceOf(known);
      await db
        .insertInto('workspace')
        .values({ platform, remote_id: remoteId })
        .onConflict((conflict) => conflict.columns(['platform', 'remote_id']).doNothing())
        .execute();
      const made = await findWorkspace(db, platform, remoteId);
      if (made === undefined) throw new AppError('storage', 'The workspace could not be kept.');
      return workspaceOf(made);
    },

    async setDefaultAccount(workspace, account) {
      await db.transaction().execute(async (trx) => {
        const seen = await listSeen(trx, workspace);
        if (account !== undefined && !seen.some((row) => row.id === account)) {
          throw new AppError('not-found', 'This workspace does not see that account.');
        }
        await trx
          .updateTable('workspace')
          .set({ default_account_id: account ?? null })
          .where('id', '=', workspace)
          .execute();
      });
    },

    saveConnection(offer) {
      return db.transaction().execute(async (trx) => {
        const account = await takeAccount(trx, offer);
        await putConnection(trx, offer, account, seal);
        await chooseDefault(trx, offer.workspaceId, account);
        return account;
      });
    },

    saveImportAccount(workspace, username, now) {
      return db.transaction().execute((trx) => lookAt(trx, workspace, username, now));
    },

    async listAccounts(workspace) {
      return (await listSeen(db, workspace)).map(accountOf);
    },

    async listConnections(workspace) {
      const rows = await db
        .selectFrom('connection')
        .selectAll()
        .where('workspace_id', '=', workspace)
        .orderBy('account_id')
        .execute();
      return rows.flatMap(open);
    },

    removeConnection(workspace, account) {
      return db.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('connection')
          .where('workspace_id', '=', workspace)
          .where('account_id', '=', account)
          .executeTakeFirstOrThrow();
        const [next] = await listSeen(trx, workspace, 'connected_at');
        await trx
          .updateTable('workspace')
          .set({ default_account_id: next?.id ?? null })
          .where('id', '=', workspace)
          .where('default_account_id', '=', account)
          .execute();
        return numDeletedRows > 0n;
      });
    },

    async markBroken(workspace, account, because) {
      await db
        .updateTable('connection')
        .set({ broken_because: storable(because) })
        .where('workspace_id', '=', workspace)
        .where('account_id', '=', account)
        .execute();
    },

    async hasAccounts(origin) {
      const row = await db
        .selectFrom('account')
        .innerJoin('connection', 'connection.account_id', 'account.id')
        .select('account.id')
        .where('origin', '=', origin)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
