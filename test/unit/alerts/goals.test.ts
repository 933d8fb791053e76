import assert from 'node:assert/strict';
import { addDays } from '../../../core/insights/spans.ts';
import { openAlertWorld, type AlertWorld } from './alert-world.ts';

describe('goals', () => {
  let alerts: AlertWorld;
  before(async () => {
    alerts = await openAlertWorld();
    const account = await alerts.account('northpine.coffee');
    for (let i = 0; i < 60; i += 1) {
      await alerts.total(account, addDays('2026-11-23', i - 59), 9_000 + i * 10 + (i % 3));
    }
  });
  after(() => alerts.close());

  it('have better odds the more time there is, and are listed and removed by number', async () => {
    const far = await alerts.ask('goal followers 10,000 by 2027-03-31');
    assert.match(far.report.summary, /10,000 followers by Wed 31 Mar 2027: 9\d %/u);
    const near = await alerts.ask('goal followers 10k by 2026-12-01 @northpine.coffee');
    assert.match(near.report.summary, /10,000 followers by Tue 1 Dec 2026: 1 %/u);
    const text = JSON.stringify(near.report.blocks);
    assert.match(text, /Now 9,592, 408 missing: \+51 a day are needed, \+10 a day came lately/u);
    assert.equal((await alerts.ask('goal list')).report.summary, '2 goals.');
    const unsaid = await alerts.ask('goal remove');
    assert.match(unsaid.report.summary, /^Say which goal to remove\./u);
    assert.deepEqual(
      unsaid.report.actions.map(({ command }) => command),
      ['goal remove 1', 'goal remove 2'],
    );
    await alerts.ask('goal remove 1');
    assert.equal((await alerts.ask('goal list')).report.summary, '1 goal.');
  });

  it('need a number, a date to come and an admin', async () => {
    assert.match((await alerts.ask('goal followers by 2027-03-31')).report.summary, /how many followers/u);
    assert.match((await alerts.ask('goal followers 10000')).report.summary, /by which date/u);
    assert.match((await alerts.ask('goal followers 10000 by 2020-01-01')).report.summary, /is over/u);
    assert.match((await alerts.ask('goal 10000 by 2027-03-31')).report.summary, /^Say what is to be reached/u);
    const member = await alerts.ask('goal followers 10000 by 2027-03-31', { admin: false });
    assert.match(member.report.summary, /Only admins/u);
  });
});
