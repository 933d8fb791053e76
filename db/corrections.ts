import { type Selectable, sql } from 'kysely';
import type { StoredDigest } from '../core/digests/subscription.ts';
import type { CorrectionStore } from '../core/ports.ts';
import { insertPost } from './deliveries.ts';
import type { Database, Tables } from './schema.ts';

/** A digest as it is kept. */
export function digestOf(row: Selectable<Tables['digest']>): StoredDigest {
  return {
    subscriptionId: row.subscription_id,
    week: row.week,
    madeAt: row.made_at,
    content: row.content,
    facts: row.facts,
    postKey: row.post_key,
    checkAt: row.check_at ?? undefined,
  };
}

/** Which digests are looked at once more when their week is final, over a database. */
export function createCorrections({ db, kind }: Database): CorrectionStore {
  const skipLocked = kind === 'postgres' ? sql`for update of digest skip locked` : sql``;

  return {
    async claimChecks({ now, until, sentSince, limit }) {
      const { rows } = await sql<Selectable<Tables['digest']>>`update digest set check_at = ${until}
        where (subscription_id, week) in (select digest.subscription_id, digest.week from digest
          join post on post.key = digest.post_key
          join subscription on subscription.id = digest.subscription_id
          where digest.check_at <= ${now} and post.state = 'sent' and post.sent_at >= ${sentSince}
            and subscription.removed_at is null and subscription.paused_at is null
          order by digest.check_at, digest.subscription_id limit ${limit} ${skipLocked})
        returning *`.execute(db);
      return rows.map(digestOf);
    },

    finishCheck: ({ subscriptionId, week, checkAt }, post) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('digest')
          .set({ check_at: null })
          .where('subscription_id', '=', subscriptionId)
          .where('week', '=', week)
          .where('check_at', '=', checkAt ?? null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        if (post !== undefined) await insertPost(trx, post);
        return true;
      }),
  };
}
