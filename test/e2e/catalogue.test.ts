/** Every metric, with every login, for every period, beside what the local Instagram knows to be true. No row is skipped. */
import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../core/commands.ts';
import { METRICS, servingMetric, sourceFor } from '../../core/instagram/catalogue.ts';
import type { InsightsSource, Metric } from '../../core/instagram/metric.ts';
import { addDays, countDays, listDays } from '../../core/insights/spans.ts';
import { NOW, openWorld, type World } from '../fakes/world.ts';

interface Window {
  readonly from: string;
  readonly to: string;
}

const YESTERDAY = '2026-11-23';
const PERIODS: ReadonlyMap<string, Window> = new Map([
  ['day', { from: YESTERDAY, to: YESTERDAY }],
  ['week', { from: '2026-11-17', to: YESTERDAY }],
  ['28d', { from: '2026-10-27', to: YESTERDAY }],
  ['2026-W46', { from: '2026-11-09', to: '2026-11-15' }],
]);
const FIELDS = [
  'biography',
  'ig_id',
  'followers_count',
  'follows_count',
  'media_count',
  'username',
  'website',
] as const;

interface Case {
  readonly world: World;
  readonly row: Metric;
  readonly login: 'facebook' | 'instagram';
  readonly user: string;
  readonly when: string;
  readonly answer: RenderedAnswer;
}

type Data = Readonly<Record<string, unknown>>;
type Parts = Readonly<Record<string, number>>;

function dataOf(answer: RenderedAnswer): Data {
  assert.ok(answer.data, answer.report.summary);
  return answer.data;
}

function windowOf(when: string): Window {
  return PERIODS.get(when) ?? assert.fail();
}

function rowsOf(data: Data, breakdown?: string): Parts {
  const rows = data['rows'];
  assert.ok(Array.isArray(rows));
  return Object.fromEntries(
    (rows as readonly { breakdown: string; key: string; value: number }[])
      .filter((row) => breakdown === undefined || row.breakdown === breakdown)
      .map((row) => [row.key, row.value]),
  );
}

/** What the local Instagram says of an audience, gender before age as the old names had it. */
function trueAudience({ world, user, when }: Case, metric: string, breakdown: string): Parts {
  const timeframe = when === 'lifetime' ? undefined : when === 'week' ? 'this_week' : 'this_month';
  const parts = world.local.truth.audience(user, metric, breakdown, timeframe, NOW);
  if (!breakdown.includes(',')) return parts;
  return Object.fromEntries(Object.entries(parts).map(([key, value]) => [key.split(',').reverse().join('.'), value]));
}

function trueHours({ world, user, when }: Case): Parts {
  const sums = new Map<string, number[]>();
  const { from, to } = windowOf(when);
  for (const day of listDays({ from, to })) {
    for (const [hour, value] of Object.entries(world.local.truth.online(user, day)))
      sums.set(hour, [...(sums.get(hour) ?? []), value]);
  }
  return Object.fromEntries(
    [...sums].map(([hour, values]) => [hour, Math.round(values.reduce((a, b) => a + b, 0) / values.length)]),
  );
}

/** What Instagram says of a number now: the whole, or the one bucket that a row stands for; undefined: not yet. */
function trueNumber({ world, user }: Case, source: InsightsSource, { from, to }: Window): number | undefined {
  const { truth } = world.local;
  const whole = truth.window(user, source.apiName, from, to, NOW);
  const { bucket, requiredBreakdown } = source;
  if (whole === undefined || bucket === undefined || requiredBreakdown === undefined) return whole;
  return truth.parts(user, source.apiName, requiredBreakdown, from, to, NOW)[bucket] ?? 0;
}

/** Compares an answer with the truth, whole and day by day, and says both in a few words. */
function checkNumber(test: Case, source: InsightsSource): string {
  const data = dataOf(test.answer);
  const days = windowOf(test.when);
  const right = trueNumber(test, source, days);
  assert.ok(right !== undefined);
  assert.equal(data['value'], right);
  assert.equal(data['state'], test.when === '2026-W46' ? 'final' : 'provisional');
  const before = { from: addDays(days.from, -countDays(days)), to: addDays(days.from, -1) };
  if (source.historyDays > 30) assert.equal(data['previous'], trueNumber(test, source, before));
  const series = data['series'] as readonly { readonly day: string; readonly value: number | null }[];
  assert.deepEqual(
    series.map(({ day }) => day),
    listDays(days),
  );
  for (const { day, value } of series) assert.equal(value, trueNumber(test, source, { from: day, to: day }), day);
  return `${String(data['value'])} = ${right}`;
}

