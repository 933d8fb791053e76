import assert from 'node:assert/strict';
import { packReport } from '../../core/deliveries/pack.ts';
import { AppError } from '../../core/errors.ts';
import { lookForLost } from '../../core/places.ts';
import type { Fate, Posted } from '../fakes/log-platform.ts';
import { openDigestWorld, type DigestWorld, type DigestWorldOptions } from '../unit/digests/digest-world.ts';

const MONDAY = '2026-11-30T09:00:00Z';
const LATER = '2026-11-30T12:00:00Z';
const WEEK = 7 * 86_400_000;
const HOME = { platform: 'local', workspaceRemoteId: 'local' };
const REPORTS = { ...HOME, channelId: 'reports' };
const ORDER = 'digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee';
const ALERT = { title: 'Alert', summary: 'Alert.', blocks: [], footer: '', actions: [] };
const CLOSED = new AppError('not-found', 'The channel is archived.', { hint: 'Open it again.' });
const SHUT_OUT = new AppError('token', 'The token is withdrawn.', { hint: 'Install it again.', wholeWorkspace: true });

describe('a digest that we stopped', () => {
  let one: DigestWorld;
  let fate: Fate | AppError = 'posts';

  async function open(options: DigestWorldOptions = {}): Promise<void> {
    fate = 'posts';
    one = await openDigestWorld({ ...options, platform: { fate: () => fate, readable: () => false } });
    await one.ask(ORDER);
  }
  afterEach(() => one.close());

  const digests = (): readonly Posted[] =>
    one.platform.posts().filter(({ key }) => /^digest-\d+-\d{4}-W\d{2}$/u.test(key));
  const keys = (): readonly string[] => digests().map(({ key }) => key);
  const calls = (): number => one.platform.calls.filter((call) => / digest-\d+-/u.test(call)).length;
  const said = async (text: string): Promise<string> => JSON.stringify((await one.ask(text)).report);
  const failing = async (): Promise<string | undefined> => (await one.world.store.listSubscriptions())[0]?.failing;

  it('is posted by itself, once, when its platform says that the channel is open again', async () => {
    await open();
    fate = CLOSED;
    await one.until(MONDAY);
    assert.deepEqual([keys(), await failing()], [[], 'The channel is archived. Open it again.']);
    fate = 'posts';
    await one.places.opened({ ...HOME, channelId: 'general' });
    await one.until(LATER);
    assert.deepEqual(keys(), [], 'another channel says nothing about this one');
    await Promise.all([one.places.opened(REPORTS), one.places.opened(REPORTS)]);
    await one.until('2026-11-30T13:00:00Z');
    await one.places.opened(REPORTS);
    await one.until('2026-11-30T14:00:00Z');
    assert.deepEqual([keys(), await failing(), calls()], [['digest-1-2026-W48'], undefined, 2]);
    await one.until('2026-12-07T09:00:00Z');
    assert.deepEqual(keys(), ['digest-1-2026-W48', 'digest-1-2026-W49']);
  });

  it('posts one digest after three weeks, which says so', async () => {
    await open();
    fate = CLOSED;
    for (const week of [0, 1, 2]) await one.until(Date.parse(MONDAY) + week * WEEK);
    assert.equal(calls(), 3);
    fate = 'posts';
    await one.places.opened(REPORTS);
    await one.until(Date.parse(MONDAY) + 2 * WEEK + 7_200_000);
    assert.deepEqual(keys(), ['digest-1-2026-W50']);
    assert.match(digests()[0]?.text ?? '', /Delayed: this digest was due 14 Dec 2026 10:00 Europe\/Berlin/u);
    assert.match(digests()[0]?.text ?? '', /There was no digest for 2026-W48 and 2026-W49/u);
    assert.match(await said('digest history'), /missed: It could not be posted; the digest of 2026-W50 says so/u);
    assert.equal((await one.ask('digest show 2026-W50')).report.title, digests()[0]?.title);
  });

  it('does the same when a person says resume', async () => {
    await open();
    fate = CLOSED;
    for (const week of [0, 1]) await one.until(Date.parse(MONDAY) + week * WEEK);
    fate = 'posts';
    assert.match(await said('digest resume'), /The digest of 2026-W49 is posted now/u);
    await one.until(Date.parse(MONDAY) + WEEK + 7_200_000);
    assert.deepEqual(keys(), ['digest-1-2026-W49']);
    assert.match(digests()[0]?.text ?? '', /There was no digest for 2026-W48/u);
  });

  it('stays stopped when the news was too good: tried once, and its owner is not told again', async () => {
    await open();
    fate = CLOSED;
    await one.until(MONDAY);
    await one.places.opened(REPORTS);
    await one.until(LATER);
    assert.deepEqual([calls(), keys(), await failing()], [2, [], 'The channel is archived. Open it again.']);
  });

  it('stays paused when people paused it', async () => {
    await open();
    fate = CLOSED;
    await one.until(MONDAY);
    await one.ask('digest pause');
    fate = 'posts';
    await one.places.opened(REPORTS);
    await one.places.opened(HOME);
    await one.until(LATER);
    assert.deepEqual(keys(), []);
    assert.match(await said('digest list'), /"paused"/u);
  });

  it('is not posted once more while nobody knows whether it stands there', async () => {
    await open({ onUnknown: 'hold' });
    fate = 'cut after';
    await one.until(MONDAY);
    await one.until('2026-11-30T09:05:00Z');
    fate = 'posts';
    assert.match((await failing()) ?? '', /not known whether/u);
    await one.places.opened(REPORTS);
    await one.until(LATER);
    assert.deepEqual(keys(), ['digest-1-2026-W48']);
  });

  for (const [what, refusal] of [
    ['a closed channel', CLOSED],
    ['a lost workspace', SHUT_OUT],
  ] as const) {
    it(`is not posted once more when its first call had no answer and the blind one met ${what}`, async () => {
      await open({ onUnknown: 'resend' });
      fate = 'cut after';
      await one.until(MONDAY);
      fate = refusal;
      await one.until('2026-11-30T09:05:00Z');
      assert.match((await failing()) ?? '', /An earlier try may have arrived/u);
      fate = 'posts';
      await one.places.seen(HOME.platform, [HOME.workspaceRemoteId]);
      await one.places.opened(REPORTS);
      await one.until(LATER);
      assert.deepEqual(keys(), ['digest-1-2026-W48']);
    });
  }

  it('is not posted once more when the blind call was told to wait, and the workspace was lost meanwhile', async () => {
    await open({ onUnknown: 'resend' });
    fate = 'cut after';
    await one.until(MONDAY);
    fate = 'slow down';
    await one.until('2026-11-30T09:05:00Z');
    await one.world.store.loseWorkspace(HOME, 'The token is withdrawn.');
    await one.until('2026-11-30T09:10:00Z');
    fate = 'posts';
    await one.places.seen(HOME.platform, [HOME.workspaceRemoteId]);
    await one.until(LATER);
    assert.deepEqual(keys(), ['digest-1-2026-W48']);
  });

  it('row 29: one refused token ends every call to that workspace, and what was missed comes in one digest', async () => {
    await open();
    for (const channel of ['#a', '#b', '#c']) {
      await one.ask(`digest schedule monday 10:00 Europe/Berlin ${channel} @northpine.coffee`);
    }
    await one.ask('alerts on #alerts');
    await one.ask('digest pause 4');
    fate = SHUT_OUT;
    await one.until(Date.parse(MONDAY) + 20_000);
    const before = calls();
    assert.ok(before < 4, 'those that were not under way yet were not tried');
    for (const week of [1, 2]) await one.until(Date.parse(MONDAY) + week * WEEK);
    assert.equal(calls(), before);
    assert.match(await said('status'), /"Digests 1, 2, 3 and 4 fail","The token is withdrawn\. Install it again\."/u);
    assert.match(await said('status'), /"Alerts fail","#alerts: The token is withdrawn/u);
    assert.match(await said('digest history 1'), /missed: The token is withdrawn\. Install it again\./u);
    const lines = one.world.logs.filter(({ sentence }) => sentence.startsWith('a workspace is lost'));
    assert.deepEqual(
      lines.map(({ level, fields }) => [level, fields['because']]),
      [['error', 'The token is withdrawn. Install it again.']],
    );
    fate = 'posts';
    await one.places.seen('local', ['elsewhere']);
    await one.until(Date.parse(MONDAY) + 2 * WEEK + 3_600_000);
    assert.equal(calls(), before);
    await one.places.seen('local', ['local']);
    await one.until(Date.parse(MONDAY) + 2 * WEEK + 7_200_000);
    assert.deepEqual(keys().toSorted(), ['digest-1-2026-W50', 'digest-2-2026-W50', 'digest-3-2026-W50']);
    for (const { text } of digests()) assert.match(text, /There was no digest for 2026-W48 and 2026-W49/u);
    assert.doesNotMatch(await said('status'), /fail"|withdrawn/u);
  });

  it('row 29: a workspace lost by a mistake of its platform is found again', async () => {
    await open();
    fate = SHUT_OUT;
    await one.until(MONDAY);
    assert.ok((await one.world.store.findLost(HOME)) !== undefined);
    const asked: string[] = [];
    const reach = (id: string): Promise<void> => {
      asked.push(id);
      return fate === SHUT_OUT ? Promise.reject(SHUT_OUT) : Promise.resolve();
    };
    const look = (): Promise<void> =>
      lookForLost(one.world.deps, [{ platform: 'local', reach }], new AbortController().signal);
    await look();
    fate = 'posts';
    await look();
    await look();
    await one.until(LATER);
    assert.deepEqual([asked, keys(), await failing()], [['local', 'local'], ['digest-1-2026-W48'], undefined]);
  });

  it('row 29: a workspace that removes us is not called again, and goes on when a person finds it works', async () => {
    await open();
    await one.places.lost(HOME, 'Reachboard was removed. Install it again.');
    await one.places.lost(HOME, 'Reachboard was removed. Install it again.');
    await one.until(MONDAY);
    const [digest] = await one.world.store.listSubscriptions();
    const workspaceId = digest?.workspaceId ?? 0;
    const alert = {
      ...REPORTS,
      key: 'alert-1',
      workspaceId,
      payload: packReport(ALERT),
      nextAt: 0,
      createdAt: one.world.now,
    };
    await one.world.store.addPost(alert);
    await one.until(LATER);
    assert.deepEqual([calls(), one.platform.calls.filter((call) => call.endsWith('alert-1'))], [0, []]);
    const [post] = await one.world.store.findPosts(['alert-1']);
    assert.deepEqual([post?.state, post?.because], ['dead', 'Reachboard was removed. Install it again.']);
    assert.match(await said('digest resume'), /The digest of 2026-W48 is posted now/u);
    assert.equal(await one.world.store.findLost(HOME), undefined);
    await one.until('2026-11-30T13:00:00Z');
    assert.deepEqual([keys(), await failing()], [['digest-1-2026-W48'], undefined]);
  });
});
