import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCollectorRounds } from '../../../core/collector/rounds.ts';
import { createTransport, type Transport } from '../../../core/instagram/transport.ts';
import { startRounds, type Rounds } from '../../../core/work/rounds.ts';
import { openWorld, type World } from '../../fakes/world.ts';
import { collectorDeps, connectOne, HOUR, NEVER } from './rig.ts';

const SECRET_PATH = '/ping/very-secret-key';

describe('the rounds of the collector', () => {
  let world: World;
  let watcher: Server;
  let transport: Transport;
  let pings: string[];
  let status: number;
  let rounds: Rounds | undefined;
  beforeEach(async () => {
    world = await openWorld({ connect: false });
    pings = [];
    status = 200;
    transport = createTransport({ timeouts: { other: 300 } });
    watcher = createServer((request, response) => {
      pings.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (status === 0) return;
      response.writeHead(status).end('OK');
    }).listen(0, '127.0.0.1');
    await once(watcher, 'listening');
  });
  afterEach(async () => {
    await rounds?.stop();
    rounds = undefined;
    transport.close();
    watcher.closeAllConnections();
    watcher.close();
    await world.close();
  });

  function create(): ReturnType<typeof createCollectorRounds> {
    const { port } = watcher.address() as AddressInfo;
    const heartbeatUrl = `http://127.0.0.1:${port}${SECRET_PATH}`;
    return createCollectorRounds({ ...collectorDeps(world), followersEveryMs: HOUR / 4, transport, heartbeatUrl });
  }

  const collectOf = (all: ReturnType<typeof create>): ((signal: AbortSignal) => Promise<void>) => {
    const found = all.find(({ name }) => name === 'collect');
    assert.ok(found !== undefined);
    return (signal) => found.run(signal);
  };

  it('ping the dead man’s switch after a completed sweep, and not again before there was another', async () => {
    await connectOne(world, 'northpine.coffee');
    const collect = collectOf(create());
    await collect(NEVER);
    await collect(NEVER);
    assert.deepEqual(pings, [`GET ${SECRET_PATH}`]);
    world.now += HOUR;
    await collect(NEVER);
    assert.equal(pings.length, 2);
  });

  it('do not ping for a sweep that was cut off', async () => {
    await connectOne(world, 'northpine.coffee');
    const stop = new AbortController();
    stop.abort();
    await collectOf(create())(stop.signal);
    assert.deepEqual(pings, []);
  });

  it('bear a switch that refuses or never answers, and log nothing of its address', async () => {
    const all = create();
    for (const bad of [500, 0]) {
      status = bad;
      world.now += HOUR;
      await collectOf(all)(NEVER);
    }
    const warnings = world.logs.filter(({ level }) => level === 'warn');
    assert.equal(warnings.length, 2);
    assert.ok(!JSON.stringify(world.logs).includes('secret'));
  });

  it('collect an account that is connected while they run, its history too, and end when they are stopped', async () => {
    const all = create();
    rounds = startRounds(all, { clock: () => world.now, logger: world.deps.logger, random: () => 0 });
    assert.deepEqual(
      rounds
        .states()
        .map(({ name }) => name)
        .sort(),
      ['back-fill', 'collect', 'followers', 'tokens'],
    );
    const account = await connectOne(world, 'tiny.bakes');
    const stateOf = async () => (await world.store.listCollections([account.id]))[0];
    rounds.wake('collect');
    while ((await stateOf())?.collectedAt === undefined) await new Promise((again) => setTimeout(again, 10));
    rounds.wake('back-fill');
    while ((await stateOf())?.filledFrom === undefined) await new Promise((again) => setTimeout(again, 10));
    await rounds.stop();
    const calls = world.local.calls.length;
    assert.equal(await Promise.resolve(world.local.calls.length), calls);
    assert.deepEqual(
      world.logs.filter(({ level }) => level === 'error'),
      [],
    );
  });
});
