import assert from 'node:assert/strict';
import type { Account } from '../../../core/accounts.ts';
import type { GraphAccess } from '../../../core/instagram/answers.ts';
import { POST_KINDS } from '../../../core/instagram/media/media.ts';
import { limitNotes } from '../../../core/features/posts-read.ts';
import { bringMediaUpToDate } from '../../../core/media/collect.ts';
import { bringPostsUpToDate } from '../../../core/media/listing.ts';
import type { LocalInstagram } from '../../../demo/server.ts';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { stat, tables, words } from '../features/answers.ts';

const USER = 'lumen.studio';
const HOUR = 3_600_000;

interface Reached {
  readonly account: Account;
  readonly access: GraphAccess;
}

async function reach(world: World, username = USER): Promise<Reached> {
  const home = await world.store.saveWorkspace('local', 'local');
  const account = (await world.store.listAccounts(home.id)).find((one) => one.username === username);
  const connection = (await world.store.listConnections(home.id)).find((row) => row.accountId === account?.id);
  assert.ok(account?.instagramId !== undefined && connection);
  const { login, token } = connection;
  const { instagramId } = account;
  return { account, access: { base: world.local.facebookUrl, login, instagramId, token, priority: 'command' } };
}

function insightCalls(local: LocalInstagram, metric?: string): LocalInstagram['calls'] {
  return local.calls.filter(
    ({ path, params }) =>
      path.endsWith('/insights') && (metric === undefined || params['metric']?.split(',').includes(metric) === true),
  );
}

