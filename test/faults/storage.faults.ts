import assert from 'node:assert/strict';
import { copyFile, open, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Kysely } from 'kysely';
import { isAppError } from '../../core/errors.ts';
import type { Store } from '../../core/ports.ts';
import { backupDatabase } from '../../db/backup.ts';
import { requireKeys } from '../../db/key.ts';
import type { Tables } from '../../db/schema.ts';
import { createSeal } from '../../db/seal.ts';
import { connectSqlite, sqliteDialect, type SqliteConnection } from '../../db/sqlite.ts';
import { createStore } from '../../db/store.ts';
import { KEY, makeRoom, type Room } from '../unit/db/rooms.ts';
import { assertExact, assertHonest, QUESTIONS } from './judge.ts';
import { assertKeptWell } from './kept.ts';
import { HOUR, LUMEN, openRig, wordsOf, type Rig } from './rig.ts';

const FULL = /The disk is full: nothing more can be stored/u;
const READ_ONLY = /cannot be written: it is read-only/u;
const LOCKED = /The database is busy/u;
/** The most pages a run may take before it must have passed. */
const MOST_PAGES = 80;

interface Second {
  readonly store: Store;
  readonly connection: SqliteConnection;
  pragma(text: string): Promise<void>;
  close(): Promise<void>;
}

/** The same database through a connection of its own, whose settings the test can spoil. */
async function secondConnection({ world }: Rig): Promise<Second> {
  const connection = await connectSqlite(path.join(world.folder, 'reachboard.db'));
  const db = new Kysely<Tables>({ dialect: sqliteDialect(connection) });
  const close = (): Promise<void> => db.destroy();
  const store = createStore({ kind: 'sqlite', db }, createSeal(requireKeys(KEY)), world.deps.logger, close);
  return {
    store,
    connection,
    close,
    async pragma(text) {
      await connection.all(`pragma ${text}`);
    },
  };
}

async function pagesOf({ connection }: Second): Promise<number> {
  const [row] = await connection.all<{ page_count: number }>('pragma page_count');
  return row?.page_count ?? 0;
}

/** Asks everything while the database cannot be written, then again when it can. Gives how many answers told of it. */
async function askThrough(rig: Rig, second: Second, says: RegExp, mend: () => Promise<void>): Promise<number> {
  let told = 0;
  for (const text of QUESTIONS) {
    const answer = await rig.askThrough({ store: second.store }, text);
    assertHonest(rig, answer, says);
    if (says.test(wordsOf(answer))) told += 1;
  }
  await assertKeptWell(rig);
  await mend();
  rig.later(HOUR);
  for (const text of QUESTIONS) assertExact(rig, await rig.askThrough({ store: second.store }, text), says);
  await assertKeptWell(rig);
  return told;
}

