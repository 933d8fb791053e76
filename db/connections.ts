/** Connection rows as core knows them, and changes that depend on the token that stands there. */
import type { Selectable, Updateable } from 'kysely';
import { z } from 'zod';
import type { Connection, Person } from '../core/accounts.ts';
import type { Logger } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import type { Database, Tables } from './schema.ts';
import type { Seal } from './seal.ts';

type Row = Selectable<Tables['connection']>;
type Place = Pick<Connection, 'workspaceId' | 'accountId'>;

const SCOPES = z.array(z.string());
const PERSON = z.object({
  platform: z.string(),
  workspaceRemoteId: z.string(),
  userId: z.string(),
  channelId: z.string().optional(),
});

/** A person as kept in a column. */
export function personOf(text: string | null): Person | undefined {
  if (text === null) return undefined;
  const { channelId, ...person } = PERSON.parse(JSON.parse(text));
  return { ...person, channelId };
}

export interface OpenConnections {
  /** The connection of a row, token opened; none without a token or when its seal does not open. */
  readonly open: (row: Row) => readonly Connection[];
  /** Changes a row; with `token` only while that one is stored. False when nothing was changed. */
  change(place: Place, token: Secret | undefined, values: Updateable<Tables['connection']>): Promise<boolean>;
}

function connectionOf(row: Row, login: Connection['login'], token: Secret): Connection {
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
    renewedAt: row.renewed_at ?? undefined,
    connectedBy: personOf(row.connected_by),
  };
}

/** Reads and changes connections over a database. */
export function createConnections({ db, kind }: Database, seal: Seal, logger: Logger): OpenConnections {
  /** Rows whose seal did not open, said once per process. */
  const unreadable = new Set<string>();

  function open(row: Row): readonly Connection[] {
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
    open,
    change: ({ workspaceId, accountId }, token, values) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('connection')
          .selectAll()
          .where('workspace_id', '=', workspaceId)
          .where('account_id', '=', accountId)
          .$if(kind === 'postgres', (rows) => rows.forUpdate())
          .executeTakeFirst();
        if (row === undefined) return false;
        if (token !== undefined && open(row)[0]?.token.reveal() !== token.reveal()) return false;
        await trx
          .updateTable('connection')
          .set(values)
          .where('workspace_id', '=', workspaceId)
          .where('account_id', '=', accountId)
          .execute();
        return true;
      }),
  };
}
