import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** A post may answer another one, replace what one says, and be quiet. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { int, text } = columnTypes(kind);
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);

  await run(sql`alter table post add column thread ${text}`);
  await run(sql`alter table post add column edits ${text}`);
  await run(sql`alter table post add column quiet ${int} not null default 0`);
  await run(sql`create index post_thread on post (thread) where thread is not null`);
  await run(sql`create index post_edits on post (edits) where edits is not null`);
}
