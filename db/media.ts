import { type Kysely, type Selectable, sql } from 'kysely';
import type { Media, MediaOrigin, MediaReading } from '../core/instagram/media/media.ts';
import type { KnownMedia, MediaStore } from '../core/ports.ts';
import { lockAccount } from './insights.ts';
import { storable } from './parameters.ts';
import type { Database, Tables } from './schema.ts';

/** Rows a single statement takes, below the databases' limits of parameters. */
const CHUNK = 400;

type NewReading = Omit<MediaReading, 'confirmedAt'>;
type ReadingRow = Selectable<Tables['media_reading']>;

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined ? null : storable(text);
}

/** JSON with keys in order, so that equal objects are equal texts. */
function orderedJson(detail: Readonly<Record<string, number>>): string {
  const entries = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
}

function mediaOf(row: Selectable<Tables['media']>): KnownMedia {
  return {
    id: row.media_id,
    kind: row.kind,
    publishedAt: row.published_at,
    shortcode: row.shortcode ?? undefined,
    permalink: row.permalink ?? undefined,
    caption: row.caption ?? undefined,
    source: row.source,
    likeCount: row.like_count ?? undefined,
    commentsCount: row.comments_count ?? undefined,
    seenAt: row.seen_at,
    trouble: row.trouble ?? undefined,
    troubleAt: row.trouble_at ?? undefined,
  };
}

function readingOf(row: ReadingRow): MediaReading {
  return {
    mediaId: row.media_id,
    source: row.source,
    metric: row.metric,
    breakdown: row.breakdown,
    value: row.value,
    detail: row.detail === null ? undefined : (JSON.parse(row.detail) as Readonly<Record<string, number>>),
    readAt: row.read_at,
    confirmedAt: row.confirmed_at,
  };
}

function keyOf(row: Pick<ReadingRow, 'media_id' | 'metric' | 'breakdown' | 'source'>): string {
  return JSON.stringify([row.media_id, row.metric, row.breakdown, row.source]);
}

function rowOf(account: number, media: Media, seenAt: number, source: MediaOrigin) {
  return {
    account_id: account,
    source,
    media_id: media.id,
    kind: media.kind,
    published_at: media.publishedAt,
    shortcode: textOrNull(media.shortcode),
    permalink: textOrNull(media.permalink),
    caption: textOrNull(media.caption),
    like_count: media.likeCount ?? null,
    comments_count: media.commentsCount ?? null,
    seen_at: seenAt,
  };
}

function everyReading(run: Kysely<Tables>, account: number, mediaIds: readonly string[]) {
  return run
    .selectFrom('media_reading')
    .selectAll()
    .where('account_id', '=', account)
    .where('media_id', 'in', mediaIds)
    .orderBy('read_at')
    .orderBy('id')
    .execute();
}

function newestReadings(run: Kysely<Tables>, account: number, mediaIds: readonly string[]) {
  const ranked = run
    .selectFrom('media_reading')
    .selectAll()
    .select(
      sql<number>`row_number() over (
        partition by media_id, metric, breakdown, source order by read_at desc, id desc)`.as('place'),
    )
    .where('account_id', '=', account)
    .where('media_id', 'in', mediaIds);
  return run
    .selectFrom(ranked.as('r'))
    .selectAll()
    .where('place', '=', 1)
    .orderBy('media_id')
    .orderBy('metric')
    .orderBy('source')
    .execute();
}

/** Writes posts and stories inside its caller's transaction. What Instagram has listed no file changes. */
export async function putMedia(
  run: Kysely<Tables>,
  account: number,
  media: readonly Media[],
  seenAt: number,
  source: MediaOrigin,
): Promise<void> {
  const unique = [...new Map(media.map((one) => [one.id, one])).values()];
  for (const chunk of chunks(unique, CHUNK)) {
    await run
      .insertInto('media')
      .values(chunk.map((one) => rowOf(account, one, seenAt, source)))
      .onConflict((conflict) => {
        const update = conflict.columns(['account_id', 'media_id']).doUpdateSet((eb) => ({
          source: eb.ref('excluded.source'),
          kind: eb.ref('excluded.kind'),
          published_at: eb.ref('excluded.published_at'),
          shortcode: eb.ref('excluded.shortcode'),
          permalink: eb.ref('excluded.permalink'),
          caption: eb.ref('excluded.caption'),
          like_count: eb.ref('excluded.like_count'),
          comments_count: eb.ref('excluded.comments_count'),
          seen_at: eb.ref('excluded.seen_at'),
          trouble: eb.case().when('media.trouble', '=', 'gone').then(null).else(eb.ref('media.trouble')).end(),
          trouble_at: eb.case().when('media.trouble', '=', 'gone').then(null).else(eb.ref('media.trouble_at')).end(),
        }));
        return source === 'import' ? update.where('media.source', '=', 'import') : update;
      })
      .execute();
  }
}

