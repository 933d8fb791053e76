import assert from 'node:assert/strict';

import type { Account, AccountId, Profile, Workspace } from '../../core/accounts.ts';
import { isAppError } from '../../core/errors.ts';
import type { Media } from '../../core/instagram/media/media.ts';
import type { Reading } from '../../core/insights/series.ts';
import type { NewConnection, ReadingQuery, Store } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';

const DAY = { from: '2026-11-02', to: '2026-11-02' };
const WEEK = { from: '2026-11-02', to: '2026-11-08' };
const HOSTILE = [`'; drop table account; --`, `" or 1=1`, '$1 ?1 :a', 'back\\slash', '{"a":1}', '🎉‮', '%_', '\u0001'];

type NewReading = Omit<Reading, 'confirmedAt'>;

function reading(changes: Partial<NewReading>): NewReading {
  return {
    metric: 'reach',
    breakdown: '',
    days: DAY,
    source: 'graph',
    value: 10,
    detail: undefined,
    readAt: 1000,
    settled: false,
    estimated: false,
    ...changes,
  };
}

function daily(account: AccountId, changes: Partial<ReadingQuery> = {}): ReadingQuery {
  return { account, metrics: ['reach'], breakdown: '', days: WEEK, span: 'daily', ...changes };
}

/** What core may rely on, whatever keeps the data. `open` gives another handle on the same database. */
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
      workspace = await store.saveWorkspace('slack', `T${serial}`);
    });

    function offer(changes: Partial<NewConnection> = {}): NewConnection {
      return {
        workspaceId: workspace.id,
        origin: 'graph',
        instagramId: `1784140000000${serial}`,
        username: `brand${serial}`,
        name: 'A Brand',
        login: 'facebook',
        token: new Secret('EAAtoken'),
        tokenExpiresAt: undefined,
        dataAccessExpiresAt: undefined,
        scopes: undefined,
        now: 5000,
        ...changes,
      };
    }

    const defaultOf = async (remoteId: string): Promise<AccountId | undefined> =>
      (await store.saveWorkspace('slack', remoteId)).defaultAccountId;

    describe('workspaces and accounts', () => {
      it('finds a workspace again, and tells platforms apart', async () => {
        assert.deepEqual(await store.saveWorkspace('slack', `T${serial}`), workspace);
        assert.notEqual((await store.saveWorkspace('discord', `T${serial}`)).id, workspace.id);
        assert.deepEqual([workspace.zone, workspace.defaultAccountId], [undefined, undefined]);
      });

      it('makes one workspace for many who ask at once', async () => {
        const made = await Promise.all(Array.from({ length: 20 }, () => store.saveWorkspace('local', `race${serial}`)));
        assert.equal(new Set(made.map(({ id }) => id)).size, 1);
      });

      it('keeps an account and its connection, and gives the token back', async () => {
        const full = { tokenExpiresAt: 9_999_999_999_999, dataAccessExpiresAt: 7, scopes: ['a', 'b'] };
        const account = await store.saveConnection(offer({ ...full, username: `Brand${serial}` }));
        assert.deepEqual(account, {
          id: account.id,
          origin: 'graph',
          instagramId: `1784140000000${serial}`,
          username: `brand${serial}`,
          name: 'A Brand',
          createdAt: 5000,
        });
        assert.deepEqual(await store.listAccounts(workspace.id), [account]);
        const [connection] = await store.listConnections(workspace.id);
        assert.equal(connection?.token.reveal(), 'EAAtoken');
        assert.deepEqual(
          { ...connection, token: undefined },
          {
            workspaceId: workspace.id,
            accountId: account.id,
            login: 'facebook',
            token: undefined,
            ...full,
            brokenBecause: undefined,
            connectedBy: undefined,
            connectedAt: 5000,
            renewedAt: undefined,
          },
        );
      });

      it('renews a connection: same account, new token and name, no longer broken', async () => {
        const first = await store.saveConnection(offer());
        await store.markBroken(workspace.id, first.id, 'Meta refused the token.');
        assert.equal((await store.listConnections(workspace.id))[0]?.brokenBecause, 'Meta refused the token.');
        const again = await store.saveConnection(
          offer({ token: new Secret('EAAnew'), username: `renamed${serial}`, name: undefined, now: 9000 }),
        );
        assert.deepEqual(again, { ...first, username: `renamed${serial}` });
        const connections = await store.listConnections(workspace.id);
        assert.deepEqual(
          connections.map((row) => [row.token.reveal(), row.brokenBecause, row.connectedAt]),
          [['EAAnew', undefined, 5000]],
        );
      });

      it('shares the account between workspaces, but neither the token nor the sight', async () => {
        const other = await store.saveWorkspace('slack', `other${serial}`);
        const mine = await store.saveConnection(offer());
        assert.deepEqual(await store.listAccounts(other.id), []);
        const theirs = await store.saveConnection(offer({ workspaceId: other.id, token: new Secret('EAAother') }));
        assert.equal(theirs.id, mine.id);
        assert.equal(await store.removeConnection(workspace.id, mine.id), true);
        assert.deepEqual(await store.listConnections(workspace.id), []);
        assert.deepEqual(await store.listAccounts(workspace.id), []);
        assert.equal((await store.listConnections(other.id))[0]?.token.reveal(), 'EAAother');
        assert.equal(await store.removeConnection(workspace.id, mine.id), false);
      });

      it('keeps demo and connected accounts of one Instagram id apart', async () => {
        const demo = await store.saveConnection(offer({ origin: 'demo' }));
        const graph = await store.saveConnection(offer());
        assert.notEqual(demo.id, graph.id);
      });

      it('makes the first account the default, and the first real one before demo accounts', async () => {
        const demo = await store.saveConnection(offer({ origin: 'demo', instagramId: `d${serial}` }));
        assert.equal(await defaultOf(`T${serial}`), demo.id);
        const first = await store.saveConnection(offer());
        const second = await store.saveConnection(offer({ instagramId: `b${serial}`, username: `aaa${serial}` }));
        assert.equal(await defaultOf(`T${serial}`), first.id);
        await store.setDefaultAccount(workspace.id, second.id);
        assert.equal(await defaultOf(`T${serial}`), second.id);
        await store.removeConnection(workspace.id, second.id);
        assert.notEqual(await defaultOf(`T${serial}`), second.id);
        await store.setDefaultAccount(workspace.id, undefined);
        assert.equal(await defaultOf(`T${serial}`), undefined);
      });

      it('leaves a default that was chosen among demo accounts alone when files are imported', async () => {
        await store.saveConnection(offer({ origin: 'demo', instagramId: `d${serial}` }));
        const chosen = await store.saveConnection(offer({ origin: 'demo', instagramId: `e${serial}` }));
        await store.setDefaultAccount(workspace.id, chosen.id);
        const files = await store.saveImportAccount(workspace.id, `files${serial}`, Date.now());
        assert.equal(await defaultOf(`T${serial}`), chosen.id);
        // Another test asks whether anybody sees imported files.
        await store.removeConnection(workspace.id, files.id);
      });

      it('refuses a default that the workspace does not see', async () => {
        const other = await store.saveWorkspace('slack', `other${serial}`);
        const { id } = await store.saveConnection(offer({ workspaceId: other.id }));
        await assert.rejects(store.setDefaultAccount(workspace.id, id), (error) => isAppError(error));
        assert.equal(await defaultOf(`T${serial}`), undefined);
      });

      it('lists accounts by username', async () => {
        for (const [n, username] of ['zoe', 'adam', 'mia'].entries()) {
          await store.saveConnection(offer({ instagramId: `${serial}-${n}`, username: `${username}${serial}` }));
        }
        assert.deepEqual(
          (await store.listAccounts(workspace.id)).map((account) => account.username),
          ['adam', 'mia', 'zoe'].map((username) => `${username}${serial}`),
        );
      });

      it('keeps hostile text as text', async () => {
        for (const [n, text] of HOSTILE.entries()) {
          const account = await store.saveConnection(
            offer({ instagramId: `${text}${serial}`, username: `${n}`, name: text, token: new Secret(text) }),
          );
          await store.markBroken(workspace.id, account.id, text);
          assert.deepEqual([account.instagramId, account.name], [`${text}${serial}`, text]);
        }
        const connections = await store.listConnections(workspace.id);
        assert.deepEqual(
          connections.map((row) => [row.token.reveal(), row.brokenBecause]),
          HOSTILE.map((text) => [text, text]),
        );
      });

      it('takes foreign text that no database can hold, with a mark where it was', async () => {
        const account = await store.saveConnection(offer({ name: 'a\0b\ud800c😀' }));
        assert.equal(account.name, 'a\ufffdb\ufffdc😀');
      });

      it('finds a connected account by its Instagram id', async () => {
        const { instagramId } = offer();
        assert.equal(await store.findAccountByInstagramId(instagramId), undefined);
        const account = await store.saveConnection(offer());
        await store.saveConnection(offer({ instagramId: `${instagramId}0`, username: `other${serial}` }));
        assert.deepEqual(await store.findAccountByInstagramId(instagramId), account);
        assert.equal(await store.findAccountByInstagramId('\0'), undefined);
        await store.removeConnection(workspace.id, account.id);
        assert.equal(await store.findAccountByInstagramId(instagramId), undefined);
      });

      it('tells whether accounts of an origin are seen by anybody', async () => {
        assert.equal(typeof (await store.hasAccounts('demo')), 'boolean');
        const account = await store.saveImportAccount(workspace.id, `files${serial}`, 1);
        assert.equal(await store.hasAccounts('import'), true);
        await store.removeConnection(workspace.id, account.id);
        assert.equal(await store.hasAccounts('import'), false);
      });
    });

    describe('import-only accounts', () => {
      it('makes one, finds it again, and shows it without a connection', async () => {
        const made = await store.saveImportAccount(workspace.id, `Files${serial}`, 7);
        assert.deepEqual(made, {
          id: made.id,
          origin: 'import',
          instagramId: undefined,
          username: `files${serial}`,
          name: undefined,
          createdAt: 7,
        });
        assert.deepEqual(await store.saveImportAccount(workspace.id, `files${serial}`, 8), made);
        assert.deepEqual(await store.listAccounts(workspace.id), [made]);
        assert.deepEqual(await store.listConnections(workspace.id), []);
        assert.equal(await defaultOf(`T${serial}`), made.id);
      });

      it('gives the connected account of that name as it is', async () => {
        const connected = await store.saveConnection(offer());
        assert.deepEqual(await store.saveImportAccount(workspace.id, `brand${serial}`, 8), connected);
      });

      const post: Media = {
        id: '18100000000000001',
        kind: 'reel',
        publishedAt: 1000,
        shortcode: undefined,
        permalink: undefined,
        caption: undefined,
        likeCount: undefined,
        commentsCount: undefined,
      };

      async function importPost(): Promise<Account> {
        const told = { mediaId: post.id, metric: 'reach', breakdown: '', value: 3, detail: undefined, readAt: 2 };
        const mediaReadings = [{ ...told, source: 'import' as const }];
        const history = { readings: [], media: [post], mediaReadings, now: 7 };
        return (await store.saveImport(workspace.id, `brand${serial}`, history)).account;
      }

      async function postsOf(id: AccountId) {
        const media = await store.listMedia(id, { kinds: ['reel'], limit: 5 });
        return store.readMediaReadings(
          id,
          media.map((one) => one.id),
          'all',
        );
      }

      it('becomes the account that is connected later, with its id and history', async () => {
        const files = await store.saveImportAccount(workspace.id, `brand${serial}`, 7);
        await store.writeReadings(files.id, [reading({ source: 'import' })]);
        const connected = await store.saveConnection(offer());
        assert.deepEqual([connected.id, connected.origin, connected.createdAt], [files.id, 'graph', 7]);
        assert.deepEqual(await store.listAccounts(workspace.id), [connected]);
        assert.equal((await store.readReadings(daily(connected.id))).length, 1);
        assert.equal((await store.listConnections(workspace.id))[0]?.connectedAt, 5000);
      });

      it('hands its history to an account that another workspace connected before', async () => {
        const other = await store.saveWorkspace('slack', `other${serial}`);
        const known = await store.saveConnection(offer({ workspaceId: other.id }));
        const files = await importPost();
        await store.writeReadings(files.id, [reading({ source: 'import' })]);
        const connected = await store.saveConnection(offer());
        assert.equal(connected.id, known.id);
        assert.deepEqual(await store.listAccounts(workspace.id), [connected]);
        assert.equal(await defaultOf(`T${serial}`), connected.id);
        assert.equal((await store.readReadings(daily(connected.id))).length, 1);
        assert.equal((await postsOf(connected.id)).length, 1);
      });

      it('stays with another workspace that sees it, which does not see what is connected', async () => {
        const other = await store.saveWorkspace('slack', `other${serial}`);
        const files = await importPost();
        await store.saveImportAccount(other.id, `brand${serial}`, 7);
        await store.writeReadings(files.id, [reading({ source: 'import' })]);
        const connected = await store.saveConnection(offer());
        assert.notEqual(connected.id, files.id);
        assert.deepEqual(await store.listAccounts(other.id), [files]);
        for (const id of [connected.id, files.id]) {
          assert.equal((await store.readReadings(daily(id))).length, 1);
          assert.equal((await postsOf(id)).length, 1);
        }
      });

      it('does not become a demo account', async () => {
        const files = await store.saveImportAccount(workspace.id, `brand${serial}`, 7);
        await store.saveConnection(offer({ origin: 'demo' }));
        assert.equal((await store.listAccounts(workspace.id)).filter((row) => row.id === files.id).length, 1);
      });
    });

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
