/** Slack over HTTP on the product's own port: signed requests to /slack/events become Bolt events. */
import type { App, Receiver } from '@slack/bolt';
import type { Context } from 'hono';
import type { Clock, Logger } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';
import type { HttpApp } from '../http/server.ts';
import { codeOf } from './faults.ts';
import { isSigned } from './signature.ts';

export interface HttpReceiverOptions {
  readonly http: HttpApp;
  readonly signingSecret: Secret;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Slack gives up after three seconds; then our answer is worth nothing. */
const TOO_LATE = 3_000;

type Body = Readonly<Record<string, unknown>>;

/** Interactive payloads arrive as JSON in a form field; commands as form fields; events as JSON. */
function parseBody(text: string, type: string): Body | undefined {
  try {
    if (!type.startsWith('application/x-www-form-urlencoded')) return JSON.parse(text) as Body;
    const fields = Object.fromEntries(new URLSearchParams(text));
    return fields['payload'] === undefined ? fields : (JSON.parse(fields['payload']) as Body);
  } catch {
    return undefined;
  }
}

/** Slack looks at our certificate with a form of its own, which it does not sign; it asks for nothing. */
function isCertificateCheck(text: string, type: string): boolean {
  return type.startsWith('application/x-www-form-urlencoded') && new URLSearchParams(text).has('ssl_check');
}

/** Runs the event and resolves to what it was acknowledged with; 404, as Bolt does, when nobody did in time. */
function dispatch(app: App, body: Body, retryNum: string | undefined, logger: Logger): Promise<Response> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      logger.error({ type: body['type'] }, 'a Slack request was not acknowledged in time');
      resolve(new Response(null, { status: 404 }));
    }, TOO_LATE);
    const ack = (response?: unknown): Promise<void> => {
      clearTimeout(late);
      const empty = response === undefined || response === '';
      resolve(empty ? new Response(null, { status: 200 }) : Response.json(response));
      return Promise.resolve();
    };
    const event = { body, ack, ...(retryNum === undefined ? {} : { retryNum: Number(retryNum) }) };
    app.processEvent(event).catch((error: unknown) => {
      clearTimeout(late);
      logger.warn({ code: codeOf(error) }, 'a Slack request could not be handled');
      resolve(new Response(null, { status: 500 }));
    });
  });
}

/** Makes the receiver; routes are registered at once, so make it before the server listens. */
export function createHttpReceiver({ http, signingSecret, clock, logger }: HttpReceiverOptions): Receiver {
  let app: App | undefined;
  let open = false;

  async function handle(c: Context): Promise<Response> {
    const text = await c.req.text();
    const type = c.req.header('content-type') ?? '';
    if (isCertificateCheck(text, type)) return c.body(null, 200);
    const headers = {
      timestamp: c.req.header('x-slack-request-timestamp'),
      signature: c.req.header('x-slack-signature'),
    };
    if (!isSigned(signingSecret.reveal(), headers, text, clock())) {
      return c.text('The signature does not match.\n', 401);
    }
    const body = parseBody(text, type);
    if (body === undefined) return c.text('The request cannot be read.\n', 400);
    if (body['type'] === 'url_verification') return c.json({ challenge: body['challenge'] });
    if (!open || app === undefined) return c.text('Reachboard is not listening.\n', 503);
    return dispatch(app, body, c.req.header('x-slack-retry-num'), logger);
  }

  http.post('/slack/events', handle);
  return {
    init(made) {
      app = made;
    },
    start() {
      open = true;
      return Promise.resolve();
    },
    stop() {
      open = false;
      return Promise.resolve();
    },
  };
}
