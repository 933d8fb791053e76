/** One HTTP exchange, bounded in time and size. Knows nothing of the Graph API; says nothing of URLs or tokens. */
import nodeFetch, { type RequestInit } from 'node-fetch';
import { readBody, TOO_LARGE } from './body.ts';
import { Deadline } from './deadline.ts';
import { CONNECT_TIMED_OUT, createSockets } from './sockets.ts';

export type TransportFailureKind = 'connect' | 'timeout' | 'too-large' | 'reset' | 'redirect' | 'tls';

/**
 * Why there is no answer. Carries the host and the system's code, never a path, a query or a header: the errors of
 * node-fetch have the whole URL in their message and are not kept.
 */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly kind: TransportFailureKind;
  readonly host: string;
  readonly code: string | undefined;

  constructor(kind: TransportFailureKind, host: string, code: string | undefined) {
    super(`${kind} failure with ${host}${code === undefined ? '' : ` (${code})`}`);
    this.kind = kind;
    this.host = host;
    this.code = code;
  }
}

/** All milliseconds; `insights` and `other` bound the whole exchange, body included. */
export interface Timeouts {
  readonly connect: number;
  readonly headers: number;
  readonly insights: number;
  readonly other: number;
}

const TIMEOUTS: Timeouts = { connect: 3000, headers: 10_000, insights: 30_000, other: 15_000 };
const BODY_BYTES = 8 * 1024 * 1024;

interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a POST with this form; a GET without. */
  readonly form?: URLSearchParams;
  readonly budget: 'insights' | 'other';
  /** Milliseconds that are left to the caller, when fewer than the budget. */
  readonly withinMs?: number;
}

/** Looked up, never listed: most answers are asked for two headers of twenty. */
export type AnswerHeaders = Pick<ReadonlyMap<string, string>, 'get'>;

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: AnswerHeaders;
  /** Decompressed. */
  readonly body: string;
}

export interface Transport {
  /** Rejects with TransportFailure, or with the reason of the caller's own signal. */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer>;
  /** Ends idle connections. */
  close(): void;
}

export interface TransportOptions {
  readonly fetch?: typeof nodeFetch;
  readonly timeouts?: Partial<Timeouts>;
}

/** Codes of Node's TLS layer and OpenSSL for certificates and handshakes that must not be trusted. */
const TLS_CODES = /^(?:CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$)/u;
const CONNECT_CODES = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
  CONNECT_TIMED_OUT,
]);

function textOf(error: unknown, field: 'code' | 'type'): string | undefined {
  const value: unknown = error instanceof Error ? Reflect.get(error, field) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function kindOf(error: unknown): TransportFailureKind {
  const [code, type] = [textOf(error, 'code'), textOf(error, 'type')];
  if (code === TOO_LARGE) return 'too-large';
  if (type === 'no-redirect' || type === 'invalid-redirect') return 'redirect';
  if (code !== undefined && TLS_CODES.test(code)) return 'tls';
  return code !== undefined && CONNECT_CODES.has(code) ? 'connect' : 'reset';
}

/**
 * Makes the one way to the network that core has: keep-alive, gzip, no redirects, 8 MB after decompression, and time
 * budgets of 3 s to connect, 10 s to the headers, 30 s in all for insights and 15 s for anything else.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  const fetch = options.fetch ?? nodeFetch;
  const timeouts: Timeouts = { ...TIMEOUTS, ...options.timeouts };
  const sockets = createSockets(timeouts.connect);

  return {
    async send(request, signal) {
      signal?.throwIfAborted();
      const budget = timeouts[request.budget];
      const totalMs = Math.max(1, Math.min(budget, request.withinMs ?? budget));
      const deadline = new Deadline(timeouts.headers, totalMs, signal);
      const init: RequestInit = {
        method: request.form === undefined ? 'GET' : 'POST',
        headers: { accept: 'application/json', 'accept-encoding': 'gzip', ...request.headers },
        agent: sockets.agentFor,
        redirect: 'error',
        // Unpacked by `readBody`: node-fetch would run every small answer through streams and a thread.
        compress: false,
        signal: deadline.signal,
        ...(request.form === undefined ? {} : { body: request.form }),
      };
      try {
        const response = await fetch(request.url, init);
        deadline.gotHeaders();
        const { status, headers } = response;
        const body = await readBody(response.body, headers.get('content-encoding'), BODY_BYTES);
        return { status, headers: { get: (name) => headers.get(name) ?? undefined }, body };
      } catch (error) {
        deadline.abandon();
        signal?.throwIfAborted();
        const { late } = deadline;
        const { host } = new URL(request.url);
        if (late !== undefined) throw new TransportFailure('timeout', host, late);
        throw new TransportFailure(kindOf(error), host, textOf(error, 'code'));
      } finally {
        deadline.stop();
      }
    },
    close: sockets.close,
  };
}
