/** The chat platforms of this process. One that cannot log in is told and tried again where that helps; the others run. */
import { createDiscordAdapter } from '../bots/discord/adapter.ts';
import { isAppError } from '../core/errors.ts';
import type { ChatAdapter } from '../core/ports.ts';
import { failureWords } from './log.ts';
import type { Parts } from './parts.ts';

interface Platform {
  readonly name: string;
  /** What `status` and the first screen say while nothing is configured. */
  readonly unset: string;
  readonly adapter: ChatAdapter | undefined;
}

export interface Chats {
  readonly adapters: readonly ChatAdapter[];
  /** Resolves when each has logged in or failed once. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

const FIRST_RETRY = 5000;
const LAST_RETRY = 300_000;

function platforms({ config, logger }: Parts): readonly Platform[] {
  const { DISCORD_TOKEN, DISCORD_APPLICATION_ID, DISCORD_API_URL, DISCORD_GUILD_ID } = config;
  return [
    {
      name: 'Discord',
      unset: 'not connected: set DISCORD_TOKEN and DISCORD_APPLICATION_ID (docs/discord.md)',
      adapter:
        DISCORD_TOKEN === undefined || DISCORD_APPLICATION_ID === undefined
          ? undefined
          : createDiscordAdapter({
              token: DISCORD_TOKEN,
              applicationId: DISCORD_APPLICATION_ID,
              apiUrl: DISCORD_API_URL,
              ...(DISCORD_GUILD_ID === undefined ? {} : { guildId: DISCORD_GUILD_ID }),
              logger,
            }),
    },
  ];
}

/** Starts every configured platform. Never rejects: failures are told by `say`, in `status` and in the log. */
export function startChats(parts: Parts, say: (line: string) => void): Chats {
  const all = platforms(parts);
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  async function login(name: string, adapter: ChatAdapter, wait: number): Promise<void> {
    try {
      await adapter.listen(parts.door);
      parts.about.set(name, 'connected');
    } catch (error) {
      const words = failureWords(error);
      parts.about.set(name, `not connected: ${words}`);
      parts.logger.error({ error, platform: adapter.platform }, 'a chat platform could not be connected');
      say(`${name}: ${words}`);
      const passes = isAppError(error) && (error.code === 'upstream' || error.code === 'throttled');
      if (stopped || !passes) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        void login(name, adapter, Math.min(wait * 2, LAST_RETRY));
      }, wait);
      timers.add(timer);
    }
  }

  const logins = all.map(({ name, unset, adapter }) => {
    parts.about.set(name, adapter === undefined ? unset : 'connecting …');
    return adapter === undefined ? Promise.resolve() : login(name, adapter, FIRST_RETRY);
  });
  const adapters = all.flatMap(({ adapter }) => adapter ?? []);
  return {
    adapters,
    ready: Promise.all(logins).then(() => undefined),
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(adapters.map((adapter) => adapter.stop()));
    },
  };
}
