import { type Kysely, sql, type SqlBool } from 'kysely';
import { NOTICE_KEYS } from '../core/deliveries/notices.ts';
import type { LossStore, Lost, RemoteWorkspace } from '../core/ports.ts';
import { BEGUN_ANEW } from './deliveries.ts';
import { storable } from './parameters.ts';
import type { Database, Tables } from './schema.ts';

/** Older alerts are no news any more. */
const REVIVED_FOR = 3 * 86_400_000;

/** Something goes to this workspace by itself. */
const ORDERED = sql<SqlBool>`(exists (select 1 from subscription one where one.removed_at is null
    and one.platform = workspace.platform and one.workspace_remote_id = workspace.remote_id)
  or exists (select 1 from alert_place one where one.off_at is null
    and one.platform = workspace.platform and one.workspace_remote_id = workspace.remote_id))`;

function rowOf({ platform, workspaceRemoteId }: RemoteWorkspace) {
  return { platform, remote_id: workspaceRemoteId };
}

function thereOf({ platform, workspaceRemoteId }: RemoteWorkspace) {
  return { platform, workspace_remote_id: workspaceRemoteId };
}

/** Ends what waits. What may be under way is looked for and recorded; a notice to an owner is tried: nobody else says it. */
async function endPosts(run: Kysely<Tables>, workspace: RemoteWorkspace, because: string): Promise<void> {
  await run
    .updateTable('post')
    .set({ state: 'dead', because })
    .where((is) => is.and(thereOf(workspace)))
    .where('state', '=', 'pending')
    .where((is) => is.and(NOTICE_KEYS.map((start) => is(sql`substr(key, 1, ${start.length})`, '<>', start))))
    .execute();
}

/** Lets alerts, answers and changes that ended with the loss wait again, in their order; digests are made again by core. */
async function revivePosts(run: Kysely<Tables>, workspace: RemoteWorkspace, because: string, now: number) {
  const ended = await run
    .selectFrom('post')
    .select('key')
    .where((is) => is.and({ ...thereOf(workspace), state: 'dead', because }))
    .where('payload', '<>', '')
    .where('created_at', '>', now - REVIVED_FOR)
    .where((is) =>
      is.or([
        is('edits', 'is not', null),
        is('thread', 'is not', null),
        is('key', 'in', is.selectFrom('alert_finding').select('post_key').where('post_key', 'is not', null)),
      ]),
    )
    .orderBy('created_at')
    .orderBy('key')
    .execute();
  for (const [place, { key }] of ended.entries()) {
    // Their patience begins anew.
    const created = now - ended.length + place;
    await run
      .updateTable('post')
      .set({
        ...BEGUN_ANEW,
        next_at: now,
        created_at: created,
        first_attempt_at: sql<number | null>`case when edits is null then first_attempt_at end`,
      })
      .where('key', '=', key)
      .execute();
  }
}

/** The LossStore over a database. */
export function createLosses({ db }: Database): LossStore {
  return {
    loseWorkspace: (workspace, said) =>
      db.transaction().execute(async (trx) => {
        const because = storable(said);
        const { numUpdatedRows } = await trx
          .updateTable('workspace')
          .set({ lost: because, regained_at: null })
          .where((is) => is.and(rowOf(workspace)))
          .where('lost', 'is', null)
          .where(ORDERED)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        for (const table of ['subscription', 'alert_place'] as const) {
          await trx
            .updateTable(table)
            .set({ failing: because })
            .where((is) => is.and(thereOf(workspace)))
            .where('failing', 'is', null)
            .execute();
        }
        await endPosts(trx, workspace, because);
        return true;
      }),

    regainWorkspace: (workspace, now) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('workspace')
          .select(['id', 'lost'])
          .where((is) => is.and(rowOf(workspace)))
          .where('lost', 'is not', null)
          .executeTakeFirst();
        if (row?.lost === null || row?.lost === undefined) return false;
        const { numUpdatedRows } = await trx
          .updateTable('workspace')
          .set({ lost: null, regained_at: now })
          .where('id', '=', row.id)
          .where('lost', 'is not', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        const failing = { ...thereOf(workspace), failing: row.lost };
        await trx
          .updateTable('alert_place')
          .set({ failing: null })
          .where((is) => is.and(failing))
          .execute();
        await trx
          .updateTable('subscription')
          .set({ failing: null })
          .where((is) => is.and(failing))
          .where('paused_at', 'is not', null)
          .execute();
        await revivePosts(trx, workspace, row.lost, now);
        return true;
      }),

    async listRegained() {
      const rows = await db
        .selectFrom('workspace')
        .select(['platform', 'remote_id'])
        .where('regained_at', 'is not', null)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({ platform: row.platform, workspaceRemoteId: row.remote_id }));
    },

    async finishRegain(workspace) {
      await db
        .updateTable('workspace')
        .set({ regained_at: null })
        .where((is) => is.and(rowOf(workspace)))
        .execute();
    },

    async listLost() {
      const rows = await db
        .selectFrom('workspace')
        .select(['platform', 'remote_id', 'lost'])
        .where('lost', 'is not', null)
        .where(ORDERED)
        .orderBy('id')
        .execute();
      return rows.map((row): Lost => ({
        platform: row.platform,
        workspaceRemoteId: row.remote_id,
        because: row.lost ?? '',
      }));
    },

    async findLost(workspace) {
      const row = await db
        .selectFrom('workspace')
        .select('lost')
        .where((is) => is.and(rowOf(workspace)))
        .executeTakeFirst();
      return row?.lost ?? undefined;
    },
  };
}
