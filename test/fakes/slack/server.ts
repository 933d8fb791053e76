/** A local Slack over real HTTP and WebSockets: Web API, uploads, response URLs, Socket Mode, signed requests. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fill, METHODS, store, wrongWith } from './methods.ts';
import { createState, next, type Json, type State } from './state.ts';
import { acceptSocket, type Peer } from './websocket.ts';

/**
 * What happens to a call instead of its answer. `reset` and `silent`: not done, the connection is cut or nothing comes;
 * `lost` and `unanswered`: the same after it was done. `kept`: done before the error is told.
 */
export type Fault =
  | { readonly error: string; readonly kept?: boolean }
  | { readonly status: number; readonly kept?: boolean }
  | { readonly retryAfter: number }
  | 'reset'
  | 'lost'
  | 'silent'
  | 'unanswered';

export interface LocalSlack {
  readonly state: State;
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  /** Where requests are sent over HTTP; undefined: over the socket. */
  eventsUrl: string | undefined;
  /** Asked before every call, upload (`upload`) and answer to a response URL (`response_url`). */
  fault: (method: string, args: Json) => Fault | undefined;
  /** Sends a payload as Slack would; resolves to what it was acknowledged with. Rejects after three seconds without. */
  send(type: 'slash_commands' | 'interactive' | 'events_api', payload: Json, retry?: number): Promise<Json>;
  /** How many sockets are open. */
  sockets(): number;
  /** Ends all sockets as Slack does when it refreshes them. */
  refresh(): void;
  stop(): Promise<void>;
}

const ACK = 3_000;
const [MOST_USES, LIFE] = [5, 30 * 60_000];

