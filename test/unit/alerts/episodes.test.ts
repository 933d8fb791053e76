import assert from 'node:assert/strict';
import type { Account } from '../../../core/accounts.ts';
import { addDays } from '../../../core/insights/spans.ts';
import { judge } from '../../../core/insights/spikes/judge.ts';
import { openAlertWorld, openWatchedAccount, type AlertWorld } from './alert-world.ts';

describe('alerts about an account', () => {
  let alerts: AlertWorld;
  let account: Account;
  beforeEach(async () => {
    ({ alerts, account } = await openWatchedAccount());
  });
  afterEach(() => alerts.close());

  it('say a spike, its restatement, the second day and the return, each once and in this order', async () => {
    await alerts.write(account, '2026-11-11', 500, 10);
    assert.deepEqual(await alerts.look('2026-11-12T18:00:00Z', account), ['Followers jump at @northpine.coffee']);
    assert.deepEqual(await alerts.look('2026-11-12T19:00:00Z', account), []);

    await alerts.write(account, '2026-11-11', 620, 49);
    const restated = await alerts.look('2026-11-14T09:00:00Z', account);
    assert.deepEqual(restated, ['Restated: the jump holds · @northpine.coffee']);
    assert.match(
      alerts.platform.posts().at(-1)?.text ?? '',
      /Wed 11 Nov was restated from \+500 to \+620, still unusual/u,
    );

    await alerts.write(account, '2026-11-12', 400);
    assert.deepEqual(await alerts.look('2026-11-15T10:00:00Z', account), [
      'Update: the jump goes on · @northpine.coffee',
    ]);

    await alerts.write(account, '2026-11-13', 61);
    assert.deepEqual(await alerts.look('2026-11-16T10:00:00Z', account), []);
    await alerts.write(account, '2026-11-14', 58);
    assert.deepEqual(await alerts.look('2026-11-17T10:00:00Z', account), ['The jump is over · @northpine.coffee']);
    await alerts.write(account, '2026-11-15', 62);
    assert.deepEqual(await alerts.look('2026-11-18T10:00:00Z', account), []);
  });

  it('say how many, what is usual, how rare, since when and that no post explains it', async () => {
    await alerts.write(account, '2026-11-11', 500);
    await alerts.look('2026-11-14T10:00:00Z', account);
    const [, post] = alerts.platform.posts();
    const text = post?.text ?? '';
    assert.match(text, /\+500 new followers on Wed 11 Nov 2026; usual for this account: \d\d \(\d+ to \d+\)/u);
    assert.match(text, /less than 1 in a million/u);
    assert.match(text, /Not explained by your posts/u);
    assert.equal(post?.pictures, 1);
    assert.equal(post.channel, 'alerts');
  });

  it('call again only for a day that beats the peak by a quarter', async () => {
    await alerts.write(account, '2026-11-11', 500);
    await alerts.look('2026-11-14T10:00:00Z', account);
    await alerts.write(account, '2026-11-12', 900);
    assert.deepEqual(await alerts.look('2026-11-15T10:00:00Z', account), ['New peak: followers of @northpine.coffee']);
  });

  it('take a jump back whose value was restated to an ordinary one', async () => {
    await alerts.write(account, '2026-11-11', 500, 10);
    await alerts.look('2026-11-12T18:00:00Z', account);
    await alerts.write(account, '2026-11-11', 66, 49);
    assert.deepEqual(await alerts.look('2026-11-14T10:00:00Z', account), ['Corrected: no jump · @northpine.coffee']);
    assert.deepEqual(await alerts.look('2026-11-15T10:00:00Z', account), []);
  });

  for (const [name, second, title, verdict] of [
    ['each of two restated days', 480, 'Restated: the jump holds', 'still unusual'],
    ['days that are all ordinary after all', 59, 'Corrected: no jump', 'not unusual any more'],
  ] as const) {
    it(`say of ${name} what the corrected message says of it`, async () => {
      await alerts.write(account, '2026-11-11', 500, 10);
      await alerts.write(account, '2026-11-12', 400, 10);
      await alerts.look('2026-11-13T20:00:00Z', account);
      await alerts.write(account, '2026-11-11', 66);
      await alerts.write(account, '2026-11-12', second);
      assert.deepEqual(await alerts.look('2026-11-15T10:00:00Z', account), [`${title} · @northpine.coffee`]);
      const [, call, note] = alerts.platform.posts();
      const days = [
        'Wed 11 Nov restated from +500 to +66, not unusual any more',
        `Thu 12 Nov restated from +400 to +${second}, ${verdict}`,
      ];
      assert.ok(call?.text.includes(`Corrected on Sun 15 Nov 2026: ${days.join('; ')}.`), call?.text);
      assert.ok(note?.text.includes(`${days.join('; ').replaceAll('Nov restated', 'Nov was restated')}.`), note?.text);
    });
  }

  it('say that one of two days is ordinary after all while the other stands', async () => {
    await alerts.write(account, '2026-11-11', 500, 10);
    await alerts.write(account, '2026-11-12', 400, 10);
    await alerts.look('2026-11-13T20:00:00Z', account);
    await alerts.write(account, '2026-11-11', 66);
    assert.deepEqual(await alerts.look('2026-11-14T10:00:00Z', account), [
      'Corrected: part of the jump · @northpine.coffee',
    ]);
    assert.match(
      alerts.platform.posts().at(-1)?.text ?? '',
      /: Wed 11 Nov was restated from \+500 to \+66, not unusual any more\.\n/u,
    );
  });

  it('end with a new normal when the jump stays', async () => {
    const titles: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      await alerts.write(account, `2026-11-${11 + i}`, 400 + i);
      titles.push(...(await alerts.look(`2026-11-${14 + i}T10:00:00Z`, account)));
    }
    assert.deepEqual(titles, [
      'Followers jump at @northpine.coffee',
      ...Array.from({ length: 4 }, () => 'Update: the jump goes on · @northpine.coffee'),
      'New normal · @northpine.coffee',
    ]);
  });

  it('are kept and not posted while they are muted, and go on afterwards', async () => {
    alerts.world.now = Date.parse('2026-11-14T09:00:00Z');
    await alerts.ask('alerts mute 3d @northpine.coffee');
    await alerts.write(account, '2026-11-11', 500);
    assert.deepEqual(await alerts.look('2026-11-14T10:00:00Z', account), []);
    const history = await alerts.ask('alerts history');
    assert.match(JSON.stringify(history.report.blocks), /call: \+500 new followers.*muted/u);
    await alerts.write(account, '2026-11-12', 420);
    await alerts.write(account, '2026-11-13', 61);
    await alerts.write(account, '2026-11-14', 62);
    assert.deepEqual(await alerts.look('2026-11-17T10:00:00Z', account), [
      'Followers jump at @northpine.coffee',
      'The jump is over · @northpine.coffee',
    ]);
    assert.match(alerts.platform.posts().at(-2)?.text ?? '', /Unusual since Wed 11 Nov/u);
  });

  it('stay one thread: the first calls, the rest stands quietly under it, a new peak is heard', async () => {
    await alerts.write(account, '2026-11-11', 500);
    await alerts.look('2026-11-14T10:00:00Z', account);
    await alerts.write(account, '2026-11-12', 400);
    await alerts.look('2026-11-15T10:00:00Z', account);
    await alerts.write(account, '2026-11-13', 900);
    await alerts.look('2026-11-16T10:00:00Z', account);
    await alerts.write(account, '2026-11-14', 61);
    await alerts.write(account, '2026-11-15', 58);
    await alerts.look('2026-11-18T10:00:00Z', account);
    const [, call, ...rest] = alerts.platform.posts();
    assert.deepEqual(
      [call?.title, call?.under, call?.quiet],
      ['Followers jump at @northpine.coffee', undefined, undefined],
    );
    assert.deepEqual(
      rest.map(({ title, under, quiet = false }) => [title, under === call?.id, quiet]),
      [
        ['Update: the jump goes on · @northpine.coffee', true, true],
        ['New peak: followers of @northpine.coffee', true, false],
        ['The jump is over · @northpine.coffee', true, true],
      ],
    );
  });

  it('correct a sent message in place, its words still readable, and say so under it', async () => {
    await alerts.write(account, '2026-11-11', 500, 10);
    await alerts.look('2026-11-12T18:00:00Z', account);
    const before = alerts.platform.posts().at(-1);
    await alerts.write(account, '2026-11-11', 620, 49);
    await alerts.look('2026-11-14T09:00:00Z', account);
    const [, call, note] = alerts.platform.posts();
    assert.match(
      call?.text ?? '',
      /Corrected on Sat 14 Nov 2026: Wed 11 Nov restated from \+500 to \+620, still unusual\./u,
    );
    assert.match(call?.text ?? '', /\+500 new followers on Wed 11 Nov 2026; usual for this account/u);
    assert.deepEqual([call?.id, call?.title], [before?.id, before?.title]);
    assert.deepEqual([note?.under, note?.quiet], [call?.id, true]);
    await alerts.write(account, '2026-11-12', 400);
    await alerts.look('2026-11-15T10:00:00Z', account);
    await alerts.write(account, '2026-11-12', 480);
    await alerts.look('2026-11-15T11:00:00Z', account);
    const update = alerts.platform.posts().find(({ title }) => title.startsWith('Update'));
    assert.match(update?.text ?? '', /Corrected on Sun 15 Nov 2026: Thu 12 Nov restated from \+400 to \+480/u);
  });

  it('rest on kept inputs that give the same numbers again', async () => {
    await alerts.write(account, '2026-11-11', 500);
    await alerts.look('2026-11-14T10:00:00Z', account);
    const [place] = await alerts.world.store.listAlertPlaces();
    const [call] = await alerts.world.store.listFindings(place?.id ?? 0, 0);
    const { inputs, judgements } = call?.facts ?? { judgements: [] };
    assert.ok(inputs !== undefined && judgements.length === 1);
    const { row, kind, since } = inputs;
    const again = judge(row, row.values.length - 1, { kind, since });
    assert.deepEqual(JSON.parse(JSON.stringify(again)), judgements[0]);
    assert.equal(inputs.threshold, -3);
  });

  for (const [name, after, words] of [
    ['stayed', 11, /^A week later: they stayed.*Of the 4\d\d extra followers about 4\d\d are still here/su],
    ['left', -40, /^A week later: many left again.*about \d{2,3} are still here: \d{3} more left/su],
  ] as const) {
    it(`tell a week after the end whether they ${name}, once`, async () => {
      for (let i = 0; i < 40; i += 1)
        await alerts.total(account, addDays('2026-11-10', i - 39), 5_000 + 11 * i + (i % 3));
      await alerts.write(account, '2026-11-11', 500);
      await alerts.total(account, '2026-11-11', 5_880);
      for (let i = 0; i < 8; i += 1) {
        await alerts.write(account, addDays('2026-11-12', i), 58 + (i % 5));
        await alerts.total(account, addDays('2026-11-12', i), 5_880 + after * (i + 1));
      }
      await alerts.look('2026-11-14T10:00:00Z', account);
      await alerts.look('2026-11-17T10:00:00Z', account);
      const told = await alerts.look('2026-11-21T12:00:00Z', account);
      assert.equal(told.length, 1, told.join('; '));
      const post = alerts.platform.posts().at(-1);
      assert.match(post?.text ?? '', words);
      assert.equal(post?.under, alerts.platform.posts()[1]?.id);
      assert.deepEqual(await alerts.look('2026-11-22T12:00:00Z', account), []);
    });
  }

  it('wait for the end of the quiet hours', async () => {
    await alerts.ask('alerts quiet 08:00-12:00');
    await alerts.write(account, '2026-11-11', 500);
    assert.deepEqual(await alerts.look('2026-11-14T10:00:00Z', account), []);
    assert.equal((await alerts.look('2026-11-14T12:00:00Z')).length, 1);
  });

  it('become ten times stricter with “not useful”, and say so', async () => {
    await alerts.write(account, '2026-11-11', 500);
    await alerts.look('2026-11-14T10:00:00Z', account);
    const answer = await alerts.ask('alerts useless 2026-11-11 @northpine.coffee');
    assert.equal(answer.report.summary, 'The threshold of @northpine.coffee moves from 1 in 1,000 to 1 in 10,000.');
    const again = await alerts.ask('alerts not useful 2026-11-11 @northpine.coffee');
    assert.equal(again.report.summary, 'The threshold of @northpine.coffee stays at 1 in 10,000.');
    assert.equal(
      (await alerts.ask('alerts stats')).report.summary,
      '1 episode was told. 0 of 1 judged ones were useful (0 %).',
    );
  });

  it('tell a milestone once', async () => {
    await alerts.total(account, '2026-11-10', 9_900);
    await alerts.total(account, '2026-11-11', 9_960);
    await alerts.total(account, '2026-11-12', 10_020);
    assert.deepEqual(await alerts.look('2026-11-13T10:00:00Z', account), ['10,000 followers: @northpine.coffee']);
    assert.deepEqual(await alerts.look('2026-11-13T11:00:00Z', account), []);
    await alerts.total(account, '2026-11-11', 10_010);
    assert.deepEqual(await alerts.look('2026-11-13T12:00:00Z', account), []);
    const [place] = await alerts.world.store.listAlertPlaces();
    const found = await alerts.world.store.listFindings(place?.id ?? 0, 0);
    assert.deepEqual(
      found.map(({ kind, episode, day }) => [kind, episode, day]),
      [['milestone', '10000', 'once']],
    );
    assert.equal(
      (await alerts.ask('alerts history')).report.summary,
      '1 alert message, newest first; 90 days at most.',
    );
  });

  it('tell a milestone on the day it is reached, once two readings say so, and not again when that day is over', async () => {
    await alerts.total(account, '2026-11-11', 9_960);
    const poll = async (time: string, followers: number): Promise<readonly string[]> => {
      await alerts.world.store.writeProfile(account.id, { id: '1', followers_count: followers }, Date.parse(time));
      return alerts.look(time, account);
    };
    assert.deepEqual(await poll('2026-11-12T18:00:00Z', 9_990), []);
    assert.deepEqual(await poll('2026-11-12T18:15:00Z', 100_000), []);
    assert.deepEqual(await poll('2026-11-12T18:30:00Z', 9_995), []);
    assert.deepEqual(await poll('2026-11-12T18:45:00Z', 10_020), []);
    assert.deepEqual(await poll('2026-11-12T19:00:00Z', 10_030), ['10,000 followers: @northpine.coffee']);
    assert.match(
      alerts.platform.posts().at(-1)?.text ?? '',
      /passed 10,000 followers on 12 Nov 2026: 10,020 were counted/u,
    );
    await alerts.total(account, '2026-11-12', 10_100);
    assert.deepEqual(await alerts.look('2026-11-13T10:00:00Z', account), []);
  });

  it('tell a fall by our own totals', async () => {
    for (let i = 0; i < 30; i += 1) {
      await alerts.total(account, addDays('2026-11-11', i - 29), 5_000 + 12 * i + (i % 4));
    }
    await alerts.total(account, '2026-11-12', 4_800);
    assert.deepEqual(await alerts.look('2026-11-13T10:00:00Z', account), ['Followers fall at @northpine.coffee']);
    assert.match(alerts.platform.posts().at(-1)?.text ?? '', /−549 net followers on Thu 12 Nov 2026; usual .*: \+1\d/u);
    assert.deepEqual(await alerts.look('2026-11-13T11:00:00Z', account), []);
  });
});

