/** Every REST call we make, on two clients: one with the bot's token, one for interactions, which need none. */
import type { InteractionResponseType } from 'discord.js';
import {
  DiscordAPIError,
  HTTPError,
  REST,
  Routes,
  ThreadAutoArchiveDuration,
  type APIApplication,
  type APIApplicationCommand,
  type APIInteraction,
  type RESTPostAPIChannelMessageResult,
} from 'discord.js';
import { setTimeout as pause } from 'node:timers/promises';
import type { Secret } from '../../core/secret.ts';
import { refusedToken, toAppError } from './faults.ts';
import type { IgCommand } from './menu.ts';
import type { DiscordMessage } from './message.ts';

type Interaction = Pick<APIInteraction, 'id' | 'token'>;

/** What Get Channel Messages tells of a message, as far as we look. */
export interface ListedMessage {
  readonly id: string;
  readonly content: string;
  readonly nonce?: string | number;
  readonly author: { readonly bot?: boolean };
  readonly embeds: readonly { readonly title?: string; readonly footer?: { readonly text: string } }[];
}

/** How a message is posted beside what it says. */
interface PostOptions {
  /** The same nonce again is the same message, for a few minutes. */
  readonly nonce: string;
  readonly flags?: number;
  /** The message of this channel that it replies to; one that is gone makes it a plain message. */
  readonly answers?: string;
}

/**
 * Rejects with Discord's own errors, never tries one forever: at most four tries on 5xx and lost connections. A message is
 * tried again only while Discord surely knows its nonce: after that it could stand there twice.
 */
export interface DiscordRest {
  /** The first response to an interaction; within 3 s of it. */
  respond(
    to: Interaction,
    response: { readonly type: InteractionResponseType; readonly data?: unknown },
    files?: DiscordMessage['files'],
  ): Promise<void>;
  /** Changes the message that the first response made or belongs to. */
  editOriginal(to: Interaction, message: DiscordMessage): Promise<void>;
  followUp(to: Interaction, message: DiscordMessage, flags: number): Promise<void>;
  /** Posts with the bot's token. */
  post(channelId: string, message: DiscordMessage, options: PostOptions): Promise<{ readonly id: string }>;
  /** Changes a message of the bot; files that it does not name go, and nobody is pinged. */
  edit(channelId: string, messageId: string, message: DiscordMessage): Promise<void>;
  /** Makes the thread under a message; its id is that of the message. */
  startThread(channelId: string, messageId: string, name: string): Promise<void>;
  /** Takes a thread out of the archive. */
  openThread(threadId: string): Promise<void>;
  /** The `MOST_LISTED` messages that came next after an id, newest first; needs Read Message History. */
  listMessages(channelId: string, after: string): Promise<readonly ListedMessage[]>;
  remove(channelId: string, messageId: string): Promise<void>;
  /** The channel between the bot and one person. */
  openDirect(userId: string): Promise<{ readonly id: string }>;
  /** The key that signs what Discord sends over HTTP, as hex. */
  publicKey(): Promise<string>;
  /** Resolves when the bot is in this server. */
  findGuild(guildId: string): Promise<void>;
  listCommands(guildId: string | undefined): Promise<readonly APIApplicationCommand[]>;
  putCommands(guildId: string | undefined, commands: readonly IgCommand[]): Promise<void>;
  close(): void;
}

export interface DiscordRestOptions {
  readonly token: Secret;
  readonly applicationId: string;
  readonly apiUrl: string;
  /** How long Discord surely knows a nonce, in ms; default a minute. */
  readonly nonceKept?: number | undefined;
}

/** Interaction calls are exempt from the 50 a second of the bot (Discord's Rate Limits page). */
const INTERACTIONS_PER_SECOND = 1_000;
const BOT_PER_SECOND = 50;
const VERSION = '10';
const MOST_TRIES = 4;
/** A first response has to arrive within 3 s: how long one try may take, and the pause before each, in ms. */
const RESPONSE_TRY = 1_200;
const RESPONSE_PAUSES = [0, 200] as const;
/** Of "the past few minutes" (Discord's Create Message, enforce_nonce). */
const NONCE_KEPT = 60_000;
/** Minutes without a word until a thread is archived: a week, the longest there is. */
const THREAD_LIFE = ThreadAutoArchiveDuration.OneWeek;
/** Get Channel Messages gives no more at once. */
export const MOST_LISTED = 100;

/** Failures that may pass at once, as the library sees them; the call may have had its effect all the same. */
function isPassing(error: unknown): boolean {
  if (error instanceof HTTPError) return error.status >= 500;
  return error instanceof Error && (error.name === 'AbortError' || error.message.includes('ECONNRESET'));
}

