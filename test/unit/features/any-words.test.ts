import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findMetric, METRICS, metricNames } from '../../../core/instagram/catalogue.ts';
import { parseCommandText } from '../../../core/parse.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { words } from './answers.ts';

const COMMANDS = new Set(['metric', 'profile', 'audience', 'online', 'export', 'accounts', 'status', 'help']);

/** The same letters as people and phones write them. */
function disguises(text: string): readonly string[] {
  return [
    text.toUpperCase(),
    `/ig ${text}`,
    `“${text}”`,
    text.replaceAll('_', ' '),
    text.replaceAll('_', '-'),
    `  ${text.split('').join('\u200b')}  `,
    text.replaceAll(/[a-z]/gu, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
  ];
}

describe('words of a command', () => {
  for (const name of metricNames()) {
    it(`mean the same in every disguise: ${name}`, () => {
      const metric = findMetric(name)?.name;
      // `ig id` is `/ig id` without its slash.
      for (const text of disguises(name).filter((one) => !one.startsWith('ig ')))
        assert.equal(parseCommandText(text, COMMANDS).what, metric, text);
    });
  }

  it('are put right with the rest of the line kept', async () => {
    const world = await openWorld();
    try {
      for (const [typed, right] of [
        ['digets list', 'digest list'],
        ['alrets sensitivity low', 'alerts sensitivity low'],
        ['alerts sensitivty low', 'alerts sensitivity low'],
        ['compare reach northpine @aurora.voyage 28d', 'compare reach @northpine @aurora.voyage 28d'],
        ['compare reach foo 🎉 bar', 'compare reach @foo @bar'],
        ['alerts ‘lst’', 'alerts list'],
        ['alerts ｌｓｔ', 'alerts list'],
        ['audience citys @aurora.voyage', 'audience cities @aurora.voyage'],
        ['raech 28d', 'reach 28d'],
      ] as const) {
        const { status, report } = await world.ask(typed);
        assert.equal(status, 'unknown', typed);
        assert.equal(report.actions[0]?.command, right);
      }
    } finally {
      await world.close();
    }
  });

  it('are refused, not cut, where there are more than 2,000 characters', async () => {
    const world = await openWorld({ connect: false });
    try {
      const answer = await world.ask(`digest schedule ${'@some.account '.repeat(200)}`);
      assert.equal(answer.status, 'unanswerable');
      assert.match(words(answer), /at most 2,000 characters; this one has 2,816/u);
    } finally {
      await world.close();
    }
  });

  it('may stand in any order', () => {
    const orders = ['reach 28d @lumen', '28d reach @lumen', '@lumen 28d reach', '@lumen reach 28d', '28d @lumen reach'];
    for (const text of orders) {
      const { what, when, accounts, rest } = parseCommandText(text, COMMANDS);
      assert.deepEqual([what, when, accounts, rest], ['reach', '28d', ['lumen'], []], text);
    }
  });

  it('find the command that a metric is for, before and after its name, and never what follows by', () => {
    assert.deepEqual(parseCommandText('reach export week', COMMANDS).what, 'export');
    assert.deepEqual(parseCommandText('reach export week', COMMANDS).rest, ['reach']);
    assert.equal(parseCommandText('reach help', COMMANDS).what, 'help');
    assert.equal(parseCommandText('by followers reach', COMMANDS).what, 'reach');
  });

  it('are names of accounts and channels also where they hold a number of days or weeks', () => {
    for (const [text, when, accounts, rest] of [
      ['reach @30days.of.yoga', undefined, ['30days.of.yoga'], []],
      ['reach 28d 30days.of.yoga', '28d', [], ['30days.of.yoga']],
      ['reach week @52weeks.of.food', 'week', ['52weeks.of.food'], []],
      ['reach <#C1|30days>', undefined, [], ['<#c1|30days>']],
      ['reach #🎉 week', 'week', [], ['#🎉']],
      ['reach last 7 days, @lumen', '7d', ['lumen'], []],
    ] as const) {
      const read = parseCommandText(text, COMMANDS);
      assert.deepEqual([read.when, read.accounts, read.rest], [when, accounts, rest], text);
    }
  });

  it('read a range with any word between its ends, misspelt ones too', () => {
    for (const word of ['..', 'to', 'until', 'untill', 'till', '–', ' - '])
      assert.equal(
        parseCommandText(`reach 2026-11-01 ${word} 2026-11-05`, COMMANDS).when,
        '2026-11-01..2026-11-05',
        word,
      );
  });

  for (const [text, when] of [
    ['reach since 2026-11-01', '2026-11-01..'],
    ['reach 2026-11-01 2026-11-14', '2026-11-01..2026-11-14'],
    ['reach November', 'november'],
    ['reach nov 2026', 'nov 2026'],
    ['reach W45', 'w45'],
    ['reach year', 'year'],
    ['reach last 2 weeks', '14d'],
    ['reach 3 weeks', '21d'],
    ['reach last week', 'last week'],
    ['reach week week', 'week'],
    ['reach today', 'today'],
  ] as const) {
    it(`read the period of “${text}” and leave nothing over`, () => {
      assert.deepEqual(parseCommandText(text, COMMANDS), { what: 'reach', when, accounts: [], rest: [] });
    });
  }

  it('are all handed on, whatever was typed, and never thrown about', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const { what, rest, accounts } = parseCommandText(text, COMMANDS);
        assert.ok(what === undefined || COMMANDS.has(what) || findMetric(what) !== undefined);
        assert.ok([...rest, ...accounts].every((word) => word !== '' && !/\s/u.test(word)));
      }),
    );
  });
});

