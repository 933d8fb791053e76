import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import nodeFetch from 'node-fetch';
import type { TransportOptions } from '../../core/instagram/transport.ts';
import { makeCertificate, type Certificate } from './certificates.ts';
import { assertExact, assertHonest, QUESTIONS } from './judge.ts';
import { assertKeptWell } from './kept.ts';
import { anotherClient, MINUTE, openRig, wordsOf, type Rig } from './rig.ts';

const UNREACHED = /Instagram cannot be reached at the moment|Instagram is not answering at the moment/u;
const DAY = 86_400_000;

interface Listening {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

async function listening(server: Server & { closeAllConnections(): void }, scheme: string): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The product's own agents with one option changed, as an operator's system would change it. */
function withOptions(change: object): TransportOptions {
  const fetch = ((url: string, init: Parameters<typeof nodeFetch>[1]) => {
    const agent: unknown = typeof init?.agent === 'function' ? init.agent(new URL(url)) : undefined;
    assert.ok(agent instanceof Agent);
    Object.assign(Reflect.get(agent, 'options') as object, change);
    return nodeFetch(url, { ...init, agent });
  }) as typeof nodeFetch;
  return { fetch, timeouts: { connect: 1000 } };
}

describe('the way to Instagram', function () {
  this.timeout(60_000);
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(async () => {
    await rig.close();
  });

  /** Asks everything on a broken way, then on the right one. */
  async function through(base: string, says: RegExp, options: TransportOptions = {}): Promise<void> {
    const { graph, close } = anotherClient(rig, options);
    try {
      for (const text of QUESTIONS) assertHonest(rig, await rig.askThrough({ graph, baseFor: () => base }, text), says);
    } finally {
      close();
    }
    rig.later(10 * MINUTE);
    for (const text of QUESTIONS) assertExact(rig, await rig.ask(text), says);
    await assertKeptWell(rig);
  }

  it('row 16: nothing listens', async () => {
    const server = await listening(createHttpServer(), 'http');
    await server.stop();
    await through(server.url, UNREACHED);
  });

  it('row 16: the name is not known', async () => {
    const lookup = (_host: string, _options: object, done: (error: Error) => void): void => {
      done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    };
    await through('http://instagram.invalid', UNREACHED, withOptions({ lookup }));
  });

  it('row 16: the name is never looked up to an end', async () => {
    await through('http://instagram.invalid', UNREACHED, withOptions({ lookup: () => undefined }));
  });

  it('row 16: what was known stays with its age', async () => {
    for (const text of QUESTIONS) assertExact(rig, await rig.ask(text));
    rig.later(7 * 60 * MINUTE);
    await rig.world.local.stop();
    for (const text of QUESTIONS) {
      const answer = await rig.ask(text);
      assert.equal(answer.status, 'answered', answer.report.summary);
      assert.match(wordsOf(answer), /read 7 hours ago/u);
      assertHonest(rig, answer, UNREACHED);
    }
  });

  it('row 22: a redirect that leads round in a circle is not followed', async () => {
    let calls = 0;
    const server = await listening(
      createHttpServer((request, response) => {
        calls += 1;
        response.writeHead(302, { location: request.url }).end();
      }),
      'http',
    );
    try {
      const { graph, close } = anotherClient(rig);
      const answer = await rig.askThrough({ graph, baseFor: () => server.url }, 'profile');
      close();
      assertHonest(rig, answer, /which is not followed/u);
      assert.equal(calls, 1);
    } finally {
      await server.stop();
    }
  });

  describe('row 23: the certificate', () => {
    async function ask(certificate: Certificate): Promise<string> {
      const server = createHttpsServer(certificate, (_request, response) => {
        response.writeHead(500).end('no');
      });
      const { url, stop } = await listening(server, 'https');
      const { graph, close } = anotherClient(rig, withOptions({ ca: certificate.cert }));
      try {
        const answer = await rig.askThrough({ graph, baseFor: () => url }, 'reach 3d');
        assertHonest(rig, answer, /certificate of 127\.0\.0\.1:\d+ cannot be trusted|cannot be read/u);
        return wordsOf(answer);
      } finally {
        close();
        await stop();
      }
    }
    const soon = new Date(Date.now() + DAY);
    const yesterday = new Date(Date.now() - DAY);

    it('is taken when it is good', async () => {
      assert.match(await ask(makeCertificate(undefined, yesterday, soon)), /cannot be read/u);
    });

    it('is refused when it has expired', async () => {
      assert.match(await ask(makeCertificate(undefined, new Date(0), yesterday)), /cannot be trusted/u);
    });

    it('is refused when it is for another host', async () => {
      assert.match(await ask(makeCertificate('example.org', yesterday, soon)), /cannot be trusted/u);
    });

    it('is refused when nobody vouches for it', async () => {
      const certificate = makeCertificate(undefined, yesterday, soon);
      const server = createHttpsServer(certificate);
      const { url, stop } = await listening(server, 'https');
      const { graph, close } = anotherClient(rig);
      const answer = await rig.askThrough({ graph, baseFor: () => url }, 'reach 3d');
      close();
      await stop();
      assertHonest(rig, answer, /cannot be trusted/u);
      assertExact(rig, await rig.ask('reach 3d'));
    });
  });
});
