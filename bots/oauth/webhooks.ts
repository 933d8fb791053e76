/** `/webhooks/instagram`: Meta's handshake, and what Instagram tells by itself. Repeats do no harm. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';
import { readComments, type OnComments } from '../../core/webhooks/comments.ts';
import { readStoryInsights, type OnStoryInsights } from '../../core/webhooks/story-insights.ts';
import { nothingHere, sentence } from '../http/replies.ts';
import type { HttpApp } from '../http/server.ts';

const PREFIX = 'sha256=';
const CHALLENGE = /^[\w-]{1,200}$/u;
/** Deliveries remembered as done; beyond it the hooks themselves must not mind a repeat. */
const REMEMBERED = 5000;

export interface WebhookOptions {
  readonly appSecret: Secret | undefined;
  readonly verifyToken: Secret | undefined;
  readonly logger: Logger;
  readonly onStory: readonly OnStoryInsights[];
  readonly onComments: readonly OnComments[];
}

/** Texts of any length, without telling by the time how much of them is alike. */
function sameText(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}

function isSigned(body: Buffer, header: string | undefined, secret: Secret): boolean {
  if (header?.startsWith(PREFIX) !== true) return false;
  const given = Buffer.from(header.slice(PREFIX.length), 'hex');
  const expected = createHmac('sha256', secret.reveal()).update(body).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'), (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch {
    return undefined;
  }
}

/** Adds the routes; without META_WEBHOOK_VERIFY_TOKEN there is nothing here. */
export function addWebhookRoutes(app: HttpApp, options: WebhookOptions): void {
  const { appSecret, verifyToken, logger, onStory, onComments } = options;
  if (appSecret === undefined || verifyToken === undefined) {
    app.all('/webhooks/instagram', nothingHere);
    return;
  }
  const done = new LRUCache<string, true>({ max: REMEMBERED });

  app.get('/webhooks/instagram', (c) => {
    const challenge = c.req.query('hub.challenge') ?? '';
    const agreed =
      c.req.query('hub.mode') === 'subscribe' &&
      sameText(c.req.query('hub.verify_token') ?? '', verifyToken.reveal()) &&
      CHALLENGE.test(challenge);
    return agreed ? c.text(challenge) : sentence(c, 403, 'The verify token is not META_WEBHOOK_VERIFY_TOKEN.');
  });

  app.post('/webhooks/instagram', async (c) => {
    const body = Buffer.from(await c.req.arrayBuffer());
    if (!isSigned(body, c.req.header('x-hub-signature-256'), appSecret)) {
      logger.warn({ bytes: body.length }, 'a webhook without a valid signature was refused');
      return sentence(c, 403, 'The signature is missing or not the one of META_APP_SECRET.');
    }
    const key = createHash('sha256').update(body).digest('base64url');
    if (done.has(key)) return c.text('OK');
    const parsed = parse(body);
    const stories = readStoryInsights(parsed);
    const comments = readComments(parsed);
    for (const story of stories) for (const hook of onStory) await hook(story);
    for (const posts of comments) for (const hook of onComments) await hook(posts);
    done.set(key, true);
    logger.info({ stories: stories.length, commented: comments.length }, 'a webhook was taken in');
    return c.text('OK');
  });
}
