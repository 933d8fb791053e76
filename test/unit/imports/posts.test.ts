import assert from 'node:assert/strict';

import { parseBusinessSuite } from '../../../core/imports/business-suite.ts';
import { planImport, readFile } from '../../../core/imports/plan.ts';
import { encode, refusalOf } from './exports.ts';
import { HEADER, postExport, quoteLines, quoteRecords, row, type SourcePost } from './post-files.ts';

const NOW = Date.parse('2026-11-24T20:00:00Z');
const LARGE = '18160563013405972';
const MIXED: readonly SourcePost[] = [
  { id: LARGE, caption: 'Two "quotes",\n\na line, and a comma' },
  { id: '18160563013405973', type: 'IG carousel', permalink: 'https://www.instagram.com/p/DQeB4hDDcVN/', caption: '' },
  { id: '18160563013405974', type: 'IG image', caption: '"', by: 'partner', numbers: [5, '', 1, 0, '', 0, 0] },
];

function read(text: string) {
  return parseBusinessSuite(encode(text, 'utf-8 with mark'), { fileName: 'posts.csv', now: NOW });
}

function refuse(text: string): string {
  return refusalOf(() => read(text)).message;
}

describe('an export with a row per post', () => {
  for (const [how, text] of [
    ['as Meta writes it', postExport(MIXED)],
    ['with CRLF', postExport(MIXED).replaceAll('\n', '\r\n')],
    ['with a sep= line and semicolons', `sep=;\n${postExport(MIXED.slice(1)).replaceAll(',', ';')}`],
    ['with its lines quoted once more', quoteLines(postExport(MIXED))],
    ['with its records quoted once more', quoteRecords(MIXED)],
  ] as const) {
    it(`gives its posts ${how}`, () => {
      const { posts } = read(text);
      const expected = how.includes('semicolons') ? MIXED.slice(1) : MIXED;
      assert.deepEqual(
        posts.map(({ media, by }) => [media.id, media.caption, by]),
        expected.map(({ id, caption, by }) => [id, caption === '' ? undefined : caption, by ?? 'shop']),
      );
    });
  }

  it('keeps ids as text, times of Instagram’s zone, addresses, kinds and the numbers under their API names', () => {
    const [first, second, third] = read(postExport(MIXED)).posts;
    assert.deepEqual([first?.media.id, first?.media.publishedAt], [LARGE, Date.parse('2025-12-31T16:24:00Z')]);
    assert.deepEqual([first?.media.shortcode, first?.media.kind], [`C${LARGE}`, 'reel']);
    assert.deepEqual([second?.media.shortcode, second?.media.kind], ['DQeB4hDDcVN', 'album']);
    assert.deepEqual(
      [...(first?.numbers ?? [])],
      Object.entries({ views: 100, reach: 80, likes: 9, shares: 1, follows: 2, comments: 3, saved: 4 }),
    );
    assert.deepEqual([...(third?.numbers.keys() ?? [])], ['views', 'likes', 'shares', 'comments', 'saved']);
  });

  it('reads the header in other languages and says which columns it does not know', () => {
    const spanish =
      'Identificador de la publicación,Nombre de usuario de la cuenta,Descripción,Hora de publicación,Enlace permanente,Tipo de publicación,Fecha,Visualizaciones,Alcance,Me gusta,Veces que se ha guardado,Otra cosa';
    const line = `${LARGE},tienda,Hola,06/29/2026 15:21,https://www.instagram.com/p/DaL7buhEzbR/,Carrusel de IG,Total,10,8,3,1,9`;
    const { posts, notes } = read(`${spanish}\n${line}\n`);
    assert.deepEqual([posts[0]?.media.kind, posts[0]?.by], ['album', 'tienda']);
    assert.deepEqual([...(posts[0]?.numbers ?? [])].flat(), ['views', 10, 'reach', 8, 'likes', 3, 'saved', 1]);
    assert.match(notes.join('\n'), /not imported: Otra cosa/u);
  });

  it('leaves out, with its line, a row that Meta itself could not name', () => {
    const lost = ',,,,,,,,,"An error occurred while computing metadata",Lifetime,6,3,1,1,1,1,1';
    const { posts, notes } = read(`${postExport(MIXED.slice(1))}${lost}\n`);
    assert.equal(posts.length, 2);
    assert.match(notes.join('\n'), /Line 4 is left out: .*An error occurred/u);
  });

  const refused: readonly (readonly [what: string, post: SourcePost, reason: RegExp])[] = [
    ['an id in scientific notation', { id: '1.81606E+16' }, /line 2: "1\.81606E\+16" .* rounded the number/u],
    ['a time with the day first', { id: LARGE, published: '31/12/2025 08:24' }, /line 2: .* the day before the month/u],
    ['a time of another form', { id: LARGE, published: '31.12.2025' }, /line 2: .* is not a time in the form/u],
    ['a time to come', { id: LARGE, published: '12/31/2026 08:24' }, /line 2: .* lies in the future/u],
    ['a number that became a date', { id: LARGE, numbers: ['3.Apr', 1, 1, 1, 1, 1, 1] }, /line 2: Views: "3\.Apr"/u],
    ['a grouped number', { id: LARGE, numbers: [1, '"1,085"', 1, 1, 1, 1, 1] }, /line 2: Reach: .*separator/u],
    ['numbers of one day', { id: LARGE, day: '12/31/2025' }, /line 2: the numbers are of one day/u],
    ['an address elsewhere', { id: LARGE, permalink: 'https://evil.example/p/1' }, /line 2: .* not the address/u],
    [
      'a type nobody knows',
      { id: LARGE, type: 'IG hologram', permalink: 'https://www.instagram.com/p/Cabcdef/' },
      /line 2: "IG hologram"/u,
    ],
  ];
  for (const [what, post, reason] of refused) {
    it(`is refused with line and reason for ${what}`, () => {
      assert.match(refuse(postExport([post])), reason);
    });
  }

  it('is refused when a spreadsheet rounded its ids, and when a post stands there twice with other numbers', () => {
    const rounded = [{ id: '18160563013405900' }, { id: '18160563013405800' }];
    assert.match(refuse(postExport(rounded)), /line 2: every id ends in zeros after fifteen digits/u);
    assert.match(
      refuse(postExport([{ id: LARGE }, { id: LARGE, numbers: [1, 1, 1, 1, 1, 1, 1] }])),
      /line 3: .* after line 2/u,
    );
    assert.equal(read(postExport([{ id: LARGE }, { id: LARGE }])).posts.length, 1);
  });

  it('is refused when it is of a Facebook page, has no posts, or lost its quotes', () => {
    const facebook = { id: LARGE, permalink: 'https://www.facebook.com/page/posts/pfbid1' };
    assert.match(refuse(postExport([facebook])), /only posts of a Facebook page/u);
    assert.match(refuse(`${HEADER}\n`), /there is no post in it/u);
    assert.match(refuse(`${HEADER}\n${row({ id: LARGE }).slice(0, 60)}`), /the quotes do not match/u);
  });
});

