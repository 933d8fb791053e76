/** What a failed call says about the message: certainly not there for good, not there for now, or nobody knows. */
import { isAppError, type AppErrorCode } from '../errors.ts';

export type Outcome = 'refused' | 'later' | 'unsure';

/** Refusals that stay until somebody acts. */
const REFUSED: ReadonlySet<AppErrorCode> = new Set([
  'not-found',
  'permission',
  'token',
  'not-allowed',
  'bad-request',
  'config',
]);

export function outcomeOf(error: unknown): Outcome {
  if (!isAppError(error)) return 'unsure';
  if (REFUSED.has(error.code)) return 'refused';
  return error.code === 'throttled' ? 'later' : 'unsure';
}

/** Sentence and fix. */
export function reasonOf(error: unknown): string {
  if (!isAppError(error)) return 'It failed for a reason that is in the log.';
  return [error.message, error.hint].filter((part) => part !== undefined).join(' ');
}

/** When the platform lets us come again (epoch ms), at most an hour from now. */
export function comeAgainAt(error: unknown, now: number): number | undefined {
  const at = isAppError(error) ? error.retryAt?.getTime() : undefined;
  return at === undefined ? undefined : Math.min(at, now + 3_600_000);
}
