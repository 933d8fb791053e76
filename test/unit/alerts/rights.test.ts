import assert from 'node:assert/strict';
import type { Account, Connection } from '../../../core/accounts.ts';
import { HOME } from '../../../core/app.ts';
import { Secret } from '../../../core/secret.ts';
import { openAlertWorld, type AlertWorld } from './alert-world.ts';

const DAY = 86_400_000;

describe('alerts about the right to read', () => {
  let alerts: AlertWorld;
  let endsAt: number;
  beforeEach(async () => {
    alerts = await openAlertWorld();
    endsAt = alerts.world.now + 30 * DAY;
    for (const name of ['northpine.coffee', 'lumen.studio']) await connect(name);
    await alerts.ask('alerts on');
  });
  afterEach(() => alerts.close());

  async function connect(username: string): Promise<Account> {
    const { store } = alerts.world;
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    return store.saveConnection({
      workspaceId: home.id,
      origin: 'graph',
      instagramId: `178414${username.length}`,
      username,
      name: undefined,
      login: 'facebook',
      token: new Secret('EAAtoken'),
      tokenExpiresAt: endsAt,
      dataAccessExpiresAt: undefined,
      scopes: undefined,
      now: alerts.world.now,
    });
  }

  it('come 14, 7 and 1 days before a token ends and when it has ended, once each for all its accounts', async () => {
    const told: string[] = [];
    for (let left = 16; left >= -1; left -= 1) {
      const titles = await alerts.look(endsAt - left * DAY + 3_600_000);
      told.push(...titles.map((title) => `${left}: ${title}`));
    }
    assert.deepEqual(told, [
      '14: The right to read is about to end',
      '7: The right to read is about to end',
      '1: The right to read is about to end',
      '0: The right to read has ended',
    ]);
    assert.match(
      alerts.platform.posts()[1]?.text ?? '',
      /@lumen\.studio and @northpine\.coffee: The token ends in 13 days/u,
    );
  });

  it('come once when Instagram refuses the token', async () => {
    const { store } = alerts.world;
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    const connections: readonly Connection[] = await store.listConnections(home.id);
    await store.markBroken(home.id, connections[0]?.accountId ?? 0, 'Instagram refused the token.');
    assert.deepEqual(await alerts.look(alerts.world.now), ['Instagram refuses the token']);
    assert.deepEqual(await alerts.look(alerts.world.now + 2 * 3_600_000), []);
  });
});
