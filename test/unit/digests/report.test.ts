import assert from 'node:assert/strict';
import type { AccountFacts, DigestFacts, DigestFrame, NumberFact } from '../../../core/digests/facts.ts';
import { missedBefore } from '../../../core/digests/make.ts';
import { buildDigest } from '../../../core/digests/report.ts';
import { readWeekday, type Run, type Section } from '../../../core/digests/subscription.ts';

const FRAME: DigestFrame = {
  name: 'Digest 1',
  schedule: 'Mondays 09:00 Europe/Berlin',
  zone: 'Europe/Berlin',
  delayedSince: undefined,
  missed: [],
};

function number(
  name: string,
  value: number | null,
  previous: number | null,
  usual: NumberFact['usual'] = null,
): NumberFact {
  const delta = value === null || previous === null ? null : value - previous;
  const ratio = delta === null || previous === null || previous === 0 ? null : delta / previous;
  const state = value === null ? 'unavailable' : 'final';
  const reason = value === null ? 'Instagram said nothing' : null;
  return { name, label: name, unit: 'times', value, state, reason, previous, delta, ratio, usual, readAt: 1 };
}

function account(changes: Partial<AccountFacts> = {}): AccountFacts {
  return {
    id: 1,
    username: 'bluebird',
    demo: false,
    days: { from: '2026-11-16', to: '2026-11-22' },
    previousDays: { from: '2026-11-09', to: '2026-11-15' },
    late: [],
    followers: number('followers', 1_000, 990),
    flow: { gained: 60, lost: 20 },
    previousFlow: { gained: 40, lost: 10 },
    numbers: [number('reach', 4_000, 3_000)],
    points: [{ day: '2026-11-16', value: 500, state: 'final' }],
    previousPoints: [{ day: '2026-11-09', value: 400, state: 'final' }],
    posts: { count: 4, metric: 'Reach', best: [], typical: null },
    previousPosts: 2,
    stories: null,
    problems: [],
    passing: false,
    ...changes,
  };
}

function facts(...accounts: readonly AccountFacts[]): DigestFacts {
  return { version: 1, week: '2026-W47', notes: [], madeAt: 1, accounts, gone: 0 };
}

function textOf(digest: DigestFacts, frame = FRAME): string {
  return JSON.stringify(buildDigest(digest, frame));
}

