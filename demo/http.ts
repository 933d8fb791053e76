/** The HTTP side: a loopback listener per host, parameters, compression, and the faults of the wire. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import type { Call, Reply } from './call.ts';
import type { Flavour } from './errors.ts';
import type { FaultKind } from './faults.ts';
import { isPicture, pictureAt } from './pictures.ts';

export interface Listener {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ListenerOptions {
  readonly flavour: Flavour;
  readonly port: number;
  readonly latencyMs: number;
  readonly clock: () => number;
  readonly answer: (call: Call) => Reply;
  /** Where a login dialog leads, when the path is one. */
  readonly dialog: (call: Call) => string | undefined;
}

const LONGEST_FORM = 1_000_000;
const DRIP_BYTES = 16;

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    length += bytes.length;
    if (length <= LONGEST_FORM) chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString();
  if (!(request.headers['content-type'] ?? '').includes('json')) return new URLSearchParams(text);
  const fields = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

async function callOf(request: IncomingMessage, flavour: Flavour, origin: string): Promise<Call> {
  const url = new URL(request.url ?? '/', origin);
  const method = request.method ?? 'GET';
  if (method === 'POST') for (const [name, value] of await readForm(request)) url.searchParams.append(name, value);
  const bearer = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return { flavour, origin, method, path: url.pathname, params: url.searchParams, bearer };
}

function encoded(
  request: IncomingMessage,
  body: Buffer,
): { readonly body: Buffer; readonly encoding: string | undefined } {
  const accepted = request.headers['accept-encoding'] ?? '';
  const text = Array.isArray(accepted) ? accepted.join(',') : accepted;
  if (/\bgzip\b/.test(text)) return { body: gzipSync(body, { level: 1 }), encoding: 'gzip' };
  if (/\bdeflate\b/.test(text)) return { body: deflateSync(body, { level: 1 }), encoding: 'deflate' };
  return { body, encoding: undefined };
}

/** A gzip file of spaces; members of 16 MB, repeated, so that making it stays cheap. */
function bombOf(bytes: number): Buffer {
  const member = Math.min(bytes, 16 * 1024 * 1024);
  const packed = gzipSync(Buffer.alloc(member, ' '));
  return Buffer.concat(Array.from({ length: Math.ceil(bytes / member) }, () => packed));
}

function drip(response: ServerResponse, body: Buffer, fault: Extract<FaultKind, { kind: 'drip' }>): void {
  const size = fault.bytes ?? DRIP_BYTES;
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + size));
    sent += size;
    if (sent >= body.length) response.end();
  }, fault.ms);
  response.once('close', () => {
    clearInterval(timer);
  });
}

/** Half a body, then the end of the connection. */
function cut(response: ServerResponse, body: Buffer): void {
  response.write(body.subarray(0, Math.max(1, Math.floor(body.length / 2))), () => {
    response.destroy();
  });
}

/** Sends a reply, through the fault that is left for the wire. */
function send(request: IncomingMessage, response: ServerResponse, reply: Reply, now: number): void {
  const { fault } = reply;
  if (fault?.kind === 'never') return;
  if (fault?.kind === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  const plain = fault?.kind === 'huge' ? Buffer.alloc(fault.bytes, ' ') : Buffer.from(reply.text);
  const bomb = fault?.kind === 'gzip-bomb';
  const { body, encoding } = bomb ? { body: bombOf(fault.bytes), encoding: 'gzip' } : encoded(request, plain);
  response.sendDate = false;
  response.writeHead(fault?.kind === 'redirect' ? (fault.status ?? 302) : reply.status, {
    ...reply.headers,
    date: new Date(now).toUTCString(),
    'content-type': reply.contentType,
    ...(fault?.kind === 'cut' && fault.chunked === true ? {} : { 'content-length': body.length }),
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    ...(fault?.kind === 'redirect' ? { location: fault.location } : {}),
  });
  if (fault?.kind === 'drip') drip(response, body, fault);
  else if (fault?.kind === 'cut') cut(response, body);
  else response.end(request.method === 'HEAD' ? undefined : body);
}

function later(response: ServerResponse, ms: number, act: () => void): void {
  if (ms <= 0) {
    act();
    return;
  }
  const timer = setTimeout(act, ms);
  response.once('close', () => {
    clearTimeout(timer);
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  options: ListenerOptions,
): Promise<void> {
  const call = await callOf(request, options.flavour, origin);
  if (isPicture(call.path)) {
    const picture = pictureAt(call.path);
    if (picture === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'image/png', 'content-length': picture.length }).end(picture);
    return;
  }
  const location = options.dialog(call);
  if (location !== undefined) {
    response.writeHead(302, { location }).end();
    return;
  }
  const reply = options.answer(call);
  const extra = reply.fault?.kind === 'slow' ? reply.fault.ms : 0;
  later(response, options.latencyMs + extra, () => {
    send(request, response, reply, options.clock());
  });
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo;
  return address.port;
}

/** Listens on 127.0.0.1; port 0 takes any free one. `stop` cuts every connection and resolves when the port is free. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  let url = 'http://127.0.0.1';
  const server = createServer((request, response) => {
    serve(request, response, url, options).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('The local Instagram failed.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${portOf(server)}`;
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
