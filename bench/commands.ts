/** The whole way of `/ig reach week`: parser, SQLite, Graph client, report and picture, as in the running bot. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, HOME } from '../core/app.ts';
import type { Caller } from '../core/commands.ts';
import { connectToken } from '../core/features/connect-token.ts';
import type { Deps } from '../core/features/feature.ts';
import { GraphClient } from '../core/instagram/client.ts';
import { createTransport } from '../core/instagram/transport.ts';
import { Secret } from '../core/secret.ts';
import { openStore } from '../db/open.ts';
import { createChartRenderer } from '../renderers/index.ts';
import type { InstagramFacts } from './calls/instagram.ts';
import type { Candidate } from './candidate.ts';
import { SILENT } from './silent.ts';

const DAY_MS = 86_400_000;
const WEEKS = 90;
const CALLER: Caller = {
  workspace: { platform: HOME.platform, remoteId: HOME.remoteId },
  home: true,
  userId: 'bench',
  admin: true,
  channelId: undefined,
};

/** A week of some account that the turns around it do not ask for. */
export function distinctWeek(turn: number, usernames: readonly string[]): string {
  const end = Date.now() - (5 + 7 * (turn % WEEKS)) * DAY_MS;
  const [from, to] = [end - 6 * DAY_MS, end].map((time) => new Date(time).toISOString().slice(0, 10));
  return `reach ${from ?? ''}..${to ?? ''} @${usernames[Math.floor(turn / WEEKS) % usernames.length] ?? ''}`;
}

export interface Installation {
  /** Asks, and resolves to the bytes of the pictures; rejects when the answer is a refusal. */
  readonly ask: (text: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** An installation in a folder of its own, every account of the local Instagram connected. */
export async function openInstallation({ url, token }: InstagramFacts): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'reachboard-bench-'));
  const store = await openStore({
    url: `sqlite:${join(folder, 'reachboard.db')}`,
    role: 'owner',
    encryptionKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
    logger: SILENT,
    clock: Date.now,
  });
  const transport = createTransport();
  const version = 'v26.0';
  const deps: Deps = {
    store,
    graph: new GraphClient({ transport, version, pauses: store, clock: Date.now, logger: SILENT }),
    clock: Date.now,
    logger: SILENT,
    baseFor: () => url,
    about: () => ({ apiVersion: version, demo: false, zone: 'UTC', parts: [] }),
  };
  const renderer = createChartRenderer();
  const door = createApp(deps, renderer);
  const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
  await connectToken(deps, home, { token: new Secret(token), origin: 'graph' });
  return {
    async ask(text) {
      const { status, report } = await door.answer({ text, caller: CALLER }, ['light']);
      if (status !== 'answered') throw new Error(`${text}: ${report.summary}`);
      const pictures = report.blocks.flatMap((block) => (block.kind === 'picture' ? [block.picture] : []));
      return pictures.reduce((sum, { png }) => sum + (png.light?.byteLength ?? 0), 0);
    },
    async close() {
      await renderer.close();
      transport.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The question somebody asked a minute ago. */
export async function askAgain(facts: InstagramFacts): Promise<Candidate> {
  const { ask, close } = await openInstallation(facts);
  const [username = ''] = facts.usernames;
  return { run: () => ask(`reach week @${username}`), close };
}

/** A question nobody asked before: Graph calls, rows to write, a picture to draw. */
export async function askAnew(facts: InstagramFacts): Promise<Candidate> {
  const { ask, close } = await openInstallation(facts);
  return { run: (turn) => ask(distinctWeek(turn, facts.usernames)), close };
}
