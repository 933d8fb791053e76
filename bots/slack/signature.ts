import { createHmac, timingSafeEqual } from 'node:crypto';

const SKEW_SECONDS = 5 * 60;

/**
 * True when Slack signed these bytes within five minutes of `now` (ms): HMAC-SHA256 over `v0:<timestamp>:<body>`
 * (docs.slack.dev/authentication/verifying-requests-from-slack).
 */
export function isSigned(
  secret: string,
  { timestamp, signature }: { readonly timestamp: string | undefined; readonly signature: string | undefined },
  body: string,
  now: number,
): boolean {
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/u.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > SKEW_SECONDS) return false;
  const expected = Buffer.from(`v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
