import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RenderedAnswer } from '../../core/commands.ts';
import { Secret } from '../../core/secret.ts';
import type { FaultKind } from '../../demo/faults.ts';
import { ADMIN } from '../fakes/world.ts';
import { assertExact, assertHonest, assertReadable, QUESTIONS } from './judge.ts';
import { assertKeptWell } from './kept.ts';
import { atEveryCall } from './loops.ts';
import { anotherClient, HOUR, LUMEN, openRig, PINE, wordsOf, type Rig } from './rig.ts';

const ENDED: Readonly<Record<number, RegExp>> = {
  458: /app has been removed/u,
  459: /security checkpoint/u,
  460: /password of this login was changed/u,
  463: /access token has expired/u,
  464: /is not confirmed/u,
  467: /the person logged out/u,
  492: /no longer has a role/u,
};
const NO_LONGER = /no longer accepts this access token/u;

function connect({ world }: Rig, token: string): Promise<RenderedAnswer> {
  return world.door.connect(ADMIN, new Secret(token), ['light']);
}

/** The token ends at the n-th call. Nothing more is asked with it, others go on, and a new one puts all right. */
async function endAt(subcode: number, nth: number): Promise<number> {
  const rig = await openRig({}, [LUMEN, PINE]);
  const { local } = rig.world;
  const says = ENDED[subcode] ?? NO_LONGER;
  try {
    const fault = local.faults.add({ kind: 'token', subcode, nth, match: { account: LUMEN } });
    let told = false;
    for (const text of QUESTIONS) {
      const before = local.calls.length;
      const answer = await rig.ask(text);
      assertHonest(rig, answer, says);
      if (told) assert.equal(local.calls.length, before, `${text} was asked with a dead token`);
      told = told || /Token.*refused/su.test(JSON.stringify((await rig.ask(`status @${LUMEN}`)).report.blocks));
    }
    const { hits } = fault;
    fault.remove();
    assert.equal((await rig.ask(`reach 3d @${PINE}`)).status, 'answered');
    rig.later(HOUR);
    assertReadable(await connect(rig, local.tokens.issue({ login: 'facebook', username: LUMEN })));
    for (const text of QUESTIONS) assertExact(rig, await rig.ask(text), says);
    await assertKeptWell(rig);
    return hits;
  } finally {
    await rig.close();
  }
}

describe('tokens that end', function () {
  this.timeout(120_000);

  for (const subcode of [463, 460]) {
    it(`row ${subcode === 463 ? 9 : 11}: 190/${subcode} at every call`, async () => {
      assert.ok((await atEveryCall((nth) => endAt(subcode, nth))) > 0);
    });
  }

  for (const subcode of Object.keys(ENDED).map(Number)) {
    it(`row 11: 190/${subcode} in its own words, the history kept`, async () => {
      const rig = await openRig();
      const { local } = rig.world;
      try {
        for (const text of QUESTIONS) assertExact(rig, await rig.ask(text));
        rig.later(7 * HOUR);
        local.tokens.refuse(local.tokens.of(LUMEN, 'facebook'), subcode);
        for (const text of QUESTIONS) {
          const answer = await rig.ask(text);
          assert.equal(answer.status, 'answered', answer.report.summary);
          assert.match(wordsOf(answer), ENDED[subcode] ?? NO_LONGER);
          assert.match(wordsOf(answer), /read 7 hours ago/u);
          assertHonest(rig, answer, ENDED[subcode] ?? NO_LONGER);
        }
        assert.match(JSON.stringify((await rig.ask('status')).report), ENDED[subcode] ?? NO_LONGER);
      } finally {
        await rig.close();
      }
    });
  }
});

