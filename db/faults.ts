/** Faults of disk and database as sentences. */
import { AppError } from '../core/errors.ts';

/** Another living process holds the SQLite file. */
class HeldElsewhereError extends AppError {}

/** The refusal of a second owner; `pid` is the holder's. */
export function heldElsewhere(file: string, pid: number): AppError {
  return new HeldElsewhereError('storage', `Another Reachboard (process ${pid}) already uses ${file}.`, {
    hint: 'Stop it first, or give this one its own DATABASE_URL; several processes on one database need Postgres.',
  });
}

/** True for the refusal of a second owner: the start ends with status 3. */
export function isHeldElsewhere(error: unknown): boolean {
  return error instanceof HeldElsewhereError;
}

const SQLITE: Readonly<Record<string, readonly [sentence: string, hint: string]>> = {
  SQLITE_FULL: ['The disk is full: nothing more can be stored.', 'Free some space; reading still works.'],
  SQLITE_IOERR: ['The disk failed while the database was read or written.', 'Check the disk and its mount.'],
  SQLITE_READONLY: [
    'The database cannot be written: it is read-only.',
    'Give this user the right to write the file and its folder, or mount the volume writable.',
  ],
  SQLITE_CANTOPEN: [
    'The database cannot be opened.',
    'Check that the file and its folder belong to this user and can be written.',
  ],
  SQLITE_PERM: ['The database cannot be opened: no permission.', 'Check who owns the file and its folder.'],
  SQLITE_BUSY: [
    'The database is busy.',
    'Another process holds it, Reachboard itself or another program; try again in a moment.',
  ],
  SQLITE_CORRUPT: ['The database file is damaged.', 'Stop, and restore the newest backup.'],
  SQLITE_NOTADB: ['The file is not a database.', 'Check DATABASE_URL, or restore the newest backup.'],
};

const POSTGRES: Readonly<Record<string, readonly [sentence: string, hint: string]>> = {
  ECONNREFUSED: ['Postgres does not answer.', 'Check that it runs and that DATABASE_URL names its host and port.'],
  ENOTFOUND: ['The host of the Postgres database is not known.', 'Check the host name in DATABASE_URL.'],
  '28P01': ['Postgres refused the password.', 'Check user and password in DATABASE_URL.'],
  '28000': ['Postgres refused the user.', 'Check user and password in DATABASE_URL.'],
  '3D000': ['The Postgres database does not exist.', 'Create it (createdb), or check the name in DATABASE_URL.'],
  '42501': ['Postgres denied the permission.', 'Make this user the owner of its database.'],
  '53100': ['The disk of Postgres is full: nothing more can be stored.', 'Free some space; reading still works.'],
  '53300': ['Postgres has too many connections.', 'Raise max_connections or run fewer processes.'],
  '57014': ['Postgres took too long to answer.', 'Try again; if it stays, look at its load.'],
  '25006': ['Postgres is read-only at the moment.', 'Point DATABASE_URL at the primary server.'],
};

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** AppError `storage` for faults outside this program; anything else (a broken statement) stays as it is. */
export function sqliteFault(error: Error): Error {
  const words = SQLITE[codeOf(error)];
  return words === undefined ? error : new AppError('storage', words[0], { hint: words[1], cause: error });
}

/** The same for Postgres: refused, gone, full, read-only. */
export function postgresFault(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('Postgres failed.', { cause: error });
  const code = codeOf(error);
  const words = POSTGRES[code];
  if (words !== undefined) return new AppError('storage', words[0], { hint: words[1], cause: error });
  const isGone = /^(?:08|57P|E[A-Z_]+$)/u.test(code) || (code === '' && /connection|timeout/iu.test(error.message));
  if (!isGone) return error;
  return new AppError('storage', 'The connection to Postgres was lost.', {
    hint: 'Check that it runs; the next attempt connects again.',
    cause: error,
  });
}
