import { type Kysely, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Which workspaces take messages again while their digests have not gone on yet. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { int } = columnTypes(kind);
  await sql`alter table workspace add column regained_at ${int}`.execute(db);
}
