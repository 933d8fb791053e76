import assert from 'node:assert/strict';
import { METRICS } from '../../../core/instagram/catalogue.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { object, stat, tables, words } from './answers.ts';

describe('names that Meta ended', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  for (const row of [...METRICS.values()].filter(({ legacy }) => legacy?.successor !== undefined)) {
    it(`are answered with one line on what changed and whether it compares: ${row.name}`, async () => {
      const answer = await world.ask(`${row.name} 2026-W46`.replace(/^(audience_\w+) .*/u, '$1'));
      assert.equal(answer.status, 'answered');
      const lines = object(answer).notes.filter((note) => note.includes(row.legacy?.withdrawnOn ?? '?'));
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /comparable/u);
      assert.equal(object(answer).comparable, row.legacy?.comparable);
    });
  }

  it('say since when nothing serves them, that nothing was kept, and what is nearest', async () => {
    const answer = await world.ask('audience_locale @northpine.coffee');
    assert.equal(answer.status, 'unanswerable');
    assert.equal(stat(answer, 'State'), 'withdrawn');
    assert.match(words(answer), /2023-12-11.*We hold nothing of it for @northpine\.coffee/su);
    assert.deepEqual(
      answer.report.actions.map(({ command }) => command),
      ['audience_country @northpine.coffee'],
    );
  });

  it('show what was kept of them', async () => {
    const workspace = await world.store.saveWorkspace('local', 'local');
    const [account] = (await world.store.listAccounts(workspace.id)).filter(
      ({ username }) => username === 'tiny.bakes',
    );
    assert.ok(account);
    const days = { from: '2023-11-30', to: '2023-11-30' };
    const kept = { metric: 'audience_locale', breakdown: '', days, source: 'import', settled: true } as const;
    await world.store.writeReadings(account.id, [
      { ...kept, value: 2, detail: { en_US: 40 }, readAt: Date.parse('2023-12-01'), estimated: false },
    ]);
    const answer = await world.ask('audience_locale @tiny.bakes');
    assert.equal(answer.status, 'answered');
    assert.equal(object(answer).state, 'withdrawn');
    assert.deepEqual(answer.data?.['period'], { ...days, days: 1, timeZone: 'America/Los_Angeles' });
    assert.match(String(answer.data['readAt']), /^2023-12-01/u);
    assert.deepEqual(tables(answer)[0]?.rows, [['Thu 30 Nov 2023', 'en_US', '40']]);
  });

  it('are not asked of Instagram, nor are names it does not document or of another product', async () => {
    world.insightCalls();
    for (const name of ['audience_locale', 'content_views', 'threads_views', 'quotes']) {
      const answer = await world.ask(name);
      assert.equal(answer.status, 'unanswerable');
      assert.ok(words(answer).includes(METRICS.get(name)?.notOffered ?? '2023-12-11'));
    }
    assert.equal(world.insightCalls(), 0);
  });

  for (const row of METRICS.values()) {
    it(`and all others are explained by help, whichever order: ${row.name}`, async () => {
      const answer = await world.ask(`help ${row.name}`);
      assert.equal(answer.status, 'answered');
      const cells = tables(answer)[0]?.rows.flat() ?? [];
      assert.ok(cells.includes(row.meaning));
      assert.ok(cells.some((cell) => cell.startsWith(row.source)));
      if (row.legacy !== undefined) assert.ok(cells.includes(row.legacy.withdrawnOn));
      if (row.notOffered !== undefined) assert.ok(cells.includes(row.notOffered));
      assert.deepEqual(await world.ask(`${row.name} help`), answer);
    });
  }
});

describe('a metric that is younger than the API version', () => {
  it('is not asked for, and says which version has it', async () => {
    const world = await openWorld({ version: 'v21.0' });
    try {
      world.insightCalls();
      const answer = await world.ask('views week');
      assert.match(words(answer), /came with version v22\.0.*GRAPH_API_VERSION/su);
      assert.equal(world.insightCalls(), 0);
      assert.equal((await world.ask('likes week')).status, 'answered');
      const asked = world.local.calls.filter((call) => call.path.endsWith('/insights'));
      const metrics = asked.flatMap((call) => call.params['metric']?.split(',') ?? []);
      assert.ok(metrics.includes('likes') && !metrics.includes('views'));
    } finally {
      await world.close();
    }
  });
});
