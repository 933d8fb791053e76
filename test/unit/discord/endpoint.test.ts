import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createHttpServer, type HttpServer } from '../../../bots/http/server.ts';
import { readableText } from '../../fakes/discord/reader.ts';
import { openDiscord, until, type DiscordSession } from '../../fakes/discord/session.ts';
import { createFakeDoor } from '../../fakes/door.ts';
import { createMemoryLogger } from '../../fakes/web.ts';

const now = (): string => String(Math.floor(Date.now() / 1000));

describe('interactions of Discord over HTTP', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  let http: HttpServer;
  let session: DiscordSession;
  let url: string;

  beforeEach(async () => {
    http = createHttpServer({ host: '127.0.0.1', port: 0, logger: createMemoryLogger().logger, clock: Date.now });
    session = await openDiscord(createFakeDoor(), { patience: 50, http: http.open });
    session.discord.verifyKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
    ({ url } = await http.listen());
  });
  afterEach(async () => {
    await session.stop();
    await http.stop();
  });

  interface Forged {
    readonly timestamp?: string;
    /** What the signature is over. */
    readonly signed?: string;
    /** How many characters the signature lacks. */
    readonly cut?: number;
  }

  /** Sends a body as Discord does. */
  function send(body: string, { timestamp = now(), signed, cut = 0 }: Forged = {}): Promise<Response> {
    const signature = sign(null, Buffer.from(signed ?? timestamp + body), privateKey).toString('hex');
    return fetch(`${url}/discord/interactions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-signature-ed25519': signature.slice(cut),
        'x-signature-timestamp': timestamp,
      },
      body,
    });
  }

  it('answers the ping with which Discord checks the address', async () => {
    const reply = await send('{"type":1}');
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get('content-type') ?? '', /^application\/json/u);
    assert.deepEqual(await reply.json(), { type: 1 });
  });

  it('refuses what is not signed by Discord, or was long ago', async () => {
    const old = String(Number(now()) - 301);
    const replies = [
      await send('{"type":1}', { signed: 'something else' }),
      await send('{"type":1}', { cut: 2 }),
      await send('{"type":1}', { timestamp: old }),
      await fetch(`${url}/discord/interactions`, { method: 'POST', body: '{"type":1}' }),
    ];
    assert.deepEqual(
      replies.map(({ status }) => status),
      [401, 401, 401, 401],
    );
  });

  it('answers a command that comes this way like any other', async () => {
    const { discord } = session;
    const statuses: Promise<number>[] = [];
    discord.send = (interaction) => {
      statuses.push(send(JSON.stringify(interaction)).then(({ status }) => status));
    };
    discord.say('reach week @bluebird');
    const answers = await until(
      () => discord.messages().filter(({ pending }) => !pending),
      (messages) => messages.length > 0,
    );
    assert.ok(answers[0] !== undefined && readableText(answers[0]).includes('Reach · @bluebird'));
    assert.deepEqual(await Promise.all(statuses), [202]);
    assert.deepEqual(discord.refusals(), []);
  });
});
