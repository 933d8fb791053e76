import assert from 'node:assert/strict';

import { Kysely, sql } from 'kysely';
import { migrate, pendingMigrations } from '../../../db/migrate.ts';
import type { Tables } from '../../../db/schema.ts';
import { connectSqlite, sqliteDialect } from '../../../db/sqlite.ts';
import { makeRoom, type Room } from './rooms.ts';

describe('migrations', () => {
  let room: Room;
  let db: Kysely<Tables>;
  before(async () => {
    room = await makeRoom();
    db = new Kysely<Tables>({ dialect: sqliteDialect(await connectSqlite(room.file, { create: true })) });
  });
  after(async () => {
    await db.destroy();
    await room.clean();
  });

  const namesOf = async (): Promise<readonly string[]> =>
    (await db.introspection.getTables()).map((table) => table.name).sort();

  it('leave nothing of a run that fails half-way', async () => {
    const good = (run: Kysely<unknown>): Promise<void> =>
      run.schema.createTable('half').addColumn('a', 'text').execute();
    const bad = (): Promise<void> => Promise.reject(new Error('on purpose'));
    await assert.rejects(migrate({ db, kind: 'sqlite' }, { '0001_first': good, '0002_second': bad }), /on purpose/u);
    assert.deepEqual(await namesOf(), []);
    assert.equal((await pendingMigrations({ db, kind: 'sqlite' }))[0], '0001_first');
  });

  it('run once', async () => {
    await migrate({ db, kind: 'sqlite' });
    await migrate({ db, kind: 'sqlite' });
    assert.deepEqual(await pendingMigrations({ db, kind: 'sqlite' }), []);
    assert.equal((await namesOf()).includes('reading'), true);
    assert.deepEqual((await sql`pragma foreign_key_check`.execute(db)).rows, []);
  });
});
