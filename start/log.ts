/** Structured logs on stderr, one JSON object a line, with everything that looks like a credential masked. */
import { pino, type Logger as Pino } from 'pino';
import type { Config } from '../config.ts';
import { isAppError } from '../core/errors.ts';
import type { Logger } from '../core/ports.ts';

/**
 * Tokens of Meta, Slack and Discord, and what stands in a query or form under a secret's name. Our own code never logs
 * them; this catches what a library puts into an error.
 */
const CREDENTIALS =
  /\b(?:EAA|IGAA|IGQ)[\w-]{8,}|\bx(?:ox[a-z]|app)-[\w-]{8,}|\b[\w-]{20,30}\.[\w-]{6}\.[\w-]{25,}|(?<=\b(?:access_token|client_secret|appsecret_proof|fb_exchange_token|input_token|code)=)[^&\s"\\]+|(?<=Bearer )[\w.|-]+|(?<=\/(?:interactions|webhooks)\/\d+\/)[\w.-]{20,}/gu;

/** The text with every credential-like part masked. */
export function maskCredentials(text: string): string {
  return text.replaceAll(CREDENTIALS, '[secret]');
}

function serialiseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code: unknown = Reflect.get(error, 'code');
  const frames = error.stack
    ?.split('\n')
    .slice(1, 7)
    .map((line) => line.trim());
  return { type: error.name, message: error.message, code, frames };
}

/** Makes the logger of the process. `LOG_LEVEL=silent` says nothing at all. */
export function createLogger(level: Config['LOG_LEVEL']): Logger {
  const logger: Pino = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: serialiseError, err: serialiseError },
      hooks: { streamWrite: maskCredentials },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    debug: (fields, sentence) => {
      logger.debug(fields, sentence);
    },
    info: (fields, sentence) => {
      logger.info(fields, sentence);
    },
    warn: (fields, sentence) => {
      logger.warn(fields, sentence);
    },
    error: (fields, sentence) => {
      logger.error(fields, sentence);
    },
  };
}

/** A failure in words for the terminal: the sentence and its fix, or where to look. */
export function failureWords(error: unknown): string {
  if (!isAppError(error)) return 'an unexpected error; the log has the details';
  return [error.message, error.hint].filter((part) => part !== undefined).join(' ');
}
