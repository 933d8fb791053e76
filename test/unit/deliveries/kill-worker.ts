/** A worker that is killed: the whole chain from the due turn to the post, on a database, with the real adapters. */
import { createDiscordAdapter } from '../../../bots/discord/adapter.ts';
import { createHttpServer } from '../../../bots/http/server.ts';
import { createSlackAdapter } from '../../../bots/slack/adapter.ts';
import { createDigestRounds } from '../../../core/digests/rounds.ts';
import type { Deps } from '../../../core/features/feature.ts';
import { GraphClient } from '../../../core/instagram/client.ts';
import { createTransport } from '../../../core/instagram/transport.ts';
import type { ChartRenderer, ChatAdapter, Logger, Store } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { startRounds } from '../../../core/work/rounds.ts';
import { openStore } from '../../../db/open.ts';
import type { Addresses } from './platforms.ts';

/** What a worker is told on its command line. */
export interface Orders {
  readonly url: string;
  readonly addresses: Addresses;
  /** `behind` is the defect that the checker must see: the row says what is going on only after the call. */
  readonly order: 'before' | 'behind';
  /** A workspace whose digests kill the process that makes them; three deaths are enough then. */
  readonly poison?: number;
  /** Another quarantine than that of `TERMS`, in ms. */
  readonly quarantine?: number;
  /** Starts, opens nothing and ends: for the compiled form of the bundle. */
  readonly rehearsal?: boolean;
}

/** Short, in the same proportions: the quarantine is longer than a call to these platforms, and than a busy machine. */
const TERMS = {
  quarantine: 2_500,
  lease: 1_500,
  beat: 100,
  hesitation: 500,
  firstWait: 20,
  lastWait: 400,
  patience: 3_600_000,
};
const CALL = 400;

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

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

function adaptersOf({ slack, discord }: Addresses): readonly ChatAdapter[] {
  const http = createHttpServer({ host: '127.0.0.1', port: 0, logger, clock: Date.now });
  return [
    createSlackAdapter({
      login: { mode: 'http', botToken: new Secret(slack.token), signingSecret: new Secret('not heard') },
      apiUrl: slack.apiUrl,
      http,
      logger,
      clock: Date.now,
      pace: { spacing: 20, background: { pictureWait: 5_000, picture: 20, change: 20 }, call: CALL, stop: 100 },
    }),
    createDiscordAdapter({ ...discord, token: new Secret(discord.token), logger }),
  ];
}

/** Kills the process whenever a digest of this workspace is being made. */
function poisoned(store: Store, poison: number): Store {
  return {
    ...store,
    listAccounts(workspace) {
      if (workspace === poison) process.kill(process.pid, 'SIGKILL');
      return store.listAccounts(workspace);
    },
  };
}

async function work({
  url,
  addresses,
  order,
  poison,
  quarantine = TERMS.quarantine,
  rehearsal = false,
}: Orders): Promise<void> {
  const adapters = adaptersOf(addresses);
  if (rehearsal) {
    await Promise.all(adapters.map((adapter) => adapter.stop()));
    return;
  }
  const opened = await openStore({
    url,
    role: 'guest',
    encryptionKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
    logger,
    clock: Date.now,
  });
  const kept = order === 'behind' ? writtenBehind(opened) : opened;
  const store = poison === undefined ? kept : poisoned(kept, poison);
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
    adapters: () => adapters,
    onUnknown: 'resend',
    counters: { counter: () => ({ add: quiet }) },
    terms: { ...TERMS, quarantine },
    makeLease: 400,
    spread: 0,
    // In a storm no digest is to blame for its deaths.
    mostDeaths: poison === undefined ? 100_000 : 3,
  }).map((round) => ({ ...round, everyMs: 20 }));
  startRounds(rounds, { clock: Date.now, logger });
  process.stdout.write('ready\n');
}

void work(JSON.parse(process.argv[2] ?? '') as Orders);
