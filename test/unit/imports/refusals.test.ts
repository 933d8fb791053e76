import assert from 'node:assert/strict';

import { parseBusinessSuite } from '../../../core/imports/business-suite.ts';
import { MAX_BYTES } from '../../../core/imports/decode.ts';
import { encode, META, plain, refusalOf, writeExport, writeRows } from './exports.ts';

function refuse(bytes: Uint8Array, fileName = 'x.csv') {
  return refusalOf(() => parseBusinessSuite(bytes, { fileName, today: '2024-06-30' }));
}

/** An export of one title with these lines under its header; the first of them is line 3. */
function under(...lines: readonly string[]): Uint8Array {
  return plain('Instagram reach', 'Date,Primary', ...lines);
}

describe('a file that is no text', () => {
  const files: readonly (readonly [what: string, bytes: Uint8Array, reason: RegExp])[] = [
    ['empty', Uint8Array.of(), /^x\.csv: the file is empty/u],
    ['a lone byte-order mark', Uint8Array.of(0xff, 0xfe), /nothing but blanks/u],
    ['blanks', plain('  ', '\t'), /nothing but blanks/u],
    ['too large', new Uint8Array(MAX_BYTES + 1), /has 21 MB, more than the 20 MB/u],
    ['NUL bytes', encode('Instagram reach\0', 'utf-8'), /NUL bytes/u],
    ['UTF-16 without its mark', encode('Reach', 'utf-16le').slice(2), /NUL bytes/u],
    ['half a character', encode('Reach', 'utf-16le').slice(0, -1), /says it is UTF-16LE but is not/u],
    ['UTF-8 that is not', Uint8Array.of(0xef, 0xbb, 0xbf, 0x41, 0xe0), /says it is UTF-8 but is not/u],
    ['a spreadsheet', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), /a spreadsheet \(\.xlsx\) or a zip archive/u],
    ['a web page', plain('', '<!DOCTYPE html>', '<html>'), /this is a web page/u],
    [
      'too many lines',
      encode('\n'.repeat(100_000) + 'a', 'utf-8'),
      /line 100000: the file goes on after 100,000 lines/u,
    ],
    ['one endless line', plain('a', ','.repeat(200_000)), /line 2: the line has more than 100,000 characters/u],
  ];
  for (const [what, bytes, reason] of files) {
    it(`is refused: ${what}`, () => {
      assert.match(refuse(bytes).message, reason);
    });
  }
});

