/**
 * A worker that is killed: everything the collector does for the accounts of a database, once, down to a day of history.
 * It counts its calls to Instagram and its writes, and dies at the one it is told to.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createCollectorRounds } from '../../../core/collector/rounds.ts';
import type { Deps } from '../../../core/features/feature.ts';
import { GraphClient } from '../../../core/instagram/client.ts';
import { createTransport } from '../../../core/instagram/transport.ts';
import { createMediaRounds } from '../../../core/media/rounds.ts';
import type { Logger, Store } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { openStore } from '../../../db/open.ts';
import type { Orders, Told } from './kills.ts';

const HOUR = 3_600_000;
const WRITE = /^(?:write|save|claim|hold|mark|renew)/u;
const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
let calls = 0;

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** A call of the world outside, which is the death of this process when its turn has come. */
async function counted<T>(call: () => Promise<T>): Promise<T> {
  calls += 1;
  const when = orders.die?.call === calls ? orders.die.when : undefined;
  if (when === 'before') die();
  const answer = call();
  if (when === 'during') {
    await pause(orders.die?.afterMs);
    die();
  }
  await answer.catch(() => undefined);
  if (when === 'after') die();
  return answer;
}

/** The same store, each of its writes counted. */
function countedStore(store: Store): Store {
  const entries = Object.entries(store).map(([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
    name,
    WRITE.test(name) ? (...args: unknown[]) => counted(() => method(...args)) : method,
  ]);
  return Object.fromEntries(entries) as Store;
}

async function work(): Promise<void> {
  const quiet = (): void => undefined;
  const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const clock = (): number => orders.now;
  const opened = await openStore({
    url: orders.url,
    role: 'owner',
    encryptionKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
    logger,
    clock,
  });
  const store = countedStore(opened);
  const plain = createTransport();
  const transport = {
    ...plain,
    send: (...args: Parameters<typeof plain.send>) => counted(() => plain.send(...args)),
  };
  const stop = new AbortController();
  const deps: Deps = {
    store: {
      ...store,
      async saveCollection(state, owner) {
        const kept = await store.saveCollection(state, owner);
        const { filledFrom } = state;
        if (filledFrom !== undefined && filledFrom <= orders.until) stop.abort();
        return kept;
      },
    },
    graph: new GraphClient({ transport, version: 'v26.0', pauses: store, clock, logger }),
    clock,
    logger,
    baseFor: () => orders.base,
    about: () => ({ apiVersion: 'v26.0', demo: false, zone: 'UTC', parts: [] }),
  };
  const options = {
    collectEveryMs: HOUR,
    followersEveryMs: HOUR,
    afterCollect: [],
    transport,
  };
  const rounds = [...createMediaRounds(deps, HOUR), ...createCollectorRounds({ ...deps, ...options })];
  for (const name of ['followers', 'stories', 'posts', 'collect', 'back-fill']) {
    await rounds.find((round) => round.name === name)?.run(stop.signal);
  }
  plain.close();
  await opened.close();
  const told: Told = { calls };
  process.stdout.write(JSON.stringify(told));
}

await work();
