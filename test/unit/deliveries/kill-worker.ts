/** A worker that is killed: the whole chain from the due turn to the post, on a database, against a platform that is a file. */
import { createDigestRounds } from '../../../core/digests/rounds.ts';
import type { Deps } from '../../../core/features/feature.ts';
import { GraphClient } from '../../../core/instagram/client.ts';
import { createTransport } from '../../../core/instagram/transport.ts';
import type { ChartRenderer, Logger, Store } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { startRounds } from '../../../core/work/rounds.ts';
import { openStore } from '../../../db/open.ts';
import { createLogPlatform, type Fate } from '../../fakes/log-platform.ts';

const [url = '', file = '', order = 'before', role = 'guest'] = process.argv.slice(2);

/** Short, in the same proportions: the quarantine is longer than any call of this platform. */
export const TERMS = {
  quarantine: 400,
  lease: 300,
  beat: 50,
  hesitation: 150,
  firstWait: 20,
  lastWait: 200,
  patience: 600_000,
};

/** The defect that the checker must see: the row says what is going on only after the call. */
function writtenBehind(store: Store): Store {
  return {
    ...store,
    beginPost: () => Promise.resolve(true),
    beatPost: () => Promise.resolve(true),
    async settlePost(key, owner, change) {
      await store.beginPost(key, owner, Date.now(), Date.now() + 1_000);
      return store.settlePost(key, owner, change);
    },
  };
}

function fate(): Fate {
  const chance = Math.random();
  if (chance < 0.05) return 'cut after';
  if (chance < 0.08) return 'cut before';
  return chance < 0.1 ? 'slow down' : 'posts';
}

async function work(): Promise<void> {
  const quiet = (): void => undefined;
  const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const opened = await openStore({
    url,
    role: role === 'owner' ? 'owner' : 'guest',
    encryptionKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
    logger,
    clock: Date.now,
  });
  const store = order === 'behind' ? writtenBehind(opened) : opened;
  const platform = createLogPlatform({ file, clock: Date.now, fate, latency: () => 1 + Math.random() * 40 });
  const renderer: ChartRenderer = {
    render: () => Promise.resolve({ png: Uint8Array.of(1, 2, 3), width: 16, height: 8 }),
  };
  const deps: Deps = {
    store,
    // Accounts of imported files: Instagram is never asked.
    graph: new GraphClient({ transport: createTransport(), version: 'v26.0', pauses: opened, clock: Date.now, logger }),
    clock: Date.now,
    logger,
    baseFor: () => undefined,
    about: () => ({ apiVersion: 'v26.0', demo: false, zone: 'UTC', parts: [] }),
  };
  const rounds = createDigestRounds({
    deps,
    renderer,
    adapters: () => [platform],
    onUnknown: 'resend',
    counters: { counter: () => ({ add: quiet }) },
    terms: TERMS,
    makeLease: 400,
    spread: 0,
    // No digest here is to blame for its deaths.
    mostDeaths: 1_000,
  }).map((round) => ({ ...round, everyMs: 20 }));
  startRounds(rounds, { clock: Date.now, logger });
  process.stdout.write('ready\n');
}

await work();
