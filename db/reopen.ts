import type { Kysely } from 'kysely';
import { WEEKS_BACK, type Run } from '../core/digests/subscription.ts';
import type { Database, Tables } from './schema.ts';

/** Keys of posts that were certainly never posted and still could be. */
async function unposted(run: Kysely<Tables>, subscription: number): Promise<ReadonlyMap<string, string>> {
  const rows = await run
    .selectFrom('digest')
    .innerJoin('post', 'post.key', 'digest.post_key')
    .select(['digest.week', 'post.key'])
    .where('digest.subscription_id', '=', subscription)
    .where('post.state', '=', 'dead')
    .where('post.payload', '<>', '')
    .execute();
  return new Map(rows.map(({ week, key }) => [week, key]));
}

/** What `DigestStore.reopenRun` promises. */
export function reopenRun(
  { db }: Database,
  run: Pick<Run, 'subscriptionId' | 'week'>,
  because: string,
): Promise<boolean> {
  const { subscriptionId, week } = run;
  return db.transaction().execute(async (trx) => {
    const dead = await unposted(trx, subscriptionId);
    const key = dead.get(week);
    const { numUpdatedRows } = await trx
      .updateTable('digest_run')
      .set((one) => ({
        state: 'due',
        because: '',
        attempts: 0,
        owner: null,
        held_until: null,
        next_at: one.ref('scheduled_for'),
      }))
      .where('subscription_id', '=', subscriptionId)
      .where('week', '=', week)
      .where('state', '=', key === undefined ? 'missed' : 'built')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    if (key !== undefined) {
      await trx.deleteFrom('post').where('key', '=', key).where('state', '=', 'dead').execute();
      await trx.deleteFrom('digest').where('subscription_id', '=', subscriptionId).where('week', '=', week).execute();
    }
    const earlier = await trx
      .selectFrom('digest_run')
      .select(['week', 'state'])
      .where('subscription_id', '=', subscriptionId)
      .where('week', '<', week)
      .orderBy('week', 'desc')
      .limit(WEEKS_BACK)
      .execute();
    const end = earlier.findIndex((one) => one.state !== 'missed' && !(one.state === 'built' && dead.has(one.week)));
    const lost = (end === -1 ? earlier : earlier.slice(0, end)).flatMap((one) =>
      one.state === 'built' ? [one.week] : [],
    );
    if (lost.length > 0) {
      await trx
        .updateTable('digest_run')
        .set({ state: 'missed', because })
        .where('subscription_id', '=', subscriptionId)
        .where('week', 'in', lost)
        .execute();
    }
    return true;
  });
}
