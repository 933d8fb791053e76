/** An installation whose Instagram, disk and pictures can be made to fail, and which remembers when it was asked. */
import { createApp, HOME } from '../../core/app.ts';
import type { RenderedAnswer } from '../../core/commands.ts';
import { connectToken } from '../../core/features/connect-token.ts';
import type { Deps } from '../../core/features/feature.ts';
import { GraphClient } from '../../core/instagram/client.ts';
import { createTransport, type TransportOptions } from '../../core/instagram/transport.ts';
import type { ChartRenderer, Store } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { ADMIN, openWorld, type World, type WorldOptions } from '../fakes/world.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const LUMEN = 'lumen.studio';
export const PINE = 'northpine.coffee';

export interface Rig {
  readonly world: World;
  /** Every time at which something was asked, the connecting included: what was read was read at one of them. */
  readonly moments: number[];
  /** Asks the first account. */
  ask(text: string): Promise<RenderedAnswer>;
  /** Asks through another door to the same store. */
  askThrough(parts: Partial<Deps>, text: string, renderer?: ChartRenderer): Promise<RenderedAnswer>;
  later(ms: number): void;
  close(): Promise<void>;
}

const DRAWS_NOTHING: ChartRenderer = {
  render: () => Promise.resolve({ png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), width: 1600, height: 800 }),
};

/** Opens an installation with these accounts connected, ten minutes ago: nothing is fresh. */
export async function openRig(options: WorldOptions = {}, usernames: readonly string[] = [LUMEN]): Promise<Rig> {
  const world = await openWorld({ ...options, connect: false });
  const login = options.login ?? 'facebook';
  const home = await world.store.saveWorkspace(HOME.platform, HOME.remoteId);
  const moments = [world.now];
  for (const username of usernames) {
    const token = new Secret(world.local.tokens.of(username, login));
    await connectToken(world.deps, home, { token, origin: 'graph' });
  }
  world.now += 10 * MINUTE;
  const remember = (): void => {
    if (!moments.includes(world.now)) moments.push(world.now);
  };
  return {
    world,
    moments,
    ask(text) {
      remember();
      return world.ask(text);
    },
    askThrough(parts, text, renderer = DRAWS_NOTHING) {
      remember();
      return createApp({ ...world.deps, ...parts }, renderer).answer({ text, caller: ADMIN }, ['light']);
    },
    later(ms) {
      world.now += ms;
    },
    close: () => world.close(),
  };
}

/** A client of its own on this installation's store, as a restarted process has one. It never waits between tries. */
export function anotherClient(
  { world }: Rig,
  options: TransportOptions = {},
  pauses: Store = world.store,
): { readonly graph: GraphClient; readonly close: () => void } {
  const transport = createTransport(options);
  const graph = new GraphClient({
    transport,
    version: 'v26.0',
    pauses,
    clock: () => world.now,
    logger: world.deps.logger,
    sleep: () => Promise.resolve(),
  });
  return {
    graph,
    close: () => {
      transport.close();
    },
  };
}

/** Everything a report says, as one text. */
export function wordsOf(answer: RenderedAnswer): string {
  return JSON.stringify([answer.report.title, answer.report.summary, answer.report.blocks, answer.data?.['notes']]);
}
