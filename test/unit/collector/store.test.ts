import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account, Connection, Workspace } from '../../../core/accounts.ts';
import type { Collection, Logger, Store } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { ABOUT_ACCOUNTS } from '../../../db/erase.ts';
import { openStore } from '../../../db/open.ts';
import { connectSqlite } from '../../../db/sqlite.ts';
import { createPostgresDatabase, stopPostgres } from '../../fakes/postgres.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const encryptionKey = new Secret(Buffer.alloc(32, 7).toString('base64'));
const DAY = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), 'reachboard-collector-'));
after(async () => {
  rmSync(folder, { recursive: true });
  await stopPostgres();
});

const DATABASES: readonly (readonly [string, () => Promise<string>])[] = [
  ['SQLite', () => Promise.resolve(`sqlite:${join(folder, 'x.db')}`)],
  ['Postgres', createPostgresDatabase],
];

for (const [name, urlOf] of DATABASES) {
  describe(`the collector's part of the store, ${name}`, () => {
    let store: Store;
    let serial = 0;
    before(async () => {
      store = await openStore({ url: await urlOf(), role: 'owner', encryptionKey, logger, clock: Date.now });
    });
    after(() => store.close());

    async function connect(
      remoteId: string,
      changes: { readonly username?: string; readonly metaUserId?: string; readonly token?: string } = {},
    ): Promise<{ readonly workspace: Workspace; readonly account: Account; readonly connection: Connection }> {
      const workspace = await store.saveWorkspace('slack', remoteId);
      const username = changes.username ?? `brand${(serial += 1)}`;
      const account = await store.saveConnection({
        workspaceId: workspace.id,
        origin: 'graph',
        instagramId: `17${username}`,
        username,
        name: undefined,
        login: 'instagram',
        token: new Secret(changes.token ?? 'IGfirst'),
        tokenExpiresAt: 50 * DAY,
        dataAccessExpiresAt: undefined,
        scopes: undefined,
        metaUserId: changes.metaUserId,
        now: 1000,
      });
      const connection = (await store.listConnections(workspace.id)).find((row) => row.accountId === account.id);
      assert.ok(connection !== undefined);
      return { workspace, account, connection };
    }

    it('lists the connections of all workspaces with their accounts', async () => {
      const one = await connect('L1', { username: 'shared.brand' });
      const two = await connect('L2', { username: 'shared.brand' });
      const rows = (await store.listAllConnections()).filter(({ account }) => account.id === one.account.id);
      assert.deepEqual(
        rows.map(({ connection }) => connection.workspaceId).sort(),
        [one.workspace.id, two.workspace.id].sort(),
      );
      assert.deepEqual(rows[0]?.account, one.account);
      assert.equal(rows[0].connection.token.reveal(), 'IGfirst');
    });

    it('gives an account to one worker at a time, until it is given back or the time is over', async () => {
      const { account } = await connect('C');
      assert.equal(await store.claimCollection(account.id, 'one', 0, 100), true);
      assert.equal(await store.claimCollection(account.id, 'two', 50, 150), false);
      assert.equal(await store.holdCollection(account.id, 'one', 120), true);
      assert.equal(await store.claimCollection(account.id, 'two', 100, 200), false);
      assert.equal(await store.claimCollection(account.id, 'two', 120, 200), true);
      const state: Collection = {
        accountId: account.id,
        collectedAt: 100,
        collectedTo: '2026-11-23',
        filledFrom: '2026-10-01',
        nextAt: 200,
        problem: 'Instagram did not answer in time.',
      };
      assert.equal(await store.saveCollection(state, 'two'), true);
      assert.deepEqual(await store.listCollections([account.id]), [state]);
      assert.equal(await store.claimCollection(account.id, 'three', 121, 201), true);
      assert.deepEqual(await store.listCollections([account.id]), [state]);
    });

    it('takes nothing from a worker who slept until another one had the account, or gave it back', async () => {
      const { account } = await connect('D');
      const empty = { collectedAt: undefined, collectedTo: undefined, filledFrom: undefined, problem: undefined };
      const state = (nextAt: number): Collection => ({ accountId: account.id, nextAt, ...empty });
      await store.claimCollection(account.id, 'slept', 0, 100);
      assert.equal(await store.claimCollection(account.id, 'awake', 100, 200), true);
      assert.equal(await store.holdCollection(account.id, 'slept', 300), false);
      assert.equal(await store.saveCollection(state(1), 'slept'), false);
      assert.equal(await store.saveCollection(state(2), 'awake'), true);
      assert.equal(await store.saveCollection(state(3), 'awake'), false);
      assert.equal(await store.holdCollection(account.id, 'awake', 300), false);
      assert.deepEqual(await store.listCollections([account.id]), [state(2)]);
    });

    it('lets an account whose token was refused have its turn at once when it is connected again', async () => {
      const { workspace, account } = await connect('B', { username: 'broken.brand' });
      const state = async () => (await store.listCollections([account.id]))[0]?.nextAt;
      await store.claimCollection(account.id, 'one', 0, 100);
      const empty = { collectedAt: 1, collectedTo: undefined, filledFrom: undefined, problem: undefined };
      await store.saveCollection({ accountId: account.id, nextAt: 5000, ...empty }, 'one');
      await connect('B', { username: 'broken.brand' });
      assert.equal(await state(), 5000);
      await store.markBroken(workspace.id, account.id, 'The access token has expired.');
      await connect('B', { username: 'broken.brand' });
      assert.equal(await state(), undefined);
    });

    it('lets one of several renew a token, and again only after a day', async () => {
      const { connection } = await connect('R');
      const tries = await Promise.all([1, 2, 3].map(() => store.claimRenewal(connection, 10 * DAY, 9 * DAY)));
      assert.equal(tries.filter(Boolean).length, 1);
      assert.equal(await store.claimRenewal(connection, 10.9 * DAY, 9.9 * DAY), false);
      assert.equal(await store.claimRenewal(connection, 11 * DAY, 10 * DAY), true);
    });

    it('puts a younger token only in the place of the one it was made from', async () => {
      const { workspace, account, connection } = await connect('T');
      assert.equal(await store.renewToken(connection, new Secret('IGsecond'), 60 * DAY, 5), true);
      assert.equal(await store.renewToken(connection, new Secret('IGthird'), 70 * DAY, 6), false);
      const [row] = await store.listConnections(workspace.id);
      assert.deepEqual([row?.token.reveal(), row?.tokenExpiresAt, row?.renewedAt], ['IGsecond', 60 * DAY, 5]);
      await store.markBroken(workspace.id, account.id, 'The access token has expired.', connection.token);
      assert.equal((await store.listConnections(workspace.id))[0]?.brokenBecause, undefined);
    });

    it('gives a login that was begun once, and not after its end', async () => {
      const { workspace } = await connect('O');
      const pending = {
        login: 'facebook',
        workspaceId: workspace.id,
        userId: 'U1',
        person: undefined,
        accounts: undefined,
      } as const;
      await store.saveLogin('hash', pending, 0, 100);
      assert.deepEqual(await store.findLogin('hash', 99), pending);
      assert.equal(await store.findLogin('hash', 100), undefined);
      const takers = await Promise.all([1, 2, 3].map(() => store.takeLogin('hash', 50)));
      assert.equal(takers.filter((taken) => taken !== undefined).length, 1);
      await store.saveLogin('late', pending, 0, 100);
      assert.equal(await store.takeLogin('late', 100), undefined);
    });

    it('erases an account with everything about it when nobody else sees it', async () => {
      const { workspace, account } = await connect('E');
      const days = { from: '2026-11-02', to: '2026-11-02' };
      await store.writeReadings(account.id, [
        {
          metric: 'reach',
          breakdown: '',
          days,
          source: 'graph',
          value: 4,
          detail: undefined,
          readAt: 1,
          settled: true,
          estimated: false,
        },
      ]);
      await store.writeProfile(account.id, { id: '1', biography: 'x' }, 1);
      await store.claimCollection(account.id, 'one', 0, 100);
      await store.savePause(`account:graph.example:${account.instagramId ?? ''}`, 5000, 'a limit');
      await store.savePause('account:graph.example:178', 5000, 'a limit of another');
      assert.equal(await store.eraseAccount(workspace.id, account.id), 'erased');
      assert.deepEqual(await store.listAccounts(workspace.id), []);
      assert.deepEqual(await store.listHistory(account.id), []);
      assert.deepEqual(await store.readProfiles(account.id, 5), []);
      assert.deepEqual(await store.listCollections([account.id]), []);
      assert.deepEqual(
        (await store.listPauses(0)).map(({ key }) => key),
        ['account:graph.example:178'],
      );
      assert.equal(await store.eraseAccount(workspace.id, account.id), 'missing');
      assert.equal((await store.saveWorkspace('slack', 'E')).defaultAccountId, undefined);
    });

    it('only ends the sight of an account that another workspace sees too', async () => {
      const one = await connect('S1', { username: 'both.brand' });
      const two = await connect('S2', { username: 'both.brand' });
      assert.equal(await store.eraseAccount(one.workspace.id, one.account.id), 'shared');
      assert.deepEqual(await store.listAccounts(one.workspace.id), []);
      assert.deepEqual(await store.listAccounts(two.workspace.id), [two.account]);
    });

    it('knows what a person of Meta connected, and keeps knowing it when the token is entered again by hand', async () => {
      const one = await connect('M1', { username: 'person.brand', metaUserId: '77' });
      await connect('M1', { username: 'person.brand', token: 'IGagain' });
      const found = await store.listConnectionsOf('77');
      assert.deepEqual(found, [{ workspaceId: one.workspace.id, accountId: one.account.id }]);
      assert.deepEqual(await store.listConnectionsOf('78'), []);
    });
  });
}

