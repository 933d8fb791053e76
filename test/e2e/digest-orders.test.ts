import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../core/commands.ts';
import { AppError } from '../../core/errors.ts';
import { openDigestWorld, type DigestWorld } from '../unit/digests/digest-world.ts';

const ORDER = 'digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee';
/** The first turn after the world's Tuesday. */
const MONDAY = '2026-11-30T09:00:00Z';

/** Everything an answer says, in one text. */
function textOf({ report }: RenderedAnswer): string {
  return JSON.stringify({ ...report, blocks: report.blocks.map((block) => ({ ...block, picture: undefined })) });
}

describe('the order of a weekly digest', () => {
  let one: DigestWorld;
  let refusal: AppError | undefined;
  beforeEach(async () => {
    refusal = undefined;
    one = await openDigestWorld({ platform: { fate: () => refusal ?? 'posts' } });
  });
  afterEach(() => one.close());

  it('is refused where the channel takes no message, with the fix, and nothing is kept', async () => {
    refusal = new AppError('permission', 'The bot cannot see that channel.', { hint: 'Invite it.' });
    const refused = await one.ask(ORDER);
    assert.equal(refused.status, 'unanswerable');
    assert.match(refused.report.summary, /#reports took no message, so nothing was set up\..*Invite it\./su);
    assert.match((await one.ask('digest list')).report.summary, /No digest is scheduled/u);
  });

  it('may be changed by admins only, and read by everybody', async () => {
    for (const text of [ORDER, 'digest pause', 'digest resume', 'digest remove']) {
      assert.match((await one.ask(text, { admin: false })).report.summary, /Only admins/u, text);
    }
    assert.equal((await one.ask('digest preview @northpine.coffee', { admin: false })).status, 'answered');
    assert.equal((await one.ask('digest list', { admin: false })).status, 'answered');
  });

  it('is previewed by its number or for accounts named without @, and never for another account than was meant', async () => {
    await one.ask(`${ORDER} only numbers`);
    for (const text of ['digest preview 1', 'digest preview northpine.coffee']) {
      const { status, report } = await one.ask(text);
      assert.deepEqual([status, report.title], ['answered', 'Week 2026-W47 · @northpine.coffee'], text);
    }
    assert.doesNotMatch(textOf(await one.ask('digest preview 1')), /Best posts/u);
    const { report } = await one.ask('digest preview northpine.cofee');
    assert.match(report.summary, /I do not know “northpine\.cofee” after digest preview\. Did you mean an account\?/u);
    assert.deepEqual(
      report.actions.map(({ command }) => command),
      ['digest preview @northpine.coffee'],
    );
    assert.match((await one.ask('digest preview 7')).report.summary, /There is no digest 7 here/u);
  });

  it('says when Instagram’s Sunday is not over at its hour, and is not ordered twice', async () => {
    assert.match(
      textOf(await one.ask('digest schedule monday 08:00 Europe/Berlin #a')),
      /its Sunday is not over at that hour/u,
    );
    assert.doesNotMatch(textOf(await one.ask('digest schedule monday 09:00 Europe/Berlin #b')), /its Sunday/u);
    assert.match(
      (await one.ask('digest schedule friday 09:00 #b')).report.summary,
      /Digest 2 posts these accounts there already/u,
    );
  });

  it('is not made the same as another by a change, and changes freely where it is', async () => {
    for (const channel of ['#a', '#b']) await one.ask(`digest schedule monday 09:00 ${channel}`);
    const posts = one.platform.posts().length;
    const { status, report } = await one.ask('digest schedule friday #b replace 1');
    assert.equal(status, 'unanswerable');
    assert.match(report.summary, /^Digest 2 posts these accounts there already: Mondays 09:00/u);
    assert.equal(one.platform.posts().length, posts);
    assert.deepEqual(
      report.actions.map(({ command }) => command),
      ['digest schedule friday #b replace 2'],
    );
    assert.match((await one.ask('digest schedule friday #b replace 2')).report.summary, /^Fridays 09:00/u);
    assert.match((await one.ask('digest schedule friday replace 1')).report.summary, /^Fridays 09:00.* in #a/u);
  });

  it('is not seen from another workspace', async () => {
    await one.ask(ORDER);
    await one.until(MONDAY);
    const stranger = { workspace: { platform: 'slack', remoteId: 'T2' }, home: false };
    for (const text of ['digest show 2026-W48 1', 'digest history 1', 'digest remove 1', 'digest pause 1']) {
      assert.equal((await one.ask(text, stranger)).status, 'unanswerable', text);
    }
  });

  it('takes the channel as each platform writes it, else the one it was asked in', async () => {
    const place = async (text: string, caller = {}) =>
      (await one.ask(`digest schedule ${text}`, caller)).report.summary;
    assert.match(await place('tuesday 9:30 <#C024BE91L|team-news>'), /Tuesdays 09:30 UTC, next: .* in #team-news/u);
    assert.match(
      await place('fri 6pm America/New_York <#123456789>'),
      /Fridays 18:00 America\/New_York.* in 123456789/u,
    );
    assert.match(await place('sunday 7'), /Sundays 07:00 UTC.* in #general/u);
    assert.deepEqual(
      one.platform.posts().map(({ channel }) => channel),
      ['C024BE91L', '123456789', 'general'],
    );
    assert.match(await place('monday 25:00'), /There is no time 25:00/u);
    assert.match(await place('monday 09:00 CET'), /There is no time zone “cet”/u);
    assert.match(await place('monday 09:00', { channelId: undefined }), /Say in which channel/u);
    assert.match(await place('monday 08:00 Asia/Tokyo #other'), /Mondays 08:00 Asia\/Tokyo/u);
  });
});
