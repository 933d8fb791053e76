/** The address that comes with a command or a button: five uses within 30 minutes, also where the bot is no member. */
import { webApi } from '@slack/bolt';
import type { SlackMessage } from './message.ts';

export interface Reply {
  readonly message?: SlackMessage;
  readonly everybody?: boolean;
  readonly replace?: boolean;
  readonly remove?: boolean;
}

function payload({ message, everybody = false, replace = false, remove = false }: Reply): string {
  return JSON.stringify({
    response_type: everybody ? 'in_channel' : 'ephemeral',
    replace_original: replace,
    ...(remove ? { delete_original: true } : {}),
    ...(message === undefined
      ? {}
      : {
          text: message.text,
          mrkdwn: false,
          parse: 'none',
          link_names: false,
          unfurl_links: false,
          unfurl_media: false,
        }),
    ...(message === undefined || message.blocks.length === 0 ? {} : { blocks: message.blocks }),
  });
}

/** Slack answers "ok", or JSON with an error, or a bare word such as `expired_url`. */
function errorIn(text: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    const error: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'error') : undefined;
    return typeof error === 'string' ? error : undefined;
  } catch {
    return /^[a-z_]{3,40}$/u.test(text.trim()) ? text.trim() : undefined;
  }
}

/** Sends to a response URL. Rejects with the same error classes as Slack's own client; a worn-out address is `expired_url`. */
export async function respondTo(url: string, reply: Reply, timeout: number): Promise<void> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: payload(reply),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    text = await response.text();
  } catch (error) {
    throw new webApi.WebAPIRequestError(error instanceof Error ? error : new Error('unknown'));
  }
  if (response.status === 429)
    throw new webApi.WebAPIRateLimitedError(Number(response.headers.get('retry-after')) || 1);
  if (response.status >= 500) throw new webApi.WebAPIHTTPError(response.status, response.statusText, {});
  const error = response.status === 404 || response.status === 410 ? 'expired_url' : errorIn(text);
  if (!response.ok || (error !== undefined && error !== 'ok')) {
    throw new webApi.WebAPIPlatformError({ ok: false, error: error ?? `http_${response.status}` });
  }
}
