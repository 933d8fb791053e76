import assert from 'node:assert/strict';
import { openAlertWorld, type AlertWorld } from './alert-world.ts';

describe('alerts as settings', () => {
  let alerts: AlertWorld;
  beforeEach(async () => {
    alerts = await openAlertWorld();
    await alerts.ordinary(await alerts.account('northpine.coffee'), '2026-11-22', 40, 60);
  });
  afterEach(() => alerts.close());

  it('belong to admins; looking at them does not', async () => {
    const member = { admin: false };
    assert.equal((await alerts.ask('alerts on', member)).report.summary.includes('Only admins'), true);
    assert.equal((await alerts.ask('alerts list', member)).status, 'answered');
    assert.equal((await alerts.ask('alerts test', member)).status, 'answered');
  });

  it('name the channel where they were turned on, not its id', async () => {
    const here = { channelId: 'C0ALERTS01', channelName: '#alerts' };
    assert.match((await alerts.ask('alerts on', here)).report.summary, / come to #alerts:/u);
    assert.match((await alerts.ask('alerts list', here)).report.summary, /^Alerts come to #alerts;/u);
  });

  it('show an example that says it is one', async () => {
    const { report } = await alerts.ask('alerts test');
    assert.match(report.title, /^Example: Followers jump at @northpine\.coffee$/u);
    assert.deepEqual(
      report.blocks.map(({ kind }) => kind),
      ['notice', 'text', 'text', 'text', 'picture'],
    );
  });

  it('show an example of the account that is named, without @ too, and of no other', async () => {
    await alerts.account('tidal.studio');
    assert.match((await alerts.ask('alerts test tidal.studio')).report.title, /@tidal\.studio$/u);
    const { status, report } = await alerts.ask('alerts test tidal.studo');
    assert.equal(status, 'unknown');
    assert.deepEqual(
      report.actions.map(({ command }) => command),
      ['alerts test @tidal.studio'],
    );
  });

  it('show an example that marks its invented day and puts it above every real one', async () => {
    const account = await alerts.account('northpine.coffee');
    await alerts.write(account, '2026-11-10', 9000, 100);
    const { report } = await alerts.ask('alerts test');
    assert.match(report.summary, /usual for this account/u);
    const rows = report.blocks.flatMap((block) => (block.kind === 'picture' ? block.fallback.rows : []));
    const invented = rows.filter((row) => row.at(-1) === 'invented');
    assert.equal(invented.length, 1);
    assert.ok(Number(invented[0]?.[1]?.replace(',', '')) > 9000, invented[0]?.[1]);
  });

  it('say of an account with too few known days that the usual is the example’s, and mark every day', async () => {
    await alerts.account('tidal.studio');
    const { report } = await alerts.ask('alerts test @tidal.studio');
    assert.match(report.summary, /usual in this example/u);
    assert.doesNotMatch(JSON.stringify(report.blocks), /for this account/u);
    const rows = report.blocks.flatMap((block) => (block.kind === 'picture' ? block.fallback.rows : []));
    assert.deepEqual([...new Set(rows.map((row) => row.at(-1)))], ['invented']);
  });

  it('show an example whose picture has the range that its words name, also after a new normal', async () => {
    const account = await alerts.account('northpine.coffee');
    for (const day of [18, 19, 20, 21, 22]) await alerts.write(account, `2026-11-${day}`, 700, 10);
    const { report } = await alerts.ask('alerts test');
    const range = /\(([\d,]+ to [\d,]+)\)/u.exec(JSON.stringify(report.blocks))?.[1] ?? assert.fail(report.summary);
    const [picture] = report.blocks.flatMap((block) => (block.kind === 'picture' ? [block] : []));
    const days = picture?.fallback.rows.filter(([, followers]) => followers !== '–') ?? [];
    assert.equal(days.at(-1)?.[3], range);
  });

  it('change nothing for words that are not understood, and for an account where the setting is one for all', async () => {
    await alerts.account('tidal.studio');
    await alerts.ask('alerts on');
    const before = (await alerts.ask('alerts list')).report.blocks;
    for (const text of [
      'mute forever',
      'unmute everybody',
      'snooze tidal',
      'off until-monday',
      'sensitivity low loud',
    ]) {
      assert.equal((await alerts.ask(`alerts ${text}`)).status, 'unknown', text);
    }
    for (const text of ['sensitivity low @tidal.studio', 'quiet 22:00-07:00 @tidal.studio', 'quiet off tidal.studio']) {
      const { status, report } = await alerts.ask(`alerts ${text}`);
      assert.equal(status, 'unanswerable', text);
      assert.match(report.summary, /for all accounts, so nothing was changed/u);
    }
    assert.deepEqual((await alerts.ask('alerts list')).report.blocks, before);
    assert.match(
      (await alerts.ask('alerts snooze tidal.studio, please')).report.summary,
      /^@tidal\.studio: no messages/u,
    );
    assert.equal((await alerts.ask('alerts turn off for tidal.studio')).status, 'answered');
    const named = JSON.stringify((await alerts.ask('alerts list')).report.blocks);
    assert.match(named, /"@tidal\.studio","off"/u);
    assert.match(named, /"@northpine\.coffee","on"/u);
  });

  it('change nothing for a time where none belongs, which would be taken for an end', async () => {
    await alerts.ask('alerts on');
    await alerts.ask('alerts mute 30d');
    const before = (await alerts.ask('alerts list')).report.blocks;
    for (const text of ['unmute 3d', 'mute off 3d', 'off week', 'sensitivity low 3d', 'quiet off 28d']) {
      const { status, report } = await alerts.ask(`alerts ${text}`);
      assert.equal(status, 'unanswerable', text);
      assert.match(report.summary, /takes no time, so “\w+” changed nothing\./u, text);
    }
    assert.deepEqual((await alerts.ask('alerts list')).report.blocks, before);
    assert.match((await alerts.ask('alerts mute off')).report.summary, /heard again/u);
  });

  it('are muted for as long as is said, for a day when no time is said to snooze', async () => {
    const account = await alerts.account('northpine.coffee');
    await alerts.ask('alerts on');
    alerts.world.now = Date.parse('2026-11-14T09:00:00Z');
    for (const [words, until] of [
      ['snooze', '15 Nov 2026 09:00'],
      ['snooze 3d', '17 Nov 2026 09:00'],
      [`snooze week @${account.username}`, '21 Nov 2026 09:00'],
      ['mute', '21 Nov 2026 09:00'],
      ['mute 2d', '16 Nov 2026 09:00'],
    ] as const) {
      assert.match((await alerts.ask(`alerts ${words}`)).report.summary, new RegExp(`until ${until}`, 'u'), words);
    }
  });

  it('list every account as off once alerts are off', async () => {
    await alerts.ask('alerts on');
    await alerts.ask('alerts off');
    const { blocks } = (await alerts.ask('alerts list')).report;
    const rows = blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
    assert.deepEqual(
      rows.map(([, state]) => state),
      ['off'],
    );
  });

  it('say nothing once they are off', async () => {
    const account = await alerts.account('northpine.coffee');
    await alerts.ask('alerts on');
    await alerts.ask('alerts off');
    await alerts.write(account, '2026-11-23', 700, 10);
    assert.deepEqual(await alerts.look('2026-11-24T20:00:00Z', account), []);
    assert.match((await alerts.ask('alerts list')).report.summary, /off since/u);
  });
});
