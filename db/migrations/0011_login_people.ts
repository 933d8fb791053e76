import { type Kysely, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Who connected an account, to be told when its token ends; and which accounts a login is about. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { text } = columnTypes(kind);
  await sql`alter table connection add column connected_by ${text}`.execute(db);
  await sql`alter table login add column person ${text}`.execute(db);
  await sql`alter table login add column accounts ${text}`.execute(db);
}
