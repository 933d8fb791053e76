/** Webhooks: the handshake, who is subscribed to what, and signed deliveries with retries. */
import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { webhookValue, type WebhookEvent } from './answers/webhook-values.ts';
import type { Flavour } from './errors.ts';
import { digitsOf } from './generator/random.ts';
import { graphJson } from './json.ts';
import { APP } from './tokens.ts';
import type { World } from './world.ts';

export interface SubscriptionBook {
  fieldsOf(username: string, flavour: Flavour): readonly string[];
  /** An empty list ends the subscription. */
  set(username: string, flavour: Flavour, fields: readonly string[]): void;
}

interface SendOptions {
  /** Ms before each further attempt after an answer that is not 200. */
  readonly retryAfter?: readonly number[];
  /** Signs with another secret, to see it refused. */
  readonly secret?: string;
}

interface WebhookReceipt {
  /** Answered with 200. False too when nobody subscribed to any of the events. */
  readonly delivered: boolean;
  /** HTTP status of each attempt; 0 when there was no answer. */
  readonly statuses: readonly number[];
}

export interface Webhooks {
  /** Meta's handshake with a callback. True, and the callback is kept, when it gives back the challenge. */
  connect(callback: string, verifyToken: string): Promise<boolean>;
  /** One POST with all events that an account is subscribed to, sent again until it is answered with 200. */
  send(events: readonly WebhookEvent[], options?: SendOptions): Promise<WebhookReceipt>;
}

const RETRY_AFTER = [0, 1_000, 5_000] as const;

/** Makes an empty book. */
export function createSubscriptions(): SubscriptionBook {
  const book = new Map<string, readonly string[]>();
  return {
    fieldsOf: (username, flavour) => book.get(`${flavour} ${username}`) ?? [],
    set(username, flavour, fields) {
      book.set(`${flavour} ${username}`, fields);
    },
  };
}

/** A subscribed Page brings all fields of its account (the app chooses them); the Instagram host has no stories. */
function isWanted(subscriptions: SubscriptionBook, { field, username }: WebhookEvent): boolean {
  if (subscriptions.fieldsOf(username, 'facebook').length > 0) return true;
  return field !== 'story_insights' && subscriptions.fieldsOf(username, 'instagram').includes(field);
}

/** Makes the sender; `signal` ends what is still being sent. */
export function createWebhooks(
  world: World,
  subscriptions: SubscriptionBook,
  clock: () => number,
  signal: AbortSignal,
): Webhooks {
  let callback: string | undefined;

  function bodyOf(events: readonly WebhookEvent[], now: number): string {
    const usernames = [...new Set(events.map(({ username }) => username))];
    const entry = usernames.map((username) => ({
      id: world.byUsername(username).instagramId,
      time: Math.floor(now / 1000),
      changes: events
        .filter((event) => event.username === username)
        .map((event) => ({ field: event.field, value: webhookValue(world, event, now) })),
    }));
    return graphJson({ object: 'instagram', entry });
  }

  async function post(url: string, body: string, secret: string): Promise<number> {
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  return {
    async connect(url, verifyToken) {
      const challenge = digitsOf(10, 'challenge', url);
      const asked = new URL(url);
      asked.searchParams.set('hub.mode', 'subscribe');
      asked.searchParams.set('hub.challenge', challenge);
      asked.searchParams.set('hub.verify_token', verifyToken);
      const response = await fetch(asked, { signal });
      const agreed = (await response.text()) === challenge && response.status === 200;
      if (agreed) callback = url;
      return agreed;
    },
    async send(events, { retryAfter = RETRY_AFTER, secret = APP.secret } = {}) {
      const wanted = events.filter((event) => isWanted(subscriptions, event));
      if (callback === undefined || wanted.length === 0) return { delivered: false, statuses: [] };
      const body = bodyOf(wanted, clock());
      const statuses = [await post(callback, body, secret)];
      for (const ms of retryAfter) {
        if (statuses.at(-1) === 200 || signal.aborted) break;
        await wait(ms, undefined, { signal }).catch(() => undefined);
        statuses.push(await post(callback, body, secret));
      }
      return { delivered: statuses.at(-1) === 200, statuses };
    },
  };
}
