import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Workspaces, accounts, connections, readings, profiles, pauses, settings and the lease of the SQLite file. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { id, int, real, strict, text } = columnTypes(kind);
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);

  await run(sql`create table account (
    id ${id}, origin ${text} not null check (origin in ('graph', 'import', 'demo')), instagram_id ${text},
    username ${text} not null, name ${text}, created_at ${int} not null,
    check ((origin = 'import') = (instagram_id is null)), unique (origin, instagram_id)) ${strict}`);
  await run(sql`create unique index account_import on account (username) where origin = 'import'`);
  await run(sql`create table workspace (
    id ${id}, platform ${text} not null, remote_id ${text} not null, zone ${text},
    default_account_id ${int} references account (id), unique (platform, remote_id)) ${strict}`);
  await run(sql`create table connection (
    workspace_id ${int} not null references workspace (id), account_id ${int} not null references account (id),
    login ${text} check (login in ('facebook', 'instagram')), sealed_token ${text},
    token_expires_at ${int}, data_access_expires_at ${int}, scopes ${text}, broken_because ${text},
    connected_at ${int} not null, check ((login is null) = (sealed_token is null)),
    primary key (workspace_id, account_id)) ${strict}`);
  await run(sql`create index connection_account on connection (account_id)`);
  await run(sql`create table reading (
    id ${id}, account_id ${int} not null references account (id), metric ${text} not null, breakdown ${text} not null,
    day_from ${text} not null, day_to ${text} not null, source ${text} not null check (source in ('graph', 'import')),
    value ${real}, detail ${text}, read_at ${int} not null, confirmed_at ${int} not null,
    settled_at ${int}, measured_at ${int}) ${strict}`);
  await run(sql`create index reading_key on reading
    (account_id, metric, breakdown, day_from, day_to, source, read_at, id)`);
  await run(sql`create table profile (
    id ${id}, account_id ${int} not null references account (id), profile ${text} not null,
    read_at ${int} not null, confirmed_at ${int} not null) ${strict}`);
  await run(sql`create index profile_account on profile (account_id, read_at, id)`);
  await run(
    sql`create table pause (key ${text} primary key not null, until ${int} not null, because ${text} not null) ${strict}`,
  );
  await run(sql`create table setting (name ${text} primary key not null, value ${text} not null) ${strict}`);
  await run(sql`create table lease (
    name ${text} primary key not null, holder ${text} not null, pid ${int} not null, beat_at ${int} not null) ${strict}`);
}
