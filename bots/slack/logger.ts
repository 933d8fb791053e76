/** Slack's libraries log free text with payloads; of that only what they call an error is kept, cut, at debug level. */
import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from '../../core/ports.ts';

const LONGEST = 200;

function words(message: readonly unknown[]): string {
  return message
    .map((part) => (part instanceof Error ? part.message : typeof part === 'string' ? part : ''))
    .join(' ')
    .slice(0, LONGEST);
}

/** A logger for Bolt. What matters is logged by the code that meets it, by code and not by text. */
export function createSlackLogger(logger: Logger): SlackLogger {
  const quiet = (): void => undefined;
  return {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (...message: unknown[]) => {
      logger.debug({ words: words(message) }, 'the Slack library reports an error');
    },
    setLevel: quiet,
    getLevel: () => LogLevel.ERROR,
    setName: quiet,
  };
}
