import { type Kysely, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Posts that a webhook says were commented on, a row each; the lists that stood in settings are dropped. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { int, strict, text } = columnTypes(kind);
  await sql`create table commented_post (
    account_id ${int} not null references account (id), media_id ${text} not null, marked_at ${int} not null,
    primary key (account_id, media_id)) ${strict}`.execute(db);
  await sql`delete from setting where name like 'commented-posts:%'`.execute(db);
}
