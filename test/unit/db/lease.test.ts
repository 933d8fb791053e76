import assert from 'node:assert/strict';

import { Kysely } from 'kysely';
import { isAppError } from '../../../core/errors.ts';
import { type Lease, takeLease } from '../../../db/lease.ts';
import type { Tables } from '../../../db/schema.ts';
import { connectSqlite, sqliteDialect } from '../../../db/sqlite.ts';
import { makeRoom, type Room } from './rooms.ts';

describe('the lease', () => {
  let room: Room;
  let db: Kysely<Tables>;
  let lease: Lease;
  let now = 1000;
  beforeEach(async () => {
    room = await makeRoom();
    await (await room.open({ role: 'guest' })).close();
    const connection = await connectSqlite(room.file);
    db = new Kysely<Tables>({ dialect: sqliteDialect(connection) });
    const means = { clock: () => now, logger: room.logger };
    lease = await takeLease({ kind: 'sqlite', db }, connection, 'x.db', means);
  });
  afterEach(async () => {
    await db.destroy();
    await room.clean();
  });

  it('tells with every beat that the holder lives', async () => {
    now = 2000;
    await lease.beat();
    assert.equal((await db.selectFrom('lease').select('beat_at').executeTakeFirst())?.beat_at, 2000);
    await lease.release();
    assert.deepEqual(await db.selectFrom('lease').selectAll().execute(), []);
  });

  it('stores nothing more once another process has taken the file', async () => {
    await db.updateTable('lease').set({ holder: '{}' }).execute();
    await lease.beat();
    const write = db.insertInto('setting').values({ name: 'late', value: 'x' }).execute();
    await assert.rejects(write, (error) => isAppError(error) && error.message.includes('took this database over'));
    assert.deepEqual(
      room.lines.map((line) => line.level),
      ['error'],
    );
    await assert.rejects(lease.release());
  });
});
