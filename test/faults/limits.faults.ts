import assert from 'node:assert/strict';
import { isAppError } from '../../core/errors.ts';
import type { GraphAccess } from '../../core/instagram/answers.ts';
import { Secret } from '../../core/secret.ts';
import type { FaultKind } from '../../demo/faults.ts';
import { assertExact, assertHonest, assertReadable, QUESTIONS } from './judge.ts';
import { assertKeptWell } from './kept.ts';
import { atEveryCall } from './loops.ts';
import { anotherClient, LUMEN, MINUTE, openRig, PINE, wordsOf, type Rig } from './rig.ts';

const SAYS = /allows no more calls for this (?:account|app) right now/u;

function accessTo({ world }: Rig, username: string, priority: GraphAccess['priority']): GraphAccess {
  const { tokens, accounts, facebookUrl: base } = world.local;
  const instagramId = accounts.find((account) => account.username === username)?.instagramId ?? '';
  return { base, login: 'facebook', instagramId, token: new Secret(tokens.of(username, 'facebook')), priority };
}

async function refusal(work: Promise<unknown>): Promise<number> {
  try {
    await work;
  } catch (error) {
    assert.ok(isAppError(error) && error.code === 'throttled' && error.retryAt !== undefined);
    return error.retryAt.getTime();
  }
  throw new assert.AssertionError({ message: 'it was not refused' });
}

/** The limit is reached at the n-th call; then nothing is asked of that account until the pause is over. */
async function limitAt(fault: FaultKind, nth: number, whole: boolean): Promise<number> {
  const rig = await openRig({}, [LUMEN, PINE]);
  const { world } = rig;
  try {
    const struck = world.local.faults.add({ ...fault, nth, times: 1, match: { account: LUMEN } });
    for (const text of QUESTIONS) {
      const quiet = struck.hits > 0;
      const before = world.local.calls.length;
      assertHonest(rig, await rig.ask(text), SAYS);
      if (quiet) assert.equal(world.local.calls.length, before, text);
    }
    if (struck.hits > 0) {
      const other = await rig.ask(`reach 3d @${PINE}`);
      if (whole) assert.match(wordsOf(other), SAYS);
      else assert.equal(other.status, 'answered', other.report.summary);
      assertReadable(other);
    }
    const { hits } = struck;
    struck.remove();
    rig.later(75 * MINUTE);
    for (const text of QUESTIONS) assertExact(rig, await rig.ask(text), SAYS);
    await assertKeptWell(rig);
    return hits;
  } finally {
    await rig.close();
  }
}

