/** Headers of every answer, and what errors add to them. */
import { messageOn, type Flavour, type GraphErrorParts } from './errors.ts';
import { digitsOf } from './generator/random.ts';

/** `count` numbers the answers, so that their ids differ and repeat from run to run. */
export function baseHeaders(version: string, count: number): Readonly<Record<string, string>> {
  return {
    'facebook-api-version': version,
    'x-fb-request-id': `A${digitsOf(20, 'request', count)}`,
    'x-fb-trace-id': `E${digitsOf(10, 'trace', count)}`,
    'x-fb-rev': '1029384756',
    'x-fb-debug': `${digitsOf(40, 'debug', count)}==`,
    'cache-control': 'private, no-cache, no-store, must-revalidate',
    expires: 'Sat, 01 Jan 2000 00:00:00 GMT',
    pragma: 'no-cache',
    vary: 'Origin, Accept-Encoding',
    'access-control-allow-origin': '*',
  };
}

/** `WWW-Authenticate` with the message, and headers the error brings along. */
export function errorHeaders(flavour: Flavour, error: GraphErrorParts): Readonly<Record<string, string>> {
  const kind = error.code === 190 ? 'invalid_token' : 'invalid_request';
  const words = messageOn(flavour, error.message).replaceAll(/[^\x20-\x7e]/g, '?');
  return { 'www-authenticate': `OAuth "Facebook Platform" "${kind}" "${words}"`, ...error.headers };
}

/** `fbtrace_id` of an answer. */
export function traceIdOf(count: number): string {
  return `A${Buffer.from(digitsOf(16, 'fbtrace', count))
    .toString('base64url')
    .slice(0, 22)}`;
}
