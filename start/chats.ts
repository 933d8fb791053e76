/** The chat platforms of this process. One that cannot log in is told and tried again where that helps; the others run. */
import { createDiscordAdapter } from '../bots/discord/adapter.ts';
import type { HttpServer } from '../bots/http/server.ts';
import { createSlackAdapter, type SlackLogin } from '../bots/slack/adapter.ts';
import { isAppError } from '../core/errors.ts';
import type { ChatAdapter } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
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
  start(): Promise<void>;
  stop(): Promise<void>;
}

const FIRST_RETRY = 5000;
const LAST_RETRY = 300_000;

/** Socket Mode goes before HTTP, one workspace before many. */
function slackLogin({ config, store }: Parts): SlackLogin | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = config;
  if (botToken !== undefined && appToken !== undefined) return { mode: 'socket', botToken, appToken };
  if (botToken !== undefined && signingSecret !== undefined) return { mode: 'http', botToken, signingSecret };
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_STATE_SECRET: stateSecret } = config;
  if (clientId === undefined || clientSecret === undefined || stateSecret === undefined) return undefined;
  if (signingSecret === undefined) return undefined;
  const installations = {
    saveInstallation: (id: string, installation: Secret) => store.saveInstallation('slack', id, installation),
    findInstallation: (id: string) => store.findInstallation('slack', id),
    removeInstallation: (id: string) => store.removeInstallation('slack', id),
  };
  return {
    mode: 'oauth',
    clientId,
    clientSecret,
    stateSecret,
    signingSecret,
    installations,
    publicUrl: config.PUBLIC_URL,
  };
}

function platforms(parts: Parts, http: HttpServer): readonly Platform[] {
  const { config, logger, clock } = parts;
  const login = slackLogin(parts);
  const { DISCORD_TOKEN, DISCORD_APPLICATION_ID, DISCORD_API_URL, DISCORD_GUILD_ID } = config;
  return [
    {
      name: 'Slack',
      unset: 'not connected: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (docs/slack.md)',
      adapter:
        login === undefined
          ? undefined
          : createSlackAdapter({ login, apiUrl: config.SLACK_API_URL, http, logger, clock }),
    },
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
              http: http.open,
              ...(DISCORD_GUILD_ID === undefined ? {} : { guildId: DISCORD_GUILD_ID }),
              logger,
            }),
    },
  ];
}

/**
 * Makes every configured platform; routes are registered at once, so before the server listens. `start` never rejects:
 * failures are told by `say`, in `status` and in the log.
 */
export function createChats(parts: Parts, http: HttpServer, say: (line: string) => void): Chats {
  const all = platforms(parts, http);
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

  const adapters = all.flatMap(({ adapter }) => adapter ?? []);
  return {
    adapters,
    async start() {
      const logins = all.map(({ name, unset, adapter }) => {
        parts.about.set(name, adapter === undefined ? unset : 'connecting …');
        return adapter === undefined ? Promise.resolve() : login(name, adapter, FIRST_RETRY);
      });
      await Promise.all(logins);
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(adapters.map((adapter) => adapter.stop()));
    },
  };
}
