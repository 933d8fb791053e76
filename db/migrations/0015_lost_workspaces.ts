import { type Kysely, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Why nothing can be posted in a workspace any more. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { text } = columnTypes(kind);
  await sql`alter table workspace add column lost ${text}`.execute(db);
}
