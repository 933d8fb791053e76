import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Where alerts go, what people changed about an account's alerts, what was found and said, and goals. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { id, int, strict, text } = columnTypes(kind);
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);

  await run(sql`create table alert_place (
    id ${id}, workspace_id ${int} not null references workspace (id), platform ${text} not null,
    workspace_remote_id ${text} not null, channel_id ${text} not null, channel_name ${text} not null,
    zone ${text} not null, quiet_from ${text}, quiet_to ${text},
    sensitivity ${text} not null check (sensitivity in ('low', 'normal', 'high')), since ${int} not null,
    off_at ${int}, unique (workspace_id, platform, workspace_remote_id)) ${strict}`);
  await run(sql`create table alert_choice (
    place_id ${int} not null references alert_place (id), account_id ${int} not null references account (id),
    off_at ${int}, muted_until ${int}, steps ${int} not null, primary key (place_id, account_id)) ${strict}`);
  await run(sql`create table alert_finding (
    place_id ${int} not null references alert_place (id), account_id ${int} not null references account (id),
    series ${text} not null, episode ${text} not null, kind ${text} not null, day ${text} not null,
    found_at ${int} not null, facts ${text} not null, post_key ${text}, useful ${int},
    primary key (place_id, account_id, series, episode, kind, day)) ${strict}`);
  await run(sql`create index alert_finding_found on alert_finding (place_id, found_at)`);
  await run(sql`create table goal (
    id ${id}, workspace_id ${int} not null references workspace (id),
    account_id ${int} not null references account (id), metric ${text} not null, target ${int} not null,
    by_day ${text} not null, made_at ${int} not null, removed_at ${int}) ${strict}`);
  await run(sql`create index goal_workspace on goal (workspace_id) where removed_at is null`);
}
