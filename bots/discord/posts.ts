/** Messages we post without being asked: in a channel, in the thread that a message carries, or as a reply where no thread may be. */
import { DiscordAPIError, MessageFlags } from 'discord.js';
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AppError } from '../../core/errors.ts';
import { cut } from '../../core/reports/fit.ts';
import type { ChatAdapter, Delivered, Manner } from '../../core/ports.ts';
import type { RenderedReport } from '../../core/reports/report.ts';
import { sendReport } from './answers.ts';
import { toLine } from './escape.ts';
import { codeOf, toAppError } from './faults.ts';
import type { DiscordMessage } from './message.ts';
import { findDelivered } from './read-back.ts';
import type { DiscordRest } from './rest.ts';

type Window = Parameters<ChatAdapter['readBack']>[2];

/** Rejects with AppError. Ids of messages in threads are `thread/message`, for a message is found only in its channel. */
export interface Posts {
  post(channelId: string, report: RenderedReport, key: string, manner: Manner): Promise<{ readonly messageId: string }>;
  readBack(channelId: string, delivered: Delivered, between: Window): Promise<readonly string[] | 'unknown'>;
  edit(channelId: string, messageId: string, report: RenderedReport): Promise<void>;
  remove(channelId: string, messageId: string): Promise<void>;
}

/** At most 25 characters (Discord's Create Message). */
const NONCE = 25;
/** Characters of a thread's name (Discord's Start Thread from Message). */
const THREAD_NAME = 100;
const MOST_THREADS = 1_000;
const HAS_THREAD = 160_004;
const UNKNOWN_CHANNEL = 10_003;
const UNKNOWN_MESSAGE = 10_008;
const NOT_OURS = 50_005;
const ARCHIVED = 50_083;
/** Replies need the right to read the channel's history. */
const NO_HISTORY = 160_002;
/** The thread takes nothing from us: gone, closed to us, locked. */
const NO_ENTRY: ReadonlySet<number | undefined> = new Set([UNKNOWN_CHANNEL, 50_001, 50_013, ARCHIVED, 160_005]);
/** The bot may not look at the channel or its history. */
const BLIND: ReadonlySet<number | undefined> = new Set([50_001, 50_013, NO_HISTORY]);

function nonceOf(channelId: string, key: string): string {
  return createHash('sha256').update(`${channelId}\n${key}`).digest('base64url').slice(0, NONCE);
}

interface Sending {
  readonly nonce: string;
  readonly flags: number;
}

interface Place {
  readonly channel: string;
  readonly id: string;
}

function placeOf(channelId: string, messageId: string): Place {
  const [thread = '', id] = messageId.split('/');
  return id === undefined ? { channel: channelId, id: messageId } : { channel: thread, id };
}

/** A refusal with a name that says something about what was asked, not about us or the moment. */
function isRefusal(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status < 500 && error.status !== 401 && error.status !== 429;
}

/** Does it again when a thread was archived in between, with the thread opened. */
async function inOpenThread<T>(rest: Pick<DiscordRest, 'openThread'>, thread: string, work: () => Promise<T>) {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) !== ARCHIVED) throw error;
    await rest.openThread(thread);
    return work();
  }
}

export function createPosts(rest: DiscordRest): Posts {
  const started = new LRUCache<string, true>({ max: MOST_THREADS });

  /** The thread under a message; undefined where there can be none. */
  async function threadOf(channelId: string, { messageId, title }: NonNullable<Manner['under']>) {
    const { channel, id } = placeOf(channelId, messageId);
    if (channel !== channelId) return channel;
    if (started.has(id)) return id;
    try {
      await rest.startThread(channelId, id, cut(toLine(title), THREAD_NAME) || 'Reachboard');
    } catch (error) {
      if (codeOf(error) !== HAS_THREAD && !isRefusal(error)) throw error;
      if (codeOf(error) !== HAS_THREAD) return undefined;
    }
    started.set(id, true);
    return id;
  }

  /** As a reply; where the bot may not read the channel's history, as a message that answers nothing. */
  async function reply(channelId: string, answers: string, message: DiscordMessage, options: Sending): Promise<string> {
    try {
      return (await rest.post(channelId, message, { ...options, answers })).id;
    } catch (error) {
      if (codeOf(error) !== NO_HISTORY) throw error;
      return (await rest.post(channelId, message, options)).id;
    }
  }

  /** Under its message in one of two ways; resolves to the id that `Posts` speaks of. */
  async function answer(
    channelId: string,
    under: NonNullable<Manner['under']>,
    message: DiscordMessage,
    options: Sending,
  ): Promise<string> {
    const thread = await threadOf(channelId, under);
    if (thread !== undefined) {
      try {
        const { id } = await inOpenThread(rest, thread, () => rest.post(thread, message, options));
        return `${thread}/${id}`;
      } catch (error) {
        if (!NO_ENTRY.has(codeOf(error))) throw error;
        started.delete(thread);
      }
    }
    return reply(channelId, placeOf(channelId, under.messageId).id, message, options);
  }

  async function look(channelId: string, delivered: Delivered, nonce: string, between: Window) {
    try {
      return await findDelivered(rest, channelId, { report: delivered.report, nonce }, between);
    } catch (error) {
      if (BLIND.has(codeOf(error))) return 'unknown';
      throw toAppError(error);
    }
  }

  return {
    async post(channelId, report, key, { under, quiet = false }) {
      const options = { nonce: nonceOf(channelId, key), flags: quiet ? MessageFlags.SuppressNotifications : 0 };
      try {
        const messageId = await sendReport(report, async (message) =>
          under === undefined
            ? (await rest.post(channelId, message, options)).id
            : answer(channelId, under, message, options),
        );
        return { messageId };
      } catch (error) {
        throw toAppError(error);
      }
    },

    async readBack(channelId, delivered, between) {
      const nonce = nonceOf(channelId, delivered.key);
      const inChannel = await look(channelId, delivered, nonce, between);
      if (delivered.under === undefined) return inChannel;
      const { channel, id } = placeOf(channelId, delivered.under.messageId);
      const thread = channel === channelId ? id : channel;
      const inThread = await look(thread, delivered, nonce, between).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'not-found') return [];
        throw error;
      });
      if (inThread === 'unknown' || inThread.length === 0) return inThread === 'unknown' ? inThread : inChannel;
      return [...inThread.map((one) => `${thread}/${one}`), ...(inChannel === 'unknown' ? [] : inChannel)];
    },

    async edit(channelId, messageId, report) {
      const { channel, id } = placeOf(channelId, messageId);
      try {
        await sendReport(report, (message) => inOpenThread(rest, channel, () => rest.edit(channel, id, message)));
      } catch (error) {
        const code = codeOf(error);
        if (code === UNKNOWN_MESSAGE || code === UNKNOWN_CHANNEL) return;
        if (code === NOT_OURS || code === ARCHIVED) {
          throw new AppError('not-allowed', 'Discord lets this message be changed no more.', { cause: { code } });
        }
        throw toAppError(error);
      }
    },

    async remove(channelId, messageId) {
      const { channel, id } = placeOf(channelId, messageId);
      try {
        await rest.remove(channel, id);
      } catch (error) {
        if (codeOf(error) !== UNKNOWN_MESSAGE) throw toAppError(error);
      }
    },
  };
}
