import type { CommentStore } from '../core/ports.ts';
import type { Database } from './schema.ts';

/** The CommentStore over a database. */
export function createComments({ db }: Database): CommentStore {
  return {
    async markCommented(account, mediaIds, at) {
      if (mediaIds.length === 0) return;
      await db
        .insertInto('commented_post')
        .values(mediaIds.map((id) => ({ account_id: account, media_id: id, marked_at: at })))
        .onConflict((conflict) => conflict.columns(['account_id', 'media_id']).doUpdateSet({ marked_at: at }))
        .execute();
    },

    async listCommented(account, since, limit) {
      await db.deleteFrom('commented_post').where('account_id', '=', account).where('marked_at', '<', since).execute();
      const rows = await db
        .selectFrom('commented_post')
        .selectAll()
        .where('account_id', '=', account)
        .orderBy('marked_at', 'desc')
        .orderBy('media_id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ mediaId: row.media_id, markedAt: row.marked_at }));
    },

    async unmarkCommented(account, marks) {
      for (const { mediaId, markedAt } of marks) {
        await db
          .deleteFrom('commented_post')
          .where('account_id', '=', account)
          .where('media_id', '=', mediaId)
          .where('marked_at', '=', markedAt)
          .execute();
      }
    },
  };
}
