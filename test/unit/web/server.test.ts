import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text as readAll } from 'node:stream/consumers';

import { readJsonObject } from '../../../bots/http/requests.ts';
import { createHttpServer, type HttpOptions, type HttpServer } from '../../../bots/http/server.ts';
import { isAppError } from '../../../core/errors.ts';
import { createMemoryLogger } from '../../fakes/web.ts';

const FORWARDED = [
  'Forwarded-For',
  'X-ARR-SSL',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'Forwarded',
  'Via',
  'X-Real-IP',
  'CF-Connecting-IP',
] as const;

describe('the HTTP server', () => {
  let running: HttpServer[] = [];
  const { logger, text } = createMemoryLogger();
  afterEach(async () => {
    await Promise.all(running.map((server) => server.stop()));
    running = [];
  });

  function create(options: Partial<HttpOptions> = {}): HttpServer {
    const server = createHttpServer({ host: '127.0.0.1', port: 0, logger, clock: Date.now, ...options });
    server.local.get('/secret', (c) => c.text('for this machine'));
    server.open.post('/open', async (c) => c.text(`${(await c.req.text()).length}`));
    running.push(server);
    return server;
  }

  /** A request with exactly these headers; `fetch` does not let a Host through. */
  async function send(
    port: number,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    host = '127.0.0.1',
  ): Promise<{ readonly status: number | undefined; readonly body: string }> {
    const outgoing = request({ host, port, path, headers, agent: false });
    outgoing.end();
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode, body: await readAll(incoming) };
  }

  /** What comes back for these bytes, until the server hangs up. */
  async function speak(port: number, bytes: string): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.write(bytes);
    const answer = await readAll(socket);
    socket.destroy();
    return answer;
  }

  it('shows local routes to callers that name this machine', async () => {
    const { port } = await create().listen();
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'LOCALHOST', `[::1]:${port}`]) {
      assert.deepEqual(await send(port, '/secret', { Host: host }), { status: 200, body: 'for this machine' }, host);
    }
  });

  it('answers requests of every method without a body by its rules, and not with an error of its own', async () => {
    const { port } = await create().listen();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      for (const length of ['', 'Content-Length: 0\r\n']) {
        const answer = await speak(
          port,
          `${method} /secret HTTP/1.1\r\nHost: evil.example\r\n${length}Connection: close\r\n\r\n`,
        );
        assert.match(answer, /^HTTP\/1\.1 404 /u, `${method} ${length}`);
      }
    }
    assert.doesNotMatch(text(), /"level":"error"/u);
  });

  it('answers 404 to other hosts, as if nothing were there', async () => {
    const { port } = await create().listen();
    const missing = await send(port, '/no-such-path');
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.1']) {
      for (const path of ['/secret', '/metrics']) {
        assert.deepEqual(await send(port, path, { Host: host }), missing, `${host} ${path}`);
      }
    }
    assert.equal(missing.status, 404);
  });

  it('answers 404 when somebody stands in between', async () => {
    const { port } = await create().listen();
    for (const header of FORWARDED) assert.equal((await send(port, '/secret', { [header]: 'x' })).status, 404, header);
  });

  it('trusts no request with an empty Host header', async () => {
    const { port } = await create().listen();
    const answer = await speak(port, 'GET /secret HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 4\d\d /u);
    assert.doesNotMatch(answer, /for this machine/u);
  });

  it('trusts no request with two Host headers', async () => {
    const { port } = await create().listen();
    const answer = await speak(
      port,
      'GET /secret HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );
    assert.match(answer, /^HTTP\/1\.1 4\d\d /u);
    assert.doesNotMatch(answer, /for this machine/u);
  });

  it('answers 404 to another machine that pretends to be this one', async function () {
    const address = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    if (address === undefined) return this.skip();
    const { port } = await create({ host: '0.0.0.0' }).listen();
    assert.equal((await send(port, '/secret', { Host: 'localhost' }, address)).status, 404);
  });

  it('says to everybody whether it is well', async () => {
    let status: 'ok' | 'failing' = 'ok';
    const { port } = await create({ health: () => ({ status, parts: { store: status } }) }).listen();
    const well = await send(port, '/healthz', { Host: 'bot.example', 'X-Forwarded-For': '203.0.113.9' });
    assert.deepEqual([well.status, JSON.parse(well.body)], [200, { status: 'ok', parts: { store: 'ok' } }]);
    status = 'failing';
    assert.equal((await send(port, '/healthz')).status, 503);
  });

  it('is not well when nobody can tell', async () => {
    const { port } = await create({ health: () => Promise.reject(new Error('planted')) }).listen();
    const { status, body } = await send(port, '/healthz');
    assert.equal(status, 503);
    assert.ok(!body.includes('planted'));
  });

  it('counts what parts report and shows it as Prometheus text', async () => {
    const server = create();
    const counter = server.metrics.counter('reachboard_things_total', 'Things.');
    counter.add({ kind: 'a "b"\n' });
    counter.add({ kind: 'a "b"\n' }, 2);
    const { port } = await server.listen();
    const { body } = await send(port, '/metrics');
    assert.match(body, /^# TYPE reachboard_things_total counter$/mu);
    assert.match(body, /^reachboard_things_total\{kind="a \\"b\\"\\n"\} 3$/mu);
    assert.match(body, /^process_resident_memory_bytes \d+$/mu);
  });

  it('refuses bodies over 1 MB, announced or not, with a sentence', async () => {
    const { url } = await create().listen();
    const big = 'x'.repeat(1024 * 1024 + 1);
    const announced = await fetch(`${url}/open`, { method: 'POST', body: big });
    assert.deepEqual([announced.status, await announced.text()], [413, 'The request is larger than 1 MB.\n']);
    const stream = new Blob([big]).stream();
    const streamed = await fetch(`${url}/open`, { method: 'POST', body: stream, duplex: 'half' });
    assert.equal(streamed.status, 413);
    const fitting = await fetch(`${url}/open`, { method: 'POST', body: 'x'.repeat(1024 * 1024) });
    assert.equal(await fitting.text(), '1048576');
  });

  it('refuses endless headers and what is not HTTP, with a sentence', async () => {
    const { port } = await create().listen();
    const headers = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
    assert.match(await speak(port, headers), /^HTTP\/1\.1 431 .*larger than 16 KB/su);
    assert.match(await speak(port, 'HELLO?\r\n\r\n'), /^HTTP\/1\.1 400 .*not an HTTP request/su);
  });

  it('hangs up on a request that never finishes arriving', async () => {
    const { port } = await create({ requestTimeout: 100 }).listen();
    const answer = await speak(port, 'POST /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf');
    assert.match(answer, /^HTTP\/1\.1 408 /u);
  });

  it('lets one address ask 100 times a second and no more', async () => {
    let now = 1_000;
    const { port } = await create({ clock: () => now }).listen();
    const ask = (): Promise<readonly (number | undefined)[]> =>
      Promise.all(Array.from({ length: 101 }, async () => (await send(port, '/healthz')).status));
    assert.equal((await ask()).filter((status) => status === 429).length, 1);
    assert.equal((await send(port, '/healthz', { 'X-Forwarded-For': '203.0.113.9' })).status, 200);
    now = 2_000;
    assert.equal((await send(port, '/healthz')).status, 200);
  });

  it('sends the security headers with every reply', async () => {
    const { url } = await create().listen();
    for (const path of ['/secret', '/healthz', '/nothing']) {
      const { headers } = await fetch(url + path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/u);
    }
  });

  it('drops keys that would change every object, at any depth', async () => {
    const server = create();
    server.open.post('/echo', async (c) => c.json(await readJsonObject(c)));
    const { url } = await server.listen();
    const body = '{"a": {"__proto__": {"b": 1}, "c": 2}, "__proto__": {"d": 3}}';
    const reply = await fetch(`${url}/echo`, { method: 'POST', body });
    assert.equal(await reply.text(), '{"a":{"c":2}}');
  });

  it('says sorry and no more when a route fails', async () => {
    const server = create();
    server.open.get('/broken', () => {
      throw new Error('planted at line 7');
    });
    const { port } = await server.listen();
    const { status, body } = await send(port, '/broken');
    assert.deepEqual([status, body], [500, 'Something went wrong on our side.\n']);
    assert.match(text(), /a request failed .*planted at line 7/su);
  });

  it('names the variable when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const failure: unknown = await create({ port })
      .listen()
      .catch((error: unknown) => error);
    other.close();
    assert.ok(isAppError(failure));
    assert.equal(failure.code, 'config');
    assert.equal(failure.message, `HTTP_PORT: port ${port} on 127.0.0.1 is already taken.`);
  });

  it('names the variable when the address is not of this machine', async () => {
    const failure: unknown = await create({ host: '203.0.113.9' })
      .listen()
      .catch((error: unknown) => error);
    assert.ok(isAppError(failure));
    assert.match(failure.message, /^HTTP_HOST: /u);
  });

  it('finishes what is running, ends endless replies and frees the port when it stops', async () => {
    const server = create();
    let finish = (): void => undefined;
    const started = new Promise<void>((began) => {
      server.local.get('/slow', async (c) => {
        began();
        await new Promise<void>((resolve) => (finish = resolve));
        return c.text('done');
      });
    });
    server.local.get('/endless', (c) => {
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('first'));
          server.stopping.addEventListener('abort', () => {
            controller.close();
          });
        },
      });
      return c.body(stream);
    });
    const { port, url } = await server.listen();
    const endless = await fetch(`${url}/endless`);
    const slow = fetch(`${url}/slow`).then((reply) => reply.text());
    await started;
    const stopped = server.stop();
    finish();
    assert.deepEqual([await slow, await endless.text()], ['done', 'first']);
    await stopped;
    await assert.rejects(fetch(`${url}/healthz`));
    await create({ port }).listen();
  });

  it('cuts what does not finish in time when it stops', async () => {
    const server = create({ patience: 50 });
    server.local.get('/stuck', () => new Promise<Response>(() => undefined));
    const { url } = await server.listen();
    const stuck = fetch(`${url}/stuck`).catch(() => 'cut');
    await fetch(`${url}/secret`).then((reply) => reply.text());
    await server.stop();
    assert.equal(await stuck, 'cut');
  });
});
