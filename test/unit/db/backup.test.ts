import assert from 'node:assert/strict';
import { copyFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { isAppError } from '../../../core/errors.ts';
import { backupDatabase } from '../../../db/backup.ts';
import { backupName, outdatedBackups } from '../../../db/backups.ts';
import { makeRoom, type Room } from './rooms.ts';

const NOW = Date.parse('2026-11-24T21:05:06Z');
const HOUR = 3_600_000;

describe('backups', () => {
  let room: Room;
  beforeEach(async () => {
    room = await makeRoom();
  });
  afterEach(() => room.clean());

  const backup = () => backupDatabase({ url: `sqlite:${room.file}`, clock: () => NOW });

  it('copies the database beside a running owner, for this user alone', async () => {
    const owner = await room.open();
    await owner.writeSetting('fact', 'one');
    const writing = Array.from({ length: 50 }, (_, n) => owner.writeSetting(`n${n}`, 'x'));
    const [{ file, bytes, rows }] = await Promise.all([backup(), ...writing]);
    assert.equal(path.basename(file), 'reachboard-20261124T210506Z.db');
    assert.equal(bytes > 4096 && rows > 0, true);
    const folder = path.join(room.folder, 'backups');
    assert.deepEqual(await readdir(folder), [path.basename(file)]);
    assert.deepEqual([(await stat(folder)).mode & 0o777, (await stat(file)).mode & 0o777], [0o700, 0o600]);
  });

  it('opens as a database of its own, free of the holder of the original', async () => {
    const owner = await room.open();
    await owner.writeSetting('fact', 'one');
    const { file } = await backup();
    const restored = path.join(room.folder, 'restored.db');
    await copyFile(file, restored);
    const store = await room.open({ url: `sqlite:${restored}` });
    assert.equal(await store.readSetting('fact'), 'one');
  });

  it('leaves nothing behind when there is nothing to copy', async () => {
    await assert.rejects(backup(), (error) => isAppError(error) && error.message.includes('no database'));
    assert.deepEqual(await readdir(room.folder), []);
  });

  it('sends users of Postgres to pg_dump', async () => {
    await assert.rejects(
      backupDatabase({ url: 'postgres://host/db', clock: () => NOW }),
      (error) => isAppError(error) && error.hint?.includes('pg_dump') === true,
    );
  });

  it('keeps the newest of each of 24 hours and 14 days, and touches no other file', async () => {
    await (await room.open()).close();
    await backup();
    const folder = path.join(room.folder, 'backups');
    for (let n = 1; n <= 24 * 20 * 2; n += 1) await writeFile(path.join(folder, backupName(NOW - n * (HOUR / 2))), '');
    await writeFile(path.join(folder, 'mine.db'), '');
    await backup();
    const names = (await readdir(folder)).sort().reverse();
    assert.equal(names.includes('mine.db') && names.includes(backupName(NOW)), true);
    const kept = names.filter((name) => name !== 'mine.db');
    assert.equal(kept.length, 24 + 14 - 2);
    assert.equal(new Set(kept.map((name) => name.slice(11, 19))).size, 14);
  });

  it('never counts the newest backup as outdated', () => {
    const names = Array.from({ length: 5 }, (_, n) => backupName(NOW - n * 1000));
    assert.deepEqual(outdatedBackups(names), names.slice(1));
    assert.deepEqual(outdatedBackups([]), []);
  });
});
