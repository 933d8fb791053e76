import assert from 'node:assert/strict';
import {
  countLosses,
  dueAge,
  dueStories,
  keepStories,
  lossWords,
  nextTurn,
  STORY_AGES,
  type StoryAccount,
} from '../../../core/media/stories.ts';
import type { KnownMedia } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { NOW, openWorld, type World } from '../../fakes/world.ts';
import { object, tables, words } from '../features/answers.ts';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

function story(changes: Partial<KnownMedia> = {}): KnownMedia {
  return {
    id: '1',
    source: 'graph',
    kind: 'story',
    publishedAt: 0,
    shortcode: undefined,
    permalink: undefined,
    caption: undefined,
    likeCount: undefined,
    commentsCount: undefined,
    seenAt: 0,
    trouble: undefined,
    troubleAt: undefined,
    ...changes,
  };
}

describe('when a story is read', () => {
  for (const [age, last, turn] of [
    [0.5, undefined, undefined],
    [1, undefined, 1],
    [1.2, 1.1, undefined],
    [5.9, 1, undefined],
    [6, 1, 6],
    [13, undefined, 12],
    [13, 6.5, 12],
    [19, 13, undefined],
    [20, 13, 20],
    [23.4, 20, undefined],
    [23.5, 20, 23.5],
    [23.9, 23.6, undefined],
    [24, undefined, undefined],
  ] as const) {
    it(`at ${age} hours, last read at ${last ?? 'no'} hours: ${turn === undefined ? 'not now' : `the turn of hour ${turn}`}`, () => {
      assert.equal(dueAge(story(), last === undefined ? undefined : last * HOUR, age * HOUR), turn);
    });
  }

  it('names the next turn until there is none', () => {
    const turns: number[] = [];
    for (let at = nextTurn(story(), 0); at !== undefined; at = nextTurn(story(), at)) turns.push(at / HOUR);
    assert.deepEqual(turns, [...STORY_AGES]);
  });

  it('is before its end also when the next round would come too late', () => {
    const [now, last] = [23.2 * HOUR, 22.5 * HOUR];
    const early = story({ id: '2', publishedAt: 10 * HOUR });
    const due = (next?: number) =>
      dueStories([story(), early], (id) => (id === '1' ? 20.5 * HOUR : last), now, next).map(({ id }) => id);
    assert.deepEqual(due(), []);
    assert.deepEqual(due(now + HOUR), ['1']);
    const justRead = dueStories([story()], () => now - HOUR / 4, now, now + HOUR);
    assert.deepEqual(justRead, []);
  });

  it('counts what was lost in the week: never read, and read too early; what too few saw is no loss', () => {
    const ended = (id: string, more: Partial<KnownMedia> = {}) => story({ id, publishedAt: WEEK - 30 * HOUR, ...more });
    const stories = [
      ended('kept'),
      ended('lost'),
      ended('early'),
      ended('quiet', { trouble: 'too few' }),
      story({ id: 'active', publishedAt: WEEK - HOUR }),
      story({ id: 'long ago', publishedAt: -30 * HOUR }),
    ];
    const last: Readonly<Record<string, number>> = { kept: WEEK - 9 * HOUR, early: WEEK - 20 * HOUR };
    const losses = countLosses(stories, (id) => last[id], WEEK);
    assert.deepEqual(losses, { ended: 3, lost: 1, early: 1 });
    assert.equal(lossWords(losses), 'Lost: 1 of 3 this week; 1 last read before the twentieth hour.');
    assert.equal(lossWords({ ended: 14, lost: 0, early: 0 }), 'Lost: 0 of 14 this week.');
  });
});

