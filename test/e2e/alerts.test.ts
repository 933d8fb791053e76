import assert from 'node:assert/strict';
import type { Account } from '../../core/accounts.ts';
import { sweepDue } from '../../core/collector/sweep.ts';
import { openAlertWorld, type AlertWorld } from '../unit/alerts/alert-world.ts';
import { collectorDeps, connectOne, NEVER } from '../unit/collector/rig.ts';

const HOUR = 3_600_000;

describe('follower alerts over the local Instagram', () => {
  let alerts: AlertWorld;
  let account: Account;
  before(async () => {
    alerts = await openAlertWorld({ connect: false });
    account = await connectOne(alerts.world, 'lumen.studio');
  });
  after(() => alerts.close());

  it('follow a reel that goes viral from the first hours to the return, each message once', async () => {
    const { world, watch } = alerts;
    world.now = Date.parse('2026-11-14T12:00:00Z');
    assert.equal((await alerts.ask('alerts on #reports')).status, 'answered');
    const deps = collectorDeps(world, { collectEveryMs: 12 * HOUR, afterCollect: [watch.afterCollect] });
    const told: string[] = [];
    for (let at = world.now; at <= Date.parse('2026-11-27T12:00:00Z'); at += 12 * HOUR) {
      world.now = at;
      await sweepDue(deps, NEVER);
      const titles = await alerts.look(at);
      told.push(...titles.map((title) => `${new Date(at).toISOString().slice(5, 13)} ${title}`));
    }
    assert.deepEqual(told, [
      '11-17T00 Followers jump at @lumen.studio',
      '11-18T00 Update: the jump goes on · @lumen.studio',
      '11-20T00 Update: the jump goes on · @lumen.studio',
      '11-22T00 Update: the jump goes on · @lumen.studio',
      '11-26T12 The jump is over · @lumen.studio',
    ]);
    const [, call] = alerts.platform.posts();
    const [early] = world.local.truth.daily(
      account.username,
      'follower_count',
      '2026-11-15',
      '2026-11-15',
      Date.parse('2026-11-17T00:00:00Z'),
    );
    assert.match(call?.text ?? '', new RegExp(`\\+${early?.value ?? 0} new followers on Sun 15 Nov 2026`, 'u'));
    assert.match(call?.text ?? '', /Probable cause: mainly the reel of Sun 15 Nov \(44,\d{3} accounts reached\)/u);
    assert.match(call?.text ?? '', /Provisional/u);
  }).timeout(120_000);
});
