/** Reading requests with suspicion. */
import type { Context, MiddlewareHandler } from 'hono';
import { AppError } from '../../core/errors.ts';
import { sentence } from './replies.ts';

const JSON_TYPE = /^application\/json(?:\s*;|$)/iu;
const OWN_SITES = new Set(['same-origin', 'none']);

/** JSON as data; keys named `__proto__` are left out. Throws AppError `bad-request` when it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch {
    throw new AppError('bad-request', 'The request is not valid JSON.');
  }
}

/** The members of a JSON object. Throws AppError `bad-request` for anything else. */
export async function readJsonObject(c: Context): Promise<Readonly<Record<string, unknown>>> {
  const value = parseJson(await c.req.text());
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('bad-request', 'The request must be a JSON object.');
  }
  return { ...value };
}

/**
 * Keeps other sites out of an API that trusts whoever sits at this machine. Requests that change something must be JSON,
 * which a foreign page cannot send without asking first; and where a browser says where a request comes from, it must
 * come from our own page. Programs that say nothing (curl) may pass.
 */
export const sameOrigin: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const foreign =
    (site !== undefined && !OWN_SITES.has(site)) || (origin !== undefined && origin !== new URL(c.req.url).origin);
  if (foreign) return sentence(c, 403, 'Other sites may not use this address.');
  const changes = !['GET', 'HEAD'].includes(c.req.method);
  if (changes && !JSON_TYPE.test(c.req.header('content-type') ?? '')) {
    return sentence(c, 415, 'Send JSON with the header Content-Type: application/json.');
  }
  return next();
};
