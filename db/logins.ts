import { z } from 'zod';
import type { LoginStore, PendingLogin } from '../core/ports.ts';
import { personOf } from './connections.ts';
import type { Database, Tables } from './schema.ts';

const ACCOUNTS = z.array(z.number());

function pendingOf(row: Tables['login'] | undefined): PendingLogin | undefined {
  if (row === undefined) return undefined;
  return {
    login: row.login,
    workspaceId: row.workspace_id,
    userId: row.user_id,
    person: personOf(row.person),
    accounts: row.accounts === null ? undefined : ACCOUNTS.parse(JSON.parse(row.accounts)),
  };
}

/** The LoginStore over a database. */
export function createLogins({ db }: Database): LoginStore {
  return {
    async saveLogin(stateHash, pending, now, endsAt) {
      await db.deleteFrom('login').where('ends_at', '<=', now).execute();
      const { login, workspaceId, userId, person, accounts } = pending;
      await db
        .insertInto('login')
        .values({
          state_hash: stateHash,
          login,
          workspace_id: workspaceId,
          user_id: userId,
          ends_at: endsAt,
          person: person === undefined ? null : JSON.stringify(person),
          accounts: accounts === undefined ? null : JSON.stringify(accounts),
        })
        .execute();
    },

    async findLogin(stateHash, now) {
      const row = await db
        .selectFrom('login')
        .selectAll()
        .where('state_hash', '=', stateHash)
        .where('ends_at', '>', now)
        .executeTakeFirst();
      return pendingOf(row);
    },

    async takeLogin(stateHash, now) {
      const row = await db
        .deleteFrom('login')
        .where('state_hash', '=', stateHash)
        .where('ends_at', '>', now)
        .returningAll()
        .executeTakeFirst();
      return pendingOf(row);
    },
  };
}
