/** Short replies in plain words and the headers of every reply. */
import type { Context, ErrorHandler, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isAppError, type AppErrorCode } from '../../core/errors.ts';
import type { Logger } from '../../core/ports.ts';

const STATUS: Readonly<Partial<Record<AppErrorCode, ContentfulStatusCode>>> = {
  'unknown-words': 400,
  'bad-request': 400,
  'not-allowed': 403,
  'not-found': 404,
};

/** What every reply carries unless its route said otherwise. */
const HEADERS: readonly (readonly [string, string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=()'],
  ['Content-Security-Policy', "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"],
  ['Cache-Control', 'no-store'],
];

/** One sentence with a status: JSON `{"error"}` under /api/, plain text elsewhere. */
export function sentence(c: Context, status: ContentfulStatusCode, words: string, hint?: string): Response {
  if (c.req.path.startsWith('/api/')) return c.json({ error: words, ...(hint === undefined ? {} : { hint }) }, status);
  return c.text(`${hint === undefined ? words : `${words} ${hint}`}\n`, status);
}

/** The one answer to whatever is not there, or not there for this caller. */
export function nothingHere(c: Context): Response {
  return sentence(c, 404, 'There is nothing here.');
}

/** Sets the security headers that the route did not set itself. */
export const secureHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of HEADERS) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
};

/** Failures of routes: those the caller can change are said, all others are logged and apologised for. */
export function failureHandler(logger: Logger): ErrorHandler {
  return (error, c) => {
    const status = isAppError(error) ? STATUS[error.code] : undefined;
    if (isAppError(error) && status !== undefined) return sentence(c, status, error.message, error.hint);
    logger.error({ error, method: c.req.method }, 'a request failed');
    return sentence(c, 500, 'Something went wrong on our side.');
  };
}
