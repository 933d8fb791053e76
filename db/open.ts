/** From a URL to a Store. */
import path from 'node:path';
import { Kysely } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Clock, Logger, Store } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { backupFile } from './backup.ts';
import { showPath } from './backups.ts';
import { damaged, prepareFile, sqliteFile } from './file.ts';
import { findKeys, requireKeys } from './key.ts';
import { type Lease, takeLease } from './lease.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { postgresDialect } from './postgres.ts';
import type { Database, Tables } from './schema.ts';
import { createSeal } from './seal.ts';
import { connectSqlite, type SqliteConnection, sqliteDialect } from './sqlite.ts';
import { createStore } from './store.ts';

export { isHeldElsewhere } from './faults.ts';

export interface OpenOptions {
  /** `sqlite:./data/reachboard.db` or `postgres://…`. */
  readonly url: string;
  /** `owner`: holds the SQLite file alone; `guest`: works beside an owner (shell commands, import, backup). */
  readonly role: 'owner' | 'guest';
  readonly encryptionKey: Secret | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

async function requireWhole(file: string, connection: SqliteConnection): Promise<void> {
  const [row] = await connection.all<{ quick_check: string }>('pragma quick_check(1)');
  if (row?.quick_check !== 'ok') throw await damaged(file);
}

function isDamage(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : undefined;
  return (
    cause instanceof Error && 'code' in cause && (cause.code === 'SQLITE_CORRUPT' || cause.code === 'SQLITE_NOTADB')
  );
}

/** Whoever changes the schema holds the file while doing so, and leaves a backup from before. */
async function settle(
  database: Database,
  connection: SqliteConnection,
  file: string,
  options: OpenOptions,
): Promise<Lease | undefined> {
  const pending = await pendingMigrations(database);
  if (options.role === 'guest' && pending.length === 0) return undefined;
  const lease = await takeLease(database, connection, showPath(file), options);
  if (pending.length > 0) {
    await backupFile(file, options.clock());
    await migrate(database);
  }
  if (options.role === 'owner') return lease;
  await lease.release();
  return undefined;
}

async function openSqlite(options: OpenOptions): Promise<Store> {
  const file = sqliteFile(options.url);
  await prepareFile(file, options.clock());
  let db: Kysely<Tables> | undefined;
  try {
    const connection = await connectSqlite(file);
    db = new Kysely<Tables>({ dialect: sqliteDialect(connection) });
    const open = db;
    const database: Database = { kind: 'sqlite', db };
    if (options.role === 'owner') await requireWhole(file, connection);
    const lease = await settle(database, connection, file, options);
    const keys = await findKeys(path.dirname(file), options.encryptionKey, options.logger);
    const close = once(async () => {
      try {
        await lease?.release();
      } catch (error) {
        options.logger.warn({ error }, 'the database could not be given free');
      } finally {
        await open.destroy();
      }
    });
    return createStore(database, createSeal(keys), options.logger, close);
  } catch (error) {
    await db?.destroy();
    throw isDamage(error) ? await damaged(file, error) : error;
  }
}

async function openPostgres(options: OpenOptions): Promise<Store> {
  const keys = requireKeys(options.encryptionKey);
  const db = new Kysely<Tables>({ dialect: postgresDialect(options.url, options.logger) });
  const database: Database = { kind: 'postgres', db };
  try {
    if ((await pendingMigrations(database)).length > 0) await migrate(database);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return createStore(
    database,
    createSeal(keys),
    options.logger,
    once(() => db.destroy()),
  );
}

/**
 * Opens the store, makes it when there never was one, and brings it to the newest schema. Throws AppError: `config` for a
 * missing or wrong ENCRYPTION_KEY, `storage` for everything about the file or the server; `isHeldElsewhere` tells a second
 * owner apart.
 */
export function openStore(options: OpenOptions): Promise<Store> {
  return options.url.startsWith('sqlite:') ? openSqlite(options) : openPostgres(options);
}
