import assert from 'node:assert/strict';
import { Arena } from './kills.ts';

/** `KILLS=200` for the long storm; `SEED` draws the same points again. */
const KILLS = Number(process.env['KILLS'] ?? 12);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

describe('a collector killed with -9', function () {
  this.timeout(60_000 + KILLS * 20_000);
  let arena: Arena;
  before(async () => {
    arena = await Arena.open();
  });
  after(() => arena.close());

  it('at any of its calls and writes loses nothing, and asks for nothing again that it kept', async () => {
    process.stdout.write(`      SEED=${SEED} KILLS=${KILLS}\n`);
    const { calls, rows, ...verdict } = await arena.storm(KILLS, SEED);
    process.stdout.write(`      ${calls} calls and writes, ${rows} rows kept\n`);
    assert.ok(calls > 150 && rows > 500);
    assert.deepEqual(verdict, { kills: KILLS, different: 0, repeated: [] });
  });
});
