import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Profile } from '../core/accounts.ts';
import type { InsightStore, ReadingQuery } from '../core/ports.ts';
import type { Reading } from '../core/insights/series.ts';
import type { Database, Tables } from './schema.ts';

/** Rows a single statement takes: large enough to be cheap, small enough not to hold the file for long. */
const CHUNK = 5000;

type NewReading = Omit<Reading, 'confirmedAt'>;
type ReadingRow = Selectable<Tables['reading']>;

/** JSON with keys in order, so that equal objects are equal texts. A key such as `__proto__` stays a key. */
function orderedJson(object: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  const parts = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${parts.join(',')}}`;
}

function checkNumbers(numbers: readonly (number | null)[]): void {
  if (!numbers.every((value) => value === null || Number.isFinite(value))) {
    throw new TypeError('A reading holds a number that is not finite.');
  }
}

/** One reading as the bulk statement takes it. */
function record(reading: NewReading): Readonly<Record<string, unknown>> {
  checkNumbers([reading.value, ...Object.values(reading.detail ?? {})]);
  return {
    metric: reading.metric,
    breakdown: reading.breakdown,
    day_from: reading.days.from,
    day_to: reading.days.to,
    source: reading.source,
    value: reading.value,
    detail: reading.detail === undefined ? null : orderedJson(reading.detail),
    read_at: reading.readAt,
    settled_at: reading.settled ? reading.readAt : null,
    measured_at: reading.estimated ? null : reading.readAt,
  };
}

const COLUMNS = [
  ['metric', 'text'],
  ['breakdown', 'text'],
  ['day_from', 'text'],
  ['day_to', 'text'],
  ['source', 'text'],
  ['value', 'double precision'],
  ['detail', 'text'],
  ['read_at', 'bigint'],
  ['settled_at', 'bigint'],
  ['measured_at', 'bigint'],
] as const;

/** A JSON list as rows `r`. */
function rowsOf({ kind }: Database, json: string): RawBuilder<unknown> {
  if (kind === 'postgres') {
    const columns = sql.join(COLUMNS.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`));
    return sql`jsonb_to_recordset(${json}::jsonb) as r(${columns})`;
  }
  const columns = sql.join(COLUMNS.map(([name]) => sql`value ->> ${sql.lit(name)} as ${sql.ref(name)}`));
  return sql`(select ${columns} from json_each(${json})) as r`;
}

/**
 * One statement for many readings. Each looks for the reading of its key that was the newest at its time: when that says
 * the same, the conflict on its id only moves its times; else the id is new.
 */
function bulkWrite(database: Database, account: number, json: string): RawBuilder<unknown> {
  const id =
    database.kind === 'postgres' ? sql`coalesce(p.id, nextval(pg_get_serial_sequence('reading', 'id')))` : sql`p.id`;
  return sql`
    insert into reading (id, account_id, metric, breakdown, day_from, day_to, source, value, detail,
      read_at, confirmed_at, settled_at, measured_at)
    select ${id}, ${sql.lit(account)}, r.metric, r.breakdown, r.day_from, r.day_to, r.source, r.value, r.detail,
      r.read_at, r.read_at, r.settled_at, r.measured_at
    from ${rowsOf(database, json)}
    left join reading as p on p.id = (
        select q.id from reading as q
        where q.account_id = ${sql.lit(account)} and q.metric = r.metric and q.breakdown = r.breakdown
          and q.day_from = r.day_from and q.day_to = r.day_to and q.source = r.source and q.read_at <= r.read_at
        order by q.read_at desc, q.id desc limit 1)
      and p.value is not distinct from r.value and p.detail is not distinct from r.detail
    where true
    on conflict (id) do update set
      confirmed_at = case when excluded.confirmed_at > reading.confirmed_at
        then excluded.confirmed_at else reading.confirmed_at end,
      settled_at = coalesce(reading.settled_at, excluded.settled_at),
      measured_at = coalesce(reading.measured_at, excluded.measured_at)`;
}

/** Rounds in which every key occurs once, oldest reading first, cut into chunks. */
function rounds(readings: readonly NewReading[]): readonly (readonly NewReading[])[] {
  const seen = new Map<string, number>();
  const waves: NewReading[][] = [];
  for (const reading of [...readings].sort((a, b) => a.readAt - b.readAt)) {
    const { metric, breakdown, days, source } = reading;
    const key = JSON.stringify([metric, breakdown, days.from, days.to, source]);
    const wave = seen.get(key) ?? 0;
    seen.set(key, wave + 1);
    (waves[wave] ??= []).push(reading);
  }
  return waves.flatMap((wave) =>
    Array.from({ length: Math.ceil(wave.length / CHUNK) }, (_, n) => wave.slice(n * CHUNK, (n + 1) * CHUNK)),
  );
}

/** The reading as it was told at a time: what was learnt later is left out. */
function readingOf(row: ReadingRow, asOf: number): Reading {
  return {
    metric: row.metric,
    breakdown: row.breakdown,
    days: { from: row.day_from, to: row.day_to },
    source: row.source,
    value: row.value,
    detail: row.detail === null ? undefined : (JSON.parse(row.detail) as Readonly<Record<string, number>>),
    readAt: row.read_at,
    confirmedAt: Math.min(row.confirmed_at, asOf),
    settled: row.settled_at !== null && row.settled_at <= asOf,
    estimated: row.measured_at === null || row.measured_at > asOf,
  };
}

