import type { LossStore, Lost } from '../core/ports.ts';
import { storable } from './parameters.ts';
import type { Database } from './schema.ts';

/** The LossStore over a database. */
export function createLosses({ db }: Database): LossStore {
  return {
    loseWorkspace: ({ platform, workspaceRemoteId }, said) =>
      db.transaction().execute(async (trx) => {
        const because = storable(said);
        const there = { platform, workspace_remote_id: workspaceRemoteId };
        await trx
          .insertInto('workspace')
          .values({ platform, remote_id: workspaceRemoteId })
          .onConflict((conflict) => conflict.columns(['platform', 'remote_id']).doNothing())
          .execute();
        const { numUpdatedRows } = await trx
          .updateTable('workspace')
          .set({ lost: because })
          .where('platform', '=', platform)
          .where('remote_id', '=', workspaceRemoteId)
          .where('lost', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        for (const table of ['subscription', 'alert_place'] as const) {
          await trx
            .updateTable(table)
            .set({ failing: because })
            .where((is) => is.and(there))
            .where('failing', 'is', null)
            .execute();
        }
        // What may be under way is looked for and recorded; the word to an owner is tried: nobody else says it.
        await trx
          .updateTable('post')
          .set({ state: 'dead', because })
          .where((is) => is.and(there))
          .where('state', '=', 'pending')
          .where('key', 'not like', 'notice-%')
          .execute();
        return true;
      }),

    regainWorkspace: ({ platform, workspaceRemoteId }) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('workspace')
          .select(['id', 'lost'])
          .where('platform', '=', platform)
          .where('remote_id', '=', workspaceRemoteId)
          .where('lost', 'is not', null)
          .executeTakeFirst();
        if (row?.lost === null || row?.lost === undefined) return false;
        await trx.updateTable('workspace').set({ lost: null }).where('id', '=', row.id).execute();
        const there = { platform, workspace_remote_id: workspaceRemoteId, failing: row.lost };
        await trx
          .updateTable('alert_place')
          .set({ failing: null })
          .where((is) => is.and(there))
          .execute();
        await trx
          .updateTable('subscription')
          .set({ failing: null })
          .where((is) => is.and(there))
          .where('paused_at', 'is not', null)
          .execute();
        return true;
      }),

    async listLost() {
      const rows = await db
        .selectFrom('workspace')
        .select(['platform', 'remote_id', 'lost'])
        .where('lost', 'is not', null)
        .orderBy('id')
        .execute();
      return rows.map((row): Lost => ({
        platform: row.platform,
        workspaceRemoteId: row.remote_id,
        because: row.lost ?? '',
      }));
    },

    async findLost({ platform, workspaceRemoteId }) {
      const row = await db
        .selectFrom('workspace')
        .select('lost')
        .where('platform', '=', platform)
        .where('remote_id', '=', workspaceRemoteId)
        .executeTakeFirst();
      return row?.lost ?? undefined;
    },
  };
}
