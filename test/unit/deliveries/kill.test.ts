import assert from 'node:assert/strict';
import { createPostgresDatabase, stopPostgres } from '../../fakes/postgres.ts';
import { openStore } from '../../../db/open.ts';
import { Secret } from '../../../core/secret.ts';
import { runStorm, type Verdict } from './kills.ts';

/** `KILLS=1000` for the long storm. */
const KILLS = Number(process.env['KILLS'] ?? 16);
const POSTS_PER_KILL = 5;

function tell(name: string, verdict: Verdict): void {
  process.stdout.write(`      ${name}: ${JSON.stringify(verdict)}\n`);
}

describe('deliveries under kill -9', function () {
  this.timeout(60_000 + KILLS * 4_000);
  after(stopPostgres);

  it('neither lose nor double a digest on one SQLite file', async () => {
    const posts = KILLS * (POSTS_PER_KILL + 1);
    const verdict = await runStorm({ kills: KILLS, postsPerKill: POSTS_PER_KILL, workers: 1 });
    tell('SQLite', verdict);
    assert.deepEqual(
      { ...verdict, readBack: 0 },
      { kills: KILLS, posts, lost: 0, doubled: 0, unknown: 0, readBack: 0 },
    );
  });

  it('neither lose nor double a digest with two processes on one Postgres database', async () => {
    const kills = Math.ceil(KILLS / 2);
    const posts = kills * (POSTS_PER_KILL + 1);
    const url = await createPostgresDatabase();
    const quiet = (): void => undefined;
    const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    const encryptionKey = new Secret(Buffer.alloc(32, 7).toString('base64'));
    await (await openStore({ url, role: 'owner', encryptionKey, logger, clock: Date.now })).close();
    const verdict = await runStorm({ kills, postsPerKill: POSTS_PER_KILL, workers: 2, url });
    tell('Postgres, two processes', verdict);
    assert.deepEqual({ ...verdict, readBack: 0 }, { kills, posts, lost: 0, doubled: 0, unknown: 0, readBack: 0 });
  });

  it('are seen to double when the row is written behind the call', async () => {
    const verdict = await runStorm({ kills: 8, postsPerKill: 12, workers: 1, order: 'behind' });
    tell('row behind the call', verdict);
    assert.ok(verdict.doubled > 0);
    assert.equal(verdict.lost, 0);
  });
});