describe('connecting with what does not work', function () {
  this.timeout(60_000);
  const options = { timeouts: { connect: 1000, headers: 400, insights: 600, other: 600 } };
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig(options, []);
  });
  afterEach(async () => {
    await rig.close();
  });

  async function refused(token: string, says: RegExp): Promise<void> {
    const answer = await connect(rig, token);
    assertReadable(answer);
    assert.equal(answer.status, 'unanswerable', answer.report.summary);
    assert.match(answer.report.summary, says);
    if (token.trim().length > 8) assert.ok(!wordsOf(answer).includes(token.trim()));
    assert.equal(
      (await rig.world.store.listAccounts((await rig.world.store.saveWorkspace('local', 'local')).id)).length,
      0,
    );
  }

  for (const [name, token, says] of [
    ['no token', '', /not an access token/u],
    ['blanks', ' \n ', /not an access token/u],
    ['half a sentence', 'EAA my token', /not an access token/u],
    ['a token of something else', 'xoxb-1234567890', /does not look like a token of Meta/u],
    ['a made-up Facebook token', 'EAAmadeup1234567890', NO_LONGER],
    ['a made-up Instagram token', 'IGmadeup1234567890', NO_LONGER],
  ] as const) {
    it(`says what is wrong with ${name}`, async () => {
      await refused(token, says);
    });
  }

  for (const login of ['facebook', 'instagram'] as const) {
    for (const subcode of Object.keys(ENDED).map(Number)) {
      it(`says why a token of ${login} is refused with ${subcode}`, async () => {
        const token = rig.world.local.tokens.issue({ login, username: LUMEN, refusedWith: subcode });
        await refused(token, ENDED[subcode] ?? NO_LONGER);
      });
    }

    it(`says that a token of ${login} has expired`, async () => {
      const { tokens } = rig.world.local;
      await refused(tokens.issue({ login, username: LUMEN, expiresAt: rig.world.now - 1 }), /has expired/u);
    });

    it(`names the permission a token of ${login} lacks for numbers, and still shows the profile`, async () => {
      const scopes =
        login === 'facebook'
          ? ['instagram_basic', 'pages_show_list', 'pages_read_engagement']
          : ['instagram_business_basic'];
      const token = rig.world.local.tokens.issue({ login, username: LUMEN, scopes });
      assert.equal((await connect(rig, token)).status, 'answered');
      assertHonest(rig, await rig.ask('reach 3d'), /grant instagram(?:_business)?_manage_insights/u);
      assertExact(rig, await rig.ask('profile'));
    });
  }

  const passing: readonly (readonly [fault: FaultKind, says: RegExp])[] = [
    [{ kind: 'slow', ms: 5000 }, /did not answer in time/u],
    [{ kind: 'http500', status: 503 }, /cannot be read/u],
    [{ kind: 'throttled', code: 4 }, /allows no more calls/u],
    [{ kind: 'truncated' }, /cannot be read/u],
    [{ kind: 'empty-body' }, /cannot be read/u],
    [{ kind: 'html' }, /cannot be read/u],
    [{ kind: 'reset' }, /cannot be reached/u],
  ];
  for (const [fault, says] of passing) {
    it(`says that Instagram fails (${fault.kind}) and connects once it does not`, async () => {
      const { local } = rig.world;
      const broken = local.faults.add(fault);
      await refused(local.tokens.of(LUMEN, 'facebook'), says);
      broken.remove();
      rig.later(HOUR);
      assert.equal((await connect(rig, local.tokens.of(LUMEN, 'facebook'))).status, 'answered');
      for (const text of QUESTIONS) assertExact(rig, await rig.ask(text), says);
    });
  }

  it('row 13: stops at pages that lead round in a circle', async () => {
    const { local } = rig.world;
    local.faults.add({ kind: 'cursor-loop', match: { path: '/me/accounts' } });
    const before = local.calls.length;
    assert.equal((await connect(rig, local.tokens.user)).status, 'answered');
    assert.ok(local.calls.slice(before).filter((call) => call.path.endsWith('/me/accounts')).length <= 3);
    for (const text of QUESTIONS) assertExact(rig, await rig.ask(`${text} @${LUMEN}`));
  });

  it('row 13: stops after 200 pages of a list that never ends', async () => {
    let pages = 0;
    const server = createServer((_request, response) => {
      pages += 1;
      const paging = { cursors: { after: `c${pages}` }, next: `http://127.0.0.1/?after=c${pages}` };
      response.end(JSON.stringify({ data: [], paging }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { graph, close } = anotherClient(rig);
    assert.deepEqual(await graph.discover(base, 'facebook', new Secret('EAAendless')), []);
    assert.equal(pages, 200);
    close();
    server.close();
  });
});
