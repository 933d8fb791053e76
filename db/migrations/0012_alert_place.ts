import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Who turned alerts on and where, to be told when they do not arrive; why they do not; whom a major one calls. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { text } = columnTypes(kind);
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);

  await run(sql`alter table alert_place add column owner_id ${text}`);
  await run(sql`alter table alert_place add column asked_in ${text}`);
  await run(sql`alter table alert_place add column failing ${text}`);
  await run(sql`alter table alert_place add column mention ${text}`);
}
