import type { AskedPart } from './commands.ts';

/**
 * One error class for everything a person may have to read. The code says whose move it is:
 * - `unknown-words`: the text was not understood (exit 2);
 * - `bad-request`, `not-found`, `not-allowed`: understood, the caller can change it;
 * - `token`, `permission`, `config`: the operator can change it;
 * - `metric`: only this metric fails, others go on;
 * - `throttled`, `upstream`: Instagram's side, passes by itself;
 * - `storage`: the disk or the database;
 * - `internal`: ours.
 */
export type AppErrorCode =
  | 'unknown-words'
  | 'bad-request'
  | 'not-found'
  | 'not-allowed'
  | 'token'
  | 'permission'
  | 'config'
  | 'metric'
  | 'throttled'
  | 'upstream'
  | 'storage'
  | 'internal';

export interface AppErrorDetails {
  /** What to do about it, one sentence. */
  readonly hint?: string;
  /** Corrected commands, ready to send, without the leading `/ig`. */
  readonly suggestions?: readonly string[];
  /** When trying again makes sense. */
  readonly retryAt?: Date;
  /** Which part of a question is wrong, for forms: `channel`, `zone`. */
  readonly about?: AskedPart;
  /** Holds for the whole workspace of the platform, not only for the channel of this call. */
  readonly wholeWorkspace?: boolean;
  readonly cause?: unknown;
}

/** A failure with one clear sentence for the person who asked (`message`) and, mostly, the fix (`hint`). */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;
  readonly hint: string | undefined;
  readonly suggestions: readonly string[];
  readonly retryAt: Date | undefined;
  readonly about: AskedPart | undefined;
  readonly wholeWorkspace: boolean;

  constructor(code: AppErrorCode, message: string, details: AppErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.suggestions = details.suggestions ?? [];
    this.retryAt = details.retryAt;
    this.about = details.about;
    this.wholeWorkspace = details.wholeWorkspace ?? false;
  }
}

/** True for errors a person can be shown as they are. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}
