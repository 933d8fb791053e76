import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Weekly digests, what became of each of their weeks, what they said, and every message on record. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { id, int, strict, text } = columnTypes(kind);
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);

  await run(sql`create table subscription (
    id ${id}, workspace_id ${int} not null references workspace (id), platform ${text} not null,
    workspace_remote_id ${text} not null, channel_id ${text} not null, channel_name ${text} not null,
    accounts ${text} not null, weekday ${int} not null check (weekday between 1 and 7), time ${text} not null,
    zone ${text} not null, owner_id ${text} not null, asked_in ${text}, next_at ${int} not null,
    zone_rules ${text} not null, paused_at ${int}, failing ${text}, created_at ${int} not null,
    removed_at ${int}) ${strict}`);
  await run(sql`create index subscription_due on subscription (next_at) where removed_at is null`);
  await run(sql`create index subscription_workspace on subscription (workspace_id) where removed_at is null`);
  await run(sql`create table digest_run (
    subscription_id ${int} not null references subscription (id), week ${text} not null,
    scheduled_for ${int} not null, state ${text} not null
      check (state in ('due', 'built', 'missed', 'skipped', 'failed')),
    because ${text} not null, attempts ${int} not null, next_at ${int} not null, owner ${text}, held_until ${int},
    primary key (subscription_id, week)) ${strict}`);
  await run(sql`create index digest_run_due on digest_run (next_at) where state = 'due'`);
  await run(sql`create table digest (
    subscription_id ${int} not null, week ${text} not null, made_at ${int} not null, content ${text} not null,
    facts ${text} not null, post_key ${text} not null, primary key (subscription_id, week),
    foreign key (subscription_id, week) references digest_run (subscription_id, week)) ${strict}`);
  await run(sql`create table post (
    key ${text} primary key not null, workspace_id ${int} not null references workspace (id),
    platform ${text} not null, workspace_remote_id ${text} not null, channel_id ${text} not null,
    payload ${text} not null, state ${text} not null
      check (state in ('pending', 'sending', 'unknown', 'sent', 'held', 'dead')),
    next_at ${int} not null, owner ${text}, held_until ${int}, first_attempt_at ${int}, attempt_at ${int},
    attempts ${int} not null, looks ${int} not null, message_id ${text}, via ${text}, sent_at ${int},
    audit_at ${int}, because ${text}, created_at ${int} not null,
    check ((state = 'sent') = (message_id is not null))) ${strict}`);
  await run(sql`create index post_due on post (next_at) where state in ('pending', 'sending', 'unknown')`);
  await run(sql`create index post_audit on post (audit_at) where audit_at is not null`);
}
