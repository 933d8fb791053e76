/** `npm start`: the long-running process. */
import type { Config } from '../config.ts';
import { HOME } from '../core/app.ts';
import { isAppError } from '../core/errors.ts';
import type { Logger } from '../core/ports.ts';
import type { Rounds } from '../core/work/rounds.ts';
import { createHttpServer } from '../bots/http/server.ts';
import { createWebAdapter } from '../bots/web/adapter.ts';
import { startDemo, wantsDemo } from './demo.ts';
import { createChats } from './chats.ts';
import { connectEnvironment } from './environment.ts';
import { failureWords } from './log.ts';
import { serveMeta } from './meta.ts';
import { createParts, type Parts } from './parts.ts';
import { startScreen } from './screen.ts';
import { watchProcess } from './watch.ts';
import { createWorker } from './worker.ts';

export interface Running {
  /** Address of the page and of every other path. */
  readonly url: string;
  /** Finishes what was acknowledged, gives everything back. */
  stop(): Promise<void>;
}

/** How long the first screen waits for Instagram before it says "connecting". */
const PATIENCE = 8000;
const FIRST_RETRY = 15_000;
const LAST_RETRY = 600_000;

/** What passes by itself is tried again, ever more slowly, until `stopped`. */
async function connectInstagram(
  parts: Parts,
  say: (line: string) => void,
  stopped: AbortSignal,
  wait = FIRST_RETRY,
): Promise<void> {
  try {
    await connectEnvironment(parts, true);
    parts.about.set('Instagram', `connected (${parts.connected.map((account) => `@${account.username}`).join(', ')})`);
  } catch (error) {
    if (!isAppError(error)) throw error;
    parts.about.set('Instagram', `not connected: ${failureWords(error)}`);
    say(`Instagram: ${failureWords(error)}`);
    parts.logger.warn({ code: error.code }, 'the account of INSTAGRAM_ACCESS_TOKEN could not be connected');
    if (stopped.aborted || (error.code !== 'upstream' && error.code !== 'throttled')) return;
    const timer = setTimeout(() => {
      void connectInstagram(parts, () => undefined, stopped, Math.min(wait * 2, LAST_RETRY));
    }, wait);
    stopped.addEventListener('abort', () => {
      clearTimeout(timer);
    });
  }
}

/** Tells the state of Instagram, by token, by what was connected in chat, or by the demo. */
async function prepareInstagram(parts: Parts, say: (line: string) => void, stopped: AbortSignal): Promise<void> {
  const { config, store, about } = parts;
  if (config.INSTAGRAM_ACCESS_TOKEN !== undefined) {
    about.set('Instagram', 'connecting …');
    await within(connectInstagram(parts, say, stopped), PATIENCE);
    return;
  }
  const connected = await store.hasAccounts('graph');
  about.set(
    'Instagram',
    parts.demo !== undefined && !connected
      ? 'demo data; connect yours with the button on the page, or set INSTAGRAM_ACCESS_TOKEN'
      : connected
        ? 'connected'
        : 'not connected: use /ig connect, or set INSTAGRAM_ACCESS_TOKEN',
  );
}

function within(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

/** Starts everything this process runs and prints one screen. Throws AppError when it cannot start at all. */
export async function serve(config: Config, logger: Logger, say: (line: string) => void): Promise<Running> {
  const parts = await createParts({ config, logger, role: 'owner' });
  const { store, clock } = parts;
  const watch = watchProcess(parts);
  const http = createHttpServer({
    host: config.HTTP_HOST,
    port: config.HTTP_PORT,
    logger,
    clock,
    health: () => watch.health(),
    gauges: () => watch.gauges(),
  });
  const chat = config.ROLES.includes('chat');
  const page = chat
    ? createWebAdapter({
        http,
        logger,
        clock,
        demo: async () => parts.demo !== undefined && !(await store.hasAccounts('graph')),
      })
    : undefined;

  const chats = createChats(parts, http, say);
  parts.chats = page === undefined ? chats.adapters : [page, ...chats.adapters];
  let worker: Rounds | undefined;

  const stopping = new AbortController();

  async function stop(): Promise<void> {
    stopping.abort();
    // Nothing new is posted before the platforms are left.
    await worker?.stop();
    await Promise.all([chats.stop(), page?.stop()]);
    await http.stop();
    watch.stop();
    await parts.close();
  }

  try {
    serveMeta(parts, http);
    // The demo is there before anybody can ask; a real Instagram may take longer.
    if (await wantsDemo(config, store)) await startDemo(parts);
    const { url } = await http.listen();
    await page?.listen(parts.door);
    await prepareInstagram(parts, say, stopping.signal);
    if (chat) await within(chats.start(), PATIENCE);
    if (config.ROLES.includes('worker')) {
      worker = createWorker(parts, { adapters: parts.chats, metrics: http.metrics });
      watch.follow(worker);
    }
    const home = await store.saveWorkspace(HOME.platform, HOME.remoteId);
    const all = await store.listAccounts(home.id);
    const real = all.filter((account) => account.origin !== 'demo');
    const shown = real.length > 0 && parts.demo === undefined ? real : all;
    const first = shown.filter((account) => account.id === home.defaultAccountId);
    const accounts = [...new Set([...first, ...shown])];
    say(startScreen(parts, { url: chat ? url : undefined, accounts }));
    void parts.renderer.warmUp().catch((error: unknown) => {
      logger.warn({ error }, 'warming up the charts failed');
    });
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
