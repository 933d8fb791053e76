/** Keep-alive sockets with a budget for the time until a connection stands. */
import http, { type ClientRequestArgs } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';

/** The code of the error that ends a connection attempt over budget. */
export const CONNECT_TIMED_OUT = 'CONNECT_TIMED_OUT';

/** Idle sockets close after this long, before the usual five seconds of servers do. */
const IDLE_MS = 4000;
const POOL = { keepAlive: true, maxSockets: 64, scheduling: 'lifo', timeout: IDLE_MS } as const;

type Made = (error: Error | null, stream: Duplex) => void;

/** Destroys the socket unless `ready` comes in time. Name look-up and TLS handshake count. */
function guard(socket: Duplex | null | undefined, ready: string, budgetMs: number): Duplex | null | undefined {
  if (socket === null || socket === undefined) return socket;
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error('no connection in time'), { code: CONNECT_TIMED_OUT }));
  }, budgetMs);
  const clear = (): void => {
    clearTimeout(timer);
  };
  socket.once(ready, clear);
  socket.once('close', clear);
  return socket;
}

class PlainAgent extends http.Agent {
  readonly #connectMs: number;

  constructor(connectMs: number) {
    super(POOL);
    this.#connectMs = connectMs;
  }

  override createConnection(options: ClientRequestArgs, made?: Made): Duplex | null | undefined {
    return guard(super.createConnection(options, made), 'connect', this.#connectMs);
  }
}

class TlsAgent extends https.Agent {
  readonly #connectMs: number;

  constructor(connectMs: number) {
    super(POOL);
    this.#connectMs = connectMs;
  }

  override createConnection(options: RequestOptions, made?: Made): Duplex | null | undefined {
    return guard(super.createConnection(options, made), 'secureConnect', this.#connectMs);
  }
}

export interface Sockets {
  readonly agentFor: (url: URL) => http.Agent;
  readonly close: () => void;
}

/** Two pools, 64 sockets a host each; idle ones never keep the process alive. */
export function createSockets(connectMs: number): Sockets {
  const plain = new PlainAgent(connectMs);
  const tls = new TlsAgent(connectMs);
  return {
    agentFor: (url) => (url.protocol === 'https:' ? tls : plain),
    close(): void {
      plain.destroy();
      tls.destroy();
    },
  };
}
