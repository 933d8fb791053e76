import assert from 'node:assert/strict';

import type { Account, AccountId, Workspace } from '../../core/accounts.ts';
import { isAppError } from '../../core/errors.ts';
import type { Media } from '../../core/instagram/media/media.ts';
import type { NewConnection, Store } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { connectionOf, daily, HOSTILE, reading } from './store-kit.ts';

/** What core may rely on about accounts and who sees them. `open` gives another handle on the same database. */
export function describeAccountStore(name: string, open: () => Promise<Store>): void {
  describe(`${name} as an AccountStore`, () => {
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
    const offer = (changes: Partial<NewConnection> = {}): NewConnection => connectionOf(workspace.id, serial, changes);

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
  });
}
