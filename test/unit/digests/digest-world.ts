/** A world with a file for a platform, and the rounds of digests turned by hand. */
import { join } from 'node:path';
import { createApp } from '../../../core/app.ts';
import type { Caller, RenderedAnswer } from '../../../core/commands.ts';
import { createDigestRounds, type DigestRoundsOptions } from '../../../core/digests/rounds.ts';
import type { Deps } from '../../../core/features/feature.ts';
import type { ChartRenderer, ChatAdapter, Places } from '../../../core/ports.ts';
import { createLogPlatform, type LogPlatform, type LogPlatformOptions } from '../../fakes/log-platform.ts';
import { ADMIN, openWorld, type World, type WorldOptions } from '../../fakes/world.ts';

export interface DigestWorld {
  readonly world: World;
  readonly platform: LogPlatform;
  readonly file: string;
  readonly counted: ReadonlyMap<string, number>;
  ask(text: string, caller?: Partial<Caller>): Promise<RenderedAnswer>;
  /** What platforms tell of by themselves. */
  readonly places: Places;
  /** Turns the clock to a time and runs every round once, until nothing is left to do. */
  until(time: string | number): Promise<void>;
  /** Rounds of another process on the same database. */
  another(options?: Partial<DigestRoundsOptions>): (signal?: AbortSignal) => Promise<void>;
  close(): Promise<void>;
}

export interface DigestWorldOptions extends WorldOptions {
  readonly platform?: Partial<LogPlatformOptions>;
  readonly onUnknown?: 'resend' | 'hold';
  /** In place of the file. */
  readonly adapters?: (world: World) => readonly ChatAdapter[];
}

const FLAT: ChartRenderer = {
  render: () => Promise.resolve({ png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), width: 1600, height: 800 }),
};

export async function openDigestWorld(options: DigestWorldOptions = {}): Promise<DigestWorld> {
  const world = await openWorld(options);
  const file = join(world.folder, 'platform.log');
  const platform = createLogPlatform({ file, clock: () => world.now, ...options.platform });
  const adapters = options.adapters?.(world) ?? [platform];
  const deps: Deps = { ...world.deps, chats: () => adapters };
  const renderer = options.renderer ?? FLAT;
  const door = createApp(deps, renderer);
  const counted = new Map<string, number>();
  const counters = {
    counter: (name: string) => ({
      add(labels: Readonly<Record<string, string>> = {}, by = 1) {
        const key = [name, ...Object.values(labels)].join(' ');
        counted.set(key, (counted.get(key) ?? 0) + by);
      },
    }),
  };

  function another(more: Partial<DigestRoundsOptions> = {}): (signal?: AbortSignal) => Promise<void> {
    const rounds = createDigestRounds({
      deps,
      renderer,
      adapters: () => adapters,
      onUnknown: options.onUnknown ?? 'resend',
      counters,
      random: () => 0.123_456,
      ...more,
    });
    return async (signal = new AbortController().signal) => {
      for (const round of rounds) await round.run(signal);
    };
  }

  const turn = another();
  return {
    world,
    platform,
    file,
    counted,
    another,
    places: door.places,
    ask: (text, caller = {}) =>
      door.answer({ text, caller: { ...ADMIN, channelId: 'general', ...caller } }, ['light', 'dark']),
    async until(time) {
      world.now = typeof time === 'number' ? time : Date.parse(time);
      // Digests of one minute are spread over half a minute.
      for (let second = 0; second <= 40; second += 20) {
        world.now += second === 0 ? 0 : 20_000;
        await turn();
      }
    },
    close: () => world.close(),
  };
}
