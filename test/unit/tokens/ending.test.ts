import assert from 'node:assert/strict';
import { HOME } from '../../../core/app.ts';
import type { Person } from '../../../core/accounts.ts';
import { PLAIN_OPTIONS } from '../../../core/digests/subscription.ts';
import type { Deps } from '../../../core/features/feature.ts';
import { beginRenewal } from '../../../core/tokens/oauth.ts';
import { tellEndingRights } from '../../../core/tokens/ending.ts';
import { Secret } from '../../../core/secret.ts';
import { NOW } from '../../fakes/world.ts';
import { openDigestWorld, type DigestWorld } from '../digests/digest-world.ts';

const DAY = 86_400_000;
const ENDS = NOW + 30 * DAY;
const ANNA: Person = { platform: 'local', workspaceRemoteId: 'local', userId: 'anna', channelId: 'general' };

describe('warnings before a right to read ends', () => {
  let digests: DigestWorld;
  let deps: Deps;
  beforeEach(async () => {
    digests = await openDigestWorld({ connect: false });
    deps = { ...digests.world.deps, chats: () => [digests.platform] };
  });
  afterEach(() => digests.close());

  async function connect(username: string, connectedBy: Person | undefined = ANNA): Promise<number> {
    const { store } = digests.world;
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    const { id } = await store.saveConnection({
      workspaceId: home.id,
      origin: 'graph',
      instagramId: `17${username.length}`,
      username,
      name: undefined,
      login: 'facebook',
      token: new Secret('EAAtoken'),
      tokenExpiresAt: ENDS,
      dataAccessExpiresAt: undefined,
      scopes: undefined,
      connectedBy,
      now: NOW,
    });
    return id;
  }

  async function order(account: number, channelId: string): Promise<void> {
    const { store } = digests.world;
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    await store.saveSubscription({
      weekday: 1,
      time: '09:00',
      zone: 'UTC',
      workspaceId: home.id,
      platform: 'local',
      workspaceRemoteId: 'local',
      channelId,
      channelName: `#${channelId}`,
      accounts: [account],
      options: PLAIN_OPTIONS,
      ownerId: 'anna',
      ownerName: undefined,
      askedIn: undefined,
      nextAt: NOW + 365 * DAY,
      zoneRules: 'of this test',
      createdAt: NOW,
    });
  }

  /** Goes day by day through the life of the tokens, twice a day, and gives where was told what. */
  async function live(): Promise<readonly string[]> {
    for (let left = 16; left >= -2; left -= 0.5) {
      digests.world.now = ENDS - left * DAY;
      await tellEndingRights(deps);
    }
    await digests.until(digests.world.now);
    const warnings = digests.platform.posts().filter(({ key }) => key.startsWith('right-'));
    return warnings.map(({ channel, title, text }) => {
      const days = /in (\d+ days|a day)/u.exec(text)?.[1] ?? 'over';
      return `${channel}: ${days}, ${title}`;
    });
  }

  it('reach every channel whose digest shows the account 14, 7 and 1 days ahead and at the end, each once', async () => {
    const account = await connect('one.brand');
    await order(account, 'clients');
    await order(account, 'team');
    const expected = ['14 days', '7 days', 'a day', 'over'].flatMap((when) =>
      ['clients', 'team'].map(
        (channel) => `${channel}: ${when}, The right to read ${when === 'over' ? 'has ended' : 'is about to end'}`,
      ),
    );
    assert.deepEqual([...(await live())].sort(), expected.sort());
  });

  it('reach whoever connected the account when it is in no digest and alerts are off', async () => {
    await connect('one.brand');
    assert.deepEqual(
      (await live()).map((line) => line.split(':')[0]),
      ['direct-anna', 'direct-anna', 'direct-anna', 'direct-anna'],
    );
  });

  it('are left to the alerts where these speak in the same channel, and disturb nobody else', async () => {
    const account = await connect('one.brand');
    await digests.ask('alerts on');
    assert.deepEqual(await live(), []);
    digests.world.now = NOW;
    await order(account, 'general');
    await order(account, 'clients');
    assert.deepEqual(new Set((await live()).map((line) => line.split(':')[0])), new Set(['clients']));
  });

  it('say it once for accounts that end together, and log it when nobody can be told', async () => {
    for (const name of ['one.brand', 'second.brand']) await order(await connect(name), 'clients');
    digests.world.now = ENDS - 6 * DAY;
    await Promise.all([tellEndingRights(deps), tellEndingRights(deps)]);
    await digests.until(digests.world.now);
    const [only, ...more] = digests.platform.posts();
    assert.match(only?.text ?? '', /@one\.brand and @second\.brand/u);
    assert.deepEqual(more, []);
  });

  it('say it once of an account that another joins while the program ends between two words', async () => {
    for (const name of ['one.brand', 'second.brand']) await order(await connect(name), 'clients');
    digests.world.now = ENDS - 6 * DAY;
    const { store } = deps;
    const first = {
      ...store,
      listAllConnections: async () => (await store.listAllConnections()).slice(0, 1),
      writeSetting: () => Promise.reject(new Error('ended')),
    };
    await tellEndingRights({ ...deps, store: first }).catch(() => undefined);
    await tellEndingRights(deps);
    await digests.until(digests.world.now);
    assert.deepEqual(
      digests.platform.posts().map(({ text }) => text.match(/@\w+\.brand(?=[ :])/gu)?.[0]),
      ['@one.brand', '@second.brand'],
    );
  });

  it('tell of a token that Instagram refused, once, with one link that connects just these accounts again', async () => {
    const account = await connect('one.brand');
    await order(account, 'clients');
    const dialogUrls = { facebook: 'https://fb.example', instagram: 'https://ig.example' };
    const oauth = { publicUrl: 'https://bot.example', appId: '1', version: 'v26.0', dialogUrls };
    const home = await deps.store.saveWorkspace(HOME.platform, HOME.remoteId);
    await deps.store.markBroken(home.id, account, 'The access token has expired.');
    for (let hour = 0; hour < 3; hour += 1) await tellEndingRights({ ...deps, oauth });
    await digests.until(digests.world.now);
    const [only, ...more] = digests.platform.posts();
    assert.deepEqual(more, []);
    assert.match(only?.text ?? '', /has expired/u);
    const links = only?.text.match(/https:[^"\s]+/gu) ?? [];
    assert.equal(links.length, 1);
    const ticket = new URL(links.join()).searchParams.get('ticket') ?? '';
    const start = await beginRenewal(deps, oauth, 'facebook', ticket);
    assert.match(start, /^https:\/\/bot\.example\/oauth\/facebook\/start\?state=/u);
    await assert.rejects(beginRenewal(deps, oauth, 'instagram', ticket), /not valid any more/u);
    digests.world.now += 31 * DAY;
    await assert.rejects(beginRenewal(deps, oauth, 'facebook', ticket), /not valid any more/u);
  });
});
