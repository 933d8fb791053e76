import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account, Workspace } from '../../../core/accounts.ts';
import type { AlertPlace, Finding } from '../../../core/alerts/alert.ts';
import type { NewPost } from '../../../core/deliveries/post.ts';
import type { Logger, Store } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { openStore } from '../../../db/open.ts';
import { createPostgresDatabase, stopPostgres } from '../../fakes/postgres.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const encryptionKey = new Secret(Buffer.alloc(32, 7).toString('base64'));
let folder = '';

const KINDS = {
  async SQLite() {
    folder = await mkdtemp(path.join(tmpdir(), 'reachboard-alerts-'));
    return `sqlite:${path.join(folder, 'alerts.db')}`;
  },
  Postgres: createPostgresDatabase,
};

for (const [name, makeUrl] of Object.entries(KINDS)) {
  describe(`${name} as an AlertStore`, () => {
    let store: Store;
    let workspace: Workspace;
    let account: Account;
    let place: AlertPlace;
    before(async () => {
      store = await openStore({ url: await makeUrl(), role: 'guest', encryptionKey, logger, clock: Date.now });
      workspace = await store.saveWorkspace('slack', 'T1');
      account = await store.saveImportAccount(workspace.id, 'brand', 1);
    });
    after(async () => {
      await store.close();
      if (name === 'SQLite') await rm(folder, { recursive: true });
      else await stopPostgres();
    });

    function finding(changes: Partial<Finding> = {}): Finding {
      return {
        placeId: place.id,
        accountId: account.id,
        series: 'new',
        episode: '2026-11-11',
        kind: 'call',
        day: '2026-11-11',
        foundAt: 10,
        facts: { judgements: [], text: '🎉' },
        postKey: undefined,
        useful: undefined,
        ...changes,
      };
    }

    function post(key: string): NewPost {
      const { platform, workspaceRemoteId, channelId } = place;
      return {
        key,
        workspaceId: workspace.id,
        platform,
        workspaceRemoteId,
        channelId,
        payload: '{}',
        nextAt: 1,
        createdAt: 1,
      };
    }

    it('keeps one place per chat workspace, and gives it back as it was saved', async () => {
      const order = {
        workspaceId: workspace.id,
        platform: 'slack',
        workspaceRemoteId: 'T1',
        channelId: 'C1',
        channelName: '#alerts',
        zone: 'Europe/Berlin',
        quiet: { from: '22:00', to: '07:00' },
        sensitivity: 'high',
        since: 5,
        offAt: undefined,
        mention: { kind: 'group', id: 'S0ABC', name: 'social' },
        ownerId: 'U1',
        askedIn: undefined,
      } as const;
      await store.saveAlertPlace({ ...order, channelId: 'C0', askedIn: 'C0' });
      place = await store.saveAlertPlace(order);
      assert.deepEqual(await store.listAlertPlaces(), [{ ...order, id: place.id, failing: undefined }]);
      assert.deepEqual(await store.listAlertPlaces(workspace.id + 1), []);
    });

    it('remembers why a place fails with one notice, however many find out at once, until it works', async () => {
      const mark = (because: string | undefined, key = 'none'): Promise<boolean> =>
        store.markAlertsFailing(place.id, because, because === undefined ? undefined : post(key));
      const failing = async (): Promise<string | undefined> => (await store.listAlertPlaces())[0]?.failing;
      assert.equal(await mark(undefined), false);
      const keys = ['notice-1', 'notice-2', 'notice-3'];
      const marked = await Promise.all(keys.map((key) => mark(`Gone, says ${key}.`, key)));
      assert.equal(marked.filter(Boolean).length, 1);
      assert.equal((await store.findPosts(keys)).length, 1);
      const because = await failing();
      assert.match(because ?? '', /^Gone/u);
      await store.saveAlertPlace(place);
      assert.equal(await failing(), because);
      assert.deepEqual([await mark(undefined), await failing()], [true, undefined]);
    });

    it('keeps a finding with its message once, all or nothing', async () => {
      const first = finding({ postKey: 'alert-1' });
      assert.equal(await store.saveFindings([first], [post('alert-1')]), true);
      assert.equal(await store.saveFindings([first], [post('alert-again')]), false);
      const other = finding({ kind: 'update', day: '2026-11-12', postKey: 'alert-2' });
      assert.equal(await store.saveFindings([other, first], [post('alert-2')]), false);
      assert.deepEqual(await store.listFindings(place.id, 0), [first]);
      const posts = await store.findPosts(['alert-1', 'alert-again', 'alert-2']);
      assert.deepEqual(
        posts.map(({ key }) => key),
        ['alert-1'],
      );
      assert.deepEqual(await store.listFindings(place.id, 11), []);
    });

    it('keeps it once when many say it at the same time', async () => {
      const same = finding({ kind: 'peak', day: '2026-11-13', postKey: 'alert-3' });
      const said = await Promise.all(Array.from({ length: 8 }, () => store.saveFindings([same], [post('alert-3')])));
      assert.equal(said.filter(Boolean).length, 1);
    });

    it('keeps choices and opinions', async () => {
      const choice = { placeId: place.id, accountId: account.id, offAt: undefined, mutedUntil: 99, steps: 1 };
      await store.saveAlertChoice({ ...choice, steps: 0 });
      await store.saveAlertChoice(choice);
      assert.deepEqual(await store.listAlertChoices(place.id), [choice]);
      assert.equal(await store.judgeEpisode(place.id, account.id, '2026-11-11', false), true);
      assert.equal(await store.judgeEpisode(place.id, account.id, '2026-11-30', false), false);
      const [first] = await store.listFindings(place.id, 0);
      assert.equal(first?.useful, false);
    });

    it('erases all of it with the account, the words of messages too', async () => {
      await store.saveGoal({
        workspaceId: workspace.id,
        accountId: account.id,
        metric: 'followers',
        target: 10,
        byDay: '2027-01-01',
        madeAt: 1,
      });
      assert.equal(await store.eraseAccount(workspace.id, account.id), 'erased');
      assert.deepEqual(await store.listFindings(place.id, 0), []);
      assert.deepEqual(await store.listGoals(workspace.id), []);
      const [kept] = await store.findPosts(['alert-1']);
      assert.deepEqual([kept?.payload, kept?.state], ['', 'dead']);
    });
  });
}
