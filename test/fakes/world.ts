/** A whole installation for tests: a real database, the local Instagram over HTTP, the real client, the real app. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, HOME } from '../../core/app.ts';
import type { Caller, RenderedAnswer } from '../../core/commands.ts';
import { connectToken } from '../../core/features/connect-token.ts';
import type { Deps } from '../../core/features/feature.ts';
import { GraphClient } from '../../core/instagram/client.ts';
import { createPictures } from '../../core/instagram/pictures.ts';
import { createTransport, type Timeouts } from '../../core/instagram/transport.ts';
import type { ChartRenderer, Door, Logger, Store } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { openStore } from '../../db/open.ts';
import { startLocalInstagram, type LocalInstagram } from '../../demo/server.ts';

/** Tuesday 24 November 2026, 20:00 UTC: noon of the 24th in Instagram's zone. */
export const NOW = Date.parse('2026-11-24T20:00:00Z');

export const ADMIN: Caller = {
  workspace: { platform: HOME.platform, remoteId: HOME.remoteId },
  home: true,
  userId: 'tester',
  admin: true,
  channelId: undefined,
};

interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly sentence: string;
}

export interface WorldOptions {
  readonly version?: string;
  readonly timeouts?: Partial<Timeouts>;
  /** Default: the first account's Facebook user token, which reaches all. */
  readonly login?: 'facebook' | 'instagram';
  /** False leaves the installation without any account. */
  readonly connect?: boolean;
  readonly renderer?: ChartRenderer;
  /** Answers instead of the local Instagram, for both logins. */
  readonly base?: string;
}

export interface World {
  readonly local: LocalInstagram;
  readonly store: Store;
  readonly door: Door;
  readonly deps: Deps;
  readonly logs: readonly LogLine[];
  /** Where the database is. */
  readonly folder: string;
  /** Turned by hand. */
  now: number;
  ask(text: string, caller?: Caller): Promise<RenderedAnswer>;
  /** Graph calls of insights since the last look. */
  insightCalls(): number;
  close(): Promise<void>;
}

/** Says it drew and draws nothing: pictures have tests of their own. */
const FLAT_RENDERER: ChartRenderer = {
  render: () => Promise.resolve({ png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), width: 1600, height: 800 }),
};

function memoryLogger(lines: LogLine[]): Logger {
  const at =
    (level: string) =>
    (fields: Readonly<Record<string, unknown>>, sentence: string): void => {
      lines.push({ level, fields, sentence });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Opens an installation in a folder of its own; `close` removes it. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'reachboard-world-'));
  const logs: LogLine[] = [];
  const logger = memoryLogger(logs);
  const clock = (): number => world.now;
  const world = { now: NOW };
  const local = await startLocalInstagram({ clock });
  const store = await openStore({
    url: `sqlite:${join(folder, 'reachboard.db')}`,
    role: 'owner',
    encryptionKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
    logger,
    clock,
  });
  const transport = createTransport(options.timeouts === undefined ? {} : { timeouts: options.timeouts });
  const version = options.version ?? 'v26.0';
  const graph = new GraphClient({
    transport,
    version,
    pauses: store,
    clock,
    logger,
    sleep: () => Promise.resolve(),
  });
  const pictures = createPictures({ origins: () => [local.facebookUrl, local.instagramUrl], logger });
  const deps: Deps = {
    store,
    graph,
    pictures,
    clock,
    logger,
    baseFor: (_, login) => options.base ?? (login === 'facebook' ? local.facebookUrl : local.instagramUrl),
    about: () => ({ apiVersion: version, demo: false, zone: 'UTC', parts: [] }),
  };
  const door = createApp(deps, options.renderer ?? FLAT_RENDERER);
  if (options.connect !== false) {
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    const tokens = options.login === 'instagram' ? Object.values(local.tokens.instagram) : [local.tokens.user];
    for (const token of tokens) await connectToken(deps, home, { token: new Secret(token), origin: 'graph' });
  }
  let seen = local.calls.length;
  return Object.assign(world, {
    local,
    store,
    door,
    deps,
    logs,
    folder,
    ask: (text: string, caller: Caller = ADMIN) => door.answer({ text, caller }, ['light']),
    insightCalls(): number {
      const fresh = local.calls.slice(seen).filter((call) => call.path.endsWith('/insights'));
      seen = local.calls.length;
      return fresh.length;
    },
    async close(): Promise<void> {
      transport.close();
      pictures.close();
      await store.close();
      await local.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}
