import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHeartbeat } from '../../../core/collector/heartbeat.ts';
import { createTransport, type Transport } from '../../../core/instagram/transport.ts';
import { createMemoryLogger } from '../../fakes/web.ts';
import { NEVER } from './rig.ts';

const PATH = '/ping/very-secret-key';

describe('the dead man’s switch', () => {
  let watcher: Server;
  let transport: Transport;
  let pings: string[];
  let status: number;
  let now: number;
  let log: ReturnType<typeof createMemoryLogger>;
  let url: string;
  beforeEach(async () => {
    pings = [];
    status = 200;
    now = 0;
    log = createMemoryLogger();
    transport = createTransport({ timeouts: { other: 300 } });
    watcher = createServer((request, response) => {
      pings.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (status === 0) return;
      response.writeHead(status).end('OK');
    }).listen(0, '127.0.0.1');
    await once(watcher, 'listening');
    url = `http://127.0.0.1:${(watcher.address() as AddressInfo).port}${PATH}`;
  });
  afterEach(() => {
    transport.close();
    watcher.closeAllConnections();
    watcher.close();
  });

  const heartbeat = () => createHeartbeat(transport, url, { clock: () => now, logger: log.logger });
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise((again) => setTimeout(again, 5));
  };

  it('is pinged after a sweep, at most once a minute', async () => {
    const beat = heartbeat();
    await beat(NEVER);
    now = 59_000;
    await beat(NEVER);
    await until(() => pings.length === 1);
    now = 60_000;
    await beat(NEVER);
    await until(() => pings.length === 2);
    assert.deepEqual(pings, [`GET ${PATH}`, `GET ${PATH}`]);
  });

  it('may refuse or never answer: nothing waits for it, and nothing of its address is logged', async () => {
    const beat = heartbeat();
    for (const [index, bad] of [500, 0].entries()) {
      status = bad;
      now += 60_000;
      await beat(NEVER);
      await until(() => log.text().split('HEARTBEAT_URL').length > index + 1);
    }
    assert.ok(!log.text().includes('secret'));
  });
});
