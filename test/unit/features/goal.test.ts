import assert from 'node:assert/strict';
import { gatherDigest } from '../../../core/digests/build.ts';
import type { AccountFacts } from '../../../core/digests/facts.ts';
import { goalWords } from '../../../core/digests/words.ts';
import { addDays } from '../../../core/insights/spans.ts';
import { openWorld, type World } from '../../fakes/world.ts';

const DAY = 86_400_000;
const ACCOUNT = '@northpine.coffee';

describe('goals of numbers that days bring', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const textOf = (report: object): string => JSON.stringify(report);

  async function valueOf(text: string): Promise<number> {
    const { data } = await world.ask(text);
    assert.equal(typeof data?.['value'], 'number', text);
    return Number(data?.['value']);
  }

  it('are counted by Instagram from the day they are set, with odds from the days before', async () => {
    const set = await world.ask(`goal views 100,000 by 2027-03-31 ${ACCOUNT}`);
    assert.equal(set.status, 'answered', set.report.summary);
    assert.match(set.report.summary, /^@northpine\.coffee: 100,000 views by Wed 31 Mar 2027: \d+ %\.$/u);
    assert.match(textOf(set.report), /Now 0 since Tue 24 Nov, 100,000 missing: \+\d/u);
    world.now += 10 * DAY;
    const views = await valueOf(`views 2026-11-24..2026-12-03 ${ACCOUNT}`);
    const row = (await world.ask('goal list')).report.blocks.flatMap((block) =>
      block.kind === 'table' ? block.rows : [],
    )[0];
    assert.deepEqual(row?.slice(1, 4), [
      ACCOUNT,
      '100,000 views by Wed 31 Mar 2027',
      `${views.toLocaleString('en-US')} since Tue 24 Nov`,
    ]);
  });

  it('are listed of the accounts that are named, of all where none is', async () => {
    for (const name of [ACCOUNT, '@lumen.studio']) await world.ask(`goal views 100,000 by 2027-03-31 ${name}`);
    for (const [list, shown] of [
      ['goal list', [ACCOUNT, '@lumen.studio']],
      [`goal list ${ACCOUNT}`, [ACCOUNT]],
      ['goal list lumen.studio', ['@lumen.studio']],
    ] as const) {
      const { blocks } = (await world.ask(list)).report;
      const names = blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map(([, name]) => name) : []));
      assert.deepEqual(names, shown, list);
    }
  });

  it('go on being counted over more days than Instagram counts at once', async () => {
    await world.ask(`goal interactions 900k by 2027-03-31 ${ACCOUNT}`);
    world.now += 45 * DAY;
    const to = addDays('2026-11-24', 44);
    const all = await valueOf(`interactions 2026-11-24..${to} ${ACCOUNT}`);
    assert.ok(
      textOf((await world.ask('goal list')).report).includes(`"${all.toLocaleString('en-US')} since Tue 24 Nov"`),
    );
  });

  it('of unique accounts are about 28 days, and have no odds', async () => {
    const set = await world.ask(`goal reach 2,000,000 by 2027-03-31 ${ACCOUNT}`);
    const reach = await valueOf(`reach 28d ${ACCOUNT}`);
    assert.match(
      set.report.summary,
      /28-day reach of 2,000,000 by Wed 31 Mar 2027: no odds: only Instagram can count/u,
    );
    assert.ok(
      textOf(set.report).includes(`Now ${reach.toLocaleString('en-US')} in the last 28 days`),
      textOf(set.report),
    );
  });

  it('are reached and missed', async () => {
    await world.ask(`goal views 1 by 2026-11-30 ${ACCOUNT}`);
    await world.ask(`goal views 900,000,000 by 2026-11-30 ${ACCOUNT}`);
    world.now += 10 * DAY;
    const list = textOf((await world.ask('goal list')).report);
    assert.match(list, /"1 views by [^\]]*"reached"/u);
    assert.match(list, /"900,000,000 views by [^\]]*"missed"/u);
  });

  it('are named by any name of a metric, and of posts or of text there are none', async () => {
    for (const [words, aim] of [
      ['profile views 500', '500 profile visits'],
      ['impressions 500', '500 views'],
      ['to reach 99,000 followers', '99,000 followers'],
      ['follower_count 500', '500 new followers'],
    ] as const) {
      const { report } = await world.ask(`goal ${words} by 2027-03-31 ${ACCOUNT}`);
      assert.ok(report.summary.includes(`: ${aim} by `), report.summary);
    }
    for (const words of ['saved', 'biography', 'audience_city', 'exits']) {
      const { status, report } = await world.ask(`goal ${words} 500 by 2027-03-31 ${ACCOUNT}`);
      assert.equal(status, 'unanswerable', words);
      assert.match(report.summary, /cannot have a goal/u, words);
    }
  });

  for (const number of ['-5', '0', '1.5', '10,00', '2000000000', '50%', '1.2.3']) {
    it(`say in one sentence what a goal takes: ${number}`, async () => {
      const { status, report } = await world.ask(`goal followers ${number} by 2027-03-31`);
      assert.equal(status, 'unanswerable');
      assert.equal(
        report.summary.split('\n')[0],
        `“${number}” is no number of followers to reach. It takes a whole number from 1 to 1,000,000,000, like 10000, 10,000, 10k or 1.5m.`,
      );
    });
  }

  it('name the word that is not known in them', async () => {
    const { report } = await world.ask(`goal reach 100k by tomorrow ${ACCOUNT}`);
    assert.match(report.summary, /^I do not know “tomorrow” in a goal\. A goal is a metric, a number and a date\./u);
  });

  it('are offered with a date where none was said, or one that is over', async () => {
    for (const words of ['reach 100k', 'reach 100k by march', 'reach 100k by 2026-11-01']) {
      const { status, report } = await world.ask(`goal ${words} ${ACCOUNT}`);
      assert.equal(status, 'unanswerable', words);
      assert.deepEqual(
        report.actions.map(({ command }) => command),
        [`goal reach 100k by 2027-02-22 ${ACCOUNT}`],
      );
    }
    assert.equal((await world.ask(`goal reach 100k by 2027-02-22 ${ACCOUNT}`)).status, 'answered');
  });

  it('are examples that can be set on any day, in help, in the empty list and where an order is not understood', async () => {
    world.now += 400 * DAY;
    for (const text of ['goal list', 'help goal', 'goal followers']) {
      const { report } = await world.ask(text);
      const days = textOf(report).match(/\d{4}-\d{2}-\d{2}/gu) ?? [];
      assert.deepEqual([...new Set(days)], ['2028-03-28'], text);
      for (const { command } of report.actions.filter(({ command: one }) => /^goal .* by /u.test(one)))
        assert.equal((await world.ask(command)).status, 'answered', command);
    }
  });

  async function gather(): Promise<AccountFacts> {
    const home = await world.store.saveWorkspace('local', 'local');
    const account = (await world.store.listAccounts(home.id)).find(({ username }) => `@${username}` === ACCOUNT);
    const { accounts } = await gatherDigest(world.deps, {
      workspaceId: home.id,
      accounts: [account?.id ?? 0],
      week: '2026-W47',
      zone: 'UTC',
      sections: ['goals'],
      priority: 'background',
    });
    return accounts[0] ?? assert.fail('no account');
  }

  it('stand in the digest', async () => {
    await world.ask(`goal views 100,000 by 2027-03-31 ${ACCOUNT}`);
    await world.ask(`goal reach 2,000,000 by 2027-03-31 ${ACCOUNT}`);
    world.now += 2 * DAY;
    assert.match(
      goalWords(await gather()) ?? '',
      /^Goals of @northpine\.coffee: 100,000 views by Wed 31 Mar 2027: [\d,]+ to go, odds \d+ % \(\+[\d,]+ a day needed, \+[\d,]+ a day lately\); 28-day reach of 2,000,000 by Wed 31 Mar 2027: [\d,]+ to go, no odds: only Instagram can count unique accounts\.$/u,
    );
  });

  it('stay in the digest with the reason while Instagram does not tell how far they are, and it may wait', async () => {
    await world.ask(`goal views 100,000 by 2027-03-31 ${ACCOUNT}`);
    await world.ask(`goal reach 2,000,000 by 2027-03-31 ${ACCOUNT}`);
    world.now += 2 * DAY;
    world.local.faults.add({ kind: 'code2', match: { metric: 'views' } });
    const facts = await gather();
    assert.match(
      goalWords(facts) ?? '',
      /: 100,000 views by Wed 31 Mar 2027: how far it is, is not known \(Instagram [^.)]+\); 28-day reach of 2,000,000 by Wed 31 Mar 2027: [\d,]+ to go/u,
    );
    assert.ok(facts.passing, 'trying again soon may help');
    assert.match(facts.problems.join(' '), /Instagram has a fault of its own/u);
    const list = textOf((await world.ask('goal list')).report);
    assert.match(list, /"100,000 views by Wed 31 Mar 2027","–","how far it is, is not known \(Instagram /u);
  });
});
