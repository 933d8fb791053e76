/** What is asked of an import-only account is what its files hold, day by day. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { importFiles } from '../../../core/imports/import-files.ts';
import { addDays, listDays } from '../../../core/insights/spans.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { plain, writeExport } from './exports.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../shared/datasets');
const isThere = existsSync(FOLDER);
const FIRST = '2025-12-01';
const LAST = '2025-12-08';

type Value = number | null;
interface Point {
  readonly day: string;
  readonly value: Value;
  readonly state: string;
}
interface Script {
  readonly metric: string;
  readonly value: Value;
  readonly state: string;
  readonly series: readonly Point[];
  readonly notes: readonly string[];
}

/** Title, metric, what its days become together, and whether a day that is left out can only be a day with 0. */
const METRICS = [
  { title: 'Instagram reach', metric: 'reach', unique: true, leftOutIsZero: false },
  { title: 'Instagram views', metric: 'views', unique: false, leftOutIsZero: false },
  { title: 'Instagram follows', metric: 'follower_count', unique: false, leftOutIsZero: true },
  { title: 'Instagram profile visits', metric: 'profile_views', unique: false, leftOutIsZero: true },
  { title: 'Instagram link clicks', metric: 'website_clicks', unique: false, leftOutIsZero: true },
  { title: 'Instagram content interactions', metric: 'total_interactions', unique: false, leftOutIsZero: true },
] as const;

/** What files hold: whole spans, spans with days left out beside a written 0, and without one. */
const FILES = {
  'every day': [12, 0, 7, 3, 9, 0, 41, 5],
  'days left out beside a written 0': [12, 0, undefined, 3, undefined, undefined, 41, 5],
  'days left out and no 0': [12, 2, undefined, 3, undefined, undefined, 41, 5],
} as const;

function known(day: string, value: number): Point {
  return { day, value, state: 'final' };
}

function unknown(day: string): Point {
  return { day, value: null, state: 'unavailable' };
}

