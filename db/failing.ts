import type { NewPost } from '../core/deliveries/post.ts';
import { insertPost } from './deliveries.ts';
import { storable } from './parameters.ts';
import type { Database } from './schema.ts';

/**
 * Remembers why the channel of a row takes nothing, with the notice about it in one transaction; undefined: it does. True
 * when that changed whether it fails: of several that find out at once, one tells.
 */
export function markFailing(
  { db }: Database,
  table: 'subscription' | 'alert_place',
  id: number,
  because: string | undefined,
  notice?: NewPost,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable(table)
      .set({ failing: because === undefined ? null : storable(because) })
      .where('id', '=', id)
      .where('failing', because === undefined ? 'is not' : 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    if (notice !== undefined) await insertPost(trx, notice);
    return true;
  });
}
