import assert from 'node:assert/strict';
import { isAppError } from '../../../core/errors.ts';
import { isFollowerHistory } from '../../../core/imports/follower-history.ts';
import { planImport, readFile } from '../../../core/imports/plan.ts';

const NOW = Date.parse('2026-11-24T20:00:00Z');

function plan(text: string): ReturnType<typeof planImport> {
  const bytes = new TextEncoder().encode(text);
  const options = { readAt: NOW, now: () => NOW };
  return planImport([readFile({ name: 'followers.csv', bytes }, options)], options);
}

function refusal(text: string): string {
  try {
    plan(text);
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
  return 'imported';
}

describe('the follower history of another tool', () => {
  it('becomes totals by day, its own estimates apart', () => {
    const { readings, metrics, notes } = plan(
      'Date,Followers,Estimated\n2026-01-01,1000,\n2026-01-02,1010,true\n2026-01-04,1030,false\n',
    );
    assert.deepEqual(
      readings.map(({ metric, days, value, estimated, source }) => [metric, days.from, value, estimated, source]),
      [
        ['followers_count', '2026-01-01', 1000, false, 'import'],
        ['followers_count', '2026-01-02', 1010, true, 'import'],
        ['followers_count', '2026-01-04', 1030, false, 'import'],
      ],
    );
    assert.deepEqual(metrics, [
      { metric: 'followers_count', days: { from: '2026-01-01', to: '2026-01-04' }, count: 3, estimated: 1 },
    ]);
    assert.ok(notes.some((note) => note.includes('1 of 3 days were estimated')));
  });

  it('may come with semicolons, other spellings, other columns, and days without a number', () => {
    const { readings } = plan('sep=;\r\nday;likes;Follower count\r\n2026-01-01;4;7\r\n2026-01-02;5;\r\n');
    assert.deepEqual(
      readings.map(({ days, value }) => [days.from, value]),
      [['2026-01-01', 7]],
    );
  });

  const told = (text: string) => plan(text).readings.map(({ days, value, estimated }) => [days.from, value, estimated]);
  const TWO = [
    ['2026-02-13', 12_345, false],
    ['2026-02-14', 12_350, false],
  ];
  for (const [what, text] of [
    ['dots, as in Germany', 'Date;Followers\n13.02.2026;12.345\n14.02.2026;12.350\n'],
    ['the month first, as in the US', 'Day,Total followers\n02/13/2026,"12,345"\n02/14/2026,"12,350"\n'],
    ['the day first, as in the UK', 'Date,Followers\n13/02/2026,12345\n14/02/2026,12350\n'],
    ['seconds', 'timestamp,followers\n1770940800,12345\n1771027200,12350\n'],
    [
      'times of the day, the last of each',
      'timestamp,followers\n2026-02-13 08:00,1\n2026-02-13 20:00,12345\n2026-02-14T08:00:00Z,12350.0\n',
    ],
    [
      'times of the day with the newest row first',
      'timestamp,followers\n2026-02-14 9:00 PM,12350\n2026-02-14 11:00 AM,2\n2026-02-13 20:00,12345\n2026-02-13 08:00,1\n',
    ],
  ] as const) {
    it(`may have dates and numbers with ${what}`, () => {
      assert.deepEqual(told(text), TWO);
    });
  }

  it('keeps days apart that a column of sources says were filled in', () => {
    const text = 'date,followers,source\n2026-02-13,12345,measured\n2026-02-14,12350,interpolated\n';
    assert.deepEqual(told(text), [TWO[0], ['2026-02-14', 12_350, true]]);
  });

  it('is not mistaken for an export of Business Suite, nor the other way round', () => {
    assert.equal(isFollowerHistory('date,followers\n2026-01-01,5'), true);
    assert.equal(isFollowerHistory('Instagram follows\n"Date","Primary"\n"2026-01-01","5"'), false);
    assert.equal(isFollowerHistory('Post ID,Publish time,Date,Followers gained'), false);
  });

  it('is refused with its line where a day or a number cannot be', () => {
    const head = 'date,followers,estimated\n';
    for (const [rows, words] of [
      ['01/02/2026,5,\n', /line 2: "01\/02\/2026" may be a day or a month first/u],
      ['13/02/2026,5,\n02/13/2026,6,\n', /line 3: "02\/13\/2026" has the month first, and line 2 the day/u],
      ['2026-01-01,"1,234",\n2026-01-02,1240,\n', /line 2: "1,234" and "1240" \(line 3\) are written in two ways/u],
      ['2026-01-01,12.5,\n', /line 2: "12\.5" is not a whole number/u],
      ['2026-01-01,1.234,\n', /line 2: "1.234" has a separator/u],
      ['2026-01-01,5,\n2026-01-01,6,\n', /line 3: the day 2026-01-01 stands here again/u],
      ['2027-01-01,5,\n', /lies in the future/u],
      ['2026-01-01,5,perhaps\n', /neither yes nor no/u],
      ['2026-01-01,,\n', /no day with a number/u],
    ] as const) {
      assert.match(refusal(head + rows), words);
    }
  });
});
