import assert from 'node:assert/strict';
import type { Account } from '../../../core/accounts.ts';
import { openWatchedAccount, type AlertWorld } from './alert-world.ts';

describe('alerts about several accounts, and by several processes', () => {
  let alerts: AlertWorld;
  let account: Account;
  beforeEach(async () => {
    ({ alerts, account } = await openWatchedAccount());
  });
  afterEach(() => alerts.close());

  it('share one message when three accounts jump at once', async () => {
    const others = [await alerts.account('lumen.studio'), await alerts.account('aurora.voyage')];
    for (const one of others) await alerts.ordinary(one, '2026-11-10', 40, 60);
    for (const one of [account, ...others]) {
      await alerts.write(one, '2026-11-11', 700);
      await alerts.watch.afterCollect(one, 'insights');
    }
    assert.deepEqual(await alerts.look('2026-11-14T10:00:00Z'), ['Followers of 3 accounts move']);
    assert.deepEqual(await alerts.look('2026-11-14T11:00:00Z', account), []);
  });

  it('keep every correction of a shared message, each with its account and only of its own days', async () => {
    const others = [await alerts.account('lumen.studio'), await alerts.account('aurora.voyage')];
    for (const one of others) await alerts.ordinary(one, '2026-11-10', 40, 60);
    for (const one of [account, ...others]) {
      await alerts.write(one, '2026-11-11', 700, 10);
      await alerts.watch.afterCollect(one, 'insights');
    }
    assert.deepEqual(await alerts.look('2026-11-12T18:00:00Z'), ['Followers of 3 accounts move']);
    await alerts.write(account, '2026-11-11', 550);
    await alerts.look('2026-11-14T09:00:00Z', account);
    await alerts.write(others[0] ?? account, '2026-11-11', 66);
    await alerts.look('2026-11-14T10:00:00Z', others[0]);
    const [, shared] = alerts.platform.posts();
    const notices = (shared?.text ?? '').split('\n').filter((line) => line.includes('"kind":"notice"'));
    assert.deepEqual(
      notices.map((line) => (JSON.parse(line) as { text: string }).text),
      [
        'Corrected on Sat 14 Nov 2026: @northpine.coffee: Wed 11 Nov restated from +700 to +550, still unusual.',
        'Corrected on Sat 14 Nov 2026: @lumen.studio: Wed 11 Nov restated from +700 to +66, not unusual any more.',
      ],
    );
  });

  it('of one account or place do not wait for another that fails, which is looked at again', async () => {
    const { store } = alerts.world;
    const other = await alerts.account('lumen.studio');
    await alerts.ordinary(other, '2026-11-10', 40, 60);
    for (const one of [account, other]) await alerts.write(one, '2026-11-11', 500);
    const [place] = await store.listAlertPlaces();
    assert.ok(place !== undefined);
    const elsewhere = await store.saveAlertPlace({ ...place, workspaceRemoteId: 'second', channelId: 'second' });
    let broken = true;
    const watch = alerts.another({
      readReadings: (query) =>
        broken && query.account === account.id ? Promise.reject(new Error('broken')) : store.readReadings(query),
      listFindings: (id, since) =>
        broken && id === place.id ? Promise.reject(new Error('broken')) : store.listFindings(id, since),
    });
    const told = async (): Promise<readonly (readonly [number, number])[]> => {
      await watch.round.run(new AbortController().signal);
      const all = await Promise.all([place, elsewhere].map(({ id }) => store.listFindings(id, 0)));
      return all.flat().map(({ placeId, accountId }) => [placeId, accountId]);
    };
    alerts.world.now = Date.parse('2026-11-14T10:00:00Z');
    assert.deepEqual(await told(), [[elsewhere.id, other.id]]);
    broken = false;
    assert.equal((await told()).length, 4);
  });

  it('are said once by two processes', async () => {
    await alerts.write(account, '2026-11-11', 500);
    const other = alerts.another();
    alerts.world.now = Date.parse('2026-11-14T10:00:00Z');
    await alerts.watch.afterCollect(account, 'insights');
    const never = new AbortController().signal;
    await Promise.all([alerts.watch.round.run(never), other.round.run(never)]);
    assert.equal((await alerts.look('2026-11-14T10:00:10Z', account)).length, 1);
  });
});