describe('the story keeper', () => {
  let world: World;
  let who: StoryAccount;
  beforeEach(async () => {
    world = await openWorld();
    const home = await world.store.saveWorkspace('local', 'local');
    const account = (await world.store.listAccounts(home.id)).find(({ username }) => username === 'lumen.studio');
    const connection = (await world.store.listConnections(home.id)).find((row) => row.accountId === account?.id);
    assert.ok(account?.instagramId !== undefined && connection);
    const { login, token } = connection;
    const access = {
      base: world.local.facebookUrl,
      login,
      instagramId: account.instagramId,
      token,
      priority: 'background',
    } as const;
    who = { account, access, version: 'v26.0' };
  });
  afterEach(() => world.close());

  const round = (nextRoundAt?: number) =>
    keepStories(world.deps, who, world.now, nextRoundAt === undefined ? {} : { nextRoundAt });

  it('reads each story five times, keeps the last hours, loses none, and makes no call in between', async () => {
    for (let hour = 0; hour < 50; hour += 1) {
      world.now = NOW + hour * HOUR;
      const { problems, losses } = await round(world.now + HOUR);
      assert.deepEqual([problems, losses.lost], [[], 0]);
    }
    const { losses, words: said } = await round();
    assert.ok(losses.ended >= 5);
    assert.deepEqual(losses, { ended: losses.ended, lost: 0, early: 0 });
    assert.equal(said, `Lost: 0 of ${losses.ended} this week.`);
    const kept = await world.store.listMedia(who.account.id, { kinds: ['story'], limit: 100 });
    const ended = kept.filter(({ publishedAt }) => world.now - publishedAt > 24 * HOUR && publishedAt > NOW);
    assert.ok(ended.length > 2);
    const asked = world.local.calls.filter(({ path }) => path === `/v26.0/${ended[0]?.id ?? ''}/insights`);
    assert.equal(asked.filter(({ params }) => params['metric'] === 'navigation').length, STORY_AGES.length);
    assert.deepEqual(
      world.local.calls.filter(({ status, path }) => status !== 200 && path.endsWith('/insights')),
      [],
    );
    for (const { id, publishedAt } of ended) {
      const [last] = (await world.store.readMediaReadings(who.account.id, [id], 'newest')).filter(
        ({ metric }) => metric === 'reach',
      );
      assert.ok(last !== undefined && last.confirmedAt - publishedAt >= 20 * HOUR);
    }
    const answer = await world.ask('stories week');
    assert.match(words(answer), /Lost: 0 of \d+ this week/u);
    assert.ok((tables(answer)[0]?.rows.filter((row) => row.at(-1) === 'kept').length ?? 0) > 2);
    const last = await world.ask(`story ${ended[0]?.id ?? ''}`);
    assert.equal(last.status, 'answered');
    assert.match(last.report.subtitle ?? '', /ended/u);
  });

  it('says when the next turn comes, and does nothing before it', async () => {
    const first = await round();
    assert.ok(first.active > 0 && first.read > 0);
    assert.ok(first.nextAt !== undefined && first.nextAt > world.now);
    const calls = world.local.calls.length;
    assert.equal((await round()).read, 0);
    assert.equal(world.local.calls.length, calls);
    world.now = first.nextAt;
    assert.ok((await round()).read > 0);
  });

  it('gives problems back instead of throwing them, and goes on from there', async () => {
    const fault = world.local.faults.add({ kind: 'token', subcode: 463 });
    const refused = await round();
    assert.equal(refused.problems[0]?.code, 'token');
    assert.equal(refused.read, 0);
    fault.remove();
    world.now += 60_000;
    assert.ok((await round()).read > 0);
    world.now += HOUR;
    const stranger = { ...who, access: { ...who.access, token: new Secret('EAAnobody') } };
    const broken = await keepStories(world.deps, stranger, world.now);
    assert.ok(broken.problems.length >= 1);
  });

  it('leaves a story with too few viewers in peace until more have come', async () => {
    const quiet = await world.ask('stories @northpine.coffee');
    assert.match(JSON.stringify(quiet.report.blocks), /too few/u);
    const calls = world.local.calls.length;
    const again = await world.ask('story 1 @northpine.coffee');
    assert.match(again.report.summary, /fewer than five people/u);
    assert.equal(world.local.calls.length, calls);
  });

  it('takes stories it never kept for unknown, not for none', async () => {
    await round();
    const answer = await world.ask('taps_forward 28d');
    const { notes, previous, delta } = object(answer);
    assert.deepEqual([previous, delta], [null, null]);
    assert.ok(notes.some((note) => /none before \w+ \d+ Nov 2026 is known/u.test(note)));
    assert.match(JSON.stringify(answer.report.blocks), /the stories we kept.*"before: not known"/u);
    assert.match(answer.report.summary, /stories we kept of @/u);
  });

  it('answers over the stories of today where the period reaches up to it and holds none', async () => {
    world.now = Date.parse('2026-11-25T07:58:00Z');
    const answer = await world.ask('taps_forward day');
    const { value, notes } = object(answer);
    assert.match(answer.report.summary, / from 24 Nov 2026: /u);
    assert.equal(typeof value, 'number');
    assert.ok(notes.some((note) => note.includes('these are of today, which is not over')));
  });

  for (const when of ['yesterday', '2026-11-23', '2026-11-22..2026-11-23'])
    it(`never answers over the stories of today where another day is named: ${when}`, async () => {
      world.now = Date.parse('2026-11-25T07:58:00Z');
      assert.equal((await world.ask('taps_forward day')).status, 'answered');
      const answer = await world.ask(`taps_forward ${when}`);
      assert.equal(answer.status, 'unanswerable');
      assert.match(answer.report.summary, /No stories of @\S+ from .* were kept/u);
    });

  it('tells of no stories of today where Instagram failed', async () => {
    world.now = Date.parse('2026-11-25T07:40:00Z');
    assert.equal((await world.ask('taps_forward day')).status, 'answered');
    world.now += 16 * 60_000;
    world.local.faults.add({ kind: 'token', subcode: 463 });
    assert.doesNotMatch(JSON.stringify(await world.ask('taps_forward day')), /these are of today/u);
  });

  it('compares stories once it has kept them through both periods', async () => {
    for (let hour = 0; hour < 6 * 24; hour += 12) {
      world.now = NOW + hour * HOUR;
      await round();
    }
    const answer = await world.ask('taps_forward 2026-11-27..2026-11-28');
    assert.equal(typeof object(answer).previous, 'number');
    assert.doesNotMatch(JSON.stringify(answer.report.blocks), /we kept|not known/u);
  });
});
