/** A folder for one test, stores in it, and a logger that remembers. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Logger, Store } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { openStore, type OpenOptions } from '../../../db/open.ts';

export const KEY = new Secret(Buffer.alloc(32, 7).toString('base64'));

interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly sentence: string;
}

/** A folder with a database name in it; `clean` closes what was opened and removes all. */
export interface Room {
  readonly folder: string;
  readonly file: string;
  readonly lines: readonly LogLine[];
  readonly logger: Logger;
  open(options?: Partial<OpenOptions>): Promise<Store>;
  clean(): Promise<void>;
}

export async function makeRoom(): Promise<Room> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reachboard-db-'));
  const file = path.join(folder, 'x.db');
  const lines: LogLine[] = [];
  const stores: Store[] = [];
  const write =
    (level: string) =>
    (fields: LogLine['fields'], sentence: string): void => {
      lines.push({ level, fields, sentence });
    };
  const logger: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return {
    folder,
    file,
    lines,
    logger,
    async open(options = {}) {
      const url = `sqlite:${file}`;
      const store = await openStore({ url, role: 'owner', encryptionKey: KEY, logger, clock: Date.now, ...options });
      stores.push(store);
      return store;
    },
    async clean() {
      for (const store of stores) await store.close();
      await chmod(folder, 0o700);
      await rm(folder, { recursive: true });
    },
  };
}
