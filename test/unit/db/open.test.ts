import assert from 'node:assert/strict';
import { chmod, mkdir, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';

import { isAppError } from '../../../core/errors.ts';
import { Secret } from '../../../core/secret.ts';
import { backupDatabase } from '../../../db/backup.ts';
import { isHeldElsewhere, openStore } from '../../../db/open.ts';
import { connectSqlite } from '../../../db/sqlite.ts';
import { makeRoom, type Room } from './rooms.ts';
import { killWriters, startWriter } from './writer.ts';

const DAYS = { from: '2026-11-02', to: '2026-11-02' };

async function refusal(opening: Promise<unknown>): Promise<{ message: string; hint: string }> {
  try {
    await opening;
  } catch (error) {
    assert.ok(isAppError(error), String(error));
    assert.equal(error.code, 'storage');
    assert.match(error.message, /^[^\n]+\.$/u);
    return { message: error.message, hint: error.hint ?? '' };
  }
  throw new assert.AssertionError({ message: 'it opened' });
}

/** Fills the file so that it has pages to damage, and closes it. */
async function fill(room: Room): Promise<void> {
  const store = await room.open();
  const { id } = await store.saveImportAccount((await store.saveWorkspace('local', 'home')).id, 'brand', 1);
  const rest = { breakdown: '', days: DAYS, source: 'import', detail: undefined, readAt: 1 } as const;
  const many = Array.from({ length: 3000 }, (_, n) => ({ metric: `m${n}`, value: n, settled: true, estimated: false }));
  await store.writeReadings(
    id,
    many.map((row) => ({ ...rest, ...row })),
  );
  await store.close();
}

async function alter(file: string, statements: readonly string[]): Promise<void> {
  const connection = await connectSqlite(file, { create: true });
  for (const statement of statements) await connection.all(statement);
  await connection.close();
}

describe('opening the store', () => {
  let room: Room;
  beforeEach(async () => {
    room = await makeRoom();
  });
  afterEach(async () => {
    killWriters();
    await room.clean();
  });

  it('makes folder, database and marker for this user alone', async () => {
    const file = path.join(room.folder, 'data', 'reachboard.db');
    const store = await room.open({ url: `sqlite:${file}`, encryptionKey: undefined });
    const modes = [];
    for (const name of ['', 'reachboard.db', 'reachboard.db-wal', '.installed', 'encryption.key']) {
      modes.push((await stat(path.join(room.folder, 'data', name))).mode & 0o777);
    }
    assert.deepEqual(modes, [0o700, 0o600, 0o600, 0o600, 0o600]);
    await store.close();
  });

  it('lets a guest make the database, and an owner find what it wrote', async () => {
    const guest = await room.open({ role: 'guest' });
    await guest.writeSetting('fact', 'one');
    await guest.close();
    assert.equal(await (await room.open()).readSetting('fact'), 'one');
  });

  it('makes one database for owner and guests who start at the same moment', async () => {
    const stores = await Promise.all(
      (['owner', 'guest', 'guest', 'guest'] as const).map((role) => room.open({ role, encryptionKey: undefined })),
    );
    await Promise.all(stores.map((store, n) => store.writeSetting(`n${n}`, 'x')));
    for (let n = 0; n < stores.length; n += 1) assert.equal(await stores[0]?.readSetting(`n${n}`), 'x');
  });

  describe('who holds the file', () => {
    it('refuses a second owner and lets guests in beside the first', async () => {
      const owner = await room.open();
      const error = await room.open().catch((reason: unknown) => reason);
      assert.equal(isHeldElsewhere(error), true);
      const { message, hint } = await refusal(room.open());
      assert.match(message, /process \d+\) already uses .*x\.db/u);
      assert.match(hint, /Stop it first/u);
      const guest = await room.open({ role: 'guest' });
      await guest.writeSetting('from', 'guest');
      assert.equal(await owner.readSetting('from'), 'guest');
    });

    it('gives the file free on close', async () => {
      await (await room.open()).close();
      await (await room.open()).close();
    });

    it('refuses while another process lives, and takes over at once when it was killed in the middle of writing', async () => {
      const { child, ended, output } = await startWriter(room.file, 'owner');
      assert.ok(isHeldElsewhere(await room.open().catch((reason: unknown) => reason)), output());
      while (output().split('\n').length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill('SIGKILL');
      await ended;
      const store = await room.open();
      const acknowledged = Math.max(...output().trim().split('\n').map(Number));
      const account = await store.saveImportAccount((await store.saveWorkspace('local', 'home')).id, 'writer-owner', 1);
      const readings = await store.readReadings({
        account: account.id,
        metrics: ['left', 'right'],
        breakdown: '',
        days: DAYS,
        span: 'daily',
      });
      const [left, right] = readings.map((row) => row.value ?? 0);
      assert.ok(acknowledged >= 19 && left !== undefined && left >= acknowledged, `${left} of ${acknowledged}`);
      assert.equal(left, right);
    });

    const holders = {
      'of before the restart of the machine': { boot: 'another boot' },
      'whose pid belongs to another process by now': { started: '1' },
    };
    for (const [name, change] of Object.entries(holders)) {
      it(`takes the file from a holder ${name}`, async () => {
        const owner = await room.open();
        const connection = await connectSqlite(room.file);
        const [row] = await connection.all<{ holder: string }>('select holder from lease');
        const holder = JSON.stringify({ ...(JSON.parse(row?.holder ?? '') as object), ...change });
        await connection.all('update lease set holder = ?', [holder]);
        await connection.close();
        await room.open();
        await owner.close();
      });
    }

    it('takes the file from a container that has been silent for three beats, not sooner', async () => {
      const now = Date.now();
      await room.open({ clock: () => now });
      const connection = await connectSqlite(room.file);
      const [row] = await connection.all<{ holder: string }>('select holder from lease');
      const holder = JSON.stringify({ ...(JSON.parse(row?.holder ?? '') as object), space: 'pid:[1]' });
      await connection.all('update lease set holder = ?', [holder]);
      await connection.close();
      await assert.rejects(room.open({ clock: () => now + 14_999 }), isHeldElsewhere);
      await room.open({ clock: () => now + 15_000 });
    });

    it('writes safely from two processes at once', async () => {
      const owner = await room.open();
      const { child, output, ended } = await startWriter(room.file, 'guest');
      const account = await owner.saveImportAccount((await owner.saveWorkspace('local', 'w')).id, 'mine', 1);
      for (let n = 1; n <= 50; n += 1) {
        const rest = { breakdown: '', days: DAYS, source: 'import', detail: undefined } as const;
        await owner.writeReadings(account.id, [
          { metric: 'm', value: n, readAt: n, settled: true, estimated: false, ...rest },
        ]);
      }
      child.stdin?.end();
      assert.equal(await ended, 0, output());
      const home = await owner.saveWorkspace('local', 'home');
      const theirs = await owner.saveImportAccount(home.id, 'writer-guest', 1);
      const query = { breakdown: '', days: DAYS, span: 'daily' } as const;
      const [last] = await owner.readReadings({ ...query, account: theirs.id, metrics: ['right'] });
      assert.equal(last?.value, Math.max(...output().trim().split('\n').map(Number)));
      assert.equal((await owner.readReadings({ ...query, account: account.id, metrics: ['m'] }))[0]?.value, 50);
    });
  });

  describe('files that are not right', () => {
    it('never replaces a database that vanished, and names the newest backup', async () => {
      await fill(room);
      const { file } = await backupDatabase({ url: `sqlite:${room.file}`, clock: Date.now });
      await rename(room.file, `${room.file}.away`);
      const { message, hint } = await refusal(room.open());
      assert.match(message, /is gone/u);
      assert.ok(hint.includes(file), hint);
      await refusal(room.open({ role: 'guest' }));
    });

    it('starts anew beside another database, and where marker and file were both taken away', async () => {
      await fill(room);
      await (await room.open({ url: `sqlite:${room.folder}/other.db` })).close();
      await rm(room.file);
      await refusal(room.open());
      await rm(path.join(room.folder, '.installed'));
      await room.open();
    });

    it('does not make a database below the journal of a lost one', async () => {
      await writeFile(`${room.file}-wal`, 'frames');
      assert.match((await refusal(room.open())).message, /is gone/u);
    });

    it('refuses a file of 0 bytes', async () => {
      await fill(room);
      await truncate(room.file);
      const { message, hint } = await refusal(room.open());
      assert.match(message, /0 bytes/u);
      assert.match(hint, /no backup/u);
      await writeFile(path.join(room.folder, 'never.db'), '');
      assert.match((await refusal(room.open({ url: `sqlite:${room.folder}/never.db` }))).hint, /delete the file/u);
    });

    it('refuses a damaged page, and still gives the file free', async () => {
      await fill(room);
      const handle = await open(room.file, 'r+');
      await handle.write(Buffer.alloc(4096 * 4, 0x5a), 0, 4096 * 4, (await handle.stat()).size - 4096 * 6);
      await handle.close();
      assert.match((await refusal(room.open())).message, /is damaged/u);
      assert.match((await refusal(room.open())).message, /is damaged/u);
    });

    it('refuses a lost header, and a file cut short', async () => {
      await fill(room);
      const whole = await readFile(room.file);
      await writeFile(room.file, Buffer.concat([Buffer.alloc(4096), whole.subarray(4096)]));
      assert.match((await refusal(room.open())).message, /is damaged/u);
      await writeFile(room.file, whole.subarray(0, 4096 * 3 + 100));
      assert.match((await refusal(room.open())).message, /is damaged/u);
    });

    it('leaves files of others as they are', async () => {
      await writeFile(room.file, 'Dear diary, this is not a database at all.');
      assert.match((await refusal(room.open())).message, /is not a database/u);
      assert.match(await readFile(room.file, 'utf8'), /^Dear diary/u);
      const foreign = path.join(room.folder, 'foreign.db');
      await alter(foreign, ['create table notes (text)', 'pragma wal_checkpoint(truncate)']);
      const before = await readFile(foreign);
      assert.match((await refusal(room.open({ url: `sqlite:${foreign}` }))).message, /another program/u);
      assert.deepEqual(await readFile(foreign), before);
      await mkdir(path.join(room.folder, 'folder.db'));
      assert.match((await refusal(room.open({ url: `sqlite:${room.folder}/folder.db` }))).message, /is not a file/u);
    });

    it('refuses the database of a newer version', async () => {
      await fill(room);
      await alter(room.file, [`insert into kysely_migration values ('9999_future', '2030')`]);
      for (const role of ['owner', 'guest'] as const) {
        assert.match((await refusal(room.open({ role }))).message, /newer version/u);
      }
    });

    it('says when the file or its folder cannot be written', async () => {
      await fill(room);
      // Root may write anything, so the attempt is made as nobody.
      const uid = userInfo().uid === 0 ? 65_534 : undefined;
      await chmod(room.file, 0o444);
      await chmod(room.folder, 0o755);
      const { output, ended } = await startWriter(room.file, 'owner', uid);
      assert.equal(await ended, 1);
      assert.match(output(), /^storage: .*x\.db cannot be written\.$/mu);
    });
  });

  describe('the key', () => {
    it('is generated once, with a warning, and goes on opening after ENCRYPTION_KEY is set', async () => {
      const connect = { origin: 'graph', instagramId: '1', username: 'a', name: undefined, login: 'facebook' } as const;
      const facts = { tokenExpiresAt: undefined, dataAccessExpiresAt: undefined, scopes: undefined, now: 1 };
      const first = await room.open({ encryptionKey: undefined });
      const { id } = await first.saveWorkspace('local', 'home');
      await first.saveConnection({ workspaceId: id, ...connect, ...facts, token: new Secret('EAAtoken') });
      await first.close();
      for (const encryptionKey of [undefined, new Secret(Buffer.alloc(32, 9).toString('base64'))]) {
        const store = await room.open({ encryptionKey });
        assert.equal((await store.listConnections(id))[0]?.token.reveal(), 'EAAtoken');
        await store.close();
      }
      assert.equal(room.lines.filter((line) => line.sentence.startsWith('made an encryption key')).length, 1);
      const key = await readFile(path.join(room.folder, 'encryption.key'), 'utf8');
      assert.equal(!JSON.stringify(room.lines).includes(key.trim()), true);
      await rm(path.join(room.folder, 'encryption.key'));
      const store = await room.open();
      assert.deepEqual(await store.listConnections(id), []);
      await store.listConnections(id);
      assert.equal(room.lines.filter((line) => line.sentence.startsWith('a stored token does not open')).length, 1);
    });

    it('stops the start when the kept key is damaged, without showing it', async () => {
      await writeFile(path.join(room.folder, 'encryption.key'), 'c2hvcnQ=\n');
      await assert.rejects(room.open({ encryptionKey: undefined }), (error) => {
        assert.ok(isAppError(error) && error.code === 'config', String(error));
        return !`${error.message}${error.hint ?? ''}`.includes('c2hv');
      });
    });

    it('is required with Postgres, before anything is connected', async () => {
      const url = 'postgres://nobody:hidden@127.0.0.1:1/none';
      const options = { url, role: 'owner', logger: room.logger, clock: Date.now } as const;
      await assert.rejects(openStore({ ...options, encryptionKey: undefined }), (error) => {
        return isAppError(error) && error.code === 'config' && error.message.startsWith('ENCRYPTION_KEY');
      });
    });
  });

  it('says that Postgres does not answer, without its password', async () => {
    const url = 'postgres://nobody:hidden@127.0.0.1:1/none';
    const { message, hint } = await refusal(room.open({ url }));
    assert.match(message, /Postgres does not answer/u);
    assert.equal(!`${message}${hint}${JSON.stringify(room.lines)}`.includes('hidden'), true);
  });
});
