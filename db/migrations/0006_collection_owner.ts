import { type Kysely, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Whose claim an account is under: who lost it meanwhile writes nothing. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { text } = columnTypes(kind);
  await sql`alter table collection add column owner ${text}`.execute(db);
}
