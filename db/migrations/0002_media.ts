import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlKind } from '../schema.ts';
import { columnTypes } from './types.ts';

/** Posts and stories of accounts, and what insights of them said when. Both go with their account. */
export async function up(db: Kysely<unknown>, kind: SqlKind): Promise<void> {
  const { id, int, real, strict, text } = columnTypes(kind);
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);

  await run(sql`create table media (
    account_id ${int} not null references account (id) on delete cascade, media_id ${text} not null,
    kind ${text} not null check (kind in ('image', 'video', 'album', 'reel', 'story')), published_at ${int} not null,
    shortcode ${text}, permalink ${text}, caption ${text}, like_count ${int}, comments_count ${int},
    seen_at ${int} not null,
    trouble ${text} check (trouble in ('before professional', 'too few', 'gone', 'failing')), trouble_at ${int},
    check ((trouble is null) = (trouble_at is null)), primary key (account_id, media_id)) ${strict}`);
  await run(sql`create index media_published on media (account_id, published_at)`);
  await run(sql`create table media_reading (
    id ${id}, account_id ${int} not null, media_id ${text} not null, metric ${text} not null, breakdown ${text} not null,
    value ${real}, detail ${text}, read_at ${int} not null, confirmed_at ${int} not null,
    foreign key (account_id, media_id) references media (account_id, media_id) on delete cascade) ${strict}`);
  await run(sql`create index media_reading_key on media_reading
    (account_id, media_id, metric, breakdown, read_at, id)`);
}