describe('an import', () => {
  let world: World;
  let serial = 0;
  before(async () => {
    world = await openWorld({ connect: false });
  });
  after(() => world.close());

  async function imported(name: string, bytes: Uint8Array): Promise<string> {
    serial += 1;
    const username = `files${serial}`;
    const { id } = await world.store.saveWorkspace('local', 'local');
    const outcome = await importFiles(world.deps, id, { username, platform: undefined, files: [{ name, bytes }] });
    assert.equal(outcome.kind, 'imported', JSON.stringify(outcome));
    return username;
  }

  async function ask(metric: string, from: string, to: string, username: string): Promise<Script> {
    const { status, data, report } = await world.ask(`${metric} ${from}..${to} @${username}`);
    assert.equal(status, 'answered', report.summary);
    return data as unknown as Script;
  }

  for (const { title, metric, unique, leftOutIsZero } of METRICS) {
    for (const [what, values] of Object.entries(FILES)) {
      it(`of ${metric} with ${what} gives the series of the export`, async () => {
        const days = listDays({ from: FIRST, to: LAST });
        const written = days.flatMap((day, at) => {
          const value = values[at];
          return value === undefined ? [] : [[day, value] as const];
        });
        const username = await imported('export.csv', writeExport([{ title, days: written }]));
        const zeros = leftOutIsZero && what === 'days left out and no 0';
        const expected = days.map((day, at): Point => {
          const value = values[at];
          if (value !== undefined) return known(day, value);
          return zeros ? { day, value: 0, state: 'estimated' } : unknown(day);
        });

        const wide = await ask(metric, addDays(FIRST, -2), addDays(LAST, 2), username);
        const beside = (day: string, by: number) => unknown(addDays(day, by));
        assert.deepEqual(wide.series, [
          beside(FIRST, -2),
          beside(FIRST, -1),
          ...expected,
          beside(LAST, 1),
          beside(LAST, 2),
        ]);
        assert.deepEqual([wide.metric, wide.value, wide.state], [metric, null, 'unavailable']);

        const exact = await ask(metric, FIRST, LAST, username);
        assert.deepEqual(exact.series, expected);
        const whole = expected.every(({ value }) => value !== null);
        const sum = expected.reduce((total, { value }) => total + (value ?? 0), 0);
        const total = unique || !whole ? [null, 'unavailable'] : [sum, zeros ? 'estimated' : 'final'];
        assert.deepEqual([exact.value, exact.state], total);
        const reason = unique ? /unique accounts must not be added up/u : /days are not known, so there is no total/u;
        if (exact.value === null) assert.match(exact.notes.join('\n'), reason);
      });
    }
  }

  it('of a follower history gives the totals as they were, those the other tool estimated marked, gaps open', async () => {
    const bytes = plain(
      'date,followers,estimated',
      `${FIRST},1000,`,
      '2025-12-02,1010,true',
      '2025-12-03,1021,no',
      '2025-12-05,990,',
    );
    const username = await imported('history.csv', bytes);
    for (const metric of ['followers', 'followers_count']) {
      const { value, state, series, notes } = await ask(metric, '2025-11-30', '2025-12-05', username);
      assert.deepEqual(series, [
        unknown('2025-11-30'),
        known(FIRST, 1000),
        { day: '2025-12-02', value: 1010, state: 'estimated' },
        known('2025-12-03', 1021),
        unknown('2025-12-04'),
        known('2025-12-05', 990),
      ]);
      assert.deepEqual([value, state], [990, 'final']);
      assert.match(notes.join('\n'), /Numbers imported from another tool’s history/u);
      const guessed = await ask(metric, '2025-11-30', '2025-12-02', username);
      assert.deepEqual([guessed.value, guessed.state], [1010, 'estimated']);
    }
  });

  describe(`of real files ${isThere ? '' : '(SKIPPED: they are not beside this repository)'}`, () => {
    before(function () {
      if (!isThere) this.skip();
    });

    /** `date,value` lines of an extract. */
    const extract = (name: string): readonly (readonly [string, number])[] =>
      readFileSync(resolve(FOLDER, 'daily', `${name}.csv`), 'utf8')
        .trim()
        .split(/\r?\n/u)
        .slice(1)
        .map((line) => {
          const [day = '', value = ''] = line.split(',');
          return [day, Number(value)];
        });

    async function same(username: string, metric: string, truth: readonly (readonly [string, number])[]) {
      const [first, last] = [truth[0]?.[0] ?? assert.fail(), truth.at(-1)?.[0] ?? assert.fail()];
      const { series } = await ask(metric, first, last, username);
      const written = new Map(truth);
      assert.deepEqual(
        series.map(({ day }) => day),
        listDays({ from: first, to: last }),
      );
      for (const { day, value, state } of series) {
        const expected = written.get(day);
        assert.deepEqual([value, state], expected === undefined ? [0, 'estimated'] : [expected, 'final'], day);
      }
    }

    for (const [file, metric, daily] of [
      ['IG_FOLLOWS.csv', 'follower_count', 'vintage__ig_follows__instagram_follows'],
      ['IG_INTERACTIONS.csv', 'total_interactions', 'vintage__ig_interactions__content_interactions'],
      ['IG_LINK_CLICKS.csv', 'website_clicks', 'vintage__ig_link_clicks__instagram_link_clicks'],
      ['IG_REACH.csv', 'reach', 'vintage__ig_reach__reach'],
      ['IG VIEWS.csv', 'views', 'vintage__ig_views__views'],
      ['IG_VISITS.csv', 'profile_views', 'vintage__ig_visits__instagram_profile_visits'],
      ['mh4u-Follows.csv', 'follower_count', 'mh4u__follows__instagram_follows'],
      ['mh4u-Reach.csv', 'reach', 'mh4u__reach__instagram_reach'],
    ] as const) {
      it(`${file} gives every day of its extract, and 0 only where the export leaves days out`, async () => {
        const bytes = readFileSync(resolve(FOLDER, 'business-suite', file));
        await same(await imported(file, bytes), metric, extract(daily));
      });
    }

    it('reach_366d gives a year of reach, the longest period that may be asked at once', async () => {
      const truth = extract('reach_366d__reach');
      const username = await imported('reach.csv', writeExport([{ title: 'Instagram reach', days: truth }]));
      await same(username, 'reach', truth);
    });

    for (const name of ['akane_lize', 'aokumo_rin', 'arahashi_tabi', 'ayatsuno_yuni', 'hanako_nana']) {
      it(`stelive__${name} gives follower totals, with no number on days without one`, async () => {
        const truth = extract(`stelive__${name}_level`);
        const lines = truth.map(([day, value]) => `${day},${value}`);
        const username = await imported('level.csv', plain('date,followers', ...lines));
        const [first, last] = [truth[0]?.[0] ?? assert.fail(), truth.at(-1)?.[0] ?? assert.fail()];
        const { series, value } = await ask('followers', first, last, username);
        const written = new Map(truth);
        const expected = listDays({ from: first, to: last }).map((day) => {
          const number = written.get(day);
          return number === undefined ? unknown(day) : known(day, number);
        });
        assert.deepEqual(series, expected);
        assert.equal(value, truth.at(-1)?.[1]);
      });
    }
  });
});
