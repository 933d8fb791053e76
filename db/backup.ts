/** Whole, checked copies of the SQLite file, taken while it is being written. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { backupFolder, backupName, listBackups, outdatedBackups, showPath } from './backups.ts';
import { settleFile, touchPrivate } from './disk.ts';
import { requireFile, sqliteFile } from './file.ts';
import { connectSqlite, type SqliteConnection } from './sqlite.ts';

export interface Backup {
  readonly file: string;
  readonly bytes: number;
  /** Rows of all tables together. */
  readonly rows: number;
}

/** Rows per table; the lease is not data. */
async function countRows(connection: SqliteConnection): Promise<ReadonlyMap<string, number>> {
  const tables = await connection.all<{ name: string }>(
    `select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name <> 'lease'`,
  );
  const counts = new Map<string, number>();
  for (const { name } of tables) {
    const [row] = await connection.all<{ rows: number }>(`select count(*) as rows from "${name}"`);
    counts.set(name, row?.rows ?? 0);
  }
  return counts;
}

async function withFile<T>(file: string, wal: boolean, work: (connection: SqliteConnection) => Promise<T>): Promise<T> {
  const connection = await connectSqlite(file, { wal });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** The copy as it is kept: without a holder, sound, and with as many rows as the original had at some time meanwhile. */
async function checkCopy(
  aside: string,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Promise<number> {
  return withFile(aside, false, async (copy) => {
    await copy.all('delete from lease');
    const [check] = await copy.all<{ quick_check: string }>('pragma quick_check(1)');
    const counts = await countRows(copy);
    const isComplete = [...before].every(([table, rows]) => {
      const found = counts.get(table) ?? -1;
      const later = after.get(table) ?? rows;
      return found >= Math.min(rows, later) && found <= Math.max(rows, later);
    });
    if (check?.quick_check !== 'ok' || !isComplete) {
      throw new AppError('storage', 'The backup did not pass its check and was thrown away.', {
        hint: 'Run it again; if it fails again, the disk or the database is damaged.',
      });
    }
    return [...counts.values()].reduce((sum, rows) => sum + rows, 0);
  });
}

/** Makes a checked copy in `backups/` beside the file and drops the outdated ones. Throws AppError `storage`. */
export async function backupFile(file: string, now: number): Promise<Backup> {
  const folder = backupFolder(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const aside = path.join(folder, `.${randomUUID()}.part`);
  const target = path.join(folder, backupName(now));
  try {
    await touchPrivate(aside);
    const { before, after } = await withFile(file, true, async (original) => {
      const counted = await countRows(original);
      await original.all('vacuum into ?', [aside]);
      return { before: counted, after: await countRows(original) };
    });
    const rows = await checkCopy(aside, before, after);
    await settleFile(aside, target, { replace: true });
    for (const name of outdatedBackups(await listBackups(file))) await rm(path.join(folder, name), { force: true });
    return { file: showPath(target), bytes: (await stat(target)).size, rows };
  } finally {
    for (const end of ['', '-journal']) await rm(`${aside}${end}`, { force: true });
  }
}

/**
 * Backs the database up, beside a running owner or without one. The keys are not in the copy. Throws AppError: `config` on
 * Postgres, which has its own tools; `storage` for a file that is missing, damaged or cannot be written.
 */
export async function backupDatabase({ url, clock }: { readonly url: string; readonly clock: Clock }): Promise<Backup> {
  if (!url.startsWith('sqlite:')) {
    throw new AppError('config', 'Reachboard backs up SQLite only; this database is Postgres.', {
      hint: 'Use pg_dump, for example: pg_dump --format=custom --file=reachboard.dump "$DATABASE_URL".',
    });
  }
  const file = sqliteFile(url);
  await requireFile(file);
  return backupFile(file, clock());
}