describe('a database that cannot be written', function () {
  this.timeout(120_000);

  async function withSecond(work: (rig: Rig, second: Second) => Promise<void>): Promise<void> {
    const rig = await openRig();
    const second = await secondConnection(rig);
    try {
      await work(rig, second);
    } finally {
      await second.close();
      await rig.close();
    }
  }

  it('row 42: the disk fills up after n pages, for every n until all fits: answers stay, nothing is half-written', async () => {
    for (let pages = 0, told = 1; told > 0; pages += 1) {
      assert.ok(pages < MOST_PAGES, 'it never fits');
      await withSecond(async (rig, second) => {
        await second.pragma(`max_page_count = ${(await pagesOf(second)) + pages}`);
        told = await askThrough(rig, second, FULL, () => second.pragma('max_page_count = 1000000'));
      });
      if (pages === 0) assert.ok(told > 0);
    }
  });

  it('row 42: with a full disk the fresh number is the answer, with a word about the disk', async () => {
    await withSecond(async (rig, second) => {
      await second.pragma(`max_page_count = ${await pagesOf(second)}`);
      const { truth } = rig.world.local;
      const answer = await rig.askThrough({ store: second.store }, 'reach 28d');
      assert.match(wordsOf(answer), FULL);
      assert.equal(answer.data?.['value'], truth.window(LUMEN, 'reach', '2026-10-27', '2026-11-23', rig.world.now));
    });
  });

  it('row 42: read-only in mid-run', async () => {
    await withSecond(async (rig, second) => {
      await second.pragma('query_only = on');
      assert.ok((await askThrough(rig, second, READ_ONLY, () => second.pragma('query_only = off'))) > 0);
    });
  });

  it('row 42: read-only after everything was known: the last known numbers stay, or fresh ones', async () => {
    await withSecond(async (rig, second) => {
      for (const text of QUESTIONS) assertExact(rig, await rig.askThrough({ store: second.store }, text));
      rig.later(7 * HOUR);
      await second.pragma('query_only = on');
      for (const text of QUESTIONS) {
        const answer = await rig.askThrough({ store: second.store }, text);
        assert.equal(answer.status, 'answered', answer.report.summary);
        assertHonest(rig, answer, READ_ONLY);
      }
    });
  });

  it('row 43: another program holds the database for longer than anybody waits', async () => {
    await withSecond(async (rig, second) => {
      await second.pragma('busy_timeout = 20');
      const holder = await connectSqlite(path.join(rig.world.folder, 'reachboard.db'));
      await holder.all('begin immediate');
      const told = await askThrough(rig, second, LOCKED, async () => {
        await holder.all('rollback');
        await holder.close();
      });
      assert.ok(told > 0);
    });
  });

  it('row 43: another program holds the database for a moment: nobody notices', async () => {
    await withSecond(async (rig, second) => {
      const holder = await connectSqlite(path.join(rig.world.folder, 'reachboard.db'));
      await holder.all('begin immediate');
      const asked = rig.askThrough({ store: second.store }, 'reach 3d');
      setTimeout(() => void holder.all('rollback'), 100);
      assertExact(rig, await asked, LOCKED);
      await holder.close();
    });
  });
});

describe('row 44: a database that is broken at the start', () => {
  const DAYS = { from: '2026-11-02', to: '2026-11-02' };
  let room: Room;
  let backup: string;

  async function valueIn(store: Store): Promise<number | null | undefined> {
    const { id } = await store.saveImportAccount((await store.saveWorkspace('local', 'home')).id, 'brand', 1);
    const query = { account: id, metrics: ['m0'], breakdown: '', days: DAYS, span: 'daily' } as const;
    return (await store.readReadings(query))[0]?.value;
  }

  beforeEach(async () => {
    room = await makeRoom();
    const store = await room.open();
    const { id } = await store.saveImportAccount((await store.saveWorkspace('local', 'home')).id, 'brand', 1);
    const rest = { breakdown: '', days: DAYS, source: 'import', detail: undefined, readAt: 1 } as const;
    const rows = Array.from({ length: 2000 }, (_, n) => ({
      metric: `m${n}`,
      value: 7,
      settled: true,
      estimated: false,
    }));
    await store.writeReadings(
      id,
      rows.map((row) => ({ ...rest, ...row })),
    );
    await store.close();
    backup = (await backupDatabase({ url: `sqlite:${room.file}`, clock: Date.now })).file;
  });
  afterEach(async () => {
    await room.clean();
  });

  const damages: Readonly<Record<string, () => Promise<void>>> = {
    'a corrupted page': async () => {
      const handle = await open(room.file, 'r+');
      await handle.write(Buffer.alloc(4096 * 4, 0x5a), 0, 4096 * 4, (await handle.stat()).size - 4096 * 6);
      await handle.close();
    },
    'a lost header': async () => {
      const whole = await readFile(room.file);
      await writeFile(room.file, Buffer.concat([Buffer.alloc(4096), whole.subarray(4096)]));
    },
    'a file of no bytes': () => truncate(room.file),
    'a missing file': () => rename(room.file, `${room.file}.away`),
  };
  for (const [name, damage] of Object.entries(damages)) {
    it(`refuses ${name}, names the newest backup, and goes on from it`, async () => {
      await damage();
      const error: unknown = await room.open().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(isAppError(error) && error.code === 'storage', String(error));
      assert.match(error.message, /^[^\n]+\.$/u);
      assert.ok(error.hint?.includes(backup), error.hint);
      const restored = path.join(room.folder, 'restored.db');
      await copyFile(path.resolve(backup), restored);
      assert.equal(await valueIn(await room.open({ url: `sqlite:${restored}` })), 7);
    });
  }
});
