import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../core/commands.ts';
import { unpackReport } from '../../core/deliveries/pack.ts';
import { openDigestWorld, type DigestWorld } from '../unit/digests/digest-world.ts';

const ORDER = 'digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee';

function wordsOf({ report }: RenderedAnswer): string {
  return [
    report.summary,
    ...report.blocks.map((block) => (block.kind === 'text' ? block.text : JSON.stringify(block))),
  ].join('\n');
}

describe('a digest as it was ordered', () => {
  let one: DigestWorld;
  beforeEach(async () => {
    one = await openDigestWorld();
  });
  afterEach(() => one.close());

  const keys = (): readonly string[] =>
    one.platform.posts().flatMap(({ key }) => (/^digest-\d+-\d{4}-W\d{2}$/u.test(key) ? [key] : []));

  it('has its sections only, calls whom it is to call in its post alone, and says all of that', async () => {
    const ordered = await one.ask(`${ORDER} sections numbers, posts mention <!subteam^S0TEAM|@marketing>`);
    assert.match(ordered.report.summary, /for @northpine\.coffee; only numbers, posts; mentions @marketing\.$/u);
    await one.until('2026-11-30T09:00:00Z');
    const [posted] = one.platform.posts().filter(({ key }) => key.startsWith('digest-'));
    assert.ok(posted?.text.includes('Best of') && !posted.text.includes('What drove'), posted?.text);
    const [post] = await one.world.store.findPosts(['digest-1-2026-W48']);
    assert.deepEqual(unpackReport(post?.payload ?? '').mention, { kind: 'group', id: 'S0TEAM', name: 'marketing' });
    const shown = await one.ask('digest show 2026-W48');
    assert.equal(shown.report.mention, undefined);
  });

  it('waits until its week is final, with the time in words and in its history', async () => {
    const ordered = await one.ask(`${ORDER} wait for final`);
    assert.match(
      wordsOf(ordered),
      /^Mondays 10:00 Europe\/Berlin once the week is final, next: 2 Dec 2026 09:00 Europe\/Berlin/u,
    );
    assert.match(wordsOf(ordered), /48 hours after Instagram’s Sunday/u);
    await one.until('2026-11-30T09:00:00Z');
    assert.deepEqual(keys(), []);
    assert.match(wordsOf(await one.ask('digest history')), /waits until the week is final, 2 Dec 2026 09:00/u);
    await one.until('2026-12-02T08:00:00Z');
    assert.deepEqual(keys(), ['digest-1-2026-W48']);
    const [posted] = one.platform.posts().filter(({ key }) => key.startsWith('digest-'));
    assert.ok(!posted?.text.includes('Delayed') && !posted?.text.includes('Provisional'), posted?.text);
  });

  it('is changed in place: what is not said stays, and no week comes twice or is left out', async () => {
    await one.ask(`${ORDER} without stories`);
    await one.until('2026-11-30T09:00:00Z');
    const again = await one.ask(ORDER);
    assert.equal(again.status, 'unanswerable');
    assert.deepEqual(
      again.report.actions.map(({ command }) => command),
      [`${ORDER} replace 1`],
    );
    const changed = await one.ask('digest schedule friday replace 1 08:30');
    assert.match(
      changed.report.summary,
      /^Fridays 08:30 Europe\/Berlin, next: 11 Dec 2026 08:30 Europe\/Berlin, in #reports, for @northpine\.coffee; without stories\.$/u,
    );
    const tests = one.platform.posts().filter(({ key }) => key.startsWith('test-'));
    assert.equal(tests.length, 1, 'a digest that stays in its channel is not tried again');
    await one.until('2026-12-04T07:30:00Z');
    assert.deepEqual(keys(), ['digest-1-2026-W48']);
    await one.until('2026-12-11T07:30:00Z');
    assert.deepEqual(keys(), ['digest-1-2026-W48', 'digest-1-2026-W49']);
  });

  it('has a button to change it that says the whole order: pressed as it is, nothing changes', async () => {
    const slack = { workspace: { platform: 'slack', remoteId: 'T1' }, channelId: 'C024BE91L' };
    for (const [words, caller] of [
      ['tuesday 07:05 Asia/Kolkata #reports @northpine.coffee @lumen.studio sections posts,numbers', {}],
      ['#reports @aurora.voyage mention <@U1|Maria Anders> wait for final', {}],
      ['friday <#C024BE91L|client-news> @northpine.coffee mention <!subteam^S12|@social team> without goals', slack],
      ['<#C0PRIVATE1> @lumen.studio', slack],
    ] as const) {
      const ordered = await one.ask(`digest schedule ${words}`, caller);
      assert.equal(ordered.status, 'answered', ordered.report.summary);
      const [before] = (await one.world.store.listSubscriptions()).slice(-1);
      const { report } = await one.ask('digest list', caller);
      const button = report.actions.findLast(({ label }) => label === 'Change');
      assert.match(button?.command ?? '', new RegExp(` replace ${before?.id ?? 0}$`, 'u'));
      assert.equal((await one.ask(button?.command ?? '', caller)).status, 'answered', button?.command);
      const [after] = (await one.world.store.listSubscriptions()).slice(-1);
      const mention = before?.options.mention;
      const name = mention?.name.replaceAll(/\s/gu, '') ?? '';
      const options = { ...before?.options, ...(mention === undefined ? {} : { mention: { ...mention, name } }) };
      assert.deepEqual(after, { ...before, options });
    }
  });

  it('takes the zone of whoever asks, and its list says who ordered it', async () => {
    const caller = { userName: 'Maria Anders', zone: 'America/New_York' };
    const ordered = await one.ask('digest schedule monday 09:00 #reports @northpine.coffee', caller);
    assert.match(ordered.report.summary, /^Mondays 09:00 America\/New_York, next: 30 Nov 2026 09:00/u);
    const list = await one.ask('digest list');
    assert.match(wordsOf(list), /Maria Anders/u);
    assert.deepEqual(
      list.report.actions.map(({ label }) => label),
      ['Order a digest', 'Preview', 'History', 'Pause', 'Change', 'Remove'],
    );
  });

  it('says which word is wrong, for forms that have a field for it', async () => {
    const about = async (text: string): Promise<string | undefined> => (await one.ask(text)).about;
    assert.equal(await about('digest schedule monday 09:00 Europe/Nowhere'), 'zone');
    assert.equal(await about('digest schedule monday 25:00'), 'time');
    assert.equal(await about('digest schedule @nobody.knows'), 'accounts');
    assert.equal(await about('digest schedule sections everything'), 'sections');
    assert.equal(await about('digest schedule mention @everyone'), 'mention');
    assert.equal(await about('digest schedule mention <@&local|everyone>'), 'mention');
  });
});
