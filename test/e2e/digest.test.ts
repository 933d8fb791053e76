import assert from 'node:assert/strict';
import type { RenderedAnswer } from '../../core/commands.ts';
import { AppError } from '../../core/errors.ts';
import type { Fate, Posted } from '../fakes/log-platform.ts';
import { openDigestWorld, type DigestWorld, type DigestWorldOptions } from '../unit/digests/digest-world.ts';

const ORDER = 'digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee';
/** The first turn after the world's Tuesday. */
const MONDAY = '2026-11-30T09:00:00Z';
const WEEK = 7 * 86_400_000;

/** Everything an answer says, in one text. */
function textOf({ report }: RenderedAnswer): string {
  return JSON.stringify({ ...report, blocks: report.blocks.map((block) => ({ ...block, picture: undefined })) });
}

const digests = (one: DigestWorld): readonly Posted[] =>
  one.platform.posts().filter(({ key }) => /^digest-\d+-\d{4}-W\d{2}$/u.test(key));
const keys = (one: DigestWorld): readonly string[] => digests(one).map(({ key }) => key);

describe('a weekly digest', () => {
  let one: DigestWorld;
  let fate: Fate | AppError = 'posts';
  let failing = 'reports';
  let readable = true;
  let directMessages = true;

  async function open(options: DigestWorldOptions = {}): Promise<void> {
    fate = 'posts';
    failing = 'reports';
    readable = true;
    directMessages = true;
    one = await openDigestWorld({
      ...options,
      platform: {
        fate: (to) =>
          to.channelId === failing ? fate : to.channelId === 'direct-tester' && !directMessages ? 'refused' : 'posts',
        readable: () => readable,
      },
    });
  }
  afterEach(() => one.close());

  it('is ordered in one line, tried in its channel, and posted once a week with what it says', async () => {
    await open();
    const ordered = await one.ask(ORDER);
    assert.match(
      ordered.report.summary,
      /^Mondays 10:00 Europe\/Berlin, next: 30 Nov 2026 10:00 Europe\/Berlin, in #reports, for @northpine\.coffee/u,
    );
    assert.equal(one.platform.posts().length, 1);
    await one.until('2026-11-30T08:59:00Z');
    assert.deepEqual(keys(one), []);
    await one.until(MONDAY);
    const [posted] = digests(one);
    assert.equal(posted?.channel, 'reports');
    assert.match(posted.title, /^Week 2026-W48 · @northpine\.coffee$/u);
    for (const words of [
      'Followers',
      'Interactions',
      'Profile visits',
      'What drove the change',
      'Best of',
      'Provisional',
    ]) {
      assert.ok(posted.text.includes(words), words);
    }
    assert.match(posted.text, /Reach by day, the week before in brackets: Mon \d/u);
    assert.equal(posted.pictures, 1);
    await one.until('2026-11-30T15:00:00Z');
    await one.until('2026-12-07T09:00:00Z');
    assert.deepEqual(keys(one), ['digest-1-2026-W48', 'digest-1-2026-W49']);
  });

  it('compares only days that Instagram has delivered, and says so', async () => {
    await open();
    await one.ask(ORDER);
    await one.until(MONDAY);
    assert.match(
      digests(one)[0]?.text ?? '',
      /Sun 29 Nov was not in yet .* Shown are 23–28 Nov 2026 beside 16–21 Nov 2026/u,
    );
  });

  it('is given again byte for byte after restatements, which are shown as a difference on request', async () => {
    await open();
    await one.ask(ORDER);
    await one.until(MONDAY);
    const first = await one.ask('digest show 2026-W48');
    assert.equal(first.status, 'answered');
    assert.equal(first.report.title, digests(one)[0]?.title);
    await one.until('2026-12-03T09:00:00Z');
    const again = await one.ask('digest show 2026-W48');
    assert.deepEqual(again.report, first.report);
    assert.ok(again.report.blocks.some((block) => block.kind === 'picture' && block.picture.png.light !== undefined));
    const difference = await one.ask('digest show 2026-W48 diff');
    assert.match(difference.report.summary, /^\d+ numbers of 2026-W48 changed since/u);
    assert.match(textOf(difference), /"Reach","[\d,]+","[\d,]+"/u);
  });

  it('row 37: makes one digest of three missed weeks, marked as delayed, and keeps a row for each', async () => {
    await open();
    await one.ask(ORDER);
    await one.until(Date.parse(MONDAY) + 3 * WEEK + 3 * 3_600_000);
    assert.deepEqual(keys(one), ['digest-1-2026-W51']);
    const [posted] = digests(one);
    assert.match(posted?.text ?? '', /Delayed: this digest was due 21 Dec 2026 10:00 Europe\/Berlin/u);
    assert.match(posted?.text ?? '', /There was no digest for 2026-W48, 2026-W49 and 2026-W50/u);
    const history = textOf(await one.ask('digest history'));
    for (const week of ['W48', 'W49', 'W50']) assert.ok(history.includes(`2026-${week}`), week);
    assert.equal(history.match(/missed: Nothing was running/gu)?.length, 3);
  });

  it('row 36: is posted once when the clock jumps forward an hour and back', async () => {
    await open();
    await one.ask(ORDER);
    await one.until('2026-11-30T09:30:00Z');
    await one.until('2026-11-30T08:30:00Z');
    await one.until('2026-11-30T09:30:00Z');
    assert.deepEqual(keys(one), ['digest-1-2026-W48']);
  });

  it('row 40: is posted once by several schedulers on one database', async () => {
    await open();
    const others = [one.another(), one.another(), one.another()];
    await one.ask(ORDER);
    one.world.now = Date.parse(MONDAY) + 40_000;
    await Promise.all([...others.map((turn) => turn()), one.until(MONDAY)]);
    await one.until('2026-11-30T09:05:00Z');
    assert.deepEqual(keys(one), ['digest-1-2026-W48']);
  });

  for (const cut of ['cut after', 'cut before'] as const) {
    it(`stands there once when the connection was ${cut} it counted`, async () => {
      await open();
      await one.ask(ORDER);
      fate = cut;
      await one.until(MONDAY);
      assert.equal(digests(one).length, cut === 'cut after' ? 1 : 0);
      fate = 'posts';
      await one.until('2026-11-30T09:05:00Z');
      assert.deepEqual(keys(one), ['digest-1-2026-W48']);
      const calls = one.platform.calls.filter((call) => call.includes('digest-1'));
      assert.equal(calls.length, cut === 'cut after' ? 1 : 2);
    });
  }

  it('row 31: is held, and its owner told, when nobody can know and ON_UNKNOWN says so', async () => {
    await open({ onUnknown: 'hold' });
    await one.ask(ORDER);
    [fate, readable] = ['cut after', false];
    await one.until(MONDAY);
    await one.until('2026-11-30T09:05:00Z');
    assert.equal(digests(one).length, 1);
    const told = one.platform.posts().find(({ key }) => key.startsWith('notice-'));
    assert.equal(told?.channel, 'direct-tester');
    assert.match(told.text, /not known whether the message arrived/u);
    assert.match(textOf(await one.ask('digest history')), /held: It is not known/u);
  });

  it('removes a second copy that arrived late', async () => {
    await open();
    await one.ask(ORDER);
    [fate, readable] = ['cut after', false];
    await one.until(MONDAY);
    fate = 'posts';
    await one.until('2026-11-30T09:05:00Z');
    assert.equal(digests(one).length, 2);
    readable = true;
    await one.until('2026-11-30T09:15:00Z');
    assert.equal(digests(one).length, 1);
    assert.equal(one.counted.get('reachboard_delivery_copies_removed_total local'), 1);
  });

  for (const [name, error] of [
    ['the channel is gone', new AppError('not-found', 'The channel is gone.', { hint: 'Choose another channel.' })],
    ['the bot may not post', new AppError('permission', 'The bot may not post.', { hint: 'Allow it.' })],
    ['the token is withdrawn', new AppError('token', 'The token is withdrawn.', { hint: 'Install it again.' })],
  ] as const) {
    it(`stops after one answer when ${name}, tells its owner once, and is posted after the fix`, async () => {
      await open();
      await one.ask(ORDER);
      await one.ask('digest schedule monday 10:00 Europe/Berlin #general @aurora.voyage');
      fate = error;
      await one.until(MONDAY);
      await one.until('2026-11-30T11:00:00Z');
      assert.equal(one.platform.calls.filter((call) => call.includes(' digest-1')).length, 1);
      assert.deepEqual(keys(one), ['digest-2-2026-W48']);
      const notices = one.platform.posts().filter(({ key }) => key.startsWith('notice-'));
      assert.equal(notices.length, 1);
      assert.ok(notices[0]?.text.includes(error.hint ?? ''));
      assert.match(textOf(await one.ask('digest list')), new RegExp(`fails: ${error.message}`, 'u'));
      assert.match(textOf(await one.ask('status')), /Digest 1 fails/u);
      const early = await one.ask('digest resume 1');
      assert.equal(early.status, 'unanswerable');
      fate = 'posts';
      await one.ask('digest resume 1');
      await one.until('2026-11-30T12:00:00Z');
      assert.deepEqual([...keys(one)].sort(), ['digest-1-2026-W48', 'digest-2-2026-W48']);
      assert.doesNotMatch(textOf(await one.ask('digest list')), /fails/u);
    });
  }

  it('has a whole day again, and all its calls, when it is resumed after days', async () => {
    await open();
    await one.ask(ORDER);
    fate = new AppError('permission', 'The bot may not post.');
    await one.until(MONDAY);
    fate = 'posts';
    await one.ask('digest resume 1');
    fate = new AppError('throttled', 'Not so fast.');
    await one.until('2026-11-30T12:00:00Z');
    fate = new AppError('permission', 'The bot may not post.');
    await one.until('2026-11-30T13:00:00Z');
    one.world.now = Date.parse('2026-12-03T09:00:00Z');
    const [before] = await one.world.store.findPosts(['digest-1-2026-W48']);
    fate = 'posts';
    await one.ask('digest resume 1');
    const [resumed] = await one.world.store.findPosts(['digest-1-2026-W48']);
    assert.deepEqual([before?.state, resumed?.state, resumed?.attempts], ['dead', 'pending', 0]);
    assert.equal(resumed?.firstAttemptAt, before?.firstAttemptAt);
    fate = new AppError('throttled', 'Not so fast.');
    await one.until('2026-12-03T09:00:10Z');
    assert.deepEqual(keys(one), []);
    fate = 'posts';
    await one.until('2026-12-03T10:00:00Z');
    assert.deepEqual(keys(one), ['digest-1-2026-W48']);
  });

  it('is given up when its content is gone, and nobody can bring it back', async () => {
    await open();
    await one.ask(ORDER);
    fate = 'slow down';
    await one.until(MONDAY);
    const { store } = one.world;
    const [post] = await store.findPosts(['digest-1-2026-W48']);
    assert.ok(post !== undefined);
    await store.addPost({ ...post, key: 'digest-1-2026-W47', payload: '' });
    await one.until('2026-11-30T10:00:00Z');
    const [empty] = await store.findPosts(['digest-1-2026-W47']);
    assert.deepEqual(
      [empty?.state, empty?.attempts, empty?.because],
      ['dead', 0, 'The message on record cannot be read any more, so it is not sent.'],
    );
    assert.equal(await store.retryPost('digest-1-2026-W47', one.world.now), false);
  });

  it('tells its owner where it was ordered when that person takes no direct messages', async () => {
    await open();
    await one.ask(ORDER);
    fate = new AppError('not-found', 'The channel is gone.');
    directMessages = false;
    await one.until(MONDAY);
    await one.until('2026-11-30T09:02:00Z');
    const told = one.platform.posts().filter(({ key }) => key.startsWith('told-'));
    assert.deepEqual(
      told.map(({ channel }) => channel),
      ['general'],
    );
  });

  it('row 27: waits for a slow channel without holding up the others', async () => {
    await open();
    await one.ask(ORDER);
    await one.ask('digest schedule monday 10:00 Europe/Berlin #general @aurora.voyage');
    fate = new AppError('throttled', 'Not so fast.', { retryAt: new Date('2026-11-30T09:20:00Z') });
    await one.until(MONDAY);
    assert.deepEqual(keys(one), ['digest-2-2026-W48']);
    fate = 'posts';
    await one.until('2026-11-30T09:10:00Z');
    assert.equal(digests(one).length, 1);
    await one.until('2026-11-30T09:21:00Z');
    assert.equal(digests(one).length, 2);
  });

  it('arrives as text and table when the picture cannot be drawn', async () => {
    await open({ renderer: { render: () => Promise.reject(new Error('no picture')) } });
    await one.ask(ORDER);
    await one.until(MONDAY);
    const [posted] = digests(one);
    assert.equal(posted?.pictures, 0);
    assert.match(posted.text, /The picture could not be drawn; here are its numbers/u);
    assert.match(posted.text, /"caption":"Reach by day"/u);
  });

  it('keeps a row for weeks in which it was paused, and posts nothing then', async () => {
    await open();
    await one.ask(ORDER);
    await one.ask('digest pause 1');
    await one.until(MONDAY);
    assert.deepEqual(keys(one), []);
    assert.match(textOf(await one.ask('digest history 1')), /skipped: The digest was paused/u);
    await one.ask('digest resume 1');
    await one.until(Date.parse(MONDAY) + WEEK);
    assert.deepEqual(keys(one), ['digest-1-2026-W49']);
    await one.ask('digest remove 1');
    await one.until(Date.parse(MONDAY) + 2 * WEEK);
    assert.equal(digests(one).length, 1);
  });

  it('shows several accounts, and what Instagram keeps from it', async () => {
    await open();
    await one.ask('digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee @aurora.voyage @tiny.bakes');
    await one.until(MONDAY);
    const [posted] = digests(one);
    assert.equal(posted?.title, 'Week 2026-W48 · 3 accounts');
    assert.match(posted.text, /Reach by account: @/u);
    for (const name of ['northpine.coffee', 'aurora.voyage', 'tiny.bakes']) assert.ok(posted.text.includes(`@${name}`));
  });
});
