import assert from 'node:assert/strict';

import pg from 'pg';
import { isAppError } from '../../../core/errors.ts';
import type { Store } from '../../../core/ports.ts';
import { openStore } from '../../../db/open.ts';
import { createPostgresDatabase, stopPostgres } from '../../fakes/postgres.ts';
import { KEY } from './rooms.ts';

after(stopPostgres);

describe('the store on Postgres', () => {
  const warnings: string[] = [];
  const stores: Store[] = [];
  const quiet = (): void => undefined;
  const logger = { debug: quiet, info: quiet, warn: (_: unknown, line: string) => warnings.push(line), error: quiet };
  let url = '';
  before(async () => {
    url = await createPostgresDatabase();
  });
  after(async () => {
    for (const store of stores) await store.close();
  });

  async function open(at = url): Promise<Store> {
    const store = await openStore({ url: at, role: 'owner', encryptionKey: KEY, logger, clock: Date.now });
    stores.push(store);
    return store;
  }

  async function run(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(text);
    await client.end();
  }

  it('is made once by many processes that start at the same moment', async () => {
    const [first, ...others] = await Promise.all(Array.from({ length: 4 }, () => open()));
    await first?.writeSetting('fact', 'one');
    for (const store of others) assert.equal(await store.readSetting('fact'), 'one');
  });

  it('goes on after its connections were cut', async () => {
    const store = await open();
    const cut = 'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $$reachboard$$';
    await run(cut);
    await store.readSetting('fact').catch((error: unknown) => {
      assert.ok(isAppError(error) && error.code === 'storage', String(error));
    });
    assert.equal(await store.readSetting('fact'), 'one');
  });

  it('gives large times back as numbers', async () => {
    const store = await open();
    await store.savePause('k', Number.MAX_SAFE_INTEGER, 'for ever');
    assert.equal((await store.listPauses(0))[0]?.until, Number.MAX_SAFE_INTEGER);
    await run(`update pause set until = ${2n ** 60n}`);
    await assert.rejects(store.listPauses(0), isAppError);
  });

  it('says a wrong password, a missing database and a newer schema in one sentence each', async () => {
    await run(`insert into kysely_migration values ('9999_future', '2030')`);
    const cases = [
      [url.replace('test@', 'hidden@'), /refused the password/u],
      [url.replace(/[^/]*$/u, 'absent'), /does not exist/u],
      [url, /newer version/u],
    ] as const;
    for (const [at, sentence] of cases) {
      await assert.rejects(open(at), (error) => {
        assert.ok(isAppError(error) && error.code === 'storage', String(error));
        assert.match(error.message, sentence);
        return !`${error.message}${error.hint ?? ''}`.includes('hidden');
      });
    }
  });
});
