import assert from 'node:assert/strict';
import type { Account } from '../../../core/accounts.ts';
import { HOME } from '../../../core/app.ts';
import { gatherDigest } from '../../../core/digests/build.ts';
import type { DigestFacts } from '../../../core/digests/facts.ts';
import { packFacts, unpackFacts } from '../../../core/digests/kept.ts';
import { buildDigest } from '../../../core/digests/report.ts';
import { openAlertWorld, type AlertWorld } from '../alerts/alert-world.ts';

const FRAME = { name: 'Preview', schedule: '', zone: 'UTC', delayedSince: undefined, missed: [] };
const MONDAY = Date.parse('2026-11-16T12:00:00Z');

describe('what a digest calls unusual of followers', () => {
  let alerts: AlertWorld;
  let account: Account;
  beforeEach(async () => {
    alerts = await openAlertWorld();
    account = await alerts.account('northpine.coffee');
    await alerts.ordinary(account, '2026-11-10', 40, 60);
  });
  afterEach(() => alerts.close());

  async function gather(week = '2026-W46'): Promise<DigestFacts> {
    alerts.world.now = MONDAY;
    const home = await alerts.world.store.saveWorkspace(HOME.platform, HOME.remoteId);
    return gatherDigest(alerts.world.deps, {
      workspaceId: home.id,
      accounts: [account.id],
      week,
      zone: 'UTC',
      sections: ['unusual'],
      priority: 'background',
    });
  }

  /** Sentences of that section. */
  function sentences(facts: DigestFacts): readonly string[] {
    const { blocks } = buildDigest(facts, FRAME, ['unusual']);
    return blocks.flatMap((block) => (block.kind === 'notice' && /^(?:Unu|Not)/u.test(block.text) ? block.text : []));
  }

  it('is what the alert said, in its words', async () => {
    alerts.world.now = Date.parse('2026-11-12T12:00:00Z');
    await alerts.ask('alerts on');
    await alerts.write(account, '2026-11-11', 500, 10);
    await alerts.look('2026-11-12T18:00:00Z', account);
    const told = alerts.platform.posts().at(-1)?.text ?? '';
    const [said, ...more] = sentences(await gather());
    const [words = ''] =
      /\+500 new followers on Wed 11 Nov 2026; usual for this account: \d\d \(\d+ to \d+\)/u.exec(told) ?? [];
    assert.notEqual(words, '');
    assert.equal(said, `Unusual for @northpine.coffee: ${words}; less than 1 in a million.`);
    assert.deepEqual(more, []);
  });

  it('is not what an alert took back', async () => {
    alerts.world.now = Date.parse('2026-11-12T12:00:00Z');
    await alerts.ask('alerts on');
    await alerts.write(account, '2026-11-11', 500, 10);
    await alerts.look('2026-11-12T18:00:00Z', account);
    await alerts.write(account, '2026-11-11', 66);
    await alerts.look('2026-11-14T10:00:00Z', account);
    assert.deepEqual(sentences(await gather()), []);
  });

  it('is found by the same detector where no alerts are on, and all its days are counted once', async () => {
    await alerts.write(account, '2026-11-11', 500);
    await alerts.write(account, '2026-11-12', 400);
    const [said, ...more] = sentences(await gather());
    assert.match(
      said ?? '',
      /^Unusual for @northpine\.coffee: \+500 new followers on Wed 11 Nov 2026; .* 2 unusual days that week, \+7\d\d new followers against the usual in all\.$/u,
    );
    assert.deepEqual(more, []);
  });

  it('has the days that alerts have not told yet with those that they told', async () => {
    alerts.world.now = Date.parse('2026-11-12T12:00:00Z');
    await alerts.ask('alerts on');
    await alerts.write(account, '2026-11-11', 500);
    await alerts.look('2026-11-14T10:00:00Z', account);
    await alerts.write(account, '2026-11-12', 400);
    const all = sentences(await gather());
    assert.equal(all.length, 1);
    assert.match(all[0] ?? '', / 2 unusual days that week/u);
  });

  it('is one day at most that is too common for an alert', async () => {
    await alerts.write(account, '2026-11-11', 97);
    await alerts.write(account, '2026-11-12', 100);
    const [said, ...more] = sentences(await gather());
    assert.match(
      said ?? '',
      /^Noticeable, though too common for an alert, at @northpine\.coffee: \+100 new followers/u,
    );
    assert.deepEqual(more, []);
  });

  it('is no such day in a week that has an unusual one', async () => {
    await alerts.write(account, '2026-11-11', 100);
    await alerts.write(account, '2026-11-13', 500);
    const [said, ...more] = sentences(await gather());
    assert.match(said ?? '', /^Unusual for @northpine\.coffee: \+500/u);
    assert.deepEqual(more, []);
  });

  it('is nothing in an ordinary week, and nothing of other weeks', async () => {
    assert.deepEqual(sentences(await gather('2026-W45')), []);
    await alerts.write(account, '2026-11-11', 500);
    assert.deepEqual(sentences(await gather('2026-W45')), []);
  });

  it('is kept with the digest and gives the same words again', async () => {
    await alerts.write(account, '2026-11-11', 500);
    const facts = await gather();
    const kept = unpackFacts({ facts: packFacts({ frame: FRAME, facts, sections: ['unusual'] }) });
    assert.deepEqual(sentences(kept.facts), sentences(facts));
    assert.equal(sentences(facts).length, 1);
  });
});
