import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** What may be chosen about a digest, and who ordered it. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { text } = columnTypes(kind);
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);

  await run(sql`alter table subscription add column options ${text} not null default '{}'`);
  await run(sql`alter table subscription add column owner_name ${text}`);
}
