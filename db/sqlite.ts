/** Kysely on the `sqlite3` package: the only file that knows that driver. */
import { createRequire } from 'node:module';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type * as Sqlite3 from 'sqlite3';
import type { Database as Handle } from 'sqlite3';
import { AppError } from '../core/errors.ts';
import { sqliteFault } from './faults.ts';
import { checkParameters } from './parameters.ts';

const PRAGMAS = [
  'busy_timeout = 5000',
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'secure_delete = ON',
  'trusted_schema = OFF',
  'temp_store = MEMORY',
];

function loadSqlite(): typeof Sqlite3 {
  try {
    return createRequire(import.meta.url)('sqlite3') as typeof Sqlite3;
  } catch (error) {
    throw new AppError('storage', 'The sqlite3 module cannot be loaded on this machine.', {
      hint: 'Run `npm rebuild sqlite3` (it needs python3, make and g++ where no binary fits), or use Postgres.',
      cause: error,
    });
  }
}

/** Lets one through at a time, in the order of asking. */
class Turnstile {
  #last: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  async enter(): Promise<void> {
    const before = this.#last;
    let open = (): void => undefined;
    this.#last = new Promise<void>((resolve) => {
      open = resolve;
    });
    await before;
    this.#open = open;
  }

  leave(): void {
    this.#open();
  }
}

/** One connection to one file. Everything waits its turn, so that nothing falls inside another's transaction. */
export class SqliteConnection implements DatabaseConnection {
  readonly #handle: Handle;
  #refusal: AppError | undefined;

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  /** From now on every statement is refused with this error: the file belongs to somebody else. */
  refuse(error: AppError): void {
    this.#refusal = error;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#refusal !== undefined) throw this.#refusal;
    checkParameters(query.parameters);
    const isWrite = ['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode'].includes(query.query.kind);
    return isWrite && !('returning' in query.query)
      ? this.#run(query)
      : { rows: await this.all<R>(query.sql, query.parameters) };
  }

  // eslint-disable-next-line require-yield, @typescript-eslint/require-await
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('SQLite does not stream here.');
  }

  /** The rows of one statement. */
  all<R>(text: string, parameters: readonly unknown[] = []): Promise<R[]> {
    return new Promise((resolve, reject) => {
      this.#handle.all<R>(text, [...parameters], (error, rows) => {
        if (error === null) resolve(rows);
        else reject(sqliteFault(error));
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#handle.close((error) => {
        if (error === null) resolve();
        else reject(sqliteFault(error));
      });
    });
  }

  #run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return new Promise((resolve, reject) => {
      this.#handle.run(query.sql, [...query.parameters], function (error) {
        if (error === null) resolve({ rows: [], numAffectedRows: BigInt(this.changes), insertId: BigInt(this.lastID) });
        else reject(sqliteFault(error));
      });
    });
  }
}

/** SQLite rolls back DDL like anything else; Kysely's own adapter does not use that. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #turnstile = new Turnstile();

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turnstile.enter();
    return this.#connection;
  }

  /** IMMEDIATE: a transaction that reads before it writes would otherwise fail at once when another process wrote. */
  async beginTransaction(): Promise<void> {
    await this.#connection.all('begin immediate');
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.all('commit');
  }

  /** A full disk has already rolled back: that is not an error. */
  async rollbackTransaction(): Promise<void> {
    try {
      await this.#connection.all('rollback');
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('no transaction is active')) throw error;
    }
  }

  releaseConnection(): Promise<void> {
    this.#turnstile.leave();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#turnstile.enter();
    try {
      await this.#connection.close();
    } finally {
      this.#turnstile.leave();
    }
  }
}

/**
 * Opens a file for reading and writing. `create` allows a missing one to be made; otherwise that is an error. `wal: false`
 * leaves the journal as it is, for files that are written once and moved. Throws AppError `storage`.
 */
export async function connectSqlite(
  file: string,
  { create = false, wal = true }: { readonly create?: boolean; readonly wal?: boolean } = {},
): Promise<SqliteConnection> {
  const sqlite3 = loadSqlite();
  const mode = sqlite3.OPEN_READWRITE | (create ? sqlite3.OPEN_CREATE : 0) | sqlite3.OPEN_FULLMUTEX;
  const handle = await new Promise<Handle>((resolve, reject) => {
    const opening: Handle = new sqlite3.Database(file, mode, (error) => {
      if (error === null) resolve(opening);
      else reject(sqliteFault(error));
    });
  });
  const connection = new SqliteConnection(handle);
  try {
    for (const pragma of PRAGMAS) {
      if (wal || !pragma.startsWith('journal_mode')) await connection.all(`pragma ${pragma}`);
    }
  } catch (error) {
    await connection.close();
    throw error;
  }
  return connection;
}

/** The dialect over an open connection; destroying Kysely closes it. */
export function sqliteDialect(connection: SqliteConnection): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new SqliteDriver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
