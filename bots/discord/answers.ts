/** Getting an answer's message to Discord: acknowledge, show, fall back, never leave “is thinking…” behind. */
import { InteractionResponseType, MessageFlags } from 'discord.js';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../../core/ports.ts';
import type { RenderedReport } from '../../core/reports/report.ts';
import { channelOf, type Asked } from './callers.ts';
import { codeOf, toLogFields } from './faults.ts';
import { textMessage, toMessage, toMessageWithoutFiles, toText, type DiscordMessage } from './message.ts';
import type { DiscordRest } from './rest.ts';

const ALREADY_ACKNOWLEDGED = 40_060;
const TOO_LARGE = 40_005;
const INVALID_BODY = 50_035;
const UNKNOWN_MESSAGE = 10_008;
/** The answer's token is gone: its 15 minutes are over. */
const GONE: readonly (number | undefined)[] = [10_015, 10_062, 50_027];
/** So long after its first try an answer is tried again, in ms. Its token lives for 15 minutes; nobody waits for it that long. */
const PATIENCE = 120_000;
const SECOND_TRY = 1_000;
/** Pauses before an answer is tried again, in ms. */
const PAUSES = [SECOND_TRY, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000] as const;

export interface Answers {
  /** The first response. False when Discord says that it no longer takes it; then nothing more can be sent. */
  acknowledge(
    asked: Asked,
    type: InteractionResponseType.DeferredChannelMessageWithSource | InteractionResponseType.DeferredMessageUpdate,
    hidden?: boolean,
  ): Promise<boolean>;
  /** A first response that only the caller sees. */
  tell(asked: Asked, message: DiscordMessage): Promise<void>;
  /** Any other first response: choices, a form. */
  respond(asked: Asked, type: InteractionResponseType, data: unknown): Promise<void>;
  /** Puts the report where the acknowledgement is; into the channel when that is no longer possible and `open` allows it. */
  show(asked: Asked, report: RenderedReport, open: boolean): Promise<void>;
  /** A further message that only the caller sees. */
  add(asked: Asked, report: RenderedReport): Promise<void>;
}

/** Sends a report; when Discord refuses its files or its form, the same report without them. */
export async function sendReport<T>(report: RenderedReport, send: (message: DiscordMessage) => Promise<T>): Promise<T> {
  try {
    return await send(toMessage(report));
  } catch (error) {
    const code = codeOf(error);
    const status = (error as { readonly status?: unknown }).status;
    if (code === TOO_LARGE || status === 413) return send(toMessageWithoutFiles(report));
    if (code === INVALID_BODY) return send(toText(report));
    throw error;
  }
}

/** `hurry` settles when answers are no longer waited for; `patience`: how long one is tried again, in ms. */
export function createAnswers(
  rest: DiscordRest,
  logger: Logger,
  hurry: Promise<void>,
  patience: number = PATIENCE,
): Answers {
  /** A response whose fate nobody tells may have been taken: “is thinking…” would stand there for ever. */
  async function first(asked: Asked, send: () => Promise<void>): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (error) {
      if (codeOf(error) === ALREADY_ACKNOWLEDGED) return true;
      logger.warn({ interaction: asked.id, ...toLogFields(error) }, 'Discord did not take a first response');
      return codeOf(error) === undefined;
    }
  }

  /** After each pause tries again what Discord or the network failed, while `patience` lasts; once more when it has to stop. */
  async function patiently(send: () => Promise<void>, pauses: readonly number[]): Promise<void> {
    const end = performance.now() + patience;
    let stopping = false;
    for (const ms of pauses) {
      try {
        await send();
        return;
      } catch (error) {
        // One try may take a minute where connections hang.
        const left = end - performance.now();
        if (codeOf(error) !== undefined || stopping || left <= 0) throw error;
        const stop = hurry.then(() => true);
        stopping = await Promise.race([pause(Math.min(ms, left), false, { ref: false }), stop]);
      }
    }
    await send();
  }

  async function fallBack(asked: Asked, report: RenderedReport, open: boolean): Promise<void> {
    const channelId = channelOf(asked);
    if (!open || channelId === undefined) return;
    await sendReport(report, (message) => rest.post(channelId, message, { nonce: asked.id.slice(-25) }));
  }

  return {
    acknowledge(asked, type, hidden = false) {
      const data = hidden ? { data: { flags: MessageFlags.Ephemeral } } : {};
      return first(asked, () => rest.respond(asked, { type, ...data }));
    },

    async tell(asked, { body, files }) {
      const data = { ...body, flags: MessageFlags.Ephemeral };
      const type = InteractionResponseType.ChannelMessageWithSource;
      await first(asked, () => rest.respond(asked, { type, data }, files));
    },

    async respond(asked, type, data) {
      await first(asked, () => rest.respond(asked, { type, data }));
    },

    async show(asked, report, open) {
      try {
        await patiently(() => sendReport(report, (message) => rest.editOriginal(asked, message)), PAUSES);
      } catch (error) {
        logger.warn({ interaction: asked.id, ...toLogFields(error) }, 'an answer could not be shown in its place');
        const code = codeOf(error);
        if (GONE.includes(code)) await fallBack(asked, report, open);
        else if (code !== UNKNOWN_MESSAGE)
          await rest.editOriginal(asked, textMessage('The answer could not be shown. Please ask again.'));
      }
    },

    async add(asked, report) {
      // One that was taken and whose answer was lost stands there once more with every try.
      await patiently(
        () => sendReport(report, (message) => rest.followUp(asked, message, MessageFlags.Ephemeral)),
        [SECOND_TRY],
      );
    },
  };
}
