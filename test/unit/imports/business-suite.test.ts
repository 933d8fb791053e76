import assert from 'node:assert/strict';

import { parseBusinessSuite } from '../../../core/imports/business-suite.ts';
import {
  DELIMITERS,
  ENCODINGS,
  LINE_ENDS,
  META,
  plain,
  refusalOf,
  type SourceBlock,
  writeExport,
  writeRows,
} from './exports.ts';

const REACH: SourceBlock = {
  title: 'Instagram reach',
  days: [
    ['2024-02-28', 12],
    ['2024-02-29', 0],
    ['2024-03-01', 3456],
  ],
};
const REACHED = REACH.days.map(([day, value]) => ({ day, value, estimated: false }));

function one(bytes: Uint8Array, fileName = 'export.csv') {
  const { blocks } = parseBusinessSuite(bytes, { fileName });
  assert.equal(blocks.length, 1);
  const [block] = blocks;
  assert.ok(block);
  return block;
}

describe('a Business Suite export', () => {
  it('reads the same in every encoding, delimiter, quoting, line end and with or without sep=', () => {
    const foreign: SourceBlock = { title: 'Обхват', days: [['2024-02-28', 1]] };
    for (const encoding of ENCODINGS)
      for (const delimiter of DELIMITERS)
        for (const quoted of [true, false])
          for (const lineEnd of LINE_ENDS)
            for (const separatorLine of [undefined, delimiter])
              for (const trailing of [0, 4]) {
                const dialect = { ...META, encoding, delimiter, quoted, lineEnd, separatorLine, trailing };
                const { blocks, skipped } = parseBusinessSuite(writeExport([REACH, foreign], dialect), {
                  fileName: 'a.csv',
                });
                const where = JSON.stringify(dialect);
                assert.deepEqual(blocks[0]?.days, REACHED, where);
                assert.equal(blocks[0].line, separatorLine === undefined ? 1 : 2, where);
                assert.deepEqual(
                  skipped.map(({ title }) => title),
                  ['Обхват'],
                  where,
                );
              }
  });

  it('trusts its rows when a spreadsheet left an old sep= line behind', () => {
    const bytes = writeExport([REACH], { ...META, delimiter: ';', quoted: false, separatorLine: ',' });
    assert.deepEqual(one(bytes).days, REACHED);
  });

  it('takes the calendar date for the day, whatever form midnight has', () => {
    for (const time of ['', 'T00:00:00', 'T01:00:00', ' 00:00:00', ' 0:00', 'T00:00']) {
      assert.deepEqual(one(writeExport([REACH], { ...META, time })).days, REACHED, time);
    }
  });

  it('sorts days that are not in order', () => {
    assert.deepEqual(one(writeExport([{ ...REACH, days: REACH.days.toReversed() }])).days, REACHED);
  });

  it('holds several blocks, parted by blank rows of any kind or by nothing but their titles', () => {
    for (const blank of [[''], ['\t'], [';;;;'], [' '], ['', ''], []]) {
      const bytes = plain(
        'Instagram reach;;',
        'Date;Primary',
        '2024-01-01;5',
        ...blank,
        'Facebook reach',
        'Date;Primary',
        '2024-01-01;6',
      );
      const { blocks, skipped } = parseBusinessSuite(bytes, { fileName: 'x.csv' });
      assert.deepEqual(blocks[0]?.days, [{ day: '2024-01-01', value: 5, estimated: false }]);
      assert.equal(skipped[0]?.title, 'Facebook reach');
    }
  });

  it('maps every known title to the API name of its metric, whatever its case', () => {
    const titles = {
      'Instagram reach': 'reach',
      'INSTAGRAM VIEWS': 'views',
      'Instagram follows': 'follower_count',
      'Instagram  profile visits': 'profile_views',
      'Instagram link clicks': 'website_clicks',
      'instagram content interactions': 'total_interactions',
    };
    const blocks = Object.keys(titles).map((title): SourceBlock => ({ title, days: [['2024-01-01', 1]] }));
    const parsed = parseBusinessSuite(writeExport(blocks), { fileName: 'all.csv' });
    assert.deepEqual(
      parsed.blocks.map(({ metric }) => metric),
      Object.values(titles),
    );
  });

  it('skips titles it does not know, audience tables and empty blocks, with the reason', () => {
    const rows = [
      ['Instagram reach'],
      ['Date', 'Primary'],
      ['2024-01-01', '1'],
      [],
      ['Instagram saves'],
      ['Date', 'Primary'],
      ['2024-01-01', '2.5'],
      [],
      ['Age & gender'],
      ['', 'Women', 'Men'],
      ['18-24', '3.4', '1.6%'],
      ['65+', '4,1', '<1'],
      [],
      ['Top towns/cities'],
      ['Oslo, Norway', 'Rome 3, Italy'],
      ['74.3', '4'],
      [],
      ['Instagram follows'],
      ['Date', 'Primary'],
    ];
    const { blocks, skipped } = parseBusinessSuite(writeRows(rows, META), { fileName: 'x.csv' });
    assert.equal(blocks.length, 1);
    assert.deepEqual(
      skipped.map(({ title, because }) => [title, because.slice(0, 21)]),
      [
        ['Instagram saves', 'Reachboard imports "r'],
        ['Age & gender', 'Audience tables are n'],
        ['Top towns/cities', 'Audience tables are n'],
        ['Instagram follows', 'It has no days.'],
      ],
    );
  });
});