describe('the report of a digest', () => {
  it('shows the arithmetic behind new followers', () => {
    const report = buildDigest(facts(account()), FRAME);
    const text = JSON.stringify(report);
    assert.ok(text.includes('60 new followers, +20 on the week before'));
    assert.ok(text.includes('Lifted most by posts (+34). Held back most by reach per post (−20).'));
    const table = report.blocks.find((block) => block.kind === 'table' && block.caption.startsWith('New followers ='));
    assert.deepEqual(table?.kind === 'table' && table.rows, [
      ['Posts', '4', '2', '+34'],
      ['× reach per post', '1,000', '1,500', '−20'],
      ['× follows per reach', '1.5 %', '1.3 %', '+6'],
      ['= new followers', '60', '40', '+20'],
    ]);
  });

  it('has the parts that were chosen and no others', () => {
    const only = (...sections: readonly Section[]): string =>
      JSON.stringify(buildDigest(facts(account()), FRAME, sections).blocks);
    assert.ok(!only('posts').includes('"stats"'));
    assert.ok(only('numbers').includes('"stats"') && !only('numbers').includes('picture'));
    assert.ok(!only('numbers', 'chart').includes('What drove'));
  });

  it('says how far goals are, with odds or why there are none', () => {
    const goal = { target: 2_000, byDay: '2026-12-31', missing: 1_000, chance: 0.42, neededPace: 25.6, pace: 20.2 };
    const text = textOf(facts(account({ goals: [goal, { ...goal, chance: null, neededPace: null, pace: null }] })));
    assert.ok(
      text.includes(
        'Goals of @bluebird: 2,000 followers by Thu 31 Dec 2026: 1,000 to go, odds 42 % (+26 a day needed, +20 a day lately); 2,000 followers by Thu 31 Dec 2026: 1,000 to go, no odds yet',
      ),
    );
  });

  it('leaves the arithmetic out where a number is not known', () => {
    for (const unknown of [{ flow: null }, { previousFlow: null }, { posts: null }, { previousPosts: null }]) {
      assert.ok(!textOf(facts(account(unknown))).includes('What drove'), JSON.stringify(unknown));
    }
  });

  it('says a quiet week in one sentence, without chart', () => {
    const report = buildDigest(
      facts(
        account({
          numbers: [number('reach', 0, 12), number('views', 0, 0)],
          posts: { count: 0, metric: 'Reach', best: [], typical: null },
        }),
      ),
      FRAME,
    );
    assert.ok(
      report.blocks.some(
        (block) =>
          block.kind === 'text' &&
          block.text ===
            'A quiet week for @bluebird: Instagram counted no reach or views, and nothing was posted. It has 1,000 followers.',
      ),
    );
    assert.ok(!report.blocks.some(({ kind }) => kind === 'picture'));
    const unread = textOf(facts(account({ numbers: [number('reach', 0, 12)], posts: null })));
    assert.ok(unread.includes('A quiet week for @bluebird: Instagram counted no reach. It has 1,000 followers.'));
  });

  it('never takes what is not known for a quiet week', () => {
    assert.ok(!textOf(facts(account({ numbers: [number('reach', null, 12)] }))).includes('quiet'));
    assert.ok(textOf(facts(account({ numbers: [number('reach', null, 12)] }))).includes('Instagram said nothing'));
  });

  it('names numbers outside what the account usually has', () => {
    const usual = { low: 1_000, high: 2_000, weeks: 6 };
    assert.ok(
      textOf(facts(account({ numbers: [number('reach', 4_000, 1_500, usual)] }))).includes('Unusual for @bluebird'),
    );
    for (const within of [1_500, 2_040]) {
      assert.ok(!textOf(facts(account({ numbers: [number('reach', within, 1_400, usual)] }))).includes('Unusual'));
    }
    assert.ok(
      !textOf(facts(account({ numbers: [number('taps', 3, 1, { low: 1, high: 2, weeks: 6 })] }))).includes('Unusual'),
    );
  });

  it('says of numbers together no more weeks than are known of each', () => {
    const usual = { low: 1_000, high: 2_000, weeks: 7 };
    const numbers = [number('reach', 4_000, 1_500, usual), number('views', 9_000, 1_500, { ...usual, weeks: 4 })];
    assert.ok(
      textOf(facts(account({ numbers }))).includes('reach and views are above anything in the 4 known weeks before.'),
    );
  });

  it('calls a post without a caption by its kind and day, once', () => {
    const post = { kind: 'Reel', caption: '', url: 'https://www.instagram.com/reel/a/', day: '2026-11-18', value: 6 };
    const best = [post, { ...post, caption: 'Lemon bars' }];
    const { blocks } = buildDigest(facts(account({ posts: { count: 2, metric: 'Reach', best, typical: 6 } })), FRAME);
    assert.deepEqual(
      blocks.flatMap((block) => (block.kind === 'links' ? block.links.map(({ label }) => label) : [])),
      ['1. Reel of Wed 18 Nov', '2. Reel: Lemon bars'],
    );
    assert.ok(JSON.stringify(blocks).includes('["1. Reel of Wed 18 Nov","Reel","Wed 18 Nov","6"]'));
  });

  it('says by whose clock its days are: the numbers in US Pacific, what was published in the zone of the digest', () => {
    const post = { kind: 'Reel', caption: 'Lemon bars', url: null, day: '2026-11-23', value: 6 };
    const report = buildDigest(
      facts(account({ posts: { count: 1, metric: 'Reach', best: [post], typical: 6 } })),
      FRAME,
    );
    assert.equal(report.subtitle, '16–22 Nov 2026 · days in US Pacific time, publishing days in Europe/Berlin');
    const table = report.blocks.find((block) => block.kind === 'table' && block.caption.startsWith('Best of'));
    assert.deepEqual(table?.kind === 'table' && table.columns, ['Post', 'Type', 'Published (Europe/Berlin)', 'Reach']);
    assert.equal(buildDigest(facts(account()), FRAME).subtitle, '16–22 Nov 2026 · days in US Pacific time');
  });

  it('says once what imported files do not hold', () => {
    const numbers = [number('reach', null, null), number('views', null, null), number('taps', null, 3)];
    const report = buildDigest(facts(account({ imported: true, numbers, posts: null })), FRAME);
    const stats = report.blocks.flatMap((block) => (block.kind === 'stats' ? block.stats : []));
    assert.deepEqual(
      stats.map(({ label }) => label),
      ['followers', 'reach', 'taps'],
    );
    assert.ok(
      JSON.stringify(report).includes(
        '@bluebird is not connected: its numbers come from imported files, which hold no views of that week. Posts and stories are shown of connected accounts only.',
      ),
    );
    assert.ok(!textOf(facts(account())).includes('imported files'));
  });

  it('says that no story was seen, and that the reach of one is not known', () => {
    const none = { count: 0, metric: 'Reach', best: [], typical: null };
    assert.ok(textOf(facts(account({ stories: none }))).includes('No story of @bluebird was seen that week'));
    const later = textOf(facts(account({ stories: { ...none, connectedAfter: '2026-11-27' } })));
    assert.ok(later.includes('that week are not known: it was connected on Fri 27 Nov 2026.'));
    assert.ok(textOf(facts(account({ stories: { ...none, count: 1 } }))).includes('1 story; reach is not known.'));
    assert.ok(!textOf(facts(account({ stories: null }))).includes('No story'));
  });

  it('says what a picture of several accounts shows in its tables', () => {
    const one = account();
    const other = account({ id: 2, username: 'harbour', numbers: [number('reach', 9_000, 8_000)] });
    const report = buildDigest(facts(one, other), FRAME);
    const tables = report.blocks.filter(({ kind }) => kind === 'table').map((block) => JSON.stringify(block));
    assert.ok(tables.some((text) => text.includes('@harbour') && text.includes('9,000')));
    assert.ok(tables.some((text) => text.includes('@bluebird') && text.includes('4,000')));
    assert.equal(report.blocks.filter(({ kind }) => kind === 'picture').length, 1);
  });

  it('stays bounded for an agency with many accounts', () => {
    const many = Array.from({ length: 40 }, (_, n) => account({ id: n, username: `client${n}` }));
    const report = buildDigest(facts(...many), FRAME);
    assert.ok(report.blocks.length < 40, String(report.blocks.length));
    for (const { username } of many) assert.ok(JSON.stringify(report).includes(`@${username}`));
  });
});

describe('missed weeks', () => {
  const run = (week: string, state: Run['state']): Run => ({
    subscriptionId: 1,
    week,
    scheduledFor: 0,
    state,
    because: '',
    attempts: 0,
  });

  it('are those right before a digest, oldest first', () => {
    const runs = [
      run('2026-W49', 'due'),
      run('2026-W48', 'missed'),
      run('2026-W47', 'missed'),
      run('2026-W46', 'built'),
    ];
    assert.deepEqual(missedBefore(runs, '2026-W49'), ['2026-W47', '2026-W48']);
    assert.deepEqual(missedBefore(runs.slice(0, 1), '2026-W49'), []);
    assert.deepEqual(missedBefore([...runs.slice(0, 3), run('2026-W45', 'missed')], '2026-W49').length, 3);
  });
});

describe('weekdays', () => {
  it('are read long, short and in the plural, and other words are not', () => {
    assert.deepEqual(['monday', 'mon', 'Mondays', 'thu', 'sunday', 'mo', 'someday', 'march'].map(readWeekday), [
      1,
      1,
      1,
      4,
      7,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
