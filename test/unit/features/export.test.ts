import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { toCsv } from '../../../core/reports/csv.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { file, words } from './answers.ts';

function read(text: string): readonly (readonly string[])[] {
  return parse(text, { relax_column_count: false });
}

describe('CSV', () => {
  const cells = fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 5 });
  const written = (row: readonly string[]): readonly string[] =>
    read(
      toCsv(
        row.map((_, index) => `c${index}`),
        [row],
      ),
    )[1] ?? [];

  it('gives any text back as it was', () => {
    fc.assert(
      fc.property(cells, (row) => {
        const harmless = row.map((cell) => `a${cell}`);
        assert.deepEqual(written(harmless), harmless);
      }),
    );
  });

  it('gives any text back without a formula at its beginning', () => {
    fc.assert(
      fc.property(cells, (row) => {
        for (const cell of written(row)) assert.doesNotMatch(cell, /^\s*[=+\-@]/u);
      }),
    );
  });

  for (const start of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u200b=1', '＝1', '\u202e+1']) {
    it(`never lets a cell begin as a formula: ${JSON.stringify(start)}`, () => {
      const [, row] = read(toCsv(['cell'], [[start]]));
      assert.deepEqual(row, [`'${start}`]);
    });
  }

  it('leaves an unknown value empty, and numbers as numbers', () => {
    assert.equal(toCsv(['a', 'b', 'c'], [[null, 0, 1.5]]), 'a,b,c\r\n,0,1.5\r\n');
  });
});

describe('export', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('holds a row for every day of the period, with what each number says about itself', async () => {
    const { name, mediaType, text } = file(await world.ask('export reach week'));
    assert.equal(name, 'reach-lumen.studio-2026-11-17_2026-11-23.csv');
    assert.equal(mediaType, 'text/csv');
    const [head, ...rows] = read(text);
    assert.deepEqual(head, ['account', 'metric', 'served_by', 'day', 'value', 'unit', 'state', 'read_at']);
    const truth = world.local.truth.daily('lumen.studio', 'reach', '2026-11-17', '2026-11-23', world.now);
    assert.deepEqual(
      rows.map((row) => [row[3], row[4]]),
      truth.map(({ day, value }) => [day, String(value)]),
    );
    assert.equal(rows.at(-1)?.[6], 'provisional');
  });

  it('holds a row for every group of a metric with many values', async () => {
    const [head, ...rows] = read(file(await world.ask('export audience_city @lumen.studio')).text);
    const truth = world.local.truth.audience('lumen.studio', 'follower_demographics', 'city');
    const [key, value] = [head?.indexOf('key') ?? -1, head?.indexOf('value') ?? -1];
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row[key], Number(row[value])])), truth);
  });

  it('takes a legacy name, says what changed, and writes what served it', async () => {
    const answer = await world.ask('export impressions 2026-W46');
    assert.match(words(answer), /not comparable/u);
    assert.equal(read(file(answer).text)[1]?.[2], 'views');
  });

  it('is understood in any order of words', async () => {
    const once = file(await world.ask('export profile views @lumen.studio 2026-W46'));
    for (const text of ['2026-W46 profile views export', '@LUMEN.studio Export 2026-w46 Profile-Views'])
      assert.deepEqual(file(await world.ask(text)), once, text);
  });

  it('makes hostile text harmless', async () => {
    const { text, name } = file(await world.ask('export biography @glyph.test'));
    assert.match(name, /^[A-Za-z0-9._-]+$/u);
    for (const cell of read(text).flat()) assert.doesNotMatch(cell, /^\s*[=+\-@]/u);
  });

  it('writes nothing for a name that nothing serves', async () => {
    const answer = await world.ask('export audience_locale');
    assert.equal(answer.status, 'unanswerable');
    assert.match(words(answer), /2023-12-11/u);
  });

  it('asks which metric when none is named, and corrects a misspelt one', async () => {
    assert.match(words(await world.ask('export')), /Say which metric.*\/ig export reach 28d/su);
    const { actions } = (await world.ask('export reech')).report;
    assert.equal(actions[0]?.command, 'export reach');
    // Other spellings are suggested under the name they stand for.
    const corrected = (await world.ask('export impresion 28d')).report.actions.map(({ command }) => command);
    assert.deepEqual(corrected, ['export impressions 28d']);
  });

  it('takes online and audience for the metrics they show', async () => {
    assert.match(file(await world.ask('export online')).name, /^online_followers-/u);
    const cities = file(await world.ask('export audience cities')).text;
    assert.equal(cities, file(await world.ask('export follower_demographics cities')).text);
    const refused = await world.ask('export likes by followers');
    assert.ok(refused.report.actions.every(({ command }) => command.startsWith('export likes')));
  });
});
