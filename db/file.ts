/** The SQLite file itself: found, judged and made before anything opens it. */
import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Kysely } from 'kysely';
import { AppError } from '../core/errors.ts';
import { restoreHint, showPath } from './backups.ts';
import { hasCode, settleFile, touchPrivate } from './disk.ts';
import { markInstalled, wasInstalled } from './marker.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './schema.ts';
import { connectSqlite, sqliteDialect } from './sqlite.ts';

/** `application_id` in the header: "RBRD". */
const APPLICATION_ID = 0x52425244;
const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const APPLICATION_ID_AT = 68;

/** The file of a `sqlite:` URL, as an absolute path. */
export function sqliteFile(url: string): string {
  return path.resolve(url.slice('sqlite:'.length));
}

/** A damaged database as a sentence with the newest backup. */
export async function damaged(file: string, cause?: unknown): Promise<AppError> {
  return new AppError('storage', `The database ${showPath(file)} is damaged.`, {
    hint: await restoreHint(file),
    cause,
  });
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file);
    if (found.isFile()) return found.size;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw new AppError('storage', `The database ${showPath(file)} cannot be looked at.`, {
      hint: 'Check that the file and its folder belong to this user.',
      cause: error,
    });
  }
  throw new AppError('storage', `${showPath(file)} is not a file.`, { hint: 'Check DATABASE_URL.' });
}

async function readHeader(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function requireWritable(target: string): Promise<void> {
  try {
    await access(target, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new AppError('storage', `${showPath(target)} cannot be written.`, {
      hint: 'Give this user the right to write the database and its folder, or mount the volume writable.',
      cause: error,
    });
  }
}

async function judge(file: string, size: number): Promise<void> {
  if (size === 0) {
    throw new AppError('storage', `The database ${showPath(file)} is empty: it holds 0 bytes.`, {
      hint: (await wasInstalled(file))
        ? await restoreHint(file)
        : 'Nothing was ever stored in it: delete the file and start again.',
    });
  }
  await requireWritable(file);
  await requireWritable(path.dirname(file));
  const header = await readHeader(file);
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC || header.length < HEADER_BYTES) {
    if (await wasInstalled(file)) throw await damaged(file);
    throw new AppError('storage', `${showPath(file)} is not a database.`, { hint: 'Check DATABASE_URL.' });
  }
  if (header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) {
    throw new AppError('storage', `${showPath(file)} is the database of another program.`, {
      hint: 'Check DATABASE_URL: give Reachboard a file of its own.',
    });
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AppError('storage', `The folder ${showPath(folder)} cannot be made.`, {
      hint: 'Give this user the right to write there, or set DATABASE_URL to another place.',
      cause: error,
    });
  }
}

/** Makes the database aside and moves it in place whole, so that a crash leaves either all of it or nothing. */
async function createFile(file: string): Promise<void> {
  const folder = path.dirname(file);
  await makeFolder(folder);
  await requireWritable(folder);
  const aside = `${file}.new-${randomUUID()}`;
  try {
    await touchPrivate(aside);
    const connection = await connectSqlite(aside, { wal: false });
    const db = new Kysely<Tables>({ dialect: sqliteDialect(connection) });
    try {
      await connection.all(`pragma application_id = ${APPLICATION_ID}`);
      await migrate({ db, kind: 'sqlite' });
    } finally {
      await db.destroy();
    }
    await settleFile(aside, file, { replace: false });
  } finally {
    for (const end of ['', '-journal']) await rm(`${aside}${end}`, { force: true });
  }
}

/**
 * Makes sure the file is there and ours. A missing one is made only where none was before. Throws AppError `storage`,
 * one sentence with the fix, for a file that vanished, is empty, damaged, foreign or cannot be written.
 */
export async function prepareFile(file: string, now: number): Promise<void> {
  const size = await sizeOf(file);
  if (size !== undefined) {
    await judge(file, size);
  } else {
    if ((await wasInstalled(file)) || (await sizeOf(`${file}-wal`)) !== undefined) {
      throw new AppError('storage', `The database ${showPath(file)} is gone, although it was there before.`, {
        hint: await restoreHint(file),
      });
    }
    await createFile(file);
  }
  await markInstalled(file, now);
}

/** The same for a file that must exist already. */
export async function requireFile(file: string): Promise<void> {
  const size = await sizeOf(file);
  if (size === undefined) {
    throw new AppError('storage', `There is no database at ${showPath(file)}.`, {
      hint: (await wasInstalled(file)) ? await restoreHint(file) : 'Start Reachboard once to make it.',
    });
  }
  await judge(file, size);
}