describe('erasing an account', () => {
  const file = join(folder, 'erase.db');

  it('reaches every table that holds something about accounts', async () => {
    const url = `sqlite:${file}`;
    await (await openStore({ url, role: 'owner', encryptionKey, logger, clock: Date.now })).close();
    const connection = await connectSqlite(file);
    const tables = await connection.all<{ name: string }>("select name from sqlite_master where type = 'table'");
    const about: string[] = [];
    for (const { name } of tables) {
      const columns = await connection.all<{ name: string }>(`pragma table_info(${name})`);
      if (columns.some((column) => column.name === 'account_id')) about.push(name);
    }
    await connection.close();
    assert.deepEqual(about.sort(), [...ABOUT_ACCOUNTS].sort());
  });

  it('leaves nothing of it in the file or beside it', async () => {
    const url = `sqlite:${file}`;
    const store = await openStore({ url, role: 'owner', encryptionKey, logger, clock: Date.now });
    const home = await store.saveWorkspace('local', 'local');
    const account = await store.saveImportAccount(home.id, 'canary.account', 1);
    await store.writeProfile(account.id, { id: '1', biography: 'a canary in the biography '.repeat(40) }, 1);
    const holds = (): boolean =>
      readdirSync(folder).some(
        (name) => name.startsWith('erase') && readFileSync(join(folder, name)).includes('canary'),
      );
    assert.equal(holds(), true);
    await store.eraseAccount(home.id, account.id);
    assert.equal(holds(), false);
    await store.close();
  });
});
