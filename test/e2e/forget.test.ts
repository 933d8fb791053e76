import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '../../core/commands.ts';
import type { ChartRenderer } from '../../core/ports.ts';
import { ADMIN, openWorld, type World } from '../fakes/world.ts';
import { packReport } from '../../core/deliveries/pack.ts';
import { POST_KINDS } from '../../core/instagram/media/media.ts';
import { openDigestWorld } from '../unit/digests/digest-world.ts';
import { connectOne } from '../unit/collector/rig.ts';

const SLACK: Caller = { ...ADMIN, workspace: { platform: 'slack', remoteId: 'T1' }, home: false };
const USERNAME = 'northpine.coffee';

describe('/ig forget', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  /** Files of the database that hold the words. */
  function filesWith(words: string): readonly string[] {
    return readdirSync(world.folder).filter((name) => {
      const entry = join(world.folder, name);
      try {
        return readFileSync(entry).includes(words);
      } catch {
        return false;
      }
    });
  }

  it('asks first, with a button that does it', async () => {
    const { status, report } = await world.ask(`forget @${USERNAME}`);
    assert.equal(status, 'answered');
    assert.equal(report.actions[0]?.command, `forget @${USERNAME} confirm`);
    const again = await world.ask(`profile @${USERNAME}`);
    assert.equal(again.status, 'answered');
  });

  it('erases the account with everything about it, in the files too', async () => {
    await world.ask(`reach week @${USERNAME}`);
    const [account] = (await world.store.listAllConnections()).filter((row) => row.account.username === USERNAME);
    assert.ok(account !== undefined);
    assert.ok(filesWith(account.account.instagramId ?? '?').length > 0);
    const { status, report } = await world.ask(`forget @${USERNAME} confirm`);
    assert.equal(status, 'answered');
    assert.match(report.summary, /is forgotten/u);
    assert.deepEqual(await world.store.listHistory(account.account.id), []);
    assert.deepEqual(filesWith(account.account.instagramId ?? '?'), []);
    assert.equal((await world.ask(`reach week @${USERNAME}`)).status, 'unanswerable');
    assert.equal((await world.ask('reach week')).status, 'answered');
  });

  it('leaves no word of it in the files after digests, alerts, posts and warnings', async () => {
    const digests = await openDigestWorld();
    try {
      const { store, folder } = digests.world;
      await digests.ask('alerts on');
      await digests.ask(`digest schedule monday 10:00 Europe/Berlin #reports @${USERNAME}`);
      await digests.ask(`posts top @${USERNAME}`);
      await digests.ask(`stories @${USERNAME}`);
      await digests.until('2026-11-30T09:00:30Z');
      assert.ok(digests.platform.posts().some(({ title }) => title.includes(USERNAME)));
      const [account] = (await store.listAllConnections()).filter((row) => row.account.username === USERNAME);
      assert.ok(account !== undefined);
      const media = await store.listMedia(account.account.id, { kinds: POST_KINDS, limit: 100 });
      const words = [
        USERNAME,
        account.account.instagramId ?? '',
        ...media.flatMap(({ id, shortcode, caption }) => [id, shortcode ?? '', (caption ?? '').slice(0, 30)]),
      ].filter((text) => text.length > 8);
      assert.ok(words.length > 5);
      const neighbour = `@${USERNAME}too reads on`;
      const held = (): readonly string[] => {
        const files = readdirSync(folder).filter((name) => name.startsWith('reachboard.db'));
        const bytes = files.map((name) => readFileSync(join(folder, name)));
        const texts = bytes.map((one) => one.toString('latin1').replaceAll(neighbour, ''));
        return words.filter((word) => texts.some((text) => text.includes(Buffer.from(word).toString('latin1'))));
      };
      assert.deepEqual(held(), words);
      // Beside it an account whose name only begins alike keeps its messages.
      const post = {
        workspaceId: account.connection.workspaceId,
        platform: 'local',
        workspaceRemoteId: 'local',
        channelId: 'reports',
        nextAt: digests.world.now + 1e9,
        createdAt: digests.world.now,
      };
      for (const [key, summary] of [
        ['right-neighbour', neighbour],
        ['right-own', `The token of @${USERNAME} ends.`],
      ] as const) {
        const payload = packReport({ title: '', summary, blocks: [], footer: '', actions: [] });
        await store.addPost({ ...post, key, payload });
      }
      await digests.ask(`forget @${USERNAME} confirm`);
      const states = (await store.findPosts(['right-neighbour', 'right-own'])).map(
        ({ key, state, because }) => `${key} ${state} ${because ?? ''}`,
      );
      assert.deepEqual(states, ['right-neighbour pending ', 'right-own dead An account it names was erased.']);
      assert.deepEqual(held(), []);
    } finally {
      await digests.close();
    }
  }).timeout(60_000);

  it('has a digest that waits to be posted made again for its other accounts; one of it alone says why it is not', async () => {
    const digests = await openDigestWorld();
    try {
      await digests.ask(`digest schedule monday 10:00 Europe/Berlin #reports @${USERNAME} @lumen.studio`);
      await digests.ask(`digest schedule monday 10:00 Europe/Berlin #alone @${USERNAME}`);
      digests.world.now = Date.parse('2026-11-30T09:00:00Z');
      await digests.another()();
      const keys = ['digest-1-2026-W48', 'digest-2-2026-W48'];
      const waiting = await digests.world.store.findPosts(keys);
      assert.deepEqual(
        waiting.map(({ state, payload }) => [state, payload.includes(USERNAME)]),
        [
          ['pending', true],
          ['pending', true],
        ],
      );
      await digests.ask(`forget @${USERNAME} confirm`);
      await digests.until('2026-11-30T09:01:00Z');
      const posts = await digests.world.store.findPosts(keys);
      assert.deepEqual(
        posts.map(({ state, payload }) => [state, payload.includes(USERNAME), payload.includes('lumen.studio')]),
        [
          ['sent', false, true],
          ['dead', false, false],
        ],
      );
      assert.deepEqual(
        digests.platform.posts().flatMap(({ key }) => (keys.includes(key) ? [key] : [])),
        [keys[0]],
      );
      const { report } = await digests.ask('digest history 2');
      assert.match(report.summary, /not posted: An account it names was erased\./u);
    } finally {
      await digests.close();
    }
  }).timeout(60_000);

  it('keeps out of a digest that is being made at that moment, which is made anew for its other accounts', async () => {
    let erased = false;
    const renderer: ChartRenderer = {
      async render() {
        if (!erased) {
          erased = true;
          await digests.ask(`forget @${USERNAME} confirm`);
        }
        return { png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), width: 1600, height: 800 };
      },
    };
    const digests = await openDigestWorld({ renderer });
    try {
      const { store } = digests.world;
      await digests.ask(`digest schedule monday 10:00 Europe/Berlin #reports @${USERNAME} @lumen.studio`);
      digests.world.now = Date.parse('2026-11-30T09:00:00Z');
      await digests.another()();
      assert.ok(erased);
      await digests.until('2026-11-30T09:01:00Z');
      const kept = await store.readDigest(1, '2026-W48');
      assert.deepEqual(
        [kept?.facts, kept?.content].map((text) => [text?.includes(USERNAME), text?.includes('lumen.studio')]),
        [
          [false, true],
          [false, true],
        ],
      );
      const posted = digests.platform.posts().filter(({ key }) => key === 'digest-1-2026-W48');
      assert.deepEqual(
        posted.map(({ text }) => text.includes(USERNAME)),
        [false],
      );
    } finally {
      await digests.close();
    }
  }).timeout(60_000);

  it('leaves to another workspace what that one reads itself', async () => {
    await connectOne(world, USERNAME, 'facebook', SLACK.workspace);
    const { report } = await world.ask(`forget @${USERNAME} confirm`);
    assert.match(report.summary, /not seen from this workspace any more.*so its numbers stay/u);
    assert.equal((await world.ask(`reach week @${USERNAME}`)).status, 'unanswerable');
    assert.equal((await world.ask(`reach week @${USERNAME}`, SLACK)).status, 'answered');
  });

  it('is for admins, names an account, and knows only accounts of this workspace', async () => {
    assert.equal((await world.ask(`forget @${USERNAME} confirm`, { ...ADMIN, admin: false })).status, 'unanswerable');
    assert.equal((await world.ask('forget confirm')).status, 'unanswerable');
    const foreign = await world.ask(`forget @${USERNAME} confirm`, SLACK);
    assert.equal(foreign.status, 'unanswerable');
    assert.equal((await world.ask(`profile @${USERNAME}`)).status, 'answered');
  });
});
