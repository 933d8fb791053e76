import type { LoginStore, PendingLogin } from '../core/ports.ts';
import type { Database, Tables } from './schema.ts';

function pendingOf(row: Tables['login'] | undefined): PendingLogin | undefined {
  if (row === undefined) return undefined;
  return { login: row.login, workspaceId: row.workspace_id, userId: row.user_id };
}

/** The LoginStore over a database. */
export function createLogins({ db }: Database): LoginStore {
  return {
    async saveLogin(stateHash, pending, now, endsAt) {
      await db.deleteFrom('login').where('ends_at', '<=', now).execute();
      const { login, workspaceId, userId } = pending;
      await db
        .insertInto('login')
        .values({ state_hash: stateHash, login, workspace_id: workspaceId, user_id: userId, ends_at: endsAt })
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
