import { type Kysely, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Who told us of a post and of its numbers: Instagram, as all so far, or a file. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { text } = columnTypes(kind);
  for (const table of ['media', 'media_reading']) {
    await sql`alter table ${sql.table(table)} add column source ${text} not null default 'graph'
      check (source in ('graph', 'import'))`.execute(db);
  }
}
