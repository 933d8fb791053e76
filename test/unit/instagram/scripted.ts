/** A small HTTP server whose every answer the test writes, and a client that asks it. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { GraphAccess } from '../../../core/instagram/answers.ts';
import { GraphClient, type GraphClientOptions } from '../../../core/instagram/client.ts';
import { createTransport, type Timeouts } from '../../../core/instagram/transport.ts';
import type { Logger, PauseStore } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';

/** Stands in every token and secret of these tests, so that a leak can be searched for. */
export const MARK = 'mArKeR7';
export const TOKEN = `EAA${MARK}token`;
export const ACCOUNT = '17841403584244541';
export const START = Date.parse('2026-11-24T20:30:00Z');

export type Reply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }
  | ((request: IncomingMessage, response: ServerResponse) => void);

export interface Heard {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface Scripted {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** The answers to come, in order; the last one stays. */
  script(...replies: readonly Reply[]): void;
  /** Answers by the request instead. */
  answer(by: (heard: Heard) => Reply): void;
  /** Empties what was heard. */
  forget(): void;
  stop(): Promise<void>;
}

function write(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
  if (typeof reply === 'function') {
    reply(request, response);
    return;
  }
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
}

export async function startScripted(): Promise<Scripted> {
  const heard: Heard[] = [];
  let next: (request: Heard) => Reply = () => ({ status: 404, body: '' });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://local');
    const one = { path: url.pathname, query: url.searchParams, headers: request.headers };
    heard.push(one);
    write(next(one), request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    script(...replies) {
      const left = [...replies];
      next = () => (left.length > 1 ? left.shift() : left[0]) ?? { status: 404, body: '' };
    },
    answer(by) {
      next = by;
    },
    forget() {
      heard.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Kept {
  readonly key: string;
  readonly until: number;
  readonly because: string;
}

/** What a store keeps, in memory: it outlives a client as the table outlives the process. */
function pausesIn(rows: Kept[]): PauseStore {
  return {
    savePause: (key, until, because) => {
      rows.push({ key, until, because });
      return Promise.resolve();
    },
    listPauses: (now) => Promise.resolve(rows.filter((row) => row.until > now)),
  };
}

export interface Rig {
  readonly client: GraphClient;
  readonly access: GraphAccess;
  /** Everything logged, as text. */
  readonly lines: string[];
  readonly waits: number[];
  readonly pauses: Kept[];
  time: number;
  close(): void;
}

export interface RigOptions extends Partial<Omit<GraphClientOptions, 'transport'>> {
  readonly timeouts?: Partial<Timeouts>;
  readonly kept?: Kept[];
  readonly from?: number;
}

/** A client with a hand-turned clock that never really waits between tries. */
export function rigFor(base: string, { timeouts, kept = [], from = START, ...options }: RigOptions = {}): Rig {
  const lines: string[] = [];
  const waits: number[] = [];
  const log = (fields: Readonly<Record<string, unknown>>, sentence: string): void => {
    lines.push(`${sentence} ${inspect(fields, { depth: 9, showHidden: true })}`);
  };
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const transport = createTransport(timeouts === undefined ? {} : { timeouts });
  const state = { time: from };
  const client = new GraphClient({
    transport,
    version: 'v26.0',
    pauses: pausesIn(kept),
    clock: () => state.time,
    logger,
    random: () => 0.5,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    ...options,
  });
  return {
    client,
    access: { base, login: 'facebook', instagramId: ACCOUNT, token: new Secret(TOKEN), priority: 'command' },
    lines,
    waits,
    pauses: kept,
    get time() {
      return state.time;
    },
    set time(value) {
      state.time = value;
    },
    close: () => {
      transport.close();
    },
  };
}

/** A recorded answer. */
export function recorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/graph-api/${name}.json`, import.meta.url), 'utf8'));
}

/** A good answer with one total for each metric. */
export function totals(metrics: readonly string[], account = ACCOUNT): unknown {
  return {
    data: metrics.map((name) => ({
      name,
      period: 'day',
      total_value: { value: name.length },
      id: `${account}/insights/${name}/day`,
    })),
  };
}

/** Answers an insights call with a total for each metric asked for. */
export function allTotals({ query }: Heard): Reply {
  return { body: totals((query.get('metric') ?? '').split(',')) };
}

export function graphError(code: number, message = 'x', rest: Readonly<Record<string, unknown>> = {}): unknown {
  return { error: { message, type: 'OAuthException', code, fbtrace_id: 'A', ...rest } };
}

export async function failure(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