describe('words nobody knows', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('are named, with the command that remains without them', async () => {
    const answer = await world.ask('reach week blorp @lumen.studio');
    assert.equal(answer.status, 'unknown');
    assert.match(words(answer), /I do not know “blorp” here/u);
    assert.deepEqual(
      answer.report.actions.map(({ command }) => command),
      ['reach week @lumen.studio'],
    );
    assert.match(words(await world.ask('accounts foo')), /I do not know “foo” here/u);
    assert.equal((await world.ask('accounts list')).status, 'answered');
  });

  it('are named after lists, which are not taken for answers about them; words of courtesy are not', async () => {
    for (const list of ['digest list', 'goal list', 'alerts list', 'alerts stats']) {
      for (const more of ['lumen.studo', '@nobody.here', 'week', '7d', 'blorp']) {
        const answer = await world.ask(`${list} ${more}`);
        assert.equal(answer.status, 'unknown', `${list} ${more}`);
        assert.match(words(answer), new RegExp(`“${more}” means nothing after ${list}\\. It takes nothing more`, 'u'));
        assert.deepEqual(
          answer.report.actions.map(({ command }) => command),
          [list],
        );
      }
      for (const more of ['please', 'lumen.studio', '@lumen.studio'])
        assert.equal((await world.ask(`${list} ${more}`)).status, 'answered', list);
    }
    assert.equal((await world.ask('weekly digest list')).status, 'answered');
    const history = await world.ask('alerts history lumen.studo');
    assert.match(words(history), /I do not know “lumen\.studo” after alerts history\. Did you mean an account/u);
    assert.equal((await world.ask('alerts history lumen.studio')).status, 'answered');
  });

  it('are named also where they have no letter or digit, wherever they stand', async () => {
    for (const text of [
      'reach 🎉🎉',
      '🎉🎉 reach week',
      'profile 🎉🎉 views',
      'reach … week',
      'posts top by saved 🎉🎉',
    ])
      assert.match(words(await world.ask(text)), /I do not know “(?:🎉🎉|\.\.\.)” here|“profile” or “views”/u, text);
    assert.match(words(await world.ask('posts top by 🎉🎉 saved')), /I do not know the metric “🎉🎉” of posts/u);
    const compared = await world.ask('compare reach 🎉🎉 week');
    assert.match(words(compared), /I do not know “🎉🎉” here/u);
    assert.deepEqual(
      compared.report.actions.map(({ command }) => command),
      ['compare reach week'],
    );
  });

  it('are never corrected to a name that is not offered', async () => {
    for (const text of ['threads_lik', 'content_view', 'threads_view week', 'help threads_lik', 'export threads_lik']) {
      const { actions } = (await world.ask(text)).report;
      assert.ok(
        actions.every(({ command }) => !/threads|content_views/u.test(command)),
        JSON.stringify(actions),
      );
    }
  });
});

describe('any text', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('gets an answer or a sentence that helps', async () => {
    const word = fc.oneof(
      fc.constantFrom(...METRICS.keys(), ...COMMANDS, 'by', 'type', 'followers', 'cities', 'and'),
      fc.constantFrom(
        'day',
        'week',
        'lifetime',
        '2026-W46',
        '2026-13',
        '0d',
        '99999d',
        '2026-11-31',
        '..',
        'last week',
      ),
      fc.constantFrom(
        '@lumen.studio',
        '@tiny.bakes',
        '@glyph.test',
        '@nobody',
        '@',
        'lumen.studio',
        'northpine.coffee',
      ),
      fc.string({ maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    );
    const text = fc.array(word, { maxLength: 5 }).map((parts) => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(text, async (typed) => {
        const answer = await world.ask(typed);
        assert.ok(words(answer).trim().length > 10, typed);
        assert.doesNotMatch(words(answer), /went wrong on our side|undefined|\[object|NaN/u, typed);
        if (answer.status === 'unknown') assert.match(words(answer), /\/ig/u, typed);
      }),
      { numRuns: 150 },
    );
    const refused = world.local.calls.filter((call) => call.path.endsWith('/insights') && call.status !== 200);
    // Fewer than 100 people in an audience is known only by asking.
    assert.ok(
      refused.every((call) => /engaged|reached/u.test(JSON.stringify(call))),
      JSON.stringify(refused),
    );
  });
});