describe('a damaged export', () => {
  const files: readonly (readonly [what: string, bytes: Uint8Array, reason: RegExp])[] = [
    [
      'a day that does not exist',
      under('2024-02-29,1', '2023-02-30,1'),
      /line 4: "2023-02-30" is a day that does not exist/u,
    ],
    ['a day in the future', under('2024-06-30,1', '2024-07-01,1'), /line 4: the day 2024-07-01 lies in the future/u],
    ['a day before Instagram', under('1970-01-01,1'), /line 3: .* Instagram opened in October 2010/u],
    [
      'a day named twice',
      under('2024-01-01,1', '2024-01-02,1', '2024-01-01,1'),
      /line 5: the day 2024-01-01 stands here again, after line 3/u,
    ],
    ['a day that begins at eleven at night', under('2024-01-01T23:00:00,1'), /line 3: .* is not the start of a day/u],
    ['a day one second late', under('2024-01-01T00:00:01,1'), /line 3: .* is not the start of a day/u],
    ['a date of a spreadsheet', under('31.10.2023,1'), /line 3: "31\.10\.2023" is not a date in the form/u],
    ['a total at the end', under('2024-01-01,1', 'Total,1'), /line 4: "Total" is not a date/u],
    ['no number', under('2024-01-01,'), /line 3: the number of this day is missing/u],
    ['a negative number', under('2024-01-01,-5'), /line 3: "-5" is negative/u],
    ['a fraction', under('2024-01-01,4.5'), /line 3: "4\.5" is not a whole number/u],
    ['a thousand separator', under('2024-01-01,"1,234"'), /line 3: "1,234" has a separator/u],
    ['a thousand point', under('2024-01-01,1.234'), /line 3: "1\.234" has a separator/u],
    [
      'a bare thousand separator',
      under('2024-01-01,1,234'),
      /line 3: there are more cells than a date and one number/u,
    ],
    ['an exponent', under('2024-01-01,1e3'), /line 3: "1e3" is not a whole number/u],
    ['more digits than a number holds', under('2024-01-01,1234567890123456'), /line 3: .* is not a whole number/u],
    ['a word', under('2024-01-01,n/a'), /line 3: "n\/a" is not a whole number/u],
    ['a month for a number', under('2024-01-01,5.май'), /line 3: "5\.май" stands where a whole number belongs/u],
    ['a quote that never ends', under('2024-01-01,1', '"2024-01-02,2'), /line \d: the quotes do not match/u],
    [
      'days without a title',
      plain('date,value', '2024-01-01,1'),
      /line 1: the line above the dates that names the number/u,
    ],
    ['days after a blank line', under('2024-01-01,1', '', '2024-01-02,1'), /line 5: days begin here without a title/u],
    [
      'days without a header',
      plain('Instagram reach', '2024-01-01,1'),
      /line 2: the header "Date, Primary" above the days/u,
    ],
    ['a title without days', plain('Instagram reach', 'nothing,here'), /line 1: .*missing under "Instagram reach"/u],
    [
      'two columns of numbers',
      plain('Instagram reach', 'Date,Primary,Comparison', '2024-01-01,1,2'),
      /line 2: there is more than one column of numbers/u,
    ],
    [
      'no column of numbers',
      plain('Instagram reach', 'Date', '2024-01-01'),
      /line 2: the column of numbers next to the dates/u,
    ],
    [
      'one number twice',
      plain('Instagram reach', 'Date,Primary', '2024-01-01,1', '', 'Instagram reach', 'Date,Primary', '2024-01-02,1'),
      /line 5: "Instagram reach" gives the same number as "Instagram reach" on line 1/u,
    ],
  ];
  for (const [what, bytes, reason] of files) {
    it(`is refused with its line: ${what}`, () => {
      assert.match(refuse(bytes).message, reason);
    });
  }

  it('is refused for a wrong line in a block that would be skipped', () => {
    const good = 'Instagram reach\nDate,Primary\n2024-01-01,1\n\n';
    const facebook = refuse(encode(`${good}Facebook reach\nDate,Primary\n2024-01-01,x\n`, 'utf-8'));
    assert.match(facebook.message, /line 7: "x" is not a whole number/u);
    const unknown = refuse(encode(`${good}Instagram spend\nDate,Primary\n2024-01-01,3-Apr\n`, 'utf-8'));
    assert.match(unknown.message, /line 7: "3-Apr" stands where a number belongs/u);
  });

  it('is refused when months stand where percentages belong, in any 8-bit or other encoding', () => {
    for (const encoding of ['8-bit', 'utf-8', 'utf-16le'] as const) {
      for (const cell of ['5.май', '21.окт', '3-Apr', 'Apr-25', '03.04.2025', 'май.25']) {
        const rows = [['Age & gender'], ['', 'Women'], ['18-24', '15'], ['25-34', cell], [], ['Follows']];
        const bytes = writeRows(rows, {
          ...META,
          encoding,
          delimiter: ';',
          quoted: false,
          separatorLine: undefined,
          trailing: 3,
        });
        const { message, hint } = refuse(bytes, 'Audience.csv');
        assert.equal(
          message,
          `Audience.csv, line 4: "${cell}" stands where a percentage belongs: a spreadsheet program turned the number into a date.`,
        );
        assert.match(hint ?? '', /without opening and saving it in a spreadsheet/u);
      }
    }
  });

  it('counts lines also across cells with line breaks inside', () => {
    const bytes = plain('Top cities', '"a', 'b","c"', '1,2', '', 'Instagram reach', 'Date,Primary', '2024-01-01,x');
    assert.match(refuse(bytes).message, /line 8: "x"/u);
  });
});

describe('a file with nothing to import', () => {
  it('is refused with the reasons of its first blocks', () => {
    const titles = ['Instagram saves', 'Spend', 'Visits', 'Instagram unfollows'];
    const { message } = refuse(writeExport(titles.map((title) => ({ title, days: [['2024-01-01', 1]] }))));
    assert.match(
      message,
      /line 2: nothing in the file can be imported\. "Instagram saves": .*"Visits": .* And 1 more\.$/u,
    );
  });

  it('is refused when it is some other text', () => {
    assert.match(
      refuse(plain('Dear diary,', 'today was fine.')).message,
      /line 1: nothing in the file can be imported/u,
    );
  });

  it('shows foreign names cut and without invisible characters', () => {
    const { message } = refuse(plain(`\u202e${'ab\u0007'.repeat(200)}`), `evil\u202e\n${'n'.repeat(500)}.csv`);
    assert.doesNotMatch(message, /[\p{Cc}\p{Cf}]/u);
    assert.ok(message.length < 500, String(message.length));
  });
});
