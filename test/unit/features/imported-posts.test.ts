import assert from 'node:assert/strict';
import { importFiles } from '../../../core/imports/import-files.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { encode } from '../imports/exports.ts';
import { postExport, quoteLines, type SourcePost } from '../imports/post-files.ts';
import { object, tables, words } from './answers.ts';

const SAVED = Date.parse('2026-11-02T12:00:00Z');

async function importPosts(world: World, username: string, posts: readonly SourcePost[]) {
  const workspace = await world.store.saveWorkspace('local', 'local');
  const bytes = encode(quoteLines(postExport(posts)), 'utf-8 with mark');
  const files = [{ name: 'posts.csv', bytes, savedAt: SAVED }];
  const outcome = await importFiles(world.deps, workspace.id, { username, platform: undefined, files });
  assert.equal(outcome.kind, 'imported');
  return outcome;
}

describe('posts of an import-only account', () => {
  const posts: readonly SourcePost[] = [
    { id: '18160563013405971', published: '10/10/2026 10:00', numbers: [900, 800, 9, 1, 2, 3, 40], caption: 'First' },
    { id: '18160563013405972', published: '10/12/2026 10:00', numbers: [100, '', 1, 0, 5, 0, 2], caption: 'Second' },
  ];
  let world: World;
  before(async () => {
    world = await openWorld({ connect: false });
    await importPosts(world, 'shop', posts);
  });
  after(() => world.close());

  it('are ranked, and one line says that the numbers are of an export and of which day', async () => {
    const answer = await world.ask('posts top by saved 2026-10-01..2026-10-31 @shop');
    assert.deepEqual(
      tables(answer)[0]?.rows.map(([caption, kind, , value, state]) => [caption, kind, value, state]),
      [
        ['First', 'Reel', '40', 'final'],
        ['Second', 'Reel', '2', 'final'],
      ],
    );
    assert.match(words(answer), /The numbers come from an export of Mon 2 Nov 2026/u);
    assert.match(answer.report.footer, / · exported 2 Nov 2026 12:00 UTC$/u);
  });

  it('are told one by one, by link, shortcode, id and place, with what the API does not count of reels', async () => {
    const names = [
      'https://www.instagram.com/reel/C18160563013405971/',
      'C18160563013405971',
      '18160563013405971',
      '2',
    ];
    for (const name of names) {
      const answer = await world.ask(`post ${name} @shop`);
      const rows = tables(answer)[0]?.rows.map(([label, value]) => `${label ?? ''} ${value ?? ''}`);
      assert.deepEqual(
        rows,
        ['Views 900', 'Reach 800', 'Likes 9', 'Comments 3', 'Saved 40', 'Shares 1', 'Follows 2'],
        name,
      );
      assert.match(words(answer), /from an export of Mon 2 Nov 2026/u);
      assert.match(words(answer), /Instagram’s API does not tell it of reels; exports do/u);
      assert.match(answer.report.footer, / · exported 2 Nov 2026 12:00 UTC$/u);
    }
  });

  it('answer metrics of posts over a period; what the export leaves empty stays unknown', async () => {
    const saved = object(await world.ask('saved 2026-10-01..2026-10-31 @shop'));
    assert.deepEqual([saved.metric, saved.value], ['saved', 42]);
    assert.match(saved.notes.join('\n'), /from an export/u);
    const reach = await world.ask('posts top by reach 2026-10-01..2026-10-31 @shop');
    assert.deepEqual(
      tables(reach)[0]?.rows.map(([, , , value]) => value),
      ['800', 'not in the export'],
    );
    const follows = await world.ask('posts top by follows 2026-10-01..2026-10-31 @shop');
    assert.deepEqual(
      tables(follows)[0]?.rows.map(([, , , value]) => value),
      ['5', '2'],
    );
  });
});

describe('posts imported for a connected account', () => {
  it('give way to what Instagram says, and stand beside it where it does not know them', async () => {
    const world = await openWorld();
    try {
      const [own] = await world.store.listAccounts((await world.store.saveWorkspace('local', 'local')).id);
      const { username } = own ?? assert.fail();
      await world.ask(`posts recent by saved @${username}`);
      const [listed] = await world.store.listMedia((own ?? assert.fail()).id, {
        kinds: ['image', 'reel', 'album'],
        limit: 1,
      });
      const id = (listed ?? assert.fail()).id;
      const known = {
        id,
        by: username,
        published: '11/01/2026 10:00',
        caption: 'of the file',
        numbers: [1, 1, 1, 1, 1, 1, 999_999],
      };
      const foreign = {
        id: '17900000000000999',
        by: 'partner',
        published: '11/01/2026 11:00',
        caption: 'Together',
        numbers: [1, 1, 1, 1, 1, 1, 888_888],
      };
      await importPosts(world, username, [known, foreign]);
      assert.doesNotMatch(JSON.stringify(await world.ask(`post ${id} @${username}`)), /999,999|of the file/u);
      const ranking = await world.ask(`posts top by saved 28d @${username}`);
      assert.deepEqual(tables(ranking)[0]?.rows[0]?.slice(0, 4).toSpliced(2, 1), ['Together', 'Reel', '888,888']);
      assert.doesNotMatch(JSON.stringify(ranking), /999,999/u);
      assert.match(words(ranking), /1 of the \d+ numbers comes from an export/u);
      assert.match(ranking.report.footer, / · read 24 Nov 2026/u);
      const media = await world.store.listMedia((own ?? assert.fail()).id, {
        kinds: ['reel'],
        ids: [foreign.id],
        limit: 1,
      });
      assert.deepEqual([media[0]?.source, media[0]?.trouble], ['import', undefined]);
    } finally {
      await world.close();
    }
  });

  it('are refused when every one is of somebody else', async () => {
    const world = await openWorld();
    try {
      const [own] = await world.store.listAccounts((await world.store.saveWorkspace('local', 'local')).id);
      const { username } = own ?? assert.fail();
      const other = importPosts(world, username, [
        { id: '17900000000000999', by: 'somebody', published: '11/01/2026 11:00' },
      ]);
      await assert.rejects(other, /The posts are of @somebody, and none is of/u);
    } finally {
      await world.close();
    }
  });
});
