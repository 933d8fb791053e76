import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createTransport, TransportFailure, type Transport } from '../../../core/instagram/transport.ts';

const MEGABYTE = 1024 * 1024;

describe('one exchange with Instagram', () => {
  let server: Server;
  let transport: Transport;
  beforeEach(() => {
    transport = createTransport({ timeouts: { headers: 1000, other: 4000 } });
  });
  afterEach(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });

  async function answered(listener: RequestListener): Promise<string> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    return (await transport.send({ url, budget: 'other' })).body;
  }

  function packed(body: Buffer): RequestListener {
    return (request, response) => {
      assert.equal(request.headers['accept-encoding'], 'gzip');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
    };
  }

  async function failure(listener: RequestListener): Promise<string> {
    const error: unknown = await answered(listener).catch((reason: unknown) => reason);
    assert.ok(error instanceof TransportFailure, String(error));
    return `${error.kind} ${error.code ?? ''}`;
  }

  it('unpacks a small answer and a large one', async () => {
    const small = JSON.stringify({ data: 'žluťoučký kůň 🐎' });
    assert.equal(await answered(packed(gzipSync(small))), small);
    server.close();
    const large = randomBytes(2 * MEGABYTE).toString('hex');
    assert.equal(await answered(packed(gzipSync(large))), large);
  });

  it('takes an answer that is packed although it has no bytes', async () => {
    assert.equal(await answered(packed(Buffer.alloc(0))), '');
  });

  it('takes text as it is, and drops the mark some servers begin it with', async () => {
    assert.equal(await answered((_request, response) => response.end('\u{feff}{"a":1}')), '{"a":1}');
  });

  it('stops at 8 MB, packed or not, however small a bomb is', async () => {
    assert.equal(await failure(packed(gzipSync(Buffer.alloc(9 * MEGABYTE)))), 'too-large BODY_TOO_LARGE');
    server.close();
    assert.equal(await failure(packed(gzipSync(Buffer.alloc(64 * MEGABYTE)))), 'too-large BODY_TOO_LARGE');
    server.close();
    const open: RequestListener = (_request, response) => {
      response.on('drain', () => response.write(Buffer.alloc(MEGABYTE)));
      response.write(Buffer.alloc(MEGABYTE));
    };
    assert.equal(await failure(open), 'too-large BODY_TOO_LARGE');
  });

  it('gives what came of a packed answer that was cut, and refuses one that is not packed at all', async () => {
    const whole = gzipSync('the beginning '.repeat(200));
    assert.match(await answered(packed(whole.subarray(0, -12))), /^the beginning/u);
    server.close();
    assert.equal(await failure(packed(Buffer.from('not packed'))), 'reset Z_DATA_ERROR');
  });

  it('waits for a slow body as long as the whole may take, but not as long for the headers', async () => {
    const slow = (ms: number, first: string | undefined): RequestListener => {
      return (_request, response) => {
        if (first !== undefined) response.write(first);
        setTimeout(() => response.end('end'), ms);
      };
    };
    assert.equal(await answered(slow(1400, 'beginning, ')), 'beginning, end');
    server.closeAllConnections();
    server.close();
    assert.equal(await failure(slow(30_000, undefined)), 'timeout HEADERS');
    server.closeAllConnections();
    server.close();
    assert.equal(await failure(slow(30_000, 'beginning, ')), 'timeout TOTAL');
  });

  it('leaves with the reason of whoever asked, before the headers and in the body', async () => {
    for (const first of [undefined, 'beginning, ']) {
      const controller = new AbortController();
      const reason = new Error('left');
      server = createServer((_request, response) => {
        if (first !== undefined) response.write(first);
        setTimeout(() => {
          controller.abort(reason);
        }, 50);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      await assert.rejects(transport.send({ url, budget: 'other' }, controller.signal), reason);
      server.closeAllConnections();
      server.close();
    }
  });
});
