import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Logger } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { openStore } from '../../db/open.ts';
import { createPostgresDatabase, stopPostgres } from '../fakes/postgres.ts';
import { describeDeliveryStore } from './store-deliveries.ts';
import { describeLossStore } from './store-losses.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const encryptionKey = new Secret(Buffer.alloc(32, 7).toString('base64'));

let folder: Promise<string> | undefined;
after(async () => {
  if (folder !== undefined) await rm(await folder, { recursive: true });
  await stopPostgres();
});

for (const describeStore of [describeDeliveryStore, describeLossStore]) {
  describeStore('SQLite', async () => {
    folder ??= mkdtemp(path.join(tmpdir(), 'reachboard-deliveries-'));
    const url = `sqlite:${path.join(await folder, `${describeStore.name}.db`)}`;
    return openStore({ url, role: 'guest', encryptionKey, logger, clock: Date.now });
  });

  describeStore('Postgres', async () => {
    return openStore({
      url: await createPostgresDatabase(),
      role: 'owner',
      encryptionKey,
      logger,
      clock: Date.now,
    });
  });
}