describe('alerts about a huge account', () => {
  it('call early from the total between daily values; the day’s own number joins quietly', async () => {
    const alerts = await openAlertWorld();
    try {
      const account = await alerts.account('aurora.voyage');
      await alerts.ordinary(account, '2026-11-19', 40, 900);
      alerts.world.now = Date.parse('2026-11-20T12:00:00Z');
      await alerts.ask('alerts on');
      const end = Date.parse('2026-11-20T20:00:00Z');
      const poll = async (hoursAgo: number, total: number): Promise<void> => {
        const profile = { id: '1', username: account.username, followers_count: total };
        await alerts.world.store.writeProfile(account.id, profile, end - hoursAgo * 3_600_000);
      };
      for (let ago = 24 * 20; ago > 0; ago -= 1) await poll(ago, 500_000 - 37 * ago + (ago % 5));
      assert.deepEqual(await alerts.look('2026-11-20T19:00:10Z', account), []);
      await poll(0, 503_500);
      assert.deepEqual(await alerts.look('2026-11-20T20:00:10Z', account), ['Followers jump at @aurora.voyage']);
      const call = alerts.platform.posts().at(-1);
      assert.match(
        call?.text ?? '',
        /\+3,5\d\d followers in one hour on Fri 20 Nov 2026; usual at this time of day: \+3\d/u,
      );
      assert.match(call?.text ?? '', /Early: from the follower total between daily values/u);
      assert.equal(call?.pictures, 1);
      await alerts.write(account, '2026-11-20', 4_400, 49);
      assert.deepEqual(await alerts.look('2026-11-23T10:00:00Z', account), [
        'Update: the jump goes on · @aurora.voyage',
      ]);
      assert.deepEqual([alerts.platform.posts().at(-1)?.under, alerts.platform.posts().at(-1)?.quiet], [call.id, true]);
    } finally {
      await alerts.close();
    }
  });
});
