/** Erasing an account: every table that holds something about it, in an order that foreign keys allow. */
import { type RawBuilder, sql } from 'kysely';
import type { AccountStore } from '../core/ports.ts';
import type { SqlKind } from './schema.ts';
import type { Run } from './sight.ts';
import { listSeen } from './sight.ts';

const ERASED = 'An account it names was erased.';

/** Takes the words of posts away; what was not sent never is, and says why. */
function emptyPosts(run: Run, which: RawBuilder<unknown>): Promise<unknown> {
  return sql`update post set payload = '', state = case when state = 'sent' then state else 'dead' end,
    because = case when state in ('sent', 'dead') then because else ${ERASED} end where ${which}`.execute(run);
}

/** The words of alerts about an account; what is not begun is not sent any more. */
function eraseAlertWords(run: Run, account: number): Promise<unknown> {
  return emptyPosts(
    run,
    sql`key in (select post_key from alert_finding where account_id = ${account})
      or edits in (select post_key from alert_finding where account_id = ${account})`,
  );
}

/**
 * Every digest that shows the account, its posts' words and its place in subscriptions. One that is being made, or surely
 * was not sent and shows others too, is made again for those.
 */
async function eraseDigests(run: Run, account: number): Promise<void> {
  const rows = await run.selectFrom('subscription').select(['id', 'accounts']).execute();
  for (const { id, accounts } of rows) {
    const ids = JSON.parse(accounts) as readonly number[];
    if (!ids.includes(account)) continue;
    const left = ids.filter((other) => other !== account);
    await run
      .updateTable('subscription')
      .set({ accounts: JSON.stringify(left) })
      .where('id', '=', id)
      .execute();
    // One that is being made right now was read with the account: it is nobody's any more, so its end is not written.
    await sql`update digest_run set attempts = 0, owner = null, held_until = null, next_at = scheduled_for
      where subscription_id = ${id} and state = 'due' and owner is not null`.execute(run);
    const posts = sql`(select post_key from digest where subscription_id = ${id})`;
    if (left.length > 0) {
      await sql`update digest_run set state = 'due', because = '', attempts = 0, owner = null, held_until = null,
        next_at = scheduled_for where subscription_id = ${id} and week in (select week from digest
          join post on post.key = digest.post_key where subscription_id = ${id} and post.state = 'pending')`.execute(
        run,
      );
      await sql`delete from post where state = 'pending' and key in ${posts}`.execute(run);
    }
    await emptyPosts(run, sql`key in ${posts} or thread in ${posts} or edits in ${posts}`);
    await run.deleteFrom('digest').where('subscription_id', '=', id).execute();
  }
}

/** Every message that names the account, whoever made it: warnings, notices, confirmations. */
async function erasePosts(run: Run, account: number): Promise<void> {
  const found = await run.selectFrom('account').select('username').where('id', '=', account).executeTakeFirst();
  if (found === undefined) return;
  const name = `@${found.username}`;
  const rows = await run
    .selectFrom('post')
    .select(['key', 'payload'])
    .where(sql<boolean>`replace(payload, ${name}, '') <> payload`)
    .execute();
  // Not those of an account whose name only begins like this one.
  const whole = new RegExp(`${name.replaceAll('.', String.raw`\.`)}(?!\\w|\\.\\w)`, 'u');
  for (const { key } of rows.filter(({ payload }) => whole.test(payload))) {
    await emptyPosts(run, sql`key = ${key}`);
  }
}

/** Tables with a column `account_id`, children before parents; a new one of that kind gets a line here (a test looks). */
export const ABOUT_ACCOUNTS = [
  'alert_choice',
  'alert_finding',
  'goal',
  'commented_post',
  'media_reading',
  'media',
  'reading',
  'profile',
  'collection',
  'connection',
] as const;

/** Ends a workspace's sight of an account, token included, inside its caller's transaction; false when there was none. */
export async function endSight(run: Run, workspace: number, account: number): Promise<boolean> {
  const { numDeletedRows } = await run
    .deleteFrom('connection')
    .where('workspace_id', '=', workspace)
    .where('account_id', '=', account)
    .executeTakeFirst();
  const [next] = await listSeen(run, workspace, 'connected_at');
  await run
    .updateTable('workspace')
    .set({ default_account_id: next?.id ?? null })
    .where('id', '=', workspace)
    .where('default_account_id', '=', account)
    .execute();
  return numDeletedRows > 0n;
}

/** What `AccountStore.eraseAccount` promises: one transaction, and with SQLite nothing left of it in the log beside the file. */
export async function eraseAccount(
  db: Run,
  kind: SqlKind,
  workspace: number,
  account: number,
): ReturnType<AccountStore['eraseAccount']> {
  const outcome = await db.transaction().execute(async (trx) => {
    if (kind === 'postgres') await sql`select id from account where id = ${account} for update`.execute(trx);
    if (!(await endSight(trx, workspace, account))) return 'missing' as const;
    const other = await trx
      .selectFrom('connection')
      .select('workspace_id')
      .where('account_id', '=', account)
      .limit(1)
      .executeTakeFirst();
    if (other !== undefined) return 'shared' as const;
    await sql`delete from pause where key like (
      select '%:' || instagram_id from account where id = ${account} and instagram_id is not null)`.execute(trx);
    await sql`delete from setting where name in (${`media-listings:${account}`}, ${`story-listing:${account}`})`.execute(
      trx,
    );
    await eraseAlertWords(trx, account);
    await eraseDigests(trx, account);
    await erasePosts(trx, account);
    for (const table of ABOUT_ACCOUNTS) {
      await sql`delete from ${sql.table(table)} where account_id = ${account}`.execute(trx);
    }
    await trx.deleteFrom('account').where('id', '=', account).execute();
    return 'erased' as const;
  });
  if (kind === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db);
  return outcome;
}

/** What `AccountStore.listConnectionsOf` promises. */
export async function listConnectionsOf(db: Run, metaUserId: string): ReturnType<AccountStore['listConnectionsOf']> {
  const rows = await db
    .selectFrom('connection')
    .select(['workspace_id', 'account_id'])
    .where('meta_user_id', '=', metaUserId)
    .orderBy('account_id')
    .execute();
  return rows.map((row) => ({ workspaceId: row.workspace_id, accountId: row.account_id }));
}