describe('the platform of a title', () => {
  const file = (title: string) => writeExport([{ title, days: [['2024-01-01', 1]] }]);
  const importedAs = (title: string, fileName: string, platform?: 'instagram' | 'facebook') =>
    parseBusinessSuite(file(title), { fileName, platform }).blocks.length;

  it('is what the title says; --platform and the file name never override it', () => {
    assert.equal(importedAs('Instagram reach', 'facebook.csv', 'facebook'), 1);
    const refused = refusalOf(() => importedAs('Facebook reach', 'instagram.csv', 'instagram'));
    assert.match(refused.message, /^instagram\.csv, line 2: the file has only Facebook numbers/u);
  });

  it('is what --platform says when the title is silent, before the file name', () => {
    assert.equal(importedAs('Reach', 'facebook reach.csv', 'instagram'), 1);
    const refused = refusalOf(() => importedAs('Reach', 'IG_REACH.csv', 'facebook'));
    assert.match(refused.message, /only Facebook numbers/u);
    assert.match(refused.hint ?? '', /leave out `--platform facebook`/u);
  });

  it('is told by the file name, with a note, when nothing else says it', () => {
    for (const name of [
      'IG_REACH.csv',
      'IG VIEWS.csv',
      'reach-ig.csv',
      'Instagram2025.csv',
      'C:\\fb\\ig.csv',
      '/fb/ig.csv',
    ]) {
      const { blocks } = parseBusinessSuite(file('Reach'), { fileName: name });
      assert.match(blocks[0]?.notes[0] ?? '', /"Reach" does not name its platform; the file's name says Instagram/u);
    }
    for (const name of ['fb-reach.csv', 'my facebook page.csv']) {
      assert.match(refusalOf(() => importedAs('Reach', name)).message, /only Facebook numbers/u);
    }
  });

  it('is asked for when nothing says it, or the file name says both', () => {
    for (const name of ['Reach.csv', 'big-reach.csv', 'ig_and_fb.csv', 'digital.csv']) {
      const refused = refusalOf(() => importedAs('Reach', name));
      assert.match(refused.message, /line 2: the title "Reach" does not say whether/u);
      assert.match(refused.hint ?? '', /`--platform instagram`/u);
    }
  });

  it('is Facebook for a silent title beside an Instagram title of the same number, whatever --platform says', () => {
    const bytes = writeExport([
      { title: 'Follows', days: [['2024-01-01', 9]] },
      { title: 'Instagram follows', days: [['2024-01-01', 1]] },
    ]);
    for (const platform of [undefined, 'instagram', 'facebook'] as const) {
      const { blocks, skipped } = parseBusinessSuite(bytes, { fileName: 'IG.csv', platform });
      assert.deepEqual(
        blocks.map(({ title, line }) => [title, line]),
        [['Instagram follows', 6]],
      );
      assert.match(skipped[0]?.because ?? '', /"Instagram follows" on line 6 is Instagram's/u);
    }
  });

  it('is still asked for when only another number of the file says Instagram', () => {
    const bytes = writeExport([
      { title: 'Views', days: [['2024-01-01', 9]] },
      { title: 'Instagram follows', days: [['2024-01-01', 1]] },
    ]);
    assert.match(
      refusalOf(() => parseBusinessSuite(bytes, { fileName: 'x.csv' })).message,
      /line 2: the title "Views"/u,
    );
  });
});

describe('days that an export leaves out', () => {
  const gappy = (title: string, values: Readonly<Record<string, number>>) =>
    one(writeExport([{ title, days: Object.entries(values) }]));

  it('count as 0, marked as estimated, where counted events are never written as 0', () => {
    for (const title of ['follows', 'profile visits', 'link clicks', 'content interactions']) {
      const block = gappy(`Instagram ${title}`, { '2024-02-27': 2, '2024-03-01': 1, '2024-03-03': 4 });
      assert.deepEqual(
        block.days.map(({ day, value, estimated }) => `${day} ${value}${estimated ? ' e' : ''}`),
        ['2024-02-27 2', '2024-02-28 0 e', '2024-02-29 0 e', '2024-03-01 1', '2024-03-02 0 e', '2024-03-03 4'],
      );
      assert.equal(block.missingDays, 0);
      assert.match(block.notes.join(), /3 days between 2024-02-27 and 2024-03-03 count as 0 \(estimated\)/u);
    }
  });

  it('stay missing where zeros are written', () => {
    const block = gappy('Instagram follows', { '2024-03-01': 2, '2024-03-03': 0 });
    assert.equal(block.days.length, 2);
    assert.equal(block.missingDays, 1);
    assert.match(block.notes.join(), /1 day between 2024-03-01 and 2024-03-03 is missing and stays unknown/u);
  });

  it('stay missing for reach and views', () => {
    for (const title of ['Instagram reach', 'Instagram views']) {
      const block = gappy(title, { '2024-03-01': 2, '2024-03-04': 3 });
      assert.deepEqual([block.days.length, block.missingDays], [2, 2]);
      assert.ok(block.days.every(({ estimated }) => !estimated));
    }
  });

  it('need no note when there are none', () => {
    assert.deepEqual(gappy('Instagram follows', { '2024-03-01': 2, '2024-03-02': 3 }).notes, []);
  });
});
