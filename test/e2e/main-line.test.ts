import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../core/commands.ts';
import { daysBefore, daysUntil, listDays } from '../../core/insights/spans.ts';
import type { Days } from '../../core/insights/series.ts';
import { NOW, openWorld, type World } from '../fakes/world.ts';

const YESTERDAY = '2026-11-23';
const USER = 'lumen.studio';

interface Numbers {
  readonly value: number | null;
  readonly previous: number | null;
  readonly delta: number | null;
  readonly ratio: number | null;
  readonly state: string;
  readonly servedBy: string;
  readonly comparable: boolean;
  readonly series: readonly { readonly day: string; readonly value: number | null; readonly state: string }[];
}

function numbers(answer: RenderedAnswer): Numbers {
  assert.equal(answer.status, 'answered', answer.report.summary);
  return answer.data as unknown as Numbers;
}

/** What the local Instagram says today about each day. */
function truthByDay(world: World, metric: string, days: Days): readonly (number | null)[] {
  const told = world.local.truth.daily(USER, metric, days.from, days.to, world.now);
  return listDays(days).map((day) => told.find((point) => point.day === day)?.value ?? null);
}

describe('the main line', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(async () => {
    await world.close();
  });

  it('answers /ig reach week with the unique count Instagram gives for exactly these days', async () => {
    const days = daysUntil(YESTERDAY, 7);
    const { value, previous, delta, ratio, series } = numbers(await world.ask('/ig reach week'));
    assert.deepEqual(
      series.map((point) => point.value),
      truthByDay(world, 'reach', days),
    );
    const truth = world.local.truth.window(USER, 'reach', days.from, days.to, world.now) ?? 0;
    const before = world.local.truth.window(USER, 'reach', daysBefore(days).from, daysBefore(days).to) ?? 0;
    assert.ok(truth < series.reduce((sum, point) => sum + (point.value ?? 0), 0));
    assert.deepEqual([value, previous, delta, ratio], [truth, before, truth - before, (truth - before) / before]);
  });

  it('says of a unique count that could not be read that it was not, and not that Instagram gives none', async () => {
    await world.ask('reach week');
    world.local.faults.add({ kind: 'throttled', code: 4 });
    const answer = await world.ask('reach 2026-11-18..2026-11-22');
    assert.equal(numbers(answer).value, null);
    const text = JSON.stringify(answer.report.blocks.map((block) => ({ ...block, picture: undefined })));
    assert.match(text, /no unique count for exactly this period was read/u);
    assert.match(text, /Instagram allows no more calls for this app right now/u);
    assert.doesNotMatch(text, /Shown is the last known number/u);
  });

  it('marks days younger than 48 hours as provisional and the others as final', async () => {
    const { series } = numbers(await world.ask('reach week'));
    const states = series.filter((point) => point.value !== null).map(({ day, state }) => [day, state]);
    for (const [day, state] of states) assert.equal(state, (day ?? '') >= '2026-11-22' ? 'provisional' : 'final', day);
  });

  it('asks nothing twice while it is fresh, and only the young days later', async () => {
    await world.ask('reach week');
    assert.ok(world.insightCalls() > 0);
    await world.ask('reach week');
    assert.equal(world.insightCalls(), 0);
    world.now += 20 * 60_000;
    await world.ask('reach week');
    assert.ok(world.insightCalls() <= 2);
  });

  it('answers a first views 28d with fewer than 60 calls and a second with none', async () => {
    const days = daysUntil('2026-11-20', 28);
    world.now = Date.parse('2026-11-21T20:00:00Z') + 48 * 3_600_000;
    const range = `${days.from}..${days.to}`;
    const first = numbers(await world.ask(`views ${range}`));
    const calls = world.insightCalls();
    assert.ok(calls > 0 && calls < 60, String(calls));
    assert.equal(first.value, world.local.truth.window(USER, 'views', days.from, days.to));
    assert.equal(numbers(await world.ask(`views ${range}`)).value, first.value);
    assert.equal(world.insightCalls(), 0);
  });

  it('answers a legacy name by what serves it today and says that the two differ', async () => {
    const answer = await world.ask('impressions last week');
    const { servedBy, comparable, value } = numbers(answer);
    assert.deepEqual([servedBy, comparable], ['views', false]);
    assert.equal(value, numbers(await world.ask('views last week')).value);
    assert.match(JSON.stringify(answer.report.blocks), /views/iu);
  });

  it('answers followers with the total of the last day, which is the last of the series, and the one now beside it', async () => {
    for (let day = 1; day <= 3; day += 1) {
      world.now = NOW + day * 86_400_000;
      await world.ask('profile');
    }
    const answer = await world.ask('followers 2d');
    const { value, previous, delta, state, series } = numbers(answer);
    const [before, , last] = [0, 1, 2].map((day) => world.local.truth.followers(USER, NOW + day * 86_400_000));
    assert.deepEqual([value, previous, state], [last, before, 'final']);
    assert.equal(delta, (last ?? 0) - (before ?? 0));
    assert.equal(series.at(-1)?.value, value);
    const stats = answer.report.blocks.flatMap((block) => (block.kind === 'stats' ? block.stats : []));
    const now = world.local.truth.followers(USER, world.now).toLocaleString('en-US');
    assert.equal(stats.find(({ label }) => label === 'Now')?.value, now);
  });

  it('answers followers with the running total, and says so, while the last day has none', async () => {
    const answer = await world.ask('followers week');
    const { value, state } = numbers(answer);
    assert.deepEqual([value, state], [world.local.truth.followers(USER, world.now), 'provisional']);
    assert.match(JSON.stringify(answer.report.blocks), /No total was read on Mon 23 Nov 2026/u);
  });

  it('answers from the store, with its age, while Instagram is down', async () => {
    const before = numbers(await world.ask('reach last week'));
    world.now += 3 * 3_600_000;
    await world.local.stop();
    const after = await world.ask('reach last week');
    assert.equal(numbers(after).value, before.value);
    assert.match(JSON.stringify(after.report), /2026/u);
  });

  it('says who else is below 100 followers and why there is no number', async () => {
    const { state, value } = numbers(await world.ask('follower_count week @tiny.bakes'));
    assert.deepEqual([state, value], ['too few', null]);
  });

  for (const [text, status, words] of [
    ['raech week', 'unknown', /reach week/u],
    ['reach fortnight', 'unknown', /fortnight/u],
    ['reach week @lumen.studo', 'unanswerable', /@lumen\.studio/u],
    ['reach 2026-13', 'unanswerable', /no month 2026-13/u],
    ['reach 2020-01-01..2020-01-31', 'unanswerable', /./u],
    ['', 'answered', /./u],
    ['blorp', 'unknown', /help/u],
    ['reach last mnth', 'unknown', /Did you mean a period.*reach last month/u],
    ['reach lats week', 'unknown', /Did you mean a period.*reach last week/u],
    ['digest lsit', 'unknown', /Did you mean.*digest list/u],
    ['reach week 28d', 'unanswerable', /Two periods.*reach week.*reach 28d/u],
    ['reach views', 'unanswerable', /one thing at a time.*“reach” or “views”/u],
    ['@aurora.voyage', 'unknown', /reach week @aurora\.voyage/u],
    ['forget @lumen.studio yes', 'unknown', /“yes”(?!.*yesterday)/u],
  ] as const) {
    it(`has one clear sentence for “${text}”`, async () => {
      const answer = await world.ask(text);
      assert.equal(answer.status, status, answer.report.summary);
      assert.match(JSON.stringify([answer.report.summary, answer.report.blocks, answer.report.actions]), words);
      assert.doesNotMatch(JSON.stringify(answer.report), /undefined|NaN|\bat .*\.ts|Error:/u);
    });
  }

  it('gives the same number over both logins', async () => {
    const other = await openWorld({ login: 'instagram' });
    try {
      const [one, two] = [await world.ask('reach last week'), await other.ask(`reach last week @${USER}`)];
      assert.equal(numbers(one).value, numbers(two).value);
    } finally {
      await other.close();
    }
  });

  it('writes no token and no foreign text into the log', async () => {
    await world.ask('reach week');
    await world.ask('profile @glyph.test');
    assert.doesNotMatch(JSON.stringify(world.logs), /EAADEMO|IGAADEMO/u);
  });
});