function checkParts(test: Case, source: InsightsSource): string {
  const data = dataOf(test.answer);
  if (source.period === 'day') {
    const { from, to } = windowOf(test.when);
    const { truth } = test.world.local;
    const right = truth.parts(test.user, source.apiName, source.requiredBreakdown ?? '', from, to, NOW);
    assert.deepEqual(rowsOf(data), right);
    return JSON.stringify(right);
  }
  if (source.daily === 'time_series') {
    assert.deepEqual(rowsOf(data, 'hour'), trueHours(test));
    return `${Object.keys(rowsOf(data, 'hour')).length} hours as true`;
  }
  const breakdowns =
    source.requiredBreakdown === undefined ? ['city', 'country', 'age', 'gender'] : [source.requiredBreakdown];
  for (const one of breakdowns) assert.deepEqual(rowsOf(data, one), trueAudience(test, source.apiName, one), one);
  return `${Object.keys(rowsOf(data)).length} groups as true`;
}

function checkField({ world, row, login, user, answer }: Case): string {
  const data = dataOf(answer);
  const profile = world.local.truth.profile(user, NOW);
  const field = FIELDS.find((name) => name === row.name);
  if (row.name === 'followers') assert.equal(data['value'], profile.followers_count);
  else if (row.name === 'profile_picture_url') assert.match(String(data['value']), /^https?:\/\//u);
  else if (row.name === 'id') assert.ok([profile.id, profile.scopedId].includes(String(data['value'])));
  else if (row.name === 'ig_id' && login === 'instagram') assert.equal(data['state'], 'unavailable');
  else assert.equal(String(data['value']), String(profile[field ?? assert.fail()]));
  return `${String(data['value']).slice(0, 30).replaceAll('\n', ' ')} as true`;
}

function checkUnserved(row: Metric, answer: RenderedAnswer): string {
  const data = dataOf(answer);
  assert.equal(answer.status, 'unanswerable');
  assert.equal(data['value'], null);
  assert.equal(data['state'], row.notOffered === undefined ? 'withdrawn' : 'unavailable');
  const reason = row.notOffered ?? row.legacy?.withdrawnOn ?? assert.fail();
  assert.ok(answer.report.summary.includes(reason));
  return row.notOffered === undefined ? `withdrawn on ${reason}` : 'not offered, with its reason';
}

function check(test: Case): string {
  const { row, login, answer } = test;
  const served = servingMetric(row);
  if (served === undefined) return checkUnserved(row, answer);
  assert.equal(answer.status, 'answered', answer.report.summary);
  const data = dataOf(answer);
  assert.equal(data['metric'], row.name);
  assert.equal(data['comparable'], row.legacy?.comparable ?? true);
  if (row.legacy !== undefined) assert.ok((data['notes'] as readonly string[]).includes(row.legacy.change));
  const source = sourceFor(served, login) ?? served.sources[0] ?? assert.fail();
  if (source.kind === 'field') return checkField(test);
  assert.equal(data['servedBy'], source.apiName);
  return served.shape === 'map' ? checkParts(test, source) : checkNumber(test, source);
}

/** Demographics have two windows of their own or none, profile fields are as of now. */
function periodsOf(row: Metric): readonly string[] {
  const source = (servingMetric(row) ?? row).sources[0];
  if (source?.kind === 'field') return ['week'];
  if (source?.timeframes !== undefined) return ['week', '30d'];
  if (source?.period === 'lifetime' && source.daily === 'none') return ['lifetime'];
  return [...PERIODS.keys()];
}

for (const login of ['facebook', 'instagram'] as const) {
  describe(`every metric with ${login} login`, () => {
    let world: World;
    before(async () => {
      world = await openWorld({ login });
    });
    after(() => world.close());

    for (const row of METRICS.values()) {
      // The studio has no address button, the café has one.
      const user = row.name.startsWith('get_direction') ? 'northpine.coffee' : 'lumen.studio';
      for (const when of periodsOf(row)) {
        it(`${row.name} · ${login} · ${when}`, async function () {
          const answer = await world.ask(`${row.name} ${when} @${user}`);
          const found = check({ world, row, login, user, when, answer });
          if (this.test !== undefined) this.test.title += `: ${found}`;
        });
      }
    }

    it('made no call that Instagram refused', () => {
      const refused = world.local.calls.filter((call) => call.path.endsWith('/insights') && call.status !== 200);
      assert.deepEqual(refused, []);
    });

    it('asks nothing twice: the same questions again make no call for settled days', async () => {
      world.insightCalls();
      for (const name of [
        'reach',
        'views',
        'likes',
        'email_contacts',
        'follows_and_unfollows',
        'online_followers',
        'audience_city',
      ])
        await world.ask(`${name} 2026-W46 @lumen.studio`);
      assert.equal(world.insightCalls(), 0);
    });
  });
}
