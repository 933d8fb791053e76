import assert from 'node:assert/strict';
import { createDigestRounds } from '../../core/digests/rounds.ts';
import type { ChatAdapter } from '../../core/ports.ts';
import { sweep } from '../../core/digests/sweep.ts';
import { PLAIN_OPTIONS } from '../../core/digests/subscription.ts';
import { nextOccurrence } from '../../core/digests/wall-clock.ts';
import { openWorld, type World } from '../fakes/world.ts';
import { openDigestWorld } from '../unit/digests/digest-world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ORDER = 'digest schedule monday 10:00 Europe/Berlin #reports @northpine.coffee';
const MONDAY = Date.parse('2026-11-30T09:00:00Z');

/** Zone, the local date on which something is skipped or repeated, a wall time inside it, and the day of the week. */
const SHIFTS: readonly (readonly [string, string, string, number, string])[] = [
  ['Africa/Cairo', '2027-04-30', '00:00', 5, 'midnight is skipped'],
  ['America/Santiago', '2026-09-06', '00:00', 7, 'midnight is skipped'],
  ['America/Santiago', '2027-04-04', '23:30', 6, 'the last hour of Saturday comes twice'],
  ['Australia/Lord_Howe', '2026-10-04', '02:15', 7, 'half an hour is skipped'],
  ['Australia/Lord_Howe', '2027-04-04', '01:45', 7, 'half an hour comes twice'],
  ['Antarctica/Troll', '2027-03-28', '02:00', 7, 'two hours are skipped'],
  ['Antarctica/Troll', '2026-10-25', '01:30', 7, 'two hours come twice'],
  ['America/New_York', '2027-03-14', '02:30', 7, 'an hour is skipped'],
  ['America/New_York', '2026-11-01', '01:30', 7, 'an hour comes twice'],
];

describe('time', function () {
  this.timeout(120_000);

  for (const [zone, date, time, weekday, what] of SHIFTS) {
    it(`row 34: one run a week at ${time} in ${zone} around ${date}, when ${what}`, async () => {
      const world: World = await openWorld({ connect: false });
      try {
        const rule = { weekday, time, zone };
        const [from, to] = [Date.parse(date) - 15 * DAY, Date.parse(date) + 15 * DAY];
        world.now = from;
        const workspace = await world.store.saveWorkspace('local', 'local');
        const { id } = await world.store.saveSubscription({
          ...rule,
          workspaceId: workspace.id,
          platform: 'local',
          workspaceRemoteId: 'local',
          channelId: 'general',
          channelName: '#general',
          accounts: [],
          options: PLAIN_OPTIONS,
          ownerId: 'tester',
          ownerName: undefined,
          askedIn: undefined,
          nextAt: nextOccurrence(rule, from).at,
          zoneRules: 'x',
          createdAt: from,
        });
        for (; world.now < to; world.now += HOUR / 2) {
          await sweep({ store: world.store, clock: () => world.now, logger: world.deps.logger, rules: 'x' });
        }
        const runs = await world.store.listRuns(id, 20);
        const weeks = runs.map(({ week }) => Number(week.slice(-2))).reverse();
        assert.ok(weeks.length >= 4, `${weeks.length} weeks`);
        for (const [index, week] of weeks.entries()) assert.equal(week, (weeks[0] ?? 0) + index);
        assert.ok(runs.every(({ state }) => state === 'due'));
      } finally {
        await world.close();
      }
    });
  }

  for (const [down, words, missed] of [
    [3 * HOUR, 'three hours', 0],
    [3 * DAY, 'three days', 0],
    [21 * DAY + 3 * HOUR, 'three weeks', 3],
  ] as const) {
    it(`row 37: after ${words} without a process there is one digest, marked delayed, and a row for every week`, async () => {
      const one = await openDigestWorld();
      try {
        await one.ask(ORDER);
        await one.until(MONDAY + down);
        await one.until(MONDAY + down + HOUR);
        const posts = one.platform.posts().filter(({ key }) => key.startsWith('digest-'));
        assert.equal(posts.length, 1);
        assert.match(posts[0]?.text ?? '', /Delayed: this digest was due/u);
        const runs = await one.world.store.listRuns(1, 10);
        assert.equal(runs.filter(({ state }) => state === 'missed').length, missed);
        assert.equal(runs.length, missed + 1);
      } finally {
        await one.close();
      }
    });
  }

  it('row 36: a machine 50 s ahead of the database takes no post out of the hands of another', async () => {
    const one = await openDigestWorld();
    let release: () => void = () => undefined;
    const begun: string[] = [];
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const node = (name: string, ahead: number) => {
      const { deps } = one.world;
      const adapter: ChatAdapter = {
        ...one.platform,
        async deliver(to, report, key) {
          begun.push(name);
          await held;
          return one.platform.deliver(to, report, key);
        },
      };
      return createDigestRounds({
        deps: {
          ...deps,
          clock: () => one.world.now + ahead,
          store: { ...deps.store, sharedTime: () => Promise.resolve(one.world.now) },
        },
        renderer: { render: () => Promise.reject(new Error('not needed')) },
        adapters: () => [adapter],
        onUnknown: 'resend',
        counters: { counter: () => ({ add: () => undefined }) },
        spread: 0,
      });
    };
    const run = (rounds: ReturnType<typeof node>, name: string): Promise<void> =>
      rounds.find((round) => round.name === name)?.run(new AbortController().signal) ?? Promise.resolve();
    try {
      await one.ask(ORDER);
      const [right, wrong] = [node('right', 0), node('wrong', 50_000)];
      one.world.now = MONDAY + 1_000;
      await run(right, 'sweep');
      await run(right, 'make digests');
      const delivering = run(right, 'deliver');
      while (begun.length === 0) await new Promise((again) => setTimeout(again, 5));
      await run(wrong, 'deliver');
      one.world.now += 20_000;
      await run(wrong, 'deliver');
      assert.deepEqual(begun, ['right']);
      release();
      await delivering;
      assert.equal(one.platform.posts().filter(({ key }) => key.startsWith('digest-')).length, 1);
      const [post] = await one.world.store.findPosts(['digest-1-2026-W48']);
      assert.deepEqual([post?.state, post?.via, post?.attempts], ['sent', 'answer', 1]);
    } finally {
      release();
      await one.close();
    }
  });

  it('row 36: a machine 30 s behind the database makes what is due at once, and claims it once', async () => {
    const one = await openDigestWorld();
    let claims = 0;
    const { deps } = one.world;
    const rounds = createDigestRounds({
      deps: {
        ...deps,
        clock: () => one.world.now - 30_000,
        store: {
          ...deps.store,
          sharedTime: () => Promise.resolve(one.world.now),
          claimRuns: async (...terms) => {
            const runs = await deps.store.claimRuns(...terms);
            claims += runs.length;
            return claims > 20 ? [] : runs;
          },
        },
      },
      renderer: { render: () => Promise.reject(new Error('not needed')) },
      adapters: () => [one.platform],
      onUnknown: 'resend',
      counters: { counter: () => ({ add: () => undefined }) },
      spread: 0,
    });
    try {
      await one.ask(ORDER);
      one.world.now = MONDAY + 1_000;
      for (const name of ['sweep', 'make digests']) {
        await rounds.find((round) => round.name === name)?.run(new AbortController().signal);
      }
      assert.equal(claims, 1);
      assert.equal((await one.world.store.findPosts(['digest-1-2026-W48'])).length, 1);
    } finally {
      await one.close();
    }
  });
});
