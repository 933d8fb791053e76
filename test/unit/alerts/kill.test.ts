import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openAlertWorld, type AlertWorld } from './alert-world.ts';

describe('an alert whose process is killed with -9', () => {
  let alerts: AlertWorld;
  beforeEach(async () => {
    alerts = await openAlertWorld();
    const account = await alerts.account('northpine.coffee');
    await alerts.ordinary(account, '2026-11-10', 40, 60);
    alerts.world.now = Date.parse('2026-11-12T12:00:00Z');
    await alerts.ask('alerts on');
    await alerts.write(account, '2026-11-11', 500);
    alerts.world.now = Date.parse('2026-11-14T10:00:00Z');
  });
  afterEach(() => alerts.close());

  async function die(when: 'before' | 'after'): Promise<void> {
    const script = join(import.meta.dirname, 'killed.ts');
    const url = `sqlite:${join(alerts.world.folder, 'reachboard.db')}`;
    const args = ['--import', 'tsx', script, url, String(alerts.world.now), when];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL');
  }

  for (const when of ['before', 'after'] as const) {
    it(`is posted once by the next process when it died ${when} the finding was on record`, async () => {
      await die(when);
      const home = await alerts.world.store.listAlertPlaces();
      const kept = await alerts.world.store.listFindings(home[0]?.id ?? 0, 0);
      assert.equal(kept.length, when === 'before' ? 0 : 1);
      assert.deepEqual(await alerts.look('2026-11-14T10:05:00Z'), ['Followers jump at @northpine.coffee']);
      assert.deepEqual(await alerts.look('2026-11-14T11:00:00Z'), []);
    }).timeout(30_000);
  }
});
