import assert from 'node:assert/strict';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { byKey, object, stat, tables, words } from './answers.ts';

const HOUR = 3_600_000;

describe('the audience', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('is cities, countries, ages and genders, the largest first and ages in their order', async () => {
    const answer = await world.ask('audience');
    assert.deepEqual(
      tables(answer).map(({ caption }) => caption),
      ['Followers by city', 'Followers by country', 'Followers by age', 'Followers by gender'],
    );
    const [cities, , ages] = tables(answer);
    const truth = world.local.truth.audience('lumen.studio', 'follower_demographics', 'city');
    const [largest] = Object.entries(truth).sort((one, other) => other[1] - one[1]);
    assert.deepEqual(cities?.rows[0]?.slice(0, 2), [largest?.[0], largest?.[1].toLocaleString('en-US')]);
    assert.deepEqual(
      ages?.rows.map(([age]) => age),
      ['13-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+'],
    );
  });

  it('says that only the top 45 are told, and how many followers are not in them', async () => {
    const text = words(await world.ask('audience cities'));
    assert.match(text, /top 45 only/u);
    assert.match(text, /add up to 18,404 of 48,235 followers/u);
    assert.doesNotMatch(words(await world.ask('audience genders')), /top 45 only/u);
  });

  it('is too few with fewer than 100 followers, without blaming anyone else', async () => {
    const answer = await world.ask('audience_city @tiny.bakes');
    assert.equal(object(answer).state, 'too few');
    assert.deepEqual(object(answer).rows, []);
    assert.match(words(answer), /fewer than 100 followers/u);
    assert.doesNotMatch(words(answer), /\/ig status|try again/iu);
  });

  it('is too few of the engaged when Instagram refuses for fewer than 100 people', async () => {
    const answer = await world.ask('engaged_audience_demographics cities @tiny.bakes');
    assert.equal(object(answer).state, 'too few');
    assert.match(words(answer), /at least 100 people/u);
  });

  it('gives the old maps under their old keys, with one line on what changed', async () => {
    const answer = await world.ask('audience_gender_age');
    const truth = world.local.truth.audience('lumen.studio', 'follower_demographics', 'age,gender');
    assert.equal(byKey(answer)['F.25-34'], truth['25-34,F']);
    assert.equal(object(answer).servedBy, 'follower_demographics');
    assert.equal(object(answer).notes.filter((note) => note.includes('2023-12-11')).length, 1);
  });

  it('refuses parts that Instagram does not give, and offers those it does', async () => {
    world.insightCalls();
    const answer = await world.ask('follower_demographics by button');
    assert.equal(answer.status, 'unanswerable');
    assert.ok(answer.report.actions.some(({ command }) => command === 'audience cities'));
    assert.equal(world.insightCalls(), 0);
  });

  it('offers each part and each account as a button', async () => {
    const { actions } = (await world.ask('audience ages')).report;
    assert.ok(actions.some(({ command, active }) => command === 'audience ages @lumen.studio' && active === true));
    assert.ok(actions.some(({ command }) => command === 'audience @northpine.coffee'));
  });

  it('is all followers as one number, and none where Instagram counts no whole', async () => {
    const all = object(await world.ask('follower_demographics'));
    assert.deepEqual([all.value, all.state], [world.local.truth.followers('lumen.studio', world.now), 'final']);
    const engaged = object(await world.ask('engaged_audience_demographics week'));
    assert.deepEqual([engaged.value, engaged.state], [null, 'unavailable']);
    assert.match(engaged.notes[0] ?? '', /no total/u);
    assert.ok(engaged.rows.length > 0);
  });

  it('may be the one that was reached or that engaged', async () => {
    assert.equal(tables(await world.ask('audience engaged cities'))[0]?.caption, 'Engaged audience by city');
    assert.equal(tables(await world.ask('audience reached ages week'))[0]?.caption, 'Reached audience by age');
    assert.equal(tables(await world.ask('audience followers ages'))[0]?.caption, 'Followers by age');
  });

  it('is what followers are asked for by', async () => {
    const answer = await world.ask('followers by country');
    const truth = world.local.truth.audience('lumen.studio', 'follower_demographics', 'country');
    assert.deepEqual(byKey(answer), truth);
    assert.equal(stat(answer, 'Followers'), '48,235');
  });
});

describe('the audience over time', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
    world.insightCalls();
  });
  afterEach(() => world.close());

  it('asks once in six hours, and keeps every day it has read', async () => {
    await world.ask('audience_city');
    await world.ask('audience_city');
    assert.equal(world.insightCalls(), 1);
    world.now = NOW + 7 * HOUR;
    await world.ask('audience cities');
    assert.equal(world.insightCalls(), 1);
  });

  it('shows what was kept for a day that is over, and says so when nothing was', async () => {
    const then = byKey(await world.ask('audience_city'));
    world.now = NOW + 5 * 24 * HOUR;
    world.insightCalls();
    const kept = await world.ask('audience_city 2026-11-25');
    assert.deepEqual(byKey(kept), then);
    assert.equal(world.insightCalls(), 0);
    const none = await world.ask('audience_city 2026-11-01');
    assert.equal(none.status, 'unanswerable');
    assert.match(words(none), /Instagram tells them as of now/u);
  });

  it('shows the last one kept, with its age, when Instagram does not answer', async () => {
    const then = byKey(await world.ask('audience_country'));
    world.now = NOW + 30 * HOUR;
    world.local.faults.add({ kind: 'code2', match: { path: '/insights' } });
    const answer = await world.ask('audience_country');
    assert.deepEqual(byKey(answer), then);
    assert.match(words(answer), /last known number, read 30 hours ago/u);
  });
});