describe('posts and stories when something is wrong', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  it('say that a metric was withdrawn once, on its first refusal, and give all others', async () => {
    world.local.faults.add({ kind: 'metric-removed', metric: 'shares' });
    const answer = await world.ask('posts top by saved 28d');
    assert.equal(answer.status, 'answered');
    assert.ok((tables(answer)[0]?.rows.length ?? 0) >= 10);
    assert.ok(tables(answer)[0]?.rows.every((row) => row[3] !== 'not read'));
    const told = words(answer)
      .split('\n')
      .filter((line) => line.startsWith('shares:'));
    assert.deepEqual(told, ['shares: Instagram does not offer this metric any more.']);
    // One of each kind may find out at the same time.
    assert.ok(insightCalls(world.local).filter(({ status }) => status !== 200).length <= 3);
    const before = insightCalls(world.local, 'shares').length;
    assert.equal((await world.ask('posts top by saved 90d')).status, 'answered');
    assert.equal(insightCalls(world.local, 'shares').length, before);
  });

  it('say that a withdrawn metric has no new numbers when it is itself asked for', async () => {
    world.local.faults.add({ kind: 'metric-removed', metric: 'saved' });
    const answer = await world.ask('saved 28d');
    assert.equal(stat(answer, 'Saved'), '–');
    assert.match(words(answer), /saved: Instagram does not offer this metric any more/u);
    assert.doesNotMatch(JSON.stringify(answer.report), /undefined|NaN/u);
  });

  it('show the public counters of posts from before the account was a professional one, and ask them once', async () => {
    const { account } = await reach(world);
    await world.ask('posts top by reach 2022-12-01..2023-06-30');
    const [old] = await world.store.listMedia(account.id, {
      kinds: POST_KINDS,
      until: NOW - 1250 * 24 * HOUR,
      limit: 1,
    });
    assert.ok(old);
    const answer = await world.ask(`post ${old.id}`);
    assert.equal(answer.status, 'answered');
    assert.match(words(answer), /No insights: published before the account became a professional one/u);
    assert.ok(stat(answer, 'Likes') !== undefined);
    const calls = world.local.calls.filter(({ path }) => path.includes(`${old.id}/insights`));
    assert.equal(calls.length, 1);
    world.now += 100 * HOUR;
    await world.ask(`post ${old.id}`);
    assert.equal(world.local.calls.filter(({ path }) => path.includes(`${old.id}/insights`)).length, 1);
  });

  it('leave a post alone that fails again and again, and answer for all others', async () => {
    const { account } = await reach(world);
    await world.ask('posts recent');
    const [first] = await world.store.listMedia(account.id, { kinds: POST_KINDS, limit: 1 });
    assert.ok(first);
    world.now += 5 * HOUR;
    world.local.faults.add({ kind: 'code1', match: { path: `${first.id}/insights` } });
    const answer = await world.ask('posts recent by saved');
    assert.equal(answer.status, 'answered');
    assert.equal(tables(answer)[0]?.rows.length, 10);
    const asked = insightCalls(world.local).length;
    await world.ask('posts recent by saved');
    assert.equal(insightCalls(world.local).length, asked);
    const [marked] = await world.store.listMedia(account.id, { kinds: POST_KINDS, limit: 1 });
    assert.equal(marked?.trouble, 'failing');
  });

  it('blame no post while Instagram as a whole is down, and answer from what was kept', async () => {
    const { account } = await reach(world);
    const before = await world.ask('posts recent by saved');
    world.now += 30 * HOUR;
    world.local.faults.add({ kind: 'code1' });
    const after = await world.ask('posts recent by saved');
    assert.deepEqual(
      tables(after)[0]?.rows.map((row) => row[3]),
      tables(before)[0]?.rows.map((row) => row[3]),
    );
    const known = await world.store.listMedia(account.id, { kinds: POST_KINDS, limit: 500 });
    assert.deepEqual(
      known.filter(({ trouble }) => trouble !== undefined),
      [],
    );
    assert.match(words(after), /last known number/u);
  });

  it('leave out a post that was deleted between the list and its insights', async () => {
    const { account } = await reach(world);
    await world.ask('posts recent');
    const [gone] = await world.store.listMedia(account.id, { kinds: POST_KINDS, limit: 1 });
    assert.ok(gone);
    world.now += HOUR;
    world.local.faults.add({ kind: 'code100-33', match: { path: `${gone.id}/insights` } });
    const answer = await world.ask('posts recent by saved');
    assert.equal(tables(answer)[0]?.rows.length, 9);
    const shown = await world.ask(`post ${gone.id}`);
    assert.match(words(shown), /does not have this post any more; these are the last numbers/u);
  });

  it('go on by time where a cursor has expired, and miss no post', async () => {
    const { account, access } = await reach(world);
    const stretch = { since: NOW - 730 * 24 * HOUR };
    let lost = 0;
    const graph: Pick<typeof world.deps.graph, 'readMediaList'> = {
      readMediaList: (who, query, signal) => {
        const expired = query.after !== undefined && lost === 0;
        if (expired) lost += 1;
        return world.deps.graph.readMediaList(who, expired ? { ...query, after: 'QVFIUexpired' } : query, signal);
      },
    };
    const listed = await bringPostsUpToDate({ ...world.deps, graph }, account, access, stretch);
    assert.equal(lost, 1);
    assert.deepEqual([listed.problems, listed.cutAt], [[], undefined]);
    const ids = new Set(listed.media.map(({ id }) => id));
    const other = await openWorld();
    try {
      const whole = await reach(other);
      const all = await bringPostsUpToDate(other.deps, whole.account, whole.access, stretch);
      assert.ok(all.media.length > 300);
      assert.deepEqual(ids, new Set(all.media.map(({ id }) => id)));
    } finally {
      await other.close();
    }
  });

  it('ask for shorter pages when one is too much, follow empty ones, and end where a page names itself', async () => {
    const { account, access } = await reach(world);
    const fault = world.local.faults.add({ kind: 'too-much-data', match: { path: '/media' }, times: 2 });
    const some = await bringPostsUpToDate(world.deps, account, access, { since: NOW - 60 * 24 * HOUR });
    assert.ok(some.media.length > 20 && some.problems.length === 0);
    assert.deepEqual(
      world.local.calls
        .filter(({ path }) => path.endsWith('/media'))
        .map(({ params }) => params['limit'])
        .slice(0, 3),
      ['100', '50', '25'],
    );
    fault.remove();
    for (const kind of ['empty-page', 'cursor-loop'] as const) {
      world.now += 20 * 60_000;
      const again = world.local.faults.add({
        kind,
        match: { path: '/media' },
        ...(kind === 'empty-page' ? { times: 1 } : {}),
      });
      const calls = world.local.calls.length;
      const listed = await bringPostsUpToDate(world.deps, account, access, { since: NOW - 700 * 24 * HOUR });
      assert.ok(world.local.calls.length - calls <= 21, kind);
      assert.ok(listed.media.length > 20, kind);
      again.remove();
    }
  });

  it('say how far the list was read when it is longer than a question may cost', async () => {
    const { account, access } = await reach(world, 'aurora.voyage');
    const stretch = { since: 0 };
    const cut = await bringPostsUpToDate(world.deps, account, access, stretch, { pages: 3 });
    assert.equal(cut.media.length, 300);
    assert.equal(cut.cutAt, cut.media.at(-1)?.publishedAt);
    const request = {
      account,
      access,
      version: 'v26.0',
      media: cut.media,
      wanted: { apiName: 'views' },
      mostCalls: 20,
    };
    const first = await bringMediaUpToDate(world.deps, request);
    assert.deepEqual([first.readings.size, first.unread], [20, 280]);
    const notes = limitNotes(cut, first);
    assert.match(notes[0] ?? '', /The list was read back to .* only/u);
    assert.match(notes[1] ?? '', /280 posts were not asked for in this answer to spare the rate budget/u);
    const second = await bringMediaUpToDate(world.deps, request);
    assert.deepEqual([second.readings.size, second.unread], [40, 260]);
  });

  it('mark what was deleted from the list, and show it again when it is back', async () => {
    const { account, access } = await reach(world);
    const extra = { ...fake('18999999999999999'), publishedAt: NOW - 48 * HOUR };
    await world.store.saveMedia(account.id, [extra], NOW - HOUR);
    const stretch = { since: NOW - 30 * 24 * HOUR };
    const listed = await bringPostsUpToDate(world.deps, account, access, stretch);
    assert.ok(!listed.media.some(({ id }) => id === extra.id));
    const [kept] = await world.store.listMedia(account.id, { kinds: POST_KINDS, ids: [extra.id], limit: 1 });
    assert.equal(kept?.trouble, 'gone');
  });

  it('show no post of another account, although the same token reaches it', async () => {
    const { account } = await reach(world, 'aurora.voyage');
    await world.ask('posts recent @aurora.voyage');
    const [theirs] = await world.store.listMedia(account.id, { kinds: POST_KINDS, limit: 1 });
    const answer = await world.ask(`post ${theirs?.id ?? ''} @${USER}`);
    assert.equal(answer.status, 'unanswerable');
    assert.match(answer.report.summary, /has no post with the id/u);
  });

  it('keep captions of any script and length in one harmless line, links only to Instagram', async () => {
    const answer = await world.ask('posts top by reach 28d @glyph.test');
    for (const [caption = ''] of tables(answer)[0]?.rows ?? []) {
      assert.ok(Array.from(caption).length <= 60, caption);
      assert.doesNotMatch(caption, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }
    const links = answer.report.blocks.flatMap((block) => (block.kind === 'links' ? block.links : []));
    assert.ok(links.length > 0 && links.every(({ url }) => url.startsWith('https://www.instagram.com/')));
  });

  it('draw the curve of a post once there are two readings', async () => {
    const first = await world.ask('post 1 @aurora.voyage');
    assert.equal(first.report.blocks.filter(({ kind }) => kind === 'picture').length, 0);
    const id = /id (\d+)/u.exec(first.report.footer)?.[1] ?? assert.fail();
    world.now += HOUR;
    const second = await world.ask(`post ${id} @aurora.voyage`);
    assert.equal(second.report.blocks.filter(({ kind }) => kind === 'picture').length, 1);
    for (let day = 1; day <= 2; day += 1) {
      world.now += 24 * HOUR;
      await world.ask(`post ${id} @aurora.voyage`);
    }
    const last = await world.ask(`post ${id} @aurora.voyage`);
    const curve = tables(last).find(({ caption }) => caption === 'Reach as we read it');
    assert.equal(curve?.rows.at(-1)?.[1], world.local.truth.media(id, world.now)?.reach.toLocaleString('en-US'));
  });

  for (const [text, status, said] of [
    ['posts by blorp', 'unknown', /by saved/u],
    ['posts by', 'unknown', /by which metric/u],
    ['posts by taps_forward', 'unanswerable', /number of stories/u],
    ['posts nonsense', 'unknown', /nonsense/u],
    ['post 5000', 'unanswerable', /1, the newest, to 100/u],
    ['post DXnotthere1', 'unanswerable', /no post/u],
    ['story 99', 'unanswerable', /no number 99/u],
    ['taps_forward last month', 'unanswerable', /24 hours/u],
    ['saved lifetime', 'unanswerable', /period/u],
    ['thread_shares', 'unanswerable', /Threads/u],
    ['saved 28d @nobody.here', 'unanswerable', /nobody/u],
    ['savd week', 'unknown', /saved week|saves week/u],
  ] as const) {
    it(`have one clear sentence for “${text}”`, async () => {
      const answer = await world.ask(text);
      assert.equal(answer.status, status, answer.report.summary);
      assert.match(JSON.stringify([answer.report.summary, answer.report.blocks, answer.report.actions]), said);
      assert.doesNotMatch(JSON.stringify(answer.report), /undefined|NaN|\bat .*\.ts|Error:/u);
    });
  }
});

function fake(id: string) {
  return {
    id,
    kind: 'image' as const,
    publishedAt: NOW,
    shortcode: undefined,
    permalink: undefined,
    caption: undefined,
    likeCount: undefined,
    commentsCount: undefined,
  };
}
