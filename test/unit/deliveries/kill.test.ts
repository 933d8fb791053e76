import assert from 'node:assert/strict';
import { createPostgresDatabase, stopPostgres } from '../../fakes/postgres.ts';
import { openStore } from '../../../db/open.ts';
import { Secret } from '../../../core/secret.ts';
import { runStorm, type Verdict } from './kills.ts';

/** `KILLS=1000` for the long storm, `MINUTES=30` for as many as there is time for; `SEED` repeats one. */
const KILLS = Number(process.env['KILLS'] ?? 12);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const MINUTES = Number(process.env['MINUTES'] ?? 600);
const WITHIN = MINUTES * 60_000;
const POSTS_PER_KILL = 5;

function tell(name: string, verdict: Verdict): void {
  process.stdout.write(`      ${name}: ${JSON.stringify(verdict)}\n`);
}

function assertOnce({ kills, ordered, lost, doubled, unknown, blind, evidence }: Verdict): void {
  assert.ok(kills > 0);
  assert.equal(ordered, kills * (POSTS_PER_KILL + 1));
  const found = { lost, doubled, unknown, lostBlindly: blind.lost };
  assert.deepEqual(found, { lost: 0, doubled: 0, unknown: 0, lostBlindly: 0 }, JSON.stringify(evidence));
}

describe('row 38: deliveries to Slack and Discord under kill -9, with calls and answers lost (rows 24–27)', function () {
  this.timeout(300_000 + Math.min(KILLS * 30_000, MINUTES * 120_000));
  after(stopPostgres);

  it('neither lose nor double a message on one SQLite file', async () => {
    const verdict = await runStorm({
      kills: KILLS,
      postsPerKill: POSTS_PER_KILL,
      workers: 1,
      seed: SEED,
      within: WITHIN,
    });
    tell('SQLite', verdict);
    assertOnce(verdict);
  });

  it('neither lose nor double a message with two processes on one Postgres database', async () => {
    const url = await createPostgresDatabase();
    const quiet = (): void => undefined;
    const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    const encryptionKey = new Secret(Buffer.alloc(32, 7).toString('base64'));
    await (await openStore({ url, role: 'owner', encryptionKey, logger, clock: Date.now })).close();
    const verdict = await runStorm({
      kills: KILLS,
      postsPerKill: POSTS_PER_KILL,
      workers: 2,
      seed: SEED,
      within: WITHIN,
      url,
    });
    tell('Postgres, two processes', verdict);
    assertOnce(verdict);
  });

  it('are seen to double when the row is written behind the call', async () => {
    const verdict = await runStorm({ kills: 8, postsPerKill: 12, workers: 1, seed: SEED, order: 'behind' });
    tell('row behind the call', verdict);
    assert.ok(verdict.doubled > 0);
    assert.equal(verdict.lost, 0);
  });
});
