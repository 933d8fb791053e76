import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { HOME } from '../../../core/app.ts';
import { nextPiece } from '../../../core/collector/collect.ts';
import { sweepDue } from '../../../core/collector/sweep.ts';
import { connectToken } from '../../../core/features/connect-token.ts';
import type { Store } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { openStore } from '../../../db/open.ts';
import { bundle } from '../../fakes/bundle.ts';
import { createPostgresDatabase, stopPostgres } from '../../fakes/postgres.ts';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { askedDays, collectorDeps, NEVER } from './rig.ts';
import type { Orders } from './kills.ts';

const MINUTE = 60_000;
const USERNAMES = ['northpine.coffee', 'lumen.studio'];

describe('two workers on one Postgres database', function () {
  this.timeout(120_000);
  let world: World;
  let url: string;
  let store: Store;
  beforeEach(async () => {
    world = await openWorld({ connect: false });
    url = await createPostgresDatabase();
    const { clock, logger } = world.deps;
    const encryptionKey = new Secret(Buffer.alloc(32, 7).toString('base64'));
    store = await openStore({ url, role: 'owner', encryptionKey, logger, clock });
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    for (const username of USERNAMES) {
      const token = new Secret(world.local.tokens.of(username, 'facebook'));
      await connectToken({ ...world.deps, store }, home, { token, origin: 'graph' });
    }
  });
  afterEach(async () => {
    await store.close();
    await world.close();
  });
  after(stopPostgres);

  it('ask nothing about an account twice', async () => {
    const program = await bundle(join(import.meta.dirname, 'kill-worker.ts'));
    const until = nextPiece(undefined, NOW)?.from ?? '';
    const orders: Orders = { url, base: world.local.facebookUrl, now: NOW, until };
    const ends = [1, 2].map(async () => {
      const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return (await once(child, 'close')) as [number | null];
    });
    assert.deepEqual(
      (await Promise.all(ends)).map(([code]) => code),
      [0, 0],
    );
    const asked = world.local.calls
      .filter(({ path, params, status }) => path.endsWith('/insights') && params['period'] === 'day' && status === 200)
      .map(({ path, params }) => `${path} ${JSON.stringify(params)}`);
    assert.ok(asked.length > 100, `${asked.length} questions`);
    assert.deepEqual([...new Set(asked)].sort(), [...asked].sort());
  });

  it('keep what the second found out when the first wakes up after it slept through its claim', async () => {
    const accounts = await store.listAllConnections();
    const account = accounts[0]?.account.id ?? 0;
    const asleep = collectorDeps(world, {
      store: {
        ...store,
        // The process is frozen in the middle of its turn; another one takes the account when its claim is over.
        async readProfiles(id, limit) {
          world.now += 3 * MINUTE;
          await sweepDue(collectorDeps(world, { store }), NEVER);
          return store.readProfiles(id, limit);
        },
      },
    });
    const claimedAt = world.now;
    await sweepDue(asleep, NEVER);
    const [state] = await store.listCollections([account]);
    assert.ok((state?.collectedAt ?? 0) > claimedAt, 'the frozen one wrote over it');
    assert.ok(askedDays(world.local.calls).length > 0);
  });
});