export function createDiscordRest(options: DiscordRestOptions): DiscordRest {
  const { token, applicationId, apiUrl, nonceKept = NONCE_KEPT } = options;
  const shared = { api: apiUrl, version: VERSION, timeout: 15_000 };
  // The library would try again whatever the time is; `asBot` does it instead.
  const own = { ...shared, retries: 0, globalRequestsPerSecond: BOT_PER_SECOND };
  const bot = new REST(own).setToken(token.reveal());
  const hooks = new REST({ ...shared, retries: MOST_TRIES - 1, globalRequestsPerSecond: INTERACTIONS_PER_SECOND });
  let refused = false;

  /** A refused token is not sent again: too many refusals and Discord shuts out the whole address. */
  async function asBot<T>(call: (signal?: AbortSignal) => Promise<T>, within = Infinity): Promise<T> {
    // The clock of the wall: it goes on while the machine sleeps.
    const began = Date.now();
    for (let tries = 1; ; tries += 1) {
      if (refused) throw refusedToken();
      const left = within - Math.abs(Date.now() - began);
      try {
        // A second try may wait long for a rate limit inside the library.
        return await call(tries === 1 || left === Infinity ? undefined : AbortSignal.timeout(Math.max(0, left)));
      } catch (error) {
        refused = toAppError(error).code === 'token';
        if (tries === MOST_TRIES || !isPassing(error) || Math.abs(Date.now() - began) >= within) throw error;
      }
    }
  }

  const commands = (guildId: string | undefined): `/${string}` =>
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);

  return {
    async respond({ id, token: answerToken }, response, files = []) {
      const callback = Routes.interactionCallback(id, answerToken);
      let fault: unknown;
      for (const ms of RESPONSE_PAUSES) {
        if (ms > 0) await pause(ms);
        try {
          const signal = AbortSignal.timeout(RESPONSE_TRY);
          await hooks.post(callback, { auth: false, body: response, files: [...files], signal });
          return;
        } catch (error) {
          if (error instanceof DiscordAPIError) throw error;
          fault = error;
        }
      }
      throw fault;
    },

    async editOriginal({ token: answerToken }, { body, files }) {
      await hooks.patch(Routes.webhookMessage(applicationId, answerToken), { auth: false, body, files });
    },

    async followUp({ token: answerToken }, { body, files }, flags) {
      await hooks.post(Routes.webhook(applicationId, answerToken), { auth: false, body: { ...body, flags }, files });
    },

    async post(channelId, { body, files }, { nonce, flags = 0, answers }) {
      const more = {
        nonce,
        enforce_nonce: true,
        ...(flags === 0 ? {} : { flags }),
        ...(answers === undefined ? {} : { message_reference: { message_id: answers, fail_if_not_exists: false } }),
      };
      const message = await asBot(
        (signal) =>
          bot.post(Routes.channelMessages(channelId), { body: { ...body, ...more }, files, ...(signal && { signal }) }),
        nonceKept,
      );
      return { id: (message as RESTPostAPIChannelMessageResult).id };
    },

    async edit(channelId, messageId, { body, files }) {
      const quiet = { ...body, allowed_mentions: { parse: [] } };
      await asBot(() => bot.patch(Routes.channelMessage(channelId, messageId), { body: quiet, files }));
    },

    async startThread(channelId, messageId, name) {
      const body = { name, auto_archive_duration: THREAD_LIFE };
      await asBot(() => bot.post(Routes.threads(channelId, messageId), { body }));
    },

    async openThread(threadId) {
      await asBot(() => bot.patch(Routes.channel(threadId), { body: { archived: false } }));
    },

    listMessages(channelId, after) {
      const query = new URLSearchParams({ after, limit: String(MOST_LISTED) });
      return asBot(
        async () => (await bot.get(Routes.channelMessages(channelId), { query })) as readonly ListedMessage[],
      );
    },

    async remove(channelId, messageId) {
      await asBot(() => bot.delete(Routes.channelMessage(channelId, messageId)));
    },

    openDirect(userId) {
      return asBot(
        async () =>
          (await bot.post(Routes.userChannels(), { body: { recipient_id: userId } })) as { readonly id: string },
      );
    },

    publicKey() {
      return asBot(async () => ((await bot.get(Routes.currentApplication())) as APIApplication).verify_key);
    },

    async findGuild(guildId) {
      await asBot(() => bot.get(Routes.guild(guildId)));
    },

    listCommands(guildId) {
      return asBot(async () => (await bot.get(commands(guildId))) as readonly APIApplicationCommand[]);
    },

    async putCommands(guildId, wanted) {
      await asBot(() => bot.put(commands(guildId), { body: wanted }));
    },

    close() {
      for (const rest of [bot, hooks]) {
        rest.clearHashSweeper();
        rest.clearHandlerSweeper();
      }
    },
  };
}