describe('the plan of post exports', () => {
  const file = (name: string, posts: readonly SourcePost[], savedAt?: number) => ({
    name,
    bytes: encode(postExport(posts), 'utf-8'),
    savedAt,
  });
  const plan = (...files: readonly ReturnType<typeof file>[]) =>
    planImport(
      files.map((file) => readFile(file, { readAt: NOW, now: () => NOW })),
      { readAt: NOW, now: () => NOW },
    ).posts;

  it('takes the numbers of each file at the time it was written, and the newest words', () => {
    const [january, june] = [Date.parse('2026-01-10T00:00:00Z'), Date.parse('2026-06-10T00:00:00Z')];
    const older = file('a.csv', [{ id: LARGE, caption: 'old' }], january);
    const newer = file('b.csv', [{ id: LARGE, caption: 'new', numbers: [200, 90, 9, 1, 2, 3, 4] }], june);
    const planned = plan(newer, older);
    assert.equal(planned?.media[0]?.caption, 'new');
    const views = planned.readings.filter(({ metric }) => metric === 'views');
    assert.deepEqual(
      views.map(({ value, readAt, source }) => [value, readAt, source]),
      [
        [100, january, 'import'],
        [200, june, 'import'],
      ],
    );
  });

  it('does not believe a file that is older than its newest post, or newer than now', () => {
    for (const savedAt of [Date.parse('2020-01-01T00:00:00Z'), NOW + 1, undefined]) {
      assert.equal(plan(file('a.csv', [{ id: LARGE }], savedAt))?.savedAt, NOW);
    }
  });

  it('refuses two files of one time that say different things, with both names and lines', () => {
    const one = file('a.csv', [{ id: LARGE }]);
    const other = file('b.csv', [{ id: LARGE, numbers: [7, 1, 1, 1, 1, 1, 1] }]);
    assert.match(
      refusalOf(() => plan(one, other)).message,
      /views of post 1816.* 100 in a\.csv, line 2, and 7 in b\.csv, line 2/u,
    );
  });
});
