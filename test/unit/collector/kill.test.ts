import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { nextPiece } from '../../../core/collector/collect.ts';
import type { Reading } from '../../../core/insights/series.ts';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { WORKER_SCRIPT } from './killed.ts';
import { askedDays, connectOne } from './rig.ts';

const USERNAME = 'northpine.coffee';
const ALL = { from: '2024-11-01', to: '2026-11-24' };
const METRICS = ['views', 'reach', 'likes', 'follower_count'];
/** More than a dead worker keeps an account in hand. */
const PATIENCE = 150_000;

describe('a collector killed with -9', () => {
  let world: World;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    world = await openWorld({ connect: false });
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await world.close();
  });

  const last = nextPiece(undefined, NOW)?.from ?? '';

  /** Runs a worker on the world's database; kills it once Instagram has answered so many of its calls. */
  async function work(now: number, killAfter?: number): Promise<'ended' | 'killed'> {
    const url = `sqlite:${join(world.folder, 'reachboard.db')}`;
    const started = world.local.calls.length;
    const running = spawn(
      process.execPath,
      ['--import', 'tsx', WORKER_SCRIPT, url, world.local.facebookUrl, String(now), last],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    child = running;
    const ended = once(running, 'exit');
    const watch = setInterval(() => {
      const answered = world.local.calls.length - started;
      if (killAfter !== undefined && answered >= killAfter) running.kill('SIGKILL');
    }, 2);
    const [code, signal] = (await ended) as [number | null, string | null];
    clearInterval(watch);
    if (signal === 'SIGKILL') return 'killed';
    assert.equal(code, 0);
    return 'ended';
  }

  async function kept(account: number): Promise<ReadonlyMap<string, Reading>> {
    const rows: Reading[] = [];
    for (const breakdown of ['', 'follow_type']) {
      const metrics = breakdown === '' ? METRICS : ['follows_and_unfollows'];
      rows.push(...(await world.store.readReadings({ account, metrics, breakdown, days: ALL, span: 'daily' })));
    }
    return new Map(rows.map((row) => [`${row.metric} ${row.days.from}`, row]));
  }

  it('goes on where it was: nothing is lost, and no day that was kept is asked for again', async () => {
    const account = await connectOne(world, USERNAME);
    let now = NOW;
    let deaths = 0;
    for (const calls of [4, 20, 50]) {
      const before = new Set((await kept(account.id)).keys());
      const from = world.local.calls.length;
      if ((await work(now, calls)) === 'killed') deaths += 1;
      const again = askedDays(world.local.calls.slice(from)).filter((asked) => before.has(asked));
      assert.deepEqual(again, []);
      now += PATIENCE;
    }
    assert.ok(deaths >= 2, `killed ${deaths} times`);
    assert.equal(await work(now), 'ended');

    const found = await kept(account.id);
    const other = await openWorld({ connect: false });
    try {
      const [same, interrupted] = [await connectOne(other, USERNAME), world];
      world = other;
      assert.equal(await work(NOW), 'ended');
      const expected = await kept(same.id);
      world = interrupted;
      assert.deepEqual(
        [...found].map(([key, row]) => [key, row.value, row.detail]),
        [...expected].map(([key, row]) => [key, row.value, row.detail]),
      );
      assert.ok([...expected.keys()].some((key) => key === `views ${last}`));
    } finally {
      await other.close();
    }
  }).timeout(90_000);
});
