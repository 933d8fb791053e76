/** The adapter as `main.ts` makes it, against a local Discord. */
import { createDiscordAdapter, type DiscordAdapterOptions } from '../../../bots/discord/adapter.ts';
import type { ChatAdapter, Door } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { createMemoryLogger } from '../web.ts';
import { startDiscord, type FakeDiscord } from './server.ts';

export interface DiscordSession {
  readonly discord: FakeDiscord;
  readonly adapter: ChatAdapter;
  logged(): string;
  /** A second process on the same Discord; the first is to be stopped by whoever calls. */
  again(options?: Partial<DiscordAdapterOptions>): ChatAdapter;
  stop(): Promise<void>;
}

/** Reads again until it holds, at most five seconds; the last reading comes back for the assertion. */
export async function until<T>(read: () => T, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 5_000;
  while (!holds(read()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  return read();
}

/** Starts a local Discord and an adapter; with a door it listens. */
export async function openDiscord(
  door?: Door,
  options: Partial<DiscordAdapterOptions> = {},
  guildIds?: readonly string[],
): Promise<DiscordSession> {
  const discord = await startDiscord(guildIds);
  const { logger, text } = createMemoryLogger();
  const made: ChatAdapter[] = [];
  const again = (more: Partial<DiscordAdapterOptions> = {}): ChatAdapter => {
    const adapter = createDiscordAdapter({
      token: new Secret(discord.token),
      applicationId: discord.applicationId,
      apiUrl: discord.apiUrl,
      logger,
      ...more,
    });
    made.push(adapter);
    return adapter;
  };
  const adapter = again(options);
  if (door !== undefined) await adapter.listen(door);
  return {
    discord,
    adapter,
    logged: text,
    again,
    async stop() {
      for (const one of made) await one.stop();
      await discord.stop();
    },
  };
}
