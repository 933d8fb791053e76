import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { Secret } from '../../../core/secret.ts';
import {
  failure,
  graphError,
  MARK,
  rigFor,
  startScripted,
  TOKEN,
  type Reply,
  type Rig,
  type Scripted,
} from './scripted.ts';

const SECRET = `${MARK}secret`;
const PROOF = createHmac('sha256', SECRET).update(TOKEN).digest('hex');

describe('secrets', () => {
  let server: Scripted;
  let rig: Rig;

  before(async () => {
    server = await startScripted();
  });
  after(async () => {
    await server.stop();
  });
  beforeEach(() => {
    rig = rigFor(server.url, {
      appId: '123',
      appSecret: new Secret(SECRET),
      timeouts: { headers: 60, insights: 120, other: 120 },
    });
  });
  afterEach(() => {
    rig.close();
  });

  function assertClean(what: unknown, where: string): void {
    const text = typeof what === 'string' ? what : inspect(what, { depth: 12, showHidden: true });
    for (const secret of [MARK, PROOF, 'access_token=', server.url]) {
      assert.equal(text.includes(secret), false, `${where}: ${text.slice(0, 400)}`);
    }
  }

  const foreign = `Bad token ${TOKEN} at ${MARK} <!channel>`;
  const replies: readonly (readonly [name: string, reply: Reply])[] = [
    ...[1, 2, 3, 4, 10, 17, 100, 102, 104, 110, 190, 200, 368, 613, 803, 2500, 80_002, 99_999].map(
      (code) => [`code ${code}`, { status: 400, body: graphError(code, foreign) }] as const,
    ),
    ['the exchange envelope', { status: 400, body: { error_type: 'x', code: 400, error_message: foreign } }],
    ['an error as text', { status: 400, body: { error: foreign } }],
    ['HTML', { body: `<p>${foreign}` }],
    ['a reset', (request) => request.socket.resetAndDestroy()],
    ['silence', () => undefined],
    [
      'a redirect',
      (request, response) => {
        response.writeHead(302, { location: `http://127.0.0.1:1${request.url ?? ''}` }).end();
      },
    ],
    ['odd fields', { body: { data: [{ name: TOKEN, values: [{ value: { [TOKEN]: TOKEN } }] }], id: TOKEN } }],
    ['a field that is gone', { status: 400, body: graphError(100, `Tried accessing nonexisting field (${MARK})`) }],
  ];

  for (const [name, reply] of replies) {
    it(`are in no error and no log line after ${name}`, async () => {
      server.script(reply);
      const query = { metrics: ['views', 'reach'], period: 'day', since: 1, until: 2 } as const;
      const token = new Secret(TOKEN);
      const works: readonly (() => Promise<unknown>)[] = [
        async () => rig.client.readInsights(rig.access, query),
        async () => rig.client.readProfile(rig.access),
        async () => rig.client.discover(server.url, 'facebook', token),
        async () => rig.client.discover(server.url, 'instagram', token),
        async () => rig.client.inspectToken(server.url, 'facebook', token),
        async () => rig.client.inspectToken(server.url, 'instagram', token),
      ];
      for (const work of works) {
        const result = await work().catch((error: unknown) => error);
        if (result instanceof Error) {
          assert.equal(result.name, 'AppError');
          assertClean(result, 'error');
          assert.doesNotMatch(`${result.message} ${result.stack ?? ''}`, /<!channel>/u);
        }
      }
      for (const line of rig.lines) assertClean(line, 'log');
      for (const pause of rig.pauses) assertClean(pause.because, 'pause');
      assert.ok(rig.lines.length > 0 || name === 'odd fields');
    });
  }

  it('go in a header and as a proof, never as a parameter of a read', async () => {
    server.script({ body: { data: [] } });
    const from = server.heard.length;
    await rig.client.readInsights(rig.access, { metrics: ['views'], period: 'day', since: 1, until: 2 });
    const heard = server.heard[from];
    assert.equal(heard?.headers.authorization, `Bearer ${TOKEN}`);
    assert.equal(heard.query.get('appsecret_proof'), PROOF);
    assert.equal([...heard.query.values()].join().includes(MARK), false);
  });

  it('cannot be printed out of a client', async () => {
    server.script({ status: 400, body: graphError(190) });
    await failure(rig.client.readProfile(rig.access));
    assertClean(inspect(rig.client, { depth: 12, showHidden: true }), 'client');
  });

  it('tell their login by how they begin', () => {
    const guess = (text: string): string | undefined => rig.client.guessLogin(new Secret(text));
    assert.deepEqual(['EAAB1', 'IGAA1', 'IGQVJ', ' EAAx', 'xoxb-1', ''].map(guess), [
      'facebook',
      'instagram',
      'instagram',
      'facebook',
      undefined,
      undefined,
    ]);
  });
});