describe('limits of Instagram', function () {
  this.timeout(120_000);
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig({}, [LUMEN, PINE]);
  });
  afterEach(async () => {
    await rig.close();
  });

  it('row 3: code 4 at every call: the whole app is left alone, and the store answers', async () => {
    assert.ok((await atEveryCall((nth) => limitAt({ kind: 'throttled', code: 4 }, nth, true))) > 0);
  });

  for (const code of [17, 32, 613] as const) {
    it(`row 4: code ${code} at every call: one account is left alone, others go on`, async () => {
      assert.ok((await atEveryCall((nth) => limitAt({ kind: 'throttled', code }, nth, false))) > 0);
    });
  }

  it('row 3: while the app is limited, commands answer with the last known numbers and their age', async () => {
    for (const text of QUESTIONS) assertExact(rig, await rig.ask(text));
    rig.later(7 * 60 * MINUTE);
    rig.world.local.faults.add({ kind: 'throttled', code: 4 });
    for (const text of QUESTIONS) {
      const answer = await rig.ask(text);
      assert.equal(answer.status, 'answered', answer.report.summary);
      assert.match(wordsOf(answer), /Calls are taken again from \d\d:\d\d UTC/u);
      assert.match(wordsOf(answer), /read 7 hours ago/u);
      assertHonest(rig, answer, SAYS);
    }
  });

  it('row 5: with 12 minutes named not one call is made before they are over, not even by a restarted process', async () => {
    const { local } = rig.world;
    local.faults.add({ kind: 'throttled', code: 80002, regainMinutes: 12, times: 1, match: { account: LUMEN } });
    const access = accessTo(rig, LUMEN, 'command');
    const until = await refusal(rig.world.deps.graph.readProfile(access));
    assert.ok(until >= rig.world.now + 12 * MINUTE && until <= rig.world.now + 14 * MINUTE);
    const calls = local.calls.length;
    const restarted = anotherClient(rig);
    while (rig.world.now < until) {
      await refusal(rig.world.deps.graph.readProfile(access));
      await refusal(restarted.graph.readProfile(access));
      await rig.ask('reach 3d');
      rig.later(Math.min(MINUTE, until - rig.world.now));
    }
    assert.equal(local.calls.length, calls);
    await restarted.graph.readProfile(access);
    restarted.close();
    assertExact(rig, await rig.ask('reach 3d'), SAYS);
  });

  it('row 6: from 75 % background work waits, from 95 % commands too, and other accounts never', async () => {
    const { faults } = rig.world.local;
    const { graph } = rig.world.deps;
    for (const [percent, command] of [
      [80, true],
      [96, false],
    ] as const) {
      const busy = faults.add({ kind: 'busy', percent, match: { account: LUMEN } });
      await graph.readProfile(accessTo(rig, LUMEN, 'command'));
      await refusal(graph.readProfile(accessTo(rig, LUMEN, 'background')));
      if (command) await graph.readProfile(accessTo(rig, LUMEN, 'command'));
      else await refusal(graph.readProfile(accessTo(rig, LUMEN, 'command')));
      await graph.readProfile(accessTo(rig, PINE, 'background'));
      busy.remove();
    }
  });

  for (const [name, retryAfter, least, most] of [
    ['120 seconds', '120', 2, 2.2],
    ['nothing', undefined, 1, 1.1],
    ['ten to the ninth', '1000000000', 60, 66],
  ] as const) {
    it(`row 8: status 429 that asks for ${name}`, async () => {
      const { local, deps, now } = rig.world;
      local.faults.add({ kind: 'http429', times: 1, ...(retryAfter === undefined ? {} : { retryAfter }) });
      const until = await refusal(deps.graph.readProfile(accessTo(rig, LUMEN, 'command')));
      assert.ok(until - now >= least * MINUTE && until - now <= most * MINUTE, String((until - now) / MINUTE));
      const calls = local.calls.length;
      assertHonest(rig, await rig.ask('reach 3d'), SAYS);
      assert.equal(local.calls.length, calls);
      rig.later(until - now);
      assertExact(rig, await rig.ask('reach 3d'), SAYS);
    });
  }

  it('row 8: status 429 at every call', async () => {
    assert.ok((await atEveryCall((nth) => limitAt({ kind: 'http429', retryAfter: '120' }, nth, true))) > 0);
  });

  describe('beside a flood of background work for one account', () => {
    /** Background calls in flight, and a promise of what became of them. */
    function flood(count: number): Promise<readonly PromiseSettledResult<unknown>[]> {
      const until = Math.floor(rig.world.now / 1000);
      return Promise.allSettled(
        Array.from({ length: count }, async (_, n) =>
          rig.world.deps.graph.readInsights(accessTo(rig, LUMEN, 'background'), {
            metrics: ['views'],
            period: 'day',
            metricType: 'total_value',
            since: until - (n + 2) * 3600,
            until: until - (n + 1) * 3600,
          }),
        ),
      );
    }

    for (const priority of ['command', 'background'] as const) {
      it(`${priority === 'command' ? 'a command' : 'background work of another account'} goes next`, async () => {
        const { local, deps } = rig.world;
        const before = local.calls.length;
        const flooded = flood(300);
        await deps.graph.readProfile(accessTo(rig, PINE, priority));
        const id = accessTo(rig, PINE, priority).instagramId;
        await flooded;
        const calls = local.calls.slice(before);
        assert.equal(calls.length, 301);
        const first = calls.findIndex((call) => call.path.includes(id));
        assert.ok(first >= 0 && first < 100, `${first} calls went first`);
      });
    }

    it('a limit stops what still waits', async () => {
      const { local } = rig.world;
      const before = local.calls.length;
      local.faults.add({ kind: 'throttled', code: 17, match: { account: LUMEN } });
      const outcomes = await flood(300);
      assert.ok(outcomes.every((outcome) => outcome.status === 'rejected'));
      assert.ok(local.calls.length - before <= 64, `${local.calls.length - before} calls`);
    });
  });
});
