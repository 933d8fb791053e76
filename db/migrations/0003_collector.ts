import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** How far the collector is with each account, when tokens were renewed, whose they are, and logins that are under way. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { int, strict, text } = columnTypes(kind);
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);

  await run(sql`create table collection (
    account_id ${int} primary key not null references account (id), collected_at ${int}, collected_to ${text},
    filled_from ${text}, next_at ${int}, problem ${text}, held_until ${int} not null) ${strict}`);
  await run(sql`alter table connection add column renewal_tried_at ${int}`);
  await run(sql`alter table connection add column renewed_at ${int}`);
  await run(sql`alter table connection add column meta_user_id ${text}`);
  await run(sql`create index connection_meta_user on connection (meta_user_id) where meta_user_id is not null`);
  await run(sql`create table login (
    state_hash ${text} primary key not null, login ${text} not null check (login in ('facebook', 'instagram')),
    workspace_id ${int} not null references workspace (id), user_id ${text} not null, ends_at ${int} not null) ${strict}`);
}
