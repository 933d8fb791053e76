import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Run } from '../core/digests/subscription.ts';
import type { DigestStore } from '../core/ports.ts';
import { digestOf } from './corrections.ts';
import { insertPost } from './deliveries.ts';
import { storable } from './parameters.ts';
import { reopenRun } from './reopen.ts';
import type { Database, Tables } from './schema.ts';

type RunRow = Selectable<Tables['digest_run']>;

function runOf(row: RunRow): Run {
  return {
    subscriptionId: row.subscription_id,
    week: row.week,
    scheduledFor: row.scheduled_for,
    state: row.state,
    because: row.because,
    attempts: row.attempts,
  };
}

/** The DigestStore over a database: what became of each week. */
export function createDigests(database: Database): DigestStore {
  const { db, kind } = database;
  const skipLocked = kind === 'postgres' ? sql`for update skip locked` : sql``;
  const free = { owner: null, held_until: null } as const;

  return {
    async claimRuns(owner, now, until, limit) {
      const claim = async (which: RawBuilder<unknown>, most: number): Promise<readonly Run[]> => {
        const { rows } = await sql<RunRow>`update digest_run
          set owner = ${owner}, held_until = ${until}, attempts = attempts + 1
          where (subscription_id, week) in (select subscription_id, week from digest_run
            where state = 'due' and ${which} and next_at <= ${now} and (held_until is null or held_until < ${now})
            order by next_at, subscription_id limit ${most} ${skipLocked})
          returning *`.execute(db);
        return rows.map(runOf);
      };
      const fresh = await claim(sql`attempts = 0`, limit);
      return fresh.length > 0 ? fresh : claim(sql`attempts > 0`, 1);
    },

    async holdRun(run, owner, until) {
      await db
        .updateTable('digest_run')
        .set({ held_until: until })
        .where('subscription_id', '=', run.subscriptionId)
        .where('week', '=', run.week)
        .where('owner', '=', owner)
        .execute();
    },

    async delayRun(run, owner, nextAt) {
      await db
        .updateTable('digest_run')
        .set({ ...free, next_at: nextAt, attempts: sql`attempts - 1` })
        .where('subscription_id', '=', run.subscriptionId)
        .where('week', '=', run.week)
        .where('owner', '=', owner)
        .execute();
    },

    finishRun: (run, owner, digest, post) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('digest_run')
          .set({ ...free, state: 'built', because: '' })
          .where('subscription_id', '=', run.subscriptionId)
          .where('week', '=', run.week)
          .where('owner', '=', owner)
          .where('state', '=', 'due')
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await trx
          .insertInto('digest')
          .values({
            subscription_id: digest.subscriptionId,
            week: digest.week,
            made_at: digest.madeAt,
            content: storable(digest.content),
            facts: storable(digest.facts),
            post_key: digest.postKey,
            check_at: digest.checkAt ?? null,
          })
          .execute();
        await insertPost(trx, post);
        return true;
      }),

    async failRun(run, owner, because) {
      const { numUpdatedRows } = await db
        .updateTable('digest_run')
        .set({ ...free, state: 'failed', because: storable(because) })
        .where('subscription_id', '=', run.subscriptionId)
        .where('week', '=', run.week)
        .where('owner', '=', owner)
        .where('state', '=', 'due')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    reopenRun: (run, because) => reopenRun(database, run, because),

    async listRuns(subscriptionId, limit) {
      const rows = await db
        .selectFrom('digest_run')
        .selectAll()
        .where('subscription_id', '=', subscriptionId)
        .orderBy('week', 'desc')
        .limit(limit)
        .execute();
      return rows.map(runOf);
    },

    async readDigest(subscriptionId, week) {
      const row = await db
        .selectFrom('digest')
        .selectAll()
        .where('subscription_id', '=', subscriptionId)
        .where('week', '=', week)
        .executeTakeFirst();
      return row === undefined ? undefined : digestOf(row);
    },
  };
}
