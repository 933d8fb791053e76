/** The one port of this process. Parts register routes before `listen()`; limits and headers are the same for all. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Clock, Logger } from '../../core/ports.ts';
import { listenError, refuseBroken } from './faults.ts';
import { isLoopbackRequest } from './loopback.ts';
import { createMetrics, type Gauge, type Metrics } from './metrics.ts';
import { addressOf, createRateLimit } from './rate.ts';
import { failureHandler, nothingHere, secureHeaders, sentence } from './replies.ts';

export type HttpApp = Hono<{ Bindings: HttpBindings }>;

/**
 * How the process is: `ok` answers 200, `failing` 503 with the reason in a sentence. Parts by name with one word each,
 * nothing secret.
 */
export interface Health {
  readonly status: 'ok' | 'failing';
  readonly parts: Readonly<Record<string, string>>;
  readonly because?: string;
}

export interface HttpOptions {
  readonly host: string;
  /** 0 takes any free port (tests). */
  readonly port: number;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly health?: () => Health | Promise<Health>;
  /** Read at every scrape of `/metrics`; does not reject. */
  readonly gauges?: () => Promise<readonly Gauge[]>;
  /** How long a request may take to arrive, in ms. Default 10 s. */
  readonly requestTimeout?: number;
  /** How long `stop()` waits for running requests, in ms. Default 5 s. */
  readonly patience?: number;
}

export interface HttpServer {
  /** Routes for whoever reaches the port: webhooks, OAuth. */
  readonly open: HttpApp;
  /** Routes for people at this machine; to everybody else they do not exist (404). */
  readonly local: HttpApp;
  /** What `/metrics` shows. */
  readonly metrics: Metrics;
  /** Aborted when `stop()` begins: replies without an end (event streams) end themselves. */
  readonly stopping: AbortSignal;
  /** Resolves to the real port. Rejects with AppError `config` when the address cannot be used. */
  listen(): Promise<{ readonly port: number; readonly url: string }>;
  /** Hears nothing new, ends idle connections, waits a few seconds for running requests, then cuts the rest. */
  stop(): Promise<void>;
}

const BODY_LIMIT = 1024 * 1024;
/** 8 MB of files in base64, with their names: what can be read without holding up those who ask in chats. */
const UPLOAD_LIMIT = 12 * 1024 * 1024;
const UPLOAD_PATH = '/api/import';
const HEADER_LIMIT = 16 * 1024;
const REQUESTS_PER_SECOND = 100;
const SECONDS = 1000;

function open(server: Server, options: HttpOptions): Promise<{ readonly port: number; readonly url: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(listenError(error, options.host, options.port));
    });
    server.listen(options.port, options.host, () => {
      const { port } = server.address() as AddressInfo;
      const name = ['0.0.0.0', '::', ''].includes(options.host) ? 'localhost' : options.host;
      resolve({ port, url: `http://${name.includes(':') ? `[${name}]` : name}:${port}` });
    });
  });
}

async function readHealth(options: HttpOptions): Promise<Health> {
  try {
    return (await options.health?.()) ?? { status: 'ok', parts: {} };
  } catch (error) {
    options.logger.error({ error }, 'the health check failed');
    return { status: 'failing', parts: {} };
  }
}

/** The rest of the body is not read, so the connection cannot be used again. */
function tooLarge(c: Context): Response {
  c.header('Connection', 'close');
  return sentence(c, 413, 'The request is larger than 1 MB.');
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Local routes are tried only for callers at this machine; everything else falls through to the open ones. */
function createRoot(options: HttpOptions, apps: Pick<HttpServer, 'open' | 'local'>): HttpApp {
  const root: HttpApp = new Hono();
  const within = createRateLimit(REQUESTS_PER_SECOND, options.clock);
  root.onError(failureHandler(options.logger));
  root.use(secureHeaders);
  root.use(async (c, next) => {
    if (within(addressOf(c.env.incoming))) return next();
    c.header('Retry-After', '1');
    return sentence(c, 429, 'Too many requests; wait a second.');
  });
  const limited = bodyLimit({ maxSize: BODY_LIMIT, onError: tooLarge });
  const uploading = bodyLimit({ maxSize: UPLOAD_LIMIT, onError: tooLarge });
  root.use((c, next) => {
    if (!hasBody(c.env.incoming)) return next();
    const large = c.req.path === UPLOAD_PATH && isLoopbackRequest(c.env.incoming);
    return large ? uploading(c, next) : limited(c, next);
  });
  root.all('*', (c) => (isLoopbackRequest(c.env.incoming) ? apps.local : apps.open).fetch(c.req.raw, c.env));
  return root;
}

function createApps(options: HttpOptions, metrics: Metrics): Pick<HttpServer, 'open' | 'local'> {
  const [openApp, local]: readonly [HttpApp, HttpApp] = [new Hono(), new Hono()];
  for (const app of [openApp, local]) app.onError(failureHandler(options.logger));
  openApp.notFound(nothingHere);
  local.notFound((c) => openApp.fetch(c.req.raw, c.env));
  openApp.get('/healthz', async (c) => {
    const health = await readHealth(options);
    return c.json(health, health.status === 'ok' ? 200 : 503);
  });
  local.get('/metrics', async (c) =>
    c.body(await metrics.text(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  return { open: openApp, local };
}

/** Ends the server politely; connections still busy after `patience` ms are cut. */
function close(server: Server, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, patience);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Makes the server; nothing is heard before `listen()`. */
export function createHttpServer(options: HttpOptions): HttpServer {
  const metrics = createMetrics(options.gauges);
  const apps = createApps(options, metrics);
  const root = createRoot(options, apps);
  const stopping = new AbortController();
  const timeout = options.requestTimeout ?? 10 * SECONDS;
  const answer = getRequestListener((request, env) => root.fetch(request, env), {
    overrideGlobalObjects: false,
    errorHandler: () => new Response('That was not an HTTP request.\n', { status: 400 }),
  });
  const server = createServer(
    {
      maxHeaderSize: HEADER_LIMIT,
      headersTimeout: timeout,
      requestTimeout: timeout,
      connectionsCheckingInterval: Math.min(timeout, SECONDS),
      keepAliveTimeout: 4 * SECONDS,
    },
    (incoming: IncomingMessage, outgoing: ServerResponse) => {
      outgoing.once('close', () => {
        if (stopping.signal.aborted)
          setImmediate(() => {
            server.closeIdleConnections();
          });
      });
      void answer(incoming, outgoing);
    },
  );
  server.on('clientError', refuseBroken);
  let stopped: Promise<void> | undefined;
  return {
    ...apps,
    metrics,
    stopping: stopping.signal,
    listen: () => open(server, options),
    stop() {
      stopping.abort();
      stopped ??= server.listening ? close(server, options.patience ?? 5 * SECONDS) : Promise.resolve();
      return stopped;
    },
  };
}