/** Writes numbers of posts from a file inside its caller's transaction: those that say nothing new are left out. */
export async function putImportedReadings(
  run: Kysely<Tables>,
  account: number,
  readings: readonly NewReading[],
): Promise<void> {
  const ordered = [...readings].sort((one, other) => one.readAt - other.readAt);
  const known = new Map<string, Pick<ReadingRow, 'value' | 'read_at'>[]>();
  for (const ids of chunks([...new Set(ordered.map(({ mediaId }) => mediaId))], CHUNK)) {
    for (const row of await everyReading(run, account, ids)) {
      known.set(keyOf(row), [...(known.get(keyOf(row)) ?? []), row]);
    }
  }
  const fresh = ordered
    .map((reading) => newRow(account, reading))
    .filter((row) => {
      const own = known.get(keyOf(row)) ?? [];
      const told = own.findLast(({ read_at }) => read_at <= row.read_at);
      if (told?.value === row.value) return false;
      known.set(
        keyOf(row),
        [...own, row].sort((one, other) => one.read_at - other.read_at),
      );
      return true;
    });
  for (const rows of chunks(fresh, CHUNK)) await run.insertInto('media_reading').values(rows).execute();
}

/** The MediaStore over a database. */
export function createMedia({ db, kind }: Database): MediaStore {
  const lock = (account: number) => lockAccount({ kind }, account);

  return {
    async saveMedia(account, media, seenAt) {
      if (media.length === 0) return;
      await db.transaction().execute(async (trx) => {
        await lock(account).execute(trx);
        await putMedia(trx, account, media, seenAt, 'graph');
      });
    },

    async listMedia(account, { kinds, since, until, shortcode, ids, limit }) {
      if (kinds.length === 0 || ids?.length === 0) return [];
      const rows = await db
        .selectFrom('media')
        .selectAll()
        .where('account_id', '=', account)
        .where('kind', 'in', kinds)
        .$if(since !== undefined, (query) => query.where('published_at', '>=', since ?? 0))
        .$if(until !== undefined, (query) => query.where('published_at', '<=', until ?? 0))
        .$if(ids !== undefined, (query) => query.where('media_id', 'in', ids ?? []))
        .$if(shortcode !== undefined, (query) =>
          query.where(sql<string>`lower(shortcode)`, '=', storable(shortcode?.toLowerCase() ?? '')),
        )
        .orderBy('published_at', 'desc')
        .orderBy('media_id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(mediaOf);
    },

    async markMedia(account, mediaId, trouble, at) {
      await db
        .updateTable('media')
        .set(trouble === undefined ? { trouble: null, trouble_at: null } : { trouble, trouble_at: at })
        .where('account_id', '=', account)
        .where('media_id', '=', mediaId)
        .execute();
    },

    async writeMediaReadings(account, given) {
      if (given.length === 0) return;
      const ordered = [...given].sort((one, other) => one.readAt - other.readAt);
      const ids = [...new Set(ordered.map((reading) => reading.mediaId))];
      await db.transaction().execute(async (trx) => {
        await lock(account).execute(trx);
        const newest = new Map<string, Pick<ReadingRow, 'id' | 'value' | 'detail'>>();
        for (const chunk of chunks(ids, CHUNK)) {
          for (const row of await newestReadings(trx, account, chunk)) newest.set(keyOf(row), row);
        }
        for (const reading of ordered) {
          const row = newRow(account, reading);
          const known = newest.get(keyOf(row));
          if (known?.value === row.value && known.detail === row.detail) {
            await trx
              .updateTable('media_reading')
              .set(({ eb }) => ({
                confirmed_at: eb
                  .case()
                  .when('confirmed_at', '<', row.confirmed_at)
                  .then(row.confirmed_at)
                  .else(eb.ref('confirmed_at'))
                  .end(),
              }))
              .where('id', '=', known.id)
              .execute();
            continue;
          }
          const { id } = await trx.insertInto('media_reading').values(row).returning('id').executeTakeFirstOrThrow();
          newest.set(keyOf(row), { ...row, id });
        }
      });
    },

    async readMediaReadings(account, mediaIds, which) {
      const found = await Promise.all(
        chunks(mediaIds, CHUNK).map(async (ids) =>
          which === 'all' ? everyReading(db, account, ids) : newestReadings(db, account, ids),
        ),
      );
      return found.flat().map(readingOf);
    },
  };
}

function newRow(account: number, reading: NewReading) {
  const numbers = [reading.value ?? 0, ...Object.values(reading.detail ?? {})];
  if (!numbers.every(Number.isFinite)) throw new TypeError('A reading holds a number that is not finite.');
  return {
    account_id: account,
    media_id: reading.mediaId,
    source: reading.source,
    metric: reading.metric,
    breakdown: reading.breakdown,
    value: reading.value,
    detail: reading.detail === undefined ? null : orderedJson(reading.detail),
    read_at: reading.readAt,
    confirmed_at: reading.readAt,
  };
}
