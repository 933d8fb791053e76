import assert from 'node:assert/strict';
import { changeWords } from '../../../core/features/many-values.ts';
import { ofBucket } from '../../../core/insights/breakdowns.ts';
import type { Reading } from '../../../core/insights/series.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { byKey, object, stat, tables, words } from './answers.ts';

const USER = 'lumen.studio';
const WEEK = ['2026-11-17', '2026-11-23'] as const;
const WEEK_BEFORE = ['2026-11-10', '2026-11-16'] as const;

function reading(value: number | null, detail: Reading['detail']): Reading {
  return {
    metric: 'profile_links_taps',
    breakdown: 'contact_button_type',
    days: { from: '2026-11-20', to: '2026-11-20' },
    source: 'graph',
    value,
    detail,
    readAt: 0,
    confirmedAt: 0,
    settled: true,
    estimated: false,
  };
}

describe('one bucket of a breakdown', () => {
  const cases: readonly (readonly [string, Reading, number | null])[] = [
    ['is its own value', reading(9, { EMAIL: 7, CALL: 2 }), 7],
    ['is 0 when it was left out beside others', reading(2, { CALL: 2 }), 0],
    ['is 0 when the whole is 0 and has no parts', reading(0, undefined), 0],
    ['is unknown when the whole came without its parts', reading(9, undefined), null],
    ['is unknown when nothing came', reading(null, undefined), null],
  ];
  for (const [name, kept, value] of cases) {
    it(name, () => {
      const collected = { daily: new Map([['2026-11-20', kept]]), windows: new Map([['w', kept]]), problems: [] };
      const found = ofBucket(collected, 'EMAIL');
      assert.equal(found.daily.get('2026-11-20')?.value, value);
      assert.equal(found.windows.get('w')?.value, value);
      assert.equal(ofBucket(collected, undefined), collected);
    });
  }
});

describe('a change in words', () => {
  const before = { from: '2026-11-10', to: '2026-11-16' };
  const cases = [
    ['has a per cent between counts', 120, 100, '120 accounts, ▲ +20 (+20 %) against 10–16 Nov 2026'],
    ['is new from zero', 5, 0, '5 accounts, ▲ +5 (new) against 10–16 Nov 2026'],
    ['has no per cent across zero', -5, 15, '−5 accounts, ▼ −20 against 10–16 Nov 2026'],
    ['has none up from below zero either', 5, -15, '5 accounts, ▲ +20 against 10–16 Nov 2026'],
  ] as const;
  for (const [name, current, previous, expected] of cases) {
    it(name, () => {
      const delta = current - previous;
      const ratio = previous === 0 ? null : delta / Math.abs(previous);
      assert.equal(changeWords({ current, previous, delta, ratio }, 'accounts', before), expected);
    });
  }
});

describe('a metric by its parts', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  const questions = [
    ['reach by type', 'reach', 'media_product_type'],
    ['reach by followers', 'reach', 'follow_type'],
    ['views by format', 'views', 'media_product_type'],
    ['views follow_type', 'views', 'follow_type'],
    ['profile_links_taps by button', 'profile_links_taps', 'contact_button_type'],
    ['by kind likes', 'likes', 'media_product_type'],
    ['follows_and_unfollows', 'follows_and_unfollows', 'follow_type'],
  ] as const;
  for (const [question, metric, breakdown] of questions) {
    it(`has every part as Instagram gives it for exactly the period, and the one before: ${question}`, async () => {
      const answer = await world.ask(`${question} week`);
      const { truth } = world.local;
      assert.deepEqual(byKey(answer), truth.parts(USER, metric, breakdown, ...WEEK, world.now));
      const before = truth.parts(USER, metric, breakdown, ...WEEK_BEFORE, world.now);
      for (const row of object(answer).rows) assert.equal(row.previous, before[row.key] ?? 0);
    });
  }

  it('keeps the unique whole beside parts that need not add up to it', async () => {
    const { value, rows, notes } = object(await world.ask('reach by type week'));
    assert.equal(value, world.local.truth.window(USER, 'reach', ...WEEK, world.now));
    assert.ok(rows.reduce((sum, row) => sum + row.value, 0) > value);
    assert.ok(notes.some((note) => note.includes('need not add up')));
  });

  it('splits by two things at once where Instagram does', async () => {
    const answer = await world.ask('reach by type and followers week');
    const truth = world.local.truth.parts(USER, 'reach', 'media_product_type,follow_type', ...WEEK, world.now);
    const expected = Object.entries(truth).map(([key, value]) => [key.replace(',', '.'), value]);
    assert.deepEqual(byKey(answer), Object.fromEntries(expected));
    assert.match(tables(answer)[0]?.rows[0]?.[0] ?? '', /^Reels, (?:Non-followers|Followers)$/u);
  });

  it('gives the net of follows and unfollows as the value', async () => {
    const { FOLLOWER: gained = 0, NON_FOLLOWER: lost = 0 } = byKey(await world.ask('follows_and_unfollows week'));
    const answer = await world.ask('follows_and_unfollows week');
    assert.equal(object(answer).value, gained - lost);
    assert.match(stat(answer, 'Net') ?? '', /net followers/u);
    assert.equal(tables(answer)[0]?.rows[0]?.[0], 'Began to follow');
    assert.match(words(answer), new RegExp(`${lost} stopped or left Instagram, net`, 'u'));
    assert.equal(stat(answer, 'Stopped or left Instagram'), lost.toLocaleString('en-US'));
  });

  it('adds up periods over 30 days for what may be added, and refuses to for unique accounts', async () => {
    const views = await world.ask('views by type 90d');
    const truth = world.local.truth.parts(USER, 'views', 'media_product_type', '2026-08-26', '2026-11-23', world.now);
    assert.deepEqual(byKey(views), truth);
    const reach = await world.ask('reach by type 90d');
    assert.equal(object(reach).state, 'unavailable');
    assert.match(words(reach), /must not be added up/u);
  });

  it('is not asked of Instagram where it must refuse, and says which parts there are', async () => {
    world.insightCalls();
    for (const question of ['likes by followers', 'replies by type', 'reach by age', 'email_contacts by button']) {
      const answer = await world.ask(`${question} week`);
      assert.equal(answer.status, 'unanswerable', question);
      assert.match(words(answer), /does not split/u);
      assert.ok(answer.report.actions.length > 0);
    }
    assert.equal(world.insightCalls(), 0);
  });

  it('offers the parts as buttons under the whole, and the whole period of buttons under the parts', async () => {
    const whole = (await world.ask('views week')).report.actions.map(({ command }) => command);
    assert.ok(whole.includes(`views by type week @${USER}`) && whole.includes(`views by followers week @${USER}`));
    const parts = (await world.ask('views by type week')).report.actions.map(({ command }) => command);
    assert.ok(parts.includes(`views by type 28d @${USER}`));
  });

  it('is too few with fewer than 100 followers where Instagram says so', async () => {
    assert.equal(object(await world.ask('follows_and_unfollows week @tiny.bakes')).state, 'too few');
  });

  it('asks for long periods in a few calls, not one for each day', async () => {
    world.insightCalls();
    const { value, previous } = object(await world.ask('shares 90d'));
    assert.ok(world.insightCalls() <= 10);
    const { truth } = world.local;
    assert.equal(value, truth.window(USER, 'shares', '2026-08-26', '2026-11-23', world.now));
    assert.equal(previous, truth.window(USER, 'shares', '2026-05-28', '2026-08-25', world.now));
  });
});
