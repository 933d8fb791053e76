import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../../core/commands.ts';
import { openDigestWorld, type DigestWorld } from './digest-world.ts';

const ORDER = 'digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee';

/** The commands that an answer offers instead. */
function offered({ report }: RenderedAnswer): readonly string[] {
  return report.actions.map(({ command }) => command);
}

describe('words that a digest does not know', () => {
  let one: DigestWorld;
  before(async () => {
    one = await openDigestWorld();
  });
  after(() => one.close());

  it('come with an order that works as it is written where there is none yet', async () => {
    for (const channelId of ['general', undefined]) {
      const none = await one.ask('digest history', { channelId });
      const [example = ''] = offered(none);
      assert.match(example, /^digest schedule monday 09:00 UTC (?:#general )?@\S+$/u);
      const { report } = await one.ask('digest list', { channelId });
      assert.ok(JSON.stringify(report.blocks).includes(`/ig ${example}`));
      assert.equal((await one.ask(example, { channelId })).status, 'answered');
      await one.ask('digest remove');
    }
  });

  it('are left out of the order that is offered, or what is missing is added', async () => {
    const strange = await one.ask('digest schedule friday 10:00 please @northpine.coffee');
    assert.match(strange.report.summary, /I do not know “please” in a schedule/u);
    assert.deepEqual(offered(strange), ['digest schedule friday 10:00 @northpine.coffee']);
    const nowhere = await one.ask('digest schedule friday 10:00', { channelId: undefined });
    assert.deepEqual(offered(nowhere), ['digest schedule friday 10:00 #general']);
  });

  it('remove, pause and resume nothing', async () => {
    await one.ask(ORDER);
    for (const text of [
      'digest remove all',
      'digest pause forever',
      'digest resume everything',
      'digest pause 3 days',
      'digest remove week',
    ]) {
      const answer = await one.ask(text);
      assert.equal(answer.status, 'unknown', text);
      assert.match(answer.report.summary, /^I do not know “(?:all|forever|everything|3d|week)” after digest/u);
    }
    assert.match((await one.ask('digest list')).report.summary, /^1 digest: \d: Mondays 10:00/u);
  });

  it('are offered with the names of channels and people, whose ids stay in the button', async () => {
    const typed = '09:00 Europe/Berlin <#C0REPORTS1|reports> @northpine.coffee';
    const answer = await one.ask(`digest schedule fridy ${typed}`);
    const { report } = answer;
    assert.deepEqual(offered(answer), [`digest schedule friday ${typed}`]);
    const shown = '/ig digest schedule friday 09:00 Europe/Berlin #reports @northpine.coffee';
    assert.equal(report.actions[0]?.label, shown);
    assert.ok(report.summary.endsWith(shown), report.summary);
  });

  it('are put right where a weekday or a zone is misspelt, in the order as it was typed', async () => {
    const day = await one.ask('digest schedule mnday 09:00 Europe/Berlin #alerts');
    assert.equal(day.status, 'unknown');
    assert.deepEqual(offered(day), ['digest schedule monday 09:00 Europe/Berlin #alerts']);
    const zone = await one.ask('digest schedule monday 09:00 Europe/Berlinn #alerts');
    assert.equal(zone.status, 'unknown');
    assert.equal(offered(zone)[0], 'digest schedule monday 09:00 Europe/Berlin #alerts');
  });

  it('are put right with the rest of the line kept', async () => {
    for (const [typed, right] of [
      ['digest shedule monday 09:00 #alerts', 'digest schedule monday 09:00 #alerts'],
      ['digest delete 1', 'digest remove 1'],
      ['digest change 1', 'digest schedule friday replace 1'],
      ['digest schedule monday 09:00 Berlin #alerts', 'digest schedule monday 09:00 Europe/Berlin #alerts'],
      ['digest schedule monday 09:00 Tokyo #alerts', 'digest schedule monday 09:00 Asia/Tokyo #alerts'],
      ['digest schedule monday 09:00 #alerts repalce 1', 'digest schedule monday 09:00 #alerts replace 1'],
      [
        'digest schedule monday 09:00 #alerts @northpine.cofee',
        'digest schedule monday 09:00 #alerts @northpine.coffee',
      ],
    ] as const) {
      assert.equal(offered(await one.ask(typed))[0], right, typed);
    }
  });

  it('are none where a time is written otherwise', async () => {
    for (const time of ['0930', '09h30', '9.30', '9:30am']) {
      const { report } = await one.ask(`digest schedule monday ${time} #at-${time}`);
      assert.match(report.summary, /^Mondays 09:30 UTC/u, time);
    }
    for (const time of ['2460', '9999', '930']) {
      assert.notEqual((await one.ask(`digest schedule monday ${time} #wrong`)).status, 'answered', time);
    }
  });

  it('are told where a digest cannot come as often as they say', async () => {
    for (const often of ['daily', 'monthly', '28d', '2026-12-24']) {
      const { status, report } = await one.ask(`digest schedule ${often} 09:00 #often`);
      assert.equal(status, 'unanswerable', often);
      assert.match(report.summary, /^A digest comes once a week, so “[\w-]+” cannot be ordered\./u);
    }
    const two = await one.ask('digest schedule monday and thursday 09:00 #often');
    assert.match(two.report.summary, /^A digest comes once a week: say Monday or Thursday, not both\./u);
    assert.equal((await one.ask('digest schedule every week on monday 09:00 #often')).status, 'answered');
  });

  it('are answered in whole sentences', async () => {
    const diff = await one.ask('digest diff');
    assert.deepEqual(offered(diff), ['digest show diff']);
    assert.equal(offered(await one.ask('digest xyzzy')).length, 8);
    const show = await one.ask('digest show next week');
    assert.match(show.report.summary, /“digest show next week” does not say one ISO week/u);
    await one.ask('digest schedule tuesday 10:00 Europe/Berlin #alerts @northpine.coffee');
    const never = await one.ask('digest show 2026-W99');
    assert.match(never.report.summary, /^There is no week 2026-W99\. 2026 has 53 weeks\./u);
    const history = await one.ask('digest history', { channelId: 'elsewhere' });
    assert.match(history.report.summary, /^Say which digest’s history you mean\./u);
  });

  it('are none of the examples that help offers where no channel is known', async () => {
    const help = await one.ask('help digest', { channelId: undefined });
    const example = offered(help).find((command) => command.startsWith('digest schedule')) ?? assert.fail();
    assert.match(example, / #general @/u);
    assert.equal((await one.ask(example, { channelId: undefined })).status, 'answered');
  });
});
