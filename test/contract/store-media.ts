import assert from 'node:assert/strict';

import type { AccountId } from '../../core/accounts.ts';
import type { Media, MediaKind, MediaReading } from '../../core/instagram/media/media.ts';
import type { CommentMark, Store } from '../../core/ports.ts';

const ALL: readonly MediaKind[] = ['image', 'video', 'album', 'reel', 'story'];
const HOSTILE = `'; drop table media; --\0 \ud800 🎉‮ {"a":1} %_`;

function media(changes: Partial<Media> = {}): Media {
  return {
    id: '18100000000000001',
    kind: 'reel',
    publishedAt: 1000,
    shortcode: 'DXaB-_cD12e',
    permalink: 'https://www.instagram.com/reel/DXaB-_cD12e/',
    caption: 'One window',
    likeCount: 3,
    commentsCount: 0,
    ...changes,
  };
}

type NewReading = Omit<MediaReading, 'confirmedAt'>;

function reading(changes: Partial<NewReading> = {}): NewReading {
  return {
    mediaId: '18100000000000001',
    source: 'graph',
    metric: 'reach',
    breakdown: '',
    value: 10,
    detail: undefined,
    readAt: 5000,
    ...changes,
  };
}

/** What core may rely on about posts and stories, whatever keeps them. */
export function describeMediaStore(name: string, open: () => Promise<Store>): void {
  describe(`${name} as a MediaStore`, () => {
    let store: Store;
    let account: AccountId;
    let serial = 0;
    before(async () => {
      store = await open();
    });
    after(() => store.close());
    beforeEach(async () => {
      serial += 1;
      const workspace = await store.saveWorkspace('local', `media${serial}`);
      account = (await store.saveImportAccount(workspace.id, `media${serial}`, 1)).id;
    });

    describe('marks of posts that were commented on', () => {
      const ids = (marks: readonly CommentMark[]) => marks.map(({ mediaId }) => mediaId);

      it('are kept of tellings that come at once, newest first, each once', async () => {
        await Promise.all(['1', '2', '3'].map((id, at) => store.markCommented(account, [id], 10 + at)));
        await store.markCommented(account, ['1'], 20);
        await store.markCommented(account, [], 20);
        assert.deepEqual(ids(await store.listCommented(account, 0, 3)), ['1', '3', '2']);
        assert.equal((await store.listCommented(account, 0, 2)).length, 2);
      });

      it('stay when they moved since they were listed', async () => {
        await store.markCommented(account, ['1', '2'], 10);
        const listed = await store.listCommented(account, 0, 9);
        await store.markCommented(account, ['2'], 11);
        await store.unmarkCommented(account, listed);
        assert.deepEqual(await store.listCommented(account, 0, 9), [{ mediaId: '2', markedAt: 11 }]);
      });

      it('are forgotten when they are old', async () => {
        await store.markCommented(account, ['1'], 10);
        await store.markCommented(account, ['2'], 11);
        assert.deepEqual(ids(await store.listCommented(account, 11, 9)), ['2']);
        assert.deepEqual(ids(await store.listCommented(account, 0, 9)), ['2']);
      });
    });

    it('gives back what was listed, newest first, absent fields as absent', async () => {
      const bare = media({
        id: '2',
        publishedAt: 2000,
        shortcode: undefined,
        permalink: undefined,
        caption: undefined,
        likeCount: undefined,
        commentsCount: undefined,
      });
      await store.saveMedia(account, [media(), bare], 9000);
      const known = { source: 'graph' as const, seenAt: 9000, trouble: undefined, troubleAt: undefined };
      assert.deepEqual(await store.listMedia(account, { kinds: ALL, limit: 10 }), [
        { ...bare, ...known },
        { ...media(), ...known },
      ]);
    });

    it('finds by time, kind, id and shortcode in any case, and no more than asked for', async () => {
      const many = Array.from({ length: 5 }, (_, index) =>
        media({ id: `${index}`, publishedAt: index * 100, shortcode: `Code${index}`, kind: ALL[index] ?? 'image' }),
      );
      await store.saveMedia(account, many, 1);
      const ids = async (query: object): Promise<readonly string[]> =>
        (await store.listMedia(account, { kinds: ALL, limit: 10, ...query })).map(({ id }) => id);
      assert.deepEqual(await ids({ since: 100, until: 300 }), ['3', '2', '1']);
      assert.deepEqual(await ids({ kinds: ['story', 'image'] }), ['4', '0']);
      assert.deepEqual(await ids({ kinds: [] }), []);
      assert.deepEqual(await ids({ shortcode: 'CODE3' }), ['3']);
      assert.deepEqual(await ids({ ids: ['1', '9'] }), ['1']);
      assert.deepEqual(await ids({ ids: [] }), []);
      assert.deepEqual(await ids({ limit: 2 }), ['4', '3']);
    });

    it('renews a media that is listed again, and takes many at once, twice the same too', async () => {
      const many = Array.from({ length: 1200 }, (_, index) => media({ id: `1${index}`, publishedAt: index }));
      await store.saveMedia(account, [...many, ...many], 1);
      await store.saveMedia(account, [media({ id: '10', caption: 'new', likeCount: undefined })], 2);
      assert.equal((await store.listMedia(account, { kinds: ALL, limit: 5000 })).length, 1200);
      const [renewed] = await store.listMedia(account, { kinds: ALL, ids: ['10'], limit: 1 });
      assert.deepEqual([renewed?.caption, renewed?.likeCount, renewed?.seenAt], ['new', undefined, 2]);
    });

    it('keeps hostile captions as text, with a mark where no database can hold them', async () => {
      await store.saveMedia(account, [media({ caption: HOSTILE, shortcode: HOSTILE })], 1);
      const [kept] = await store.listMedia(account, { kinds: ALL, limit: 1, shortcode: HOSTILE });
      assert.equal(kept?.caption, HOSTILE.replaceAll('\0', '\ufffd').replace('\ud800', '\ufffd'));
    });

    it('remembers a trouble until it is over; only a deletion ends by being listed again', async () => {
      await store.saveMedia(account, [media()], 1);
      const trouble = async () => {
        const [one] = await store.listMedia(account, { kinds: ALL, limit: 1 });
        return [one?.trouble, one?.troubleAt];
      };
      await store.markMedia(account, media().id, 'too few', 7);
      await store.saveMedia(account, [media()], 2);
      assert.deepEqual(await trouble(), ['too few', 7]);
      await store.markMedia(account, media().id, 'gone', 8);
      assert.deepEqual(await trouble(), ['gone', 8]);
      await store.saveMedia(account, [media()], 3);
      assert.deepEqual(await trouble(), [undefined, undefined]);
      await store.markMedia(account, media().id, 'failing', 9);
      await store.markMedia(account, media().id, undefined, 10);
      assert.deepEqual(await trouble(), [undefined, undefined]);
    });

    it('only moves the time of an unchanged value, and never loses an earlier one', async () => {
      await store.saveMedia(account, [media()], 1);
      for (const [value, readAt] of [
        [10, 5000],
        [10, 6000],
        [12, 7000],
        [null, 8000],
      ] as const)
        await store.writeMediaReadings(account, [reading({ value, readAt })]);
      const all = await store.readMediaReadings(account, [media().id], 'all');
      assert.deepEqual(
        all.map(({ value, readAt, confirmedAt }) => [value, readAt, confirmedAt]),
        [
          [10, 5000, 6000],
          [12, 7000, 7000],
          [null, 8000, 8000],
        ],
      );
      const newest = await store.readMediaReadings(account, [media().id], 'newest');
      assert.deepEqual(newest, [{ ...reading({ value: null, readAt: 8000 }), confirmedAt: 8000 }]);
    });

    it('keeps media, metrics and breakdowns apart, details with them', async () => {
      await store.saveMedia(account, [media(), media({ id: '2' })], 1);
      const parts = reading({ metric: 'navigation', breakdown: 'b', detail: { tap_exit: 2, tap_back: 1 } });
      const given = [reading(), reading({ mediaId: '2', value: 48.4 }), reading({ metric: 'saved' }), parts];
      await store.writeMediaReadings(account, given);
      await store.writeMediaReadings(account, [{ ...parts, detail: { tap_back: 1, tap_exit: 2 }, readAt: 6000 }]);
      const newest = await store.readMediaReadings(account, [media().id, '2'], 'newest');
      assert.equal(newest.length, 4);
      assert.equal(newest.find(({ mediaId }) => mediaId === '2')?.value, 48.4);
      const kept = newest.find(({ metric }) => metric === 'navigation');
      assert.deepEqual([kept?.detail, kept?.confirmedAt], [{ tap_back: 1, tap_exit: 2 }, 6000]);
      assert.deepEqual(await store.readMediaReadings(account, [], 'all'), []);
    });

    it('writes readings all or nothing, and none of a media it does not know', async () => {
      await store.saveMedia(account, [media()], 1);
      await assert.rejects(store.writeMediaReadings(account, [reading(), reading({ mediaId: 'unknown' })]));
      await assert.rejects(store.writeMediaReadings(account, [reading({ value: NaN })]), TypeError);
      assert.deepEqual(await store.readMediaReadings(account, [media().id], 'all'), []);
    });

    it('keeps one row per value when two write the same at once', async () => {
      await store.saveMedia(account, [media()], 1);
      await Promise.all(
        Array.from({ length: 6 }, (_, n) => store.writeMediaReadings(account, [reading({ readAt: 5000 + n })])),
      );
      const all = await store.readMediaReadings(account, [media().id], 'all');
      assert.deepEqual([all.length, all[0]?.value], [1, 10]);
    });

    describe('with imported files', () => {
      const imported = (changes: Partial<NewReading> = {}) => reading({ source: 'import', ...changes });
      const save = async (changes: Partial<Parameters<Store['saveImport']>[2]> = {}) => {
        const workspace = await store.saveWorkspace('local', `media${serial}`);
        const history = { readings: [], media: [media()], mediaReadings: [imported()], now: 9000, ...changes };
        return (await store.saveImport(workspace.id, `media${serial}`, history)).added;
      };
      const day = (value: number, estimated: boolean, readAt: number) => ({
        metric: 'followers_count',
        breakdown: '',
        days: { from: '2026-01-01', to: '2026-01-01' },
        source: 'import' as const,
        value,
        detail: undefined,
        readAt,
        settled: true,
        estimated,
      });

      it('tells how much was new, and the second time that nothing was', async () => {
        assert.deepEqual(await save({ readings: [day(7, false, 1)] }), { numbers: 2, posts: 1 });
        assert.deepEqual(await save({ readings: [day(7, false, 2)] }), { numbers: 0, posts: 0 });
        assert.deepEqual(await save({ mediaReadings: [imported({ value: 11, readAt: 6000 })] }), {
          numbers: 1,
          posts: 0,
        });
        assert.deepEqual(await save({ mediaReadings: [imported({ value: 9, readAt: 4000 })] }), {
          numbers: 1,
          posts: 0,
        });
        const [newest] = await store.readMediaReadings(account, [media().id], 'newest');
        assert.deepEqual([newest?.value, newest?.source], [11, 'import']);
      });

      it('leaves what Instagram listed and said as it is, and takes its word for what a file knew first', async () => {
        await save({ media: [media({ caption: 'from the file' })] });
        const [file] = await store.listMedia(account, { kinds: ALL, limit: 1 });
        assert.deepEqual([file?.source, file?.caption], ['import', 'from the file']);
        await store.saveMedia(account, [media({ caption: 'listed' })], 2);
        await store.writeMediaReadings(account, [reading({ value: 20, readAt: 1 })]);
        await save({ media: [media({ caption: 'the file again' })] });
        const [listed] = await store.listMedia(account, { kinds: ALL, limit: 1 });
        assert.deepEqual([listed?.source, listed?.caption], ['graph', 'listed']);
        const both = await store.readMediaReadings(account, [media().id], 'newest');
        assert.deepEqual(
          both.map(({ source, value }) => [source, value]),
          [
            ['graph', 20],
            ['import', 10],
          ],
        );
      });

      it('never puts an estimated day in the place of a measured one', async () => {
        const query = { account, metrics: ['followers_count'], breakdown: '', span: 'daily' } as const;
        const days = { from: '2026-01-01', to: '2026-01-01' };
        const told = async () =>
          (await store.readReadings({ ...query, days })).map((one) => [one.value, one.estimated]);
        await save({ readings: [day(5, true, 1)] });
        assert.deepEqual(await told(), [[5, true]]);
        await save({ readings: [day(7, false, 2)] });
        await save({ readings: [day(6, true, 3)] });
        assert.deepEqual(await told(), [[7, false]]);
      });

      it('keeps nothing of an import that fails in the middle', async () => {
        await assert.rejects(save({ readings: [day(7, false, 1)], mediaReadings: [imported({ mediaId: 'unknown' })] }));
        assert.deepEqual(await store.listMedia(account, { kinds: ALL, limit: 1 }), []);
        assert.deepEqual(await store.listHistory(account), []);
      });
    });
  });
}
