/** Discord as a platform: a gateway connection that hears, REST that answers and delivers. */
import {
  Client,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  InteractionType,
  Options,
  type APIInteraction,
} from 'discord.js';
import { AppError } from '../../core/errors.ts';
import type { ChatAdapter, Door, Logger } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';
import type { HttpApp } from '../http/server.ts';
import { createAnswers } from './answers.ts';
import { addInteractionRoute } from './endpoint.ts';
import { codeOf, toAppError, toGatewayError, toLogFields } from './faults.ts';
import { createInteractions, type Interactions } from './interactions.ts';
import { DISCORD_LIMITS } from './limits.ts';
import { toCommand } from './menu.ts';
import { listenToPlaces } from './places.ts';
import { createPosts } from './posts.ts';
import { registerCommand } from './register.ts';
import { createDiscordRest } from './rest.ts';

export interface DiscordAdapterOptions {
  /** DISCORD_TOKEN: the bot's token. */
  readonly token: Secret;
  /** DISCORD_APPLICATION_ID. */
  readonly applicationId: string;
  /** DISCORD_API_URL, without a version; the gateway is asked from it. */
  readonly apiUrl: string;
  /** DISCORD_GUILD_ID: commands only there, and its members see the accounts of INSTAGRAM_ACCESS_TOKEN. */
  readonly guildId?: string;
  readonly logger: Logger;
  /** Takes interactions at `/discord/interactions` too; the route is registered at once. */
  readonly http?: HttpApp;
  /** How long `stop` waits for answers before it says "restarting" in their place, in ms; default 8 s. */
  readonly patience?: number;
  /** How long Discord surely knows the nonce of a message, in ms; default a minute. */
  readonly nonceKept?: number;
}

const PATIENCE = 8_000;
const MOST_KEYS = 2_000;
const TOO_MANY_COMMANDS = 30_034;

/** A connection that needs no privileged intent; of people it keeps none but the bot, whose rights are asked. */
function createClient(apiUrl: string): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    shards: 'auto',
    rest: { api: apiUrl },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: ({ id, client }) => id === client.user.id },
      UserManager: 0,
      PresenceManager: 0,
    }),
  });
}

/**
 * Makes the adapter; nothing is sent before `listen` or `deliver`. `listen` rejects with AppError `token` when Discord
 * refuses the token, `config` for a wrong application, `upstream` when Discord cannot be reached; it may be called again
 * then. `deliver` needs no `listen`, so it works in a process that only delivers; it rejects with AppError: `not-found`
 * and `permission` stay so until somebody acts, `throttled` and `upstream` pass.
 */