async function readText(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function decode(text: string): Json {
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([name, value]) => [
      name,
      /^[[{]/u.test(value) ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

function reply(
  response: ServerResponse,
  status: number,
  body: Json | string,
  headers: Record<string, string> = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': typeof body === 'string' ? 'text/plain' : 'application/json',
    ...headers,
  });
  response.end(text);
}

function isDone(fault: Fault | undefined): boolean {
  if (typeof fault === 'object') return 'kept' in fault && fault.kept;
  return fault === 'lost' || fault === 'unanswered';
}

/** True when the fault was played and nothing else must be answered. */
function play(fault: Fault | undefined, response: ServerResponse): boolean {
  if (fault === undefined) return false;
  if (fault === 'reset' || fault === 'lost') response.destroy();
  else if (fault === 'silent' || fault === 'unanswered') return true;
  else if ('error' in fault) reply(response, 200, { ok: false, error: fault.error });
  else if ('retryAfter' in fault)
    reply(response, 429, { ok: false, error: 'ratelimited' }, { 'Retry-After': String(fault.retryAfter) });
  else reply(response, fault.status, 'trouble');
  return true;
}

function answerAddress(state: State, id: string, payload: Json): readonly [number, Json | string] {
  const address = state.addresses.get(id);
  if (address === undefined || state.now() - address.at > LIFE) return [404, 'expired_url'];
  address.uses += 1;
  if (address.uses > MOST_USES) return [404, 'used_url'];
  const target = state.messages.find((one) => one.ts === (address.original ?? address.last));
  if (payload['delete_original'] === true) {
    if (target !== undefined) state.messages.splice(state.messages.indexOf(target), 1);
    return [200, 'ok'];
  }
  const to = payload['response_type'] === 'in_channel' ? undefined : address.user;
  const wrong = wrongWith(state, payload, to === undefined ? 'message' : 'ephemeral');
  if (wrong !== undefined) return [200, wrong];
  if (payload['replace_original'] === true && target !== undefined) fill(target, payload);
  else address.last = store(state, 'response_url', payload, { channel: address.channel, to }).ts;
  return [200, 'ok'];
}

/** Starts the local Slack on a free port. */
export async function startLocalSlack(): Promise<LocalSlack> {
  const state = createState();
  const peers = new Set<Peer>();
  const waiting = new Map<string, (payload: Json) => void>();
  let base = '';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', base).pathname;
    const body = await readText(request);
    if (path.startsWith('/upload/')) {
      const file = state.files.get(path.slice('/upload/'.length));
      const fault = slack.fault('upload', {});
      if (file !== undefined && isDone(fault)) file.bytes = body;
      if (play(fault, response)) return;
      if (file !== undefined) file.bytes = body;
      reply(response, file === undefined ? 404 : 200, `OK - ${body.length}`);
      return;
    }
    if (path.startsWith('/response/')) {
      const payload = JSON.parse(body.toString('utf8')) as Json;
      const fault = slack.fault('response_url', payload);
      if (!isDone(fault) && play(fault, response)) return;
      const answered = answerAddress(state, path.slice('/response/'.length), payload);
      if (!play(fault, response)) reply(response, ...answered);
      return;
    }
    const name = path.replace('/api/', '');
    const args = decode(body.toString('utf8'));
    state.calls.push({ method: name, args, at: performance.now() });
    const fault = slack.fault(name, args);
    if (!isDone(fault) && play(fault, response)) return;
    const token = /^Bearer (.*)$/u.exec(request.headers.authorization ?? '')?.[1] ?? args['token'];
    const needs =
      name === 'oauth.v2.access' ? undefined : name === 'apps.connections.open' ? state.appToken : state.botToken;
    if (needs !== undefined && (token !== needs || !state.tokens.has(needs))) {
      reply(response, 200, { ok: false, error: 'invalid_auth' });
      return;
    }
    const result = METHODS[name]?.(state, args, base) ?? { ok: false, error: 'unknown_method' };
    const scopes = state.scopes === undefined ? {} : { 'x-oauth-scopes': state.scopes.join(',') };
    if (!play(fault, response)) reply(response, 200, result, scopes);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      state.refusals.push(String(error));
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket) => {
    const peer = acceptSocket(
      request,
      socket,
      (text) => {
        const { envelope_id, payload } = JSON.parse(text) as { envelope_id: string; payload?: Json };
        waiting.get(envelope_id)?.(payload ?? {});
        waiting.delete(envelope_id);
      },
      () => peers.delete(peer),
    );
    peers.add(peer);
    peer.send(JSON.stringify({ type: 'hello', num_connections: peers.size }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function overSocket(type: string, payload: Json, retry: number): Promise<Json> {
    const [peer] = peers;
    if (peer === undefined) return Promise.reject(new Error('dispatch_failed: no socket is open'));
    const envelope = `E${next(state)}`;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error('operation_timeout: not acknowledged within three seconds'));
      }, ACK);
      waiting.set(envelope, (body) => {
        clearTimeout(late);
        resolve(body);
      });
      peer.send(
        JSON.stringify({ type, payload, envelope_id: envelope, accepts_response_payload: true, retry_attempt: retry }),
      );
    });
  }

  async function overHttp(url: string, type: string, payload: Json, retry: number): Promise<Json> {
    const form = type !== 'events_api';
    const fields = type === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
    const body = form ? new URLSearchParams(fields).toString() : JSON.stringify(payload);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const hash = createHmac('sha256', state.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json',
        'X-Slack-Request-Timestamp': timestamp,
        'X-Slack-Signature': `v0=${hash}`,
        ...(retry > 0 ? { 'X-Slack-Retry-Num': String(retry), 'X-Slack-Retry-Reason': 'http_timeout' } : {}),
      },
      signal: AbortSignal.timeout(ACK),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`dispatch_failed: ${response.status}`);
    return text === '' ? {} : (JSON.parse(text) as Json);
  }

  const slack: LocalSlack = {
    state,
    apiUrl: `${base}/api/`,
    eventsUrl: undefined,
    fault: () => undefined,
    send: (type, payload, retry = 0) =>
      slack.eventsUrl === undefined
        ? overSocket(type, payload, retry)
        : overHttp(slack.eventsUrl, type, payload, retry),
    sockets: () => peers.size,
    refresh() {
      for (const peer of peers) peer.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    },
    async stop() {
      for (const peer of peers) peer.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
  return slack;
}
