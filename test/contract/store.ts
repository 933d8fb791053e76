import assert from 'node:assert/strict';

import type { AccountId, Profile, Workspace } from '../../core/accounts.ts';
import type { NewConnection, ReadingQuery, Store } from '../../core/ports.ts';
import { connectionOf, daily, DAY, HOSTILE, reading, WEEK } from './store-kit.ts';

/** Serials of accounts that no other contract on the same database uses. */
const AWAY = 1000;

/** What core may rely on about numbers, whatever keeps the data. `open` gives another handle on the same database. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`${name} as a Store`, () => {
    let store: Store;
    let workspace: Workspace;
    let serial = 0;
    before(async () => {
      store = await open();
    });
    after(() => store.close());
    beforeEach(async () => {
      serial += 1;
      workspace = await store.saveWorkspace('slack', `N${serial}`);
    });
    const offer = (changes: Partial<NewConnection> = {}): NewConnection =>
      connectionOf(workspace.id, AWAY + serial, changes);

    describe('readings', () => {
      let account: AccountId;
      beforeEach(async () => {
        account = (await store.saveConnection(offer())).id;
      });

      it('gives back what was written, null and detail included', async () => {
        const detail: Record<string, number> = Object.fromEntries([
          ...HOSTILE.map((key, n) => [key, n] as const),
          ['__proto__', 7],
          ['constructor', 0.1],
        ]);
        const rows = [
          reading({ value: null }),
          reading({ days: { from: '2026-11-03', to: '2026-11-03' }, value: 0, settled: true }),
          reading({ days: { from: '2026-11-04', to: '2026-11-04' }, value: 0.1, estimated: true, source: 'import' }),
          reading({ days: { from: '2026-11-05', to: '2026-11-05' }, value: null, detail }),
          reading({ days: { from: '2026-11-06', to: '2026-11-06' }, value: Number.MAX_SAFE_INTEGER }),
        ];
        await store.writeReadings(account, rows);
        assert.deepEqual(
          await store.readReadings(daily(account)),
          rows.map((row) => ({ ...row, confirmedAt: row.readAt })),
        );
      });

      it('only moves the time of an unchanged value, and adds a changed one', async () => {
        await store.writeReadings(account, [reading({ value: 10, detail: { a: 1, b: 2 }, readAt: 1000 })]);
        await store.writeReadings(account, [
          reading({ value: 10, detail: { b: 2, a: 1 }, readAt: 2000, settled: true }),
        ]);
        assert.deepEqual(await store.readReadings(daily(account)), [
          { ...reading({ detail: { a: 1, b: 2 }, readAt: 1000, settled: true }), confirmedAt: 2000 },
        ]);
        await store.writeReadings(account, [reading({ value: 10, detail: { a: 1, b: 3 }, readAt: 3000 })]);
        await store.writeReadings(account, [reading({ value: null, readAt: 4000 })]);
        await store.writeReadings(account, [reading({ value: 10, detail: { a: 1, b: 2 }, readAt: 5000 })]);
        const told = async (asOf: number) =>
          (await store.readReadings(daily(account, { asOf }))).map((row) => [
            row.detail?.['b'],
            row.readAt,
            row.confirmedAt,
            row.settled,
          ]);
        assert.deepEqual(await told(999), []);
        assert.deepEqual(await told(1500), [[2, 1000, 1500, false]]);
        assert.deepEqual(await told(2500), [[2, 1000, 2000, true]]);
        assert.deepEqual(await told(3500), [[3, 3000, 3000, false]]);
        assert.deepEqual(await told(4500), [[undefined, 4000, 4000, false]]);
        assert.deepEqual(await told(9999), [[2, 5000, 5000, false]]);
      });

      it('puts a reading that arrives late into its place in time', async () => {
        await store.writeReadings(account, [reading({ value: 2, readAt: 2000 })]);
        await store.writeReadings(account, [reading({ value: 1, readAt: 1000 })]);
        assert.equal((await store.readReadings(daily(account)))[0]?.value, 2);
        assert.equal((await store.readReadings(daily(account, { asOf: 1500 })))[0]?.value, 1);
        await store.writeReadings(account, [reading({ value: 2, readAt: 500 })]);
        assert.equal((await store.readReadings(daily(account, { asOf: 700 })))[0]?.value, 2);
      });

      it('takes the same day several times in one go, oldest first', async () => {
        await store.writeReadings(account, [
          reading({ value: 3, readAt: 3000 }),
          reading({ value: 1, readAt: 1000 }),
          reading({ value: 1, readAt: 2000 }),
        ]);
        assert.deepEqual(
          (await store.readReadings(daily(account, { asOf: 2500 }))).map((row) => [row.value, row.confirmedAt]),
          [[1, 2000]],
        );
        assert.equal((await store.readReadings(daily(account)))[0]?.value, 3);
      });

      it('is no longer an estimate once the same value was measured', async () => {
        await store.writeReadings(account, [reading({ value: 0, readAt: 1, estimated: true })]);
        await store.writeReadings(account, [reading({ value: 0, readAt: 2 })]);
        await store.writeReadings(account, [reading({ value: 0, readAt: 3, estimated: true })]);
        assert.deepEqual(
          (await store.readReadings(daily(account))).map((row) => row.estimated),
          [false],
        );
        assert.deepEqual(
          (await store.readReadings(daily(account, { asOf: 1 }))).map((row) => row.estimated),
          [true],
        );
      });

      it('keeps accounts, metrics, breakdowns, windows and sources apart', async () => {
        const other = (await store.saveConnection(offer({ instagramId: `o${serial}`, username: `o${serial}` }))).id;
        await store.writeReadings(other, [reading({ value: 1 })]);
        await store.writeReadings(account, [
          reading({ value: 2 }),
          reading({ value: 3, metric: 'views' }),
          reading({ value: 4, breakdown: 'follow_type' }),
          reading({ value: 5, days: WEEK }),
          reading({ value: 6, source: 'import' }),
          reading({ value: 7, days: { from: '2026-11-09', to: '2026-11-09' } }),
        ]);
        const values = async (changes: Partial<ReadingQuery>) =>
          (await store.readReadings(daily(account, changes))).map((row) => row.value);
        assert.deepEqual(await values({}), [2, 6]);
        assert.deepEqual(await values({ metrics: ['views'] }), [3]);
        assert.deepEqual(await values({ metrics: ['reach', 'views'] }), [2, 6, 3]);
        assert.deepEqual(await values({ metrics: [] }), []);
        assert.deepEqual(await values({ breakdown: 'follow_type' }), [4]);
        assert.deepEqual(await values({ span: 'window' }), [5]);
        assert.deepEqual(await values({ span: 'window', days: { ...WEEK, to: '2026-11-09' } }), []);
      });

      it('writes all or nothing', async () => {
        const rows = [reading({ value: 1 }), reading({ metric: 'views', value: Number.NaN })];
        await assert.rejects(store.writeReadings(account, rows), TypeError);
        await assert.rejects(
          store.writeReadings(account, [
            reading({ value: 1 }),
            reading({ metric: 'views', source: 'hearsay' as 'graph' }),
          ]),
        );
        assert.deepEqual(await store.readReadings(daily(account, { metrics: ['reach', 'views'] })), []);
      });

      it('refuses readings of an account that does not exist', async () => {
        await assert.rejects(store.writeReadings(987_654, [reading({})]));
      });

      it('takes many thousands at once, and the same ones again without growing', async () => {
        const many = Array.from({ length: 12_000 }, (_, n) => reading({ metric: `m${n}`, value: n }));
        await store.writeReadings(account, many);
        await store.writeReadings(
          account,
          many.map((row) => ({ ...row, readAt: 2000 })),
        );
        const [last] = await store.readReadings(daily(account, { metrics: ['m11999'] }));
        assert.deepEqual([last?.value, last?.readAt, last?.confirmedAt], [11_999, 1000, 2000]);
        assert.equal((await store.listHistory(account)).length, 12_000);
      });

      it('lists the first and last day of each metric and source', async () => {
        await store.writeReadings(account, [
          reading({}),
          reading({ days: { from: '2026-11-09', to: '2026-11-09' } }),
          reading({ days: { from: '2026-12-24', to: '2026-12-24' }, value: null }),
          reading({ days: { from: '2025-01-01', to: '2025-01-01' }, source: 'import' }),
          reading({ metric: 'views', value: null, detail: { a: 1 } }),
        ]);
        assert.deepEqual(await store.listHistory(account), [
          { metric: 'reach', source: 'graph', days: { from: '2026-11-02', to: '2026-11-09' } },
          { metric: 'reach', source: 'import', days: { from: '2025-01-01', to: '2025-01-01' } },
          { metric: 'views', source: 'graph', days: DAY },
        ]);
      });

      it('keeps history when the account is disconnected and connected again', async () => {
        await store.writeReadings(account, [reading({})]);
        await store.removeConnection(workspace.id, account);
        assert.equal((await store.saveConnection(offer())).id, account);
        assert.equal((await store.readReadings(daily(account))).length, 1);
      });

      it('keeps one row per value when two handles write the same at once', async () => {
        const second = await open();
        try {
          await Promise.all(
            [store, second, store, second].map((handle, n) =>
              handle.writeReadings(account, [reading({ value: 1, readAt: 1000 + n })]),
            ),
          );
        } finally {
          await second.close();
        }
        const [row] = await store.readReadings(daily(account));
        assert.equal(row?.confirmedAt, 1003);
      });
    });

    describe('profiles', () => {
      it('keeps those that differ, newest first, and moves the time of an unchanged one', async () => {
        const { id } = await store.saveConnection(offer());
        const first = { id: '1', username: 'a', biography: HOSTILE.join(), followers_count: 5 };
        await store.writeProfile(id, first, 1000);
        await store.writeProfile(id, Object.fromEntries(Object.entries(first).reverse()) as unknown as Profile, 2000);
        await store.writeProfile(id, { ...first, followers_count: 6 }, 3000);
        await store.writeProfile(id, { id: '1' }, 4000);
        assert.deepEqual(await store.readProfiles(id, 2), [
          { profile: { id: '1' }, readAt: 4000, confirmedAt: 4000 },
          { profile: { ...first, followers_count: 6 }, readAt: 3000, confirmedAt: 3000 },
        ]);
        assert.deepEqual((await store.readProfiles(id, 9)).at(2), { profile: first, readAt: 1000, confirmedAt: 2000 });
      });

      it('does not take the newly signed address of the picture for a change, but keeps the newest', async () => {
        const { id } = await store.saveConnection(offer());
        await store.writeProfile(id, { id: '1', profile_picture_url: 'https://cdn.example/a?sig=1' }, 1000);
        await store.writeProfile(id, { id: '1', profile_picture_url: 'https://cdn.example/a?sig=2' }, 2000);
        const profile = { id: '1', profile_picture_url: 'https://cdn.example/a?sig=2' };
        assert.deepEqual(await store.readProfiles(id, 5), [{ profile, readAt: 1000, confirmedAt: 2000 }]);
      });

      it('tells the follower totals since a time, oldest first, whatever else the profiles say', async () => {
        const { id } = await store.saveConnection(offer());
        const foreign = ['', '"followers_count":9', '\\"followers_count":9,', 'a\0b', '\ud800', ...HOSTILE];
        for (const [n, biography] of foreign.entries())
          await store.writeProfile(id, { id: '1', biography, followers_count: 100 + n }, 1000 * n);
        await store.writeProfile(id, { id: '1', biography: 'No total.' }, 900_000);
        await store.writeProfile(id, { id: '1', followers_count: 0 }, 901_000);
        await store.writeProfile(id, { id: '1', followers_count: 0 }, 902_000);
        const seen = foreign.map((_, n) => ({ total: 100 + n, readAt: 1000 * n, confirmedAt: 1000 * n }));
        const newest = { total: 0, readAt: 901_000, confirmedAt: 902_000 };
        assert.deepEqual(await store.readFollowerTotals(id, 2000), [...seen.slice(2), newest]);
        assert.deepEqual(await store.readFollowerTotals(id, 902_000), [newest]);
        assert.deepEqual(await store.readFollowerTotals(id, 902_001), []);
      });
    });

    describe('pauses and settings', () => {
      it('keeps the newest pause of a key until it ends', async () => {
        const mine = async (now: number) =>
          (await store.listPauses(now)).filter((pause) => pause.key.endsWith(`-${serial}`));
        await store.savePause(`account-${serial}`, 2000, 'Instagram asked for it.');
        await store.savePause(`account-${serial}`, 3000, HOSTILE.join());
        await store.savePause(`app-${serial}`, 2500, 'Rate limit.');
        assert.deepEqual(await mine(2000), [
          { key: `account-${serial}`, until: 3000, because: HOSTILE.join() },
          { key: `app-${serial}`, until: 2500, because: 'Rate limit.' },
        ]);
        assert.equal((await mine(2500)).length, 1);
        assert.equal((await mine(3000)).length, 0);
      });

      it('remembers facts by name', async () => {
        assert.equal(await store.readSetting(`fact${serial}`), undefined);
        await store.writeSetting(`fact${serial}`, 'one');
        await store.writeSetting(`fact${serial}`, HOSTILE.join());
        assert.equal(await store.readSetting(`fact${serial}`), HOSTILE.join());
      });
    });

    it('shows another handle all that was kept', async () => {
      const account = await store.saveConnection(offer());
      await store.writeReadings(account.id, [reading({})]);
      const second = await open();
      try {
        assert.deepEqual(await second.listAccounts(workspace.id), [account]);
        assert.equal((await second.listConnections(workspace.id))[0]?.token.reveal(), 'EAAtoken');
        assert.equal((await second.readReadings(daily(account.id))).length, 1);
      } finally {
        await second.close();
      }
    });

    it('may be closed twice, and answers nothing afterwards', async () => {
      const second = await open();
      await second.close();
      await second.close();
      await assert.rejects(second.listPauses(0));
    });
  });
}
