/** What Slack's refusals mean: whether a message arrived, and what to tell people. */
import { webApi } from '@slack/bolt';
import { AppError } from '../../core/errors.ts';
import { refusalOf } from './refusals.ts';

/** Errors after which nobody knows whether the call had an effect (docs.slack.dev, chat.postMessage). */
const UNSURE: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
]);
const TOKEN: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'team_disabled',
  'user_removed_from_team',
  'app_uninstalled',
]);
/** The bot cannot write here, but a command's own address often can. */
const NO_ENTRY: ReadonlySet<string> = new Set([
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'messages_tab_disabled',
  'ekm_access_denied',
  'cant_update_message',
  'edit_window_closed',
  'message_not_found',
  'missing_scope',
  'no_permission',
  'access_denied',
]);
/** The message takes no answers (any more), the channel may take one. */
const NO_THREAD: ReadonlySet<string> = new Set([
  'thread_not_found',
  'message_not_found',
  'cannot_reply_to_message',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
]);
const TOO_MUCH: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_attachments',
  'view_too_large',
]);

/** The end of a wait when we stop: the call that waited was not made. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** A short, safe name for a failure: Slack's own error code, or where it happened. */
export function codeOf(error: unknown): string {
  if (error instanceof webApi.WebAPIPlatformError) return error.data.error;
  if (error instanceof webApi.WebAPIRateLimitedError) return 'ratelimited';
  if (error instanceof webApi.WebAPIHTTPError) return `http_${error.statusCode}`;
  if (error instanceof webApi.WebAPIRequestError) return 'network';
  return error instanceof Error ? error.name : 'unknown';
}

/** Rate limits that Slack tells in the body alone, with no time to wait (docs.slack.dev, chat.postMessage). */
const RATE_LIMITS: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited']);
const UNNAMED_WAIT = 30;

/** Seconds to wait when Slack says "not so fast"; undefined for all other failures. */
export function retryAfter(error: unknown): number | undefined {
  if (error instanceof webApi.WebAPIRateLimitedError) return error.retryAfter;
  return RATE_LIMITS.has(codeOf(error)) ? UNNAMED_WAIT : undefined;
}

/** True when the call may have had its effect although it failed: sending again could send twice. */
export function isUnsure(error: unknown): boolean {
  if (error instanceof webApi.WebAPIHTTPError) return error.statusCode >= 500;
  return error instanceof webApi.WebAPIRequestError || UNSURE.has(codeOf(error));
}

/** True for a failure that may be gone when the call is made again: no answer of Slack that stays the same. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof webApi.WebAPIPlatformError)) return true;
  return retryAfter(error) !== undefined || isUnsure(error);
}

export function isNoEntry(error: unknown): boolean {
  return NO_ENTRY.has(codeOf(error));
}

export function isNoThread(error: unknown): boolean {
  return NO_THREAD.has(codeOf(error));
}

/** True when Slack did not like the form of the message: a simpler one may pass. */
export function isTooMuch(error: unknown): boolean {
  return TOO_MUCH.has(codeOf(error));
}

export function isRefusedToken(error: unknown): boolean {
  return TOKEN.has(codeOf(error));
}

/** The failure of a login, for the operator: one sentence that names the variable. */
export function loginError(error: unknown, variable: string): AppError {
  const code = codeOf(error);
  if (isRefusedToken(error)) {
    return new AppError('token', `Slack refused ${variable} (${code}).`, {
      hint: 'Copy it again from api.slack.com/apps and start again.',
      cause: code,
    });
  }
  if (code === 'missing_scope') {
    return new AppError('permission', `${variable} lacks a scope that Reachboard needs.`, {
      hint: 'Install the app again with the scopes of slack-manifest.json.',
      cause: code,
    });
  }
  return new AppError('upstream', `Slack could not be reached (${code}).`, {
    hint: 'Check SLACK_API_URL and the network.',
  });
}

/** The failure of a change; undefined when there is nothing left to change. */
export function editError(error: unknown, now: number): AppError | undefined {
  const code = codeOf(error);
  if (code === 'message_not_found') return undefined;
  if (code === 'edit_window_closed' || code === 'cant_update_message') {
    return new AppError('not-allowed', `Slack lets this message be changed no more (${code}).`, { cause: code });
  }
  return deliveryError(error, now);
}

/** The failure of a delivery. `not-found`: the channel is gone for us; `token`: the workspace is; others may pass. */
export function deliveryError(error: unknown, now: number): AppError {
  const code = codeOf(error);
  const wait = retryAfter(error);
  if (error instanceof Stopped) {
    return new AppError('throttled', 'Reachboard stopped before it sent the message; it is sent after the next start.');
  }
  if (wait !== undefined) {
    return new AppError('throttled', 'Slack asks to wait before posting here again.', {
      retryAt: new Date(now + wait * 1000),
      cause: code,
    });
  }
  if (isRefusedToken(error)) {
    return new AppError('token', `Slack does not accept the token of this workspace any more (${code}).`, {
      hint: 'Install Reachboard in it again.',
      wholeWorkspace: true,
      cause: code,
    });
  }
  if (isNoEntry(error)) return refusalOf(code);
  return new AppError('upstream', `Slack did not take the message (${code}).`, { cause: code });
}
