import { type Kysely, type RawBuilder, sql } from 'kysely';

/** What an operator watches and what is tidied up is found without reading whole tables. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);

  await run(sql`create index post_open on post (state, created_at) where state <> 'sent'`);
  await run(sql`create index post_full on post (sent_at)
    where state = 'sent' and payload <> '' and audit_at is null`);
  await run(sql`create index digest_run_lost on digest_run (state) where state in ('missed', 'failed')`);
}
