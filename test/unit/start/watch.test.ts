import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../../config.ts';
import { backupDatabase } from '../../../db/backup.ts';
import type { Rounds } from '../../../core/work/rounds.ts';
import { createParts, type Parts } from '../../../start/parts.ts';
import { watchProcess, type Watch } from '../../../start/watch.ts';
import { createMemoryLogger } from '../../fakes/web.ts';
import { runProgram } from '../../fakes/program.ts';
import { until } from '../../fakes/slack/run.ts';

const NOW = Date.parse('2026-11-24T20:00:00Z');

describe('watching a process', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reachboard-watch-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  describe('from inside', () => {
    let parts: Parts;
    let watch: Watch;
    let now: number;
    let sweep: { doneAt: number | undefined; failedBecause: string | undefined };
    const rounds = {
      states: () => [{ name: 'sweep', endedAt: now, ...sweep }],
      wake: () => undefined,
      stop: () => Promise.resolve(),
    } satisfies Rounds;
    beforeEach(async () => {
      now = NOW;
      sweep = { doneAt: NOW, failedBecause: undefined };
      const url = `sqlite:${join(folder, 'reachboard.db')}`;
      const config = parseConfig({ DATABASE_URL: url, DEMO: 'off' });
      parts = await createParts({ config, logger: createMemoryLogger().logger, role: 'owner', clock: () => now });
      watch = watchProcess(parts);
      watch.follow(rounds);
    });
    afterEach(async () => {
      watch.stop();
      await parts.close();
    });

    it('is well while sweeps end well, and says why when none did for half a minute', async () => {
      assert.equal((await watch.health()).status, 'ok');
      now += 31_000;
      assert.match((await watch.health()).because ?? '', /did not end well for 31 s\. It does not end\./u);
      sweep = { doneAt: NOW, failedBecause: 'The clocks differ.' };
      const { status, because, parts: words } = await watch.health();
      assert.deepEqual([status, words['sweep']], ['failing', 'failing']);
      assert.match(because ?? '', /The clocks differ\./u);
      sweep = { doneAt: now, failedBecause: undefined };
      assert.equal((await watch.health()).status, 'ok');
    });

    it('shows what waits, what failed and what ends soon', async () => {
      const { store } = parts;
      const { id: workspaceId } = await store.saveWorkspace('local', 'home');
      const place = { workspaceId, platform: 'local', workspaceRemoteId: 'home', channelId: 'c' };
      await store.addPost({ ...place, key: 'a', payload: 'x', nextAt: NOW, createdAt: NOW - 5_000 });
      await store.addPost({ ...place, key: 'b', payload: 'x', nextAt: NOW - 1, createdAt: NOW });
      await store.claimPosts('me', ['local'], NOW - 1, NOW, 1);
      await store.beginPost('b', 'me', NOW - 9_000, NOW);
      await backupDatabase({ url: parts.config.DATABASE_URL, clock: () => NOW - 60_000 });
      const lines = new Map(
        (await watch.gauges()).flatMap(({ name, lines: all }) =>
          all.map(({ labels, value }) => [[name, ...Object.values(labels)].join(' '), value]),
        ),
      );
      assert.equal(lines.get('reachboard_posts pending'), 1);
      assert.equal(lines.get('reachboard_posts sending'), 1);
      assert.equal(lines.get('reachboard_posts dead'), 0);
      assert.equal(lines.get('reachboard_queue_oldest_age_seconds'), 5);
      assert.equal(lines.get('reachboard_post_unknown_age_seconds'), 9);
      assert.equal(lines.get('reachboard_run_late_seconds'), 0);
      assert.equal(lines.get('reachboard_digest_missed_total'), 0);
      assert.equal(lines.get('reachboard_backup_age_seconds'), 60);
      assert.equal(lines.get('reachboard_sweep_age_seconds'), 0);
      assert.ok((lines.get('reachboard_db_free_bytes') ?? 0) > 0);
      assert.equal(lines.get('reachboard_database_up'), 1);
    });
  });

  it('pings the dead man’s switch after sweeps, and answers /healthz and /metrics', async () => {
    let pings = 0;
    const watcher = createServer((_, response) => {
      pings += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(watcher, 'listening');
    const { port } = watcher.address() as AddressInfo;
    const run = runProgram(folder, [], { DEMO: 'off', HEARTBEAT_URL: `http://127.0.0.1:${port}/ping` });
    try {
      await run.says(/Ctrl-C/u);
      const url = /http:\/\/\S+:\d+/u.exec(run.out())?.[0] ?? '';
      while (pings === 0 && run.child.exitCode === null) await new Promise((again) => setTimeout(again, 50));
      const health = await until(
        async () =>
          (await fetch(`${url}/healthz`)).json() as Promise<{ status: string; parts: Record<string, string> }>,
        ({ status }) => status === 'ok',
      );
      assert.deepEqual([health.status, health.parts['sweep']], ['ok', 'ok']);
      const text = await (await fetch(`${url}/metrics`)).text();
      assert.match(text, /^# TYPE reachboard_digest_missed_total counter\nreachboard_digest_missed_total 0$/mu);
      assert.match(text, /^reachboard_posts\{state="unknown"\} 0$/mu);
      assert.match(text, /^reachboard_sweep_age_seconds \d/mu);
    } finally {
      run.child.kill('SIGTERM');
      assert.equal(await run.ended, 0);
      watcher.close();
    }
  });
});
