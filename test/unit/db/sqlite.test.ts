import assert from 'node:assert/strict';

import { Kysely, sql } from 'kysely';
import { connectSqlite, sqliteDialect } from '../../../db/sqlite.ts';
import { makeRoom, type Room } from './rooms.ts';

interface Tables {
  readonly tally: { readonly id: number; readonly count: number; readonly word: string | null };
}

describe('Kysely on sqlite3', () => {
  let room: Room;
  let db: Kysely<Tables>;
  before(async () => {
    room = await makeRoom();
    db = new Kysely<Tables>({ dialect: sqliteDialect(await connectSqlite(room.file, { create: true })) });
    await sql`create table tally (id integer primary key, count real not null, word text) strict`.execute(db);
  });
  after(async () => {
    await db.destroy();
    await room.clean();
  });
  beforeEach(async () => {
    await db.deleteFrom('tally').execute();
    await db.insertInto('tally').values({ id: 1, count: 0, word: null }).execute();
  });

  const countOf = async (id: number): Promise<number | undefined> =>
    (await db.selectFrom('tally').select('count').where('id', '=', id).executeTakeFirst())?.count;

  it('keeps a write that was sent during a transaction which is rolled back', async () => {
    let other: Promise<unknown> | undefined;
    const failing = db.transaction().execute(async (trx) => {
      await trx.updateTable('tally').set({ count: 99 }).execute();
      other = db.insertInto('tally').values({ id: 2, count: 7, word: 'kept' }).execute();
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('on purpose');
    });
    await assert.rejects(failing, /on purpose/u);
    await other;
    assert.deepEqual([await countOf(1), await countOf(2)], [0, 7]);
  });

  it('loses none of 200 transactions that read before they write', async () => {
    await Promise.all(
      Array.from({ length: 200 }, () =>
        db.transaction().execute(async (trx) => {
          const { count } = await trx.selectFrom('tally').select('count').where('id', '=', 1).executeTakeFirstOrThrow();
          await trx
            .updateTable('tally')
            .set({ count: count + 1 })
            .execute();
        }),
      ),
    );
    assert.equal(await countOf(1), 200);
  });

  it('runs statements that nobody awaits in the order they were sent', async () => {
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        await db.updateTable('tally').set({ count: n }).execute();
        order.push(n);
      }),
    );
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.equal(await countOf(1), 99);
  });

  it('refuses values that the driver would change without a word', async () => {
    const bad = [NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 60), 1n, undefined, true, new Date(0), {}, [1], Symbol('s')];
    for (const value of [...bad, Buffer.from('x'), 'a\0b', '\ud800', '\udc00x']) {
      const write = db
        .updateTable('tally')
        .set({ word: sql<string>`${value}` })
        .execute();
      await assert.rejects(write, TypeError);
    }
    assert.deepEqual(await db.selectFrom('tally').selectAll().execute(), [{ id: 1, count: 0, word: null }]);
  });

  it('gives other values back as they were', async () => {
    for (const count of [0, -1, 0.1, 1.5e-300, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      await db.updateTable('tally').set({ count }).execute();
      assert.equal(await countOf(1), count);
    }
    for (const word of ['', "'; drop table tally; --", '😀\u0001\r\n', 'x'.repeat(1_000_000), null]) {
      await db.updateTable('tally').set({ word }).execute();
      assert.equal((await db.selectFrom('tally').select('word').executeTakeFirstOrThrow()).word, word);
    }
  });

  it('tells how many rows a statement changed', async () => {
    const none = await db.deleteFrom('tally').where('id', '=', 9).executeTakeFirstOrThrow();
    const one = await db.deleteFrom('tally').where('id', '=', 1).executeTakeFirstOrThrow();
    assert.deepEqual([none.numDeletedRows, one.numDeletedRows], [0n, 1n]);
  });

  it('survives a transaction that SQLite has rolled back by itself', async () => {
    const failing = db.transaction().execute(async (trx) => {
      await sql`rollback`.execute(trx);
      throw new Error('the disk was full');
    });
    await assert.rejects(failing, /the disk was full/u);
    assert.equal(await countOf(1), 0);
  });

  it('leaves nothing of a transaction that found the disk full, and goes on', async () => {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 2}`).execute(db);
    const filling = db.transaction().execute(async (trx) => {
      for (let id = 10; ; id += 1)
        await trx
          .insertInto('tally')
          .values({ id, count: 1, word: 'x'.repeat(4000) })
          .execute();
    });
    await assert.rejects(filling, /The disk is full/u);
    await sql`pragma max_page_count = 1000000`.execute(db);
    assert.equal((await db.selectFrom('tally').selectAll().execute()).length, 1);
    await db.insertInto('tally').values({ id: 2, count: 2, word: null }).execute();
    assert.equal(await countOf(2), 2);
  });

  it('sets the connection up as the database needs it', async () => {
    const read = async (name: string): Promise<unknown> =>
      Object.values((await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db)).rows[0] ?? {})[0];
    const names = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'trusted_schema', 'temp_store'];
    const found = [];
    for (const name of names) found.push(await read(name));
    assert.deepEqual(found, ['wal', 2, 1, 5000, 0, 2]);
  });

  it('does not make a file that is not there', async () => {
    await assert.rejects(connectSqlite(`${room.file}.missing`), /cannot be opened/u);
  });
});
