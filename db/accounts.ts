import { type Selectable, sql } from 'kysely';
import type { Account, Workspace } from '../core/accounts.ts';
import { AppError } from '../core/errors.ts';
import type { AccountStore, NewConnection } from '../core/ports.ts';
import { endSight, eraseAccount, listConnectionsOf } from './erase.ts';
import type { OpenConnections } from './connections.ts';
import { accountOf, chooseDefault, listSeen, lookAt, type Run, takeAccount } from './sight.ts';
import { storable } from './parameters.ts';
import type { Database, Tables } from './schema.ts';
import type { Seal } from './seal.ts';

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

function connectionValues(offer: NewConnection, account: number, seal: Seal) {
  const place = { workspace: offer.workspaceId, account, purpose: 'access-token' } as const;
  return {
    login: offer.login,
    sealed_token: seal.close(offer.token, place),
    token_expires_at: offer.tokenExpiresAt ?? null,
    data_access_expires_at: offer.dataAccessExpiresAt ?? null,
    scopes: offer.scopes === undefined ? null : JSON.stringify(offer.scopes),
    broken_because: null,
    renewal_tried_at: null,
    renewed_at: null,
    ...(offer.metaUserId === undefined ? {} : { meta_user_id: offer.metaUserId }),
    ...(offer.connectedBy === undefined ? {} : { connected_by: JSON.stringify(offer.connectedBy) }),
  };
}

/** Writes the connection over an older one, whose first time stays; the sight of files alone was no connection yet. */
async function putConnection(run: Run, offer: NewConnection, account: Account, seal: Seal): Promise<void> {
  const values = connectionValues(offer, account.id, seal);
  // What waited for a working token has its turn at once.
  await sql`update collection set next_at = null where account_id = ${account.id} and exists (
    select 1 from connection where account_id = ${account.id} and broken_because is not null)`.execute(run);
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
export function createAccounts({ db, kind }: Database, seal: Seal, connections: OpenConnections): AccountStore {
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
      return rows.flatMap(connections.open);
    },

    removeConnection: (workspace, account) => db.transaction().execute((trx) => endSight(trx, workspace, account)),

    markBroken(workspace, account, because, refused) {
      const place = { workspaceId: workspace, accountId: account };
      return connections.change(place, refused, { broken_because: storable(because) }).then(() => undefined);
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

    async listAllConnections() {
      const rows = await db
        .selectFrom('connection')
        .innerJoin('account', 'account.id', 'connection.account_id')
        .selectAll('connection')
        .select(['origin', 'instagram_id', 'username', 'name', 'created_at'])
        .where('connection.login', 'is not', null)
        .orderBy('connection.account_id')
        .orderBy('connection.connected_at')
        .execute();
      return rows.flatMap((row) =>
        connections.open(row).map((connection) => ({ account: accountOf({ ...row, id: row.account_id }), connection })),
      );
    },

    async findAccountByInstagramId(instagramId) {
      const row = await db
        .selectFrom('account')
        .innerJoin('connection', 'connection.account_id', 'account.id')
        .selectAll('account')
        .where('instagram_id', '=', storable(instagramId))
        .where('connection.login', 'is not', null)
        .orderBy('account.id')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : accountOf(row);
    },

    eraseAccount: (workspace, account) => eraseAccount(db, kind, workspace, account),
    listConnectionsOf: (metaUserId) => listConnectionsOf(db, metaUserId),
  };
}
