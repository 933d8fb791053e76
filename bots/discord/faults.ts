/** What Discord refuses, in our words. Codes: Opcodes and Status Codes in Discord's developer docs. */
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { AppError, isAppError, type AppErrorCode } from '../../core/errors.ts';

const PERMISSIONS = 'Give the bot View Channel, Send Messages, Embed Links and Attach Files there.';

const NO_SERVER = 10_004;
const BY_CODE: Readonly<Record<number, readonly [AppErrorCode, string, string?]>> = {
  10002: [
    'config',
    'Discord knows no application with the number in DISCORD_APPLICATION_ID.',
    'Copy it from General Information of the application whose token you use.',
  ],
  10003: ['not-found', 'The Discord channel is gone.', 'Choose another channel.'],
  10004: ['not-found', 'The Discord server is gone, or the bot was removed from it.', 'Invite the bot again.'],
  10008: ['not-found', 'The Discord message is gone.'],
  10015: ['not-found', 'Discord no longer takes an answer to that question.'],
  10062: ['upstream', 'Discord no longer waits for that answer.'],
  20012: [
    'config',
    'DISCORD_APPLICATION_ID is not the application of DISCORD_TOKEN.',
    'Copy both from the same application.',
  ],
  30034: ['throttled', 'Discord takes no more new commands today.', 'The commands of earlier starts go on working.'],
  30046: ['throttled', 'Discord takes no more changes of old messages for now.'],
  40005: ['bad-request', 'The files are too large for Discord.'],
  50001: ['permission', 'The bot cannot see that Discord channel.', PERMISSIONS],
  50007: ['permission', 'That person takes no direct messages from the bot.'],
  50013: ['permission', 'The bot lacks a permission in that Discord channel.', PERMISSIONS],
  50027: ['not-found', 'Discord no longer takes an answer to that question.'],
  50083: ['not-found', 'The Discord thread is archived.', 'Open it again or choose another channel.'],
  160_002: ['permission', 'The bot may not read the history of that Discord channel.', PERMISSIONS],
  200_000: ['permission', 'AutoMod of that Discord server blocked the message.', 'Let AutoMod pass the bot.'],
  220_001: ['bad-request', 'A forum channel takes no plain messages.', 'Choose a text channel.'],
};

const GATEWAY: Readonly<Record<number, readonly [AppErrorCode, string, string]>> = {
  4004: [
    'token',
    'Discord refused DISCORD_TOKEN.',
    'Reset it on the Bot page of the application and copy the new one.',
  ],
  4011: ['config', 'The bot is in too many servers for one connection.', 'Start it again: it then opens more of them.'],
  4013: ['internal', 'Discord refused the intents of the bot.', 'This is a fault of Reachboard; please report it.'],
  4014: ['config', 'Discord refused a privileged intent.', 'Reachboard needs none; check that the token is its own.'],
};

/** Discord's own error code (10062, 50013), when the error is an answer of Discord. */
export function codeOf(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? Number(error.code) : undefined;
}

/** What may be logged of an error: addresses hold interaction tokens and bodies hold reports, so neither is in it. */
export function toLogFields(error: unknown): Readonly<Record<string, unknown>> {
  if (isAppError(error)) return { code: error.code, ...(error.cause === undefined ? {} : toLogFields(error.cause)) };
  if (error instanceof DiscordAPIError) return { discord: error.code, status: error.status, method: error.method };
  if (error instanceof HTTPError) return { status: error.status, method: error.method };
  if (!(error instanceof Error)) return { fault: typeof error };
  const { code } = error as { readonly code?: unknown };
  return { fault: error.name, ...(typeof code === 'string' ? { system: code } : {}) };
}

/** One sentence and the fix for whatever a call to Discord ended with. The cause holds only what may be logged. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  const cause = toLogFields(error);
  if (error instanceof RateLimitError) return new AppError('throttled', 'Discord asks us to wait.', { cause });
  if ((error as { readonly code?: unknown }).code === 'TokenInvalid') return refusedToken();
  if (!(error instanceof DiscordAPIError)) {
    return new AppError('upstream', 'Discord cannot be reached or has a fault.', { hint: 'Try again later.', cause });
  }
  if (error.status === 401 && Number(error.code) !== 50_027) return refusedToken();
  const known = BY_CODE[Number(error.code)];
  if (known !== undefined) {
    const [code, sentence, hint] = known;
    const wholeWorkspace = Number(error.code) === NO_SERVER;
    return new AppError(code, sentence, { ...(hint === undefined ? {} : { hint }), wholeWorkspace, cause });
  }
  if (error.status === 413) return new AppError('bad-request', 'The files are too large for Discord.', { cause });
  if (error.status === 429) return new AppError('throttled', 'Discord asks us to wait.', { cause });
  if (error.status === 403)
    return new AppError('permission', 'Discord does not allow that.', { hint: PERMISSIONS, cause });
  if (error.status === 404) return new AppError('not-found', 'Discord does not find that.', { cause });
  return new AppError('internal', 'Discord did not accept the message.', { cause });
}

export function refusedToken(): AppError {
  return new AppError('token', 'Discord refused DISCORD_TOKEN.', {
    hint: 'Reset it on the Bot page of the application and copy the new one.',
    wholeWorkspace: true,
  });
}

/** A connection that Discord closed for good (4004, 4010–4014). */
export function toGatewayError(closeCode: number): AppError {
  const [code, sentence, hint] = GATEWAY[closeCode] ?? [
    'internal',
    `Discord closed the connection for good (${closeCode}).`,
    'Start Reachboard again; report it when it happens again.',
  ];
  return new AppError(code, sentence, { hint });
}
