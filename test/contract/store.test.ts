import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Logger, Store } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { openStore } from '../../db/open.ts';
import { createPostgresDatabase, stopPostgres } from '../fakes/postgres.ts';
import { describeAccountStore } from './store-accounts.ts';
import { describeStore } from './store.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const encryptionKey = new Secret(Buffer.alloc(32, 7).toString('base64'));

let folder: Promise<string> | undefined;
let database: Promise<string> | undefined;
after(async () => {
  if (folder !== undefined) await rm(await folder, { recursive: true });
  await stopPostgres();
});

async function openSqlite(): Promise<Store> {
  folder ??= mkdtemp(path.join(tmpdir(), 'reachboard-store-'));
  const url = `sqlite:${path.join(await folder, 'store.db')}`;
  return openStore({ url, role: 'guest', encryptionKey, logger, clock: Date.now });
}

async function openPostgres(): Promise<Store> {
  database ??= createPostgresDatabase();
  return openStore({ url: await database, role: 'owner', encryptionKey, logger, clock: Date.now });
}

describeAccountStore('SQLite', openSqlite);
describeStore('SQLite', openSqlite);
describeAccountStore('Postgres', openPostgres);
describeStore('Postgres', openPostgres);