export function createDiscordAdapter(options: DiscordAdapterOptions): ChatAdapter {
  const { token, applicationId, apiUrl, guildId, logger, patience = PATIENCE } = options;
  const rest = createDiscordRest({ token, applicationId, apiUrl, nonceKept: options.nonceKept });
  const posts = createPosts(rest);
  const delivered = new Map<string, Promise<{ readonly messageId: string }>>();
  const running = new Set<Promise<void>>();
  let client: Client | undefined;
  let interactions: Interactions | undefined;
  let hurryUp: () => void = () => undefined;
  const hurry = new Promise<void>((resolve) => {
    hurryUp = resolve;
  });
  const answers = createAnswers(rest, logger, hurry);

  if (options.http !== undefined) {
    const hear = (interaction: APIInteraction): boolean => {
      if (client === undefined || interactions === undefined) return false;
      interactions.hear(interaction);
      return true;
    };
    addInteractionRoute({ http: options.http, publicKey: () => rest.publicKey(), hear, logger });
  }

  async function register(door: Door): Promise<void> {
    try {
      const changed = await registerCommand(rest, toCommand(door.menu), guildId);
      logger.info({ changed, ...(guildId === undefined ? {} : { guild: guildId }) }, 'Discord knows the commands');
    } catch (error) {
      if (codeOf(error) !== TOO_MANY_COMMANDS) throw toAppError(error);
      logger.warn(toLogFields(error), 'Discord takes no new commands today; it keeps the earlier ones');
    }
  }

  /** Resolves once connected; a connection that Discord ends for good rejects, later it is told to the log. */
  async function connect(opened: Client): Promise<void> {
    const lost = new Promise<never>((_, reject) => {
      opened.on(Events.ShardDisconnect, ({ code }, shard) => {
        const error = toGatewayError(code);
        logger.error({ shard, close: code, code: error.code }, 'Discord closed the connection for good');
        reject(error);
      });
    });
    lost.catch(() => undefined);
    opened.on(Events.Error, (error) => {
      logger.warn(toLogFields(error), 'the Discord client reported an error');
    });
    opened.on(Events.ShardError, (error, shard) => {
      logger.warn({ shard, ...toLogFields(error) }, 'the connection to Discord failed; it is opened again');
    });
    opened.on(Events.ShardReconnecting, (shard) => {
      logger.info({ shard }, 'the connection to Discord is opened again');
    });
    await Promise.race([opened.login(token.reveal()), lost]);
  }

  function track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        logger.error(toLogFields(error), 'what Discord told of a server could not be recorded');
      })
      .finally(() => running.delete(tracked));
    running.add(tracked);
  }

  return {
    platform: 'discord',
    limits: DISCORD_LIMITS,
    themes: ['dark'],
    picturesFollow: false,

    async listen(door) {
      await register(door);
      const opened = createClient(apiUrl);
      const { cache } = opened.guilds;
      const isHome = (id: string): boolean =>
        guildId === undefined ? cache.size === 1 && cache.has(id) : id === guildId;
      const nameOf = (id: string): string | undefined => {
        const channel = opened.channels.cache.get(id);
        return channel === undefined || channel.isDMBased() ? undefined : channel.name;
      };
      const heard = createInteractions({ door, answers, logger, isHome, nameOf, hurry });
      opened.ws.on(GatewayDispatchEvents.InteractionCreate, (interaction: APIInteraction) => {
        heard.hear({ ...interaction });
        // The library makes an object of its own of it, for nobody, and ends the program where a field lacks. Pings it lets lie.
        Object.assign(interaction, { type: InteractionType.Ping });
      });
      listenToPlaces(opened, door.places, track);
      client = opened;
      interactions = heard;
      try {
        await connect(opened);
      } catch (error) {
        await opened.destroy();
        client = undefined;
        throw toAppError(error);
      }
    },

    deliver(to, report, key, manner = {}) {
      if (to.platform !== 'discord') return Promise.reject(new AppError('not-found', 'That is no Discord channel.'));
      const name = `${to.channelId}\n${key}`;
      const known = delivered.get(name);
      if (known !== undefined) return known;
      const posting = posts.post(to.channelId, report, key, manner);
      delivered.set(name, posting);
      posting.catch(() => delivered.delete(name));
      for (const oldest of delivered.keys()) {
        if (delivered.size <= MOST_KEYS) break;
        delivered.delete(oldest);
      }
      return posting;
    },

    readBack: ({ channelId }, delivered, between) => posts.readBack(channelId, delivered, between),
    edit: ({ channelId }, messageId, report) => posts.edit(channelId, messageId, report),
    remove: ({ channelId }, messageId) => posts.remove(channelId, messageId),

    async directChannel(_, userId) {
      try {
        return (await rest.openDirect(userId)).id;
      } catch (error) {
        throw toAppError(error);
      }
    },

    async reach(guild) {
      try {
        await rest.findGuild(guild);
      } catch (error) {
        throw toAppError(error);
      }
    },

    async stop() {
      const closing = client;
      client = undefined;
      await closing?.destroy();
      const timer = setTimeout(hurryUp, patience);
      await interactions?.settled();
      await Promise.all(running);
      clearTimeout(timer);
      rest.close();
    },
  };
}