function newestReadings({ db }: Database, query: ReadingQuery) {
  const { from, to } = query.days;
  const candidates = db
    .selectFrom('reading')
    .selectAll()
    .select(
      sql<number>`row_number() over (
        partition by metric, day_from, day_to, source order by read_at desc, id desc)`.as('place'),
    )
    .where('account_id', '=', query.account)
    .where('metric', 'in', query.metrics)
    .where('breakdown', '=', query.breakdown)
    .$if(query.asOf !== undefined, (rows) => rows.where('read_at', '<=', query.asOf ?? 0))
    .$if(query.span === 'window', (rows) => rows.where('day_from', '=', from).where('day_to', '=', to))
    .$if(query.span === 'daily', (rows) =>
      rows.where('day_from', '>=', from).where('day_from', '<=', to).whereRef('day_from', '=', 'day_to'),
    );
  return db
    .selectFrom(candidates.as('r'))
    .selectAll()
    .where('place', '=', 1)
    .orderBy('day_from')
    .orderBy('metric')
    .orderBy('source')
    .execute();
}

/** The address of the picture is signed anew at every reading: it says nothing about the account. */
function withoutPicture(profile: Profile): string {
  return orderedJson({ ...profile, profile_picture_url: undefined });
}

function parseProfile(text: string): Profile {
  return JSON.parse(text) as Profile;
}

/**
 * The follower total in a kept profile. Postgres refuses to take a field from JSON in which any text has a NUL or half a
 * surrogate pair, which a biography may have. A pattern does: inside a text the quote behind the name would be escaped.
 */
function followersOf({ kind }: Database): RawBuilder<number | null> {
  return kind === 'postgres'
    ? sql`substring(profile from '"followers_count":([0-9]+)')::double precision`
    : sql`profile ->> 'followers_count'`;
}

/** Two writers of one account wait for each other; SQLite's transactions do that by themselves. */
export function lockAccount({ kind }: Pick<Database, 'kind'>, account: number): RawBuilder<unknown> {
  return sql`select id from account where id = ${account} ${kind === 'postgres' ? sql`for no key update` : sql``}`;
}

/** Writes readings inside its caller's transaction, which has locked the account. */
export async function putReadings(
  database: Database,
  run: Kysely<Tables>,
  account: number,
  readings: readonly NewReading[],
): Promise<void> {
  for (const round of rounds(readings)) {
    await bulkWrite(database, account, JSON.stringify(round.map(record))).execute(run);
  }
}

/** The InsightStore over a database. */
export function createInsights(database: Database): InsightStore {
  const { db } = database;
  const lock = (account: number): RawBuilder<unknown> => lockAccount(database, account);

  return {
    async readReadings(query) {
      if (query.metrics.length === 0) return [];
      const asOf = query.asOf ?? Number.POSITIVE_INFINITY;
      return (await newestReadings(database, query)).map((row) => readingOf(row, asOf));
    },

    async writeReadings(account, readings) {
      if (readings.length === 0) return;
      await db.transaction().execute(async (trx) => {
        await lock(account).execute(trx);
        await putReadings(database, trx, account, readings);
      });
    },

    async listHistory(account) {
      const rows = await db
        .selectFrom('reading')
        .select(['metric', 'source'])
        .select(({ fn }) => [fn.min('day_from').as('from'), fn.max('day_to').as('to')])
        .where('account_id', '=', account)
        .where((where) => where.or([where('value', 'is not', null), where('detail', 'is not', null)]))
        .groupBy(['metric', 'source'])
        .orderBy('metric')
        .orderBy('source')
        .execute();
      return rows.map(({ metric, source, from, to }) => ({ metric, source, days: { from, to } }));
    },

    async writeProfile(account, profile, readAt) {
      await db.transaction().execute(async (trx) => {
        await lock(account).execute(trx);
        const newest = await trx
          .selectFrom('profile')
          .selectAll()
          .where('account_id', '=', account)
          .where('read_at', '<=', readAt)
          .orderBy('read_at', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst();
        const text = orderedJson({ ...profile });
        if (newest !== undefined && withoutPicture(parseProfile(newest.profile)) === withoutPicture(profile)) {
          const confirmed = Math.max(newest.confirmed_at, readAt);
          await trx
            .updateTable('profile')
            .set({ profile: text, confirmed_at: confirmed })
            .where('id', '=', newest.id)
            .execute();
          return;
        }
        await trx
          .insertInto('profile')
          .values({ account_id: account, profile: text, read_at: readAt, confirmed_at: readAt })
          .execute();
      });
    },

    async readProfiles(account, limit) {
      const rows = await db
        .selectFrom('profile')
        .selectAll()
        .where('account_id', '=', account)
        .orderBy('read_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        profile: parseProfile(row.profile),
        readAt: row.read_at,
        confirmedAt: row.confirmed_at,
      }));
    },

    async readFollowerTotals(account, since) {
      const rows = await db
        .selectFrom('profile')
        .select(['read_at', 'confirmed_at', followersOf(database).as('total')])
        .where('account_id', '=', account)
        .where('confirmed_at', '>=', since)
        // Runs follow each other, so only the last that began before may reach into the time: the index finds it.
        .where('read_at', '>=', (where) =>
          where
            .selectFrom('profile')
            .where('account_id', '=', account)
            .where('read_at', '<', since)
            .select(sql<number>`coalesce(${where.fn.max('read_at')}, 0)`.as('from')),
        )
        .orderBy('read_at')
        .orderBy('id')
        .execute();
      return rows.flatMap(({ total, read_at: readAt, confirmed_at: confirmedAt }) =>
        total === null ? [] : [{ total, readAt, confirmedAt }],
      );
    },
  };
}
