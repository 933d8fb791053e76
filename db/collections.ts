import type { Selectable } from 'kysely';
import type { Collection, CollectionStore } from '../core/ports.ts';
import { storable } from './parameters.ts';
import type { Database, Tables } from './schema.ts';

/** Account numbers a single statement takes. */
const CHUNK = 500;

function collectionOf(row: Selectable<Tables['collection']>): Collection {
  return {
    accountId: row.account_id,
    collectedAt: row.collected_at ?? undefined,
    collectedTo: row.collected_to ?? undefined,
    filledFrom: row.filled_from ?? undefined,
    nextAt: row.next_at ?? undefined,
    problem: row.problem ?? undefined,
  };
}

/** The CollectionStore over a database. */
export function createCollections({ db }: Database): CollectionStore {
  return {
    async claimCollection(account, owner, now, until) {
      const row = await db
        .insertInto('collection')
        .values({ account_id: account, owner, held_until: until })
        .onConflict((conflict) =>
          conflict
            .column('account_id')
            .doUpdateSet({ owner, held_until: until })
            .where('collection.held_until', '<=', now),
        )
        .returning('account_id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async holdCollection(account, owner, until) {
      const { numUpdatedRows } = await db
        .updateTable('collection')
        .set({ held_until: until })
        .where('account_id', '=', account)
        .where('owner', '=', owner)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async saveCollection({ accountId, collectedAt, collectedTo, filledFrom, nextAt, problem }, owner) {
      const { numUpdatedRows } = await db
        .updateTable('collection')
        .set({
          collected_at: collectedAt ?? null,
          collected_to: collectedTo ?? null,
          filled_from: filledFrom ?? null,
          next_at: nextAt ?? null,
          problem: problem === undefined ? null : storable(problem),
          owner: null,
          held_until: 0,
        })
        .where('account_id', '=', accountId)
        .where('owner', '=', owner)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async listCollections(accounts) {
      if (accounts === undefined) return (await db.selectFrom('collection').selectAll().execute()).map(collectionOf);
      const chunks = Array.from({ length: Math.ceil(accounts.length / CHUNK) }, (_, index) =>
        accounts.slice(index * CHUNK, (index + 1) * CHUNK),
      );
      const rows = await Promise.all(
        chunks.map((chunk) => db.selectFrom('collection').selectAll().where('account_id', 'in', chunk).execute()),
      );
      return rows.flat().map(collectionOf);
    },
  };
}
