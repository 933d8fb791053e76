import { type Kysely, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** When a posted digest is to be looked at for late corrections; older digests are not. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { int } = columnTypes(kind);
  await sql`alter table digest add column check_at ${int}`.execute(db);
  await sql`create index digest_check on digest (check_at) where check_at is not null`.execute(db);
}
