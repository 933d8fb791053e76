/** Where the keys of the seal come from. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Logger } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { hasCode, writePrivate } from './disk.ts';

const KEY_BYTES = 32;
const KEY_FILE = 'encryption.key';

type Keys = readonly [Uint8Array, ...Uint8Array[]];

function parseKeys(text: string, from: string): Keys {
  const [newest, ...older] = text.split(',').map((key) => Buffer.from(key.trim(), 'base64'));
  if (newest?.length !== KEY_BYTES || older.some((key) => key.length !== KEY_BYTES)) {
    throw new AppError('config', `${from} must hold 32 bytes in base64.`, {
      hint: 'Make one with `openssl rand -base64 32`; several are separated by commas, newest first.',
    });
  }
  return [newest, ...older];
}

async function readKeyFile(file: string): Promise<Keys | undefined> {
  try {
    return parseKeys(await readFile(file, 'utf8'), KEY_FILE);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The keys of ENCRYPTION_KEY. Throws AppError `config` without one: there is no place of our own to keep a key in. */
export function requireKeys(encryptionKey: Secret | undefined): Keys {
  if (encryptionKey !== undefined) return parseKeys(encryptionKey.reveal(), 'ENCRYPTION_KEY');
  throw new AppError('config', 'ENCRYPTION_KEY is needed with Postgres: stored tokens are sealed with it.', {
    hint: 'Set it to the output of `openssl rand -base64 32`, the same in every process.',
  });
}

/**
 * The keys beside a SQLite file, newest first: ENCRYPTION_KEY, then the generated `encryption.key`, so that setting the
 * variable later loses no token. Without both, a key is generated (mode 0600) with a warning.
 */
export async function findKeys(folder: string, encryptionKey: Secret | undefined, logger: Logger): Promise<Keys> {
  const file = path.join(folder, KEY_FILE);
  const kept = await readKeyFile(file);
  if (encryptionKey !== undefined) return [...requireKeys(encryptionKey), ...(kept ?? [])];
  if (kept !== undefined) return kept;
  // Of two processes that start at once the first wins, and both read the same key.
  await writePrivate(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { replace: false });
  logger.warn(
    { file },
    'made an encryption key beside the database: keep a copy apart from the backups, or set ENCRYPTION_KEY',
  );
  const made = await readKeyFile(file);
  if (made === undefined) throw new AppError('storage', 'The encryption key could not be kept.');
  return made;
}
