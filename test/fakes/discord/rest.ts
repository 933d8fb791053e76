/** Discord's REST routes, with its rate limits and planned faults. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isRefusal, type FakeInteractions, type FirstResponse, type Refusal } from './interactions.ts';
import type { FakeChannel, FakeMessage, SentFile } from './messages.ts';
import { readParts } from './multipart.ts';
import { messageFaults, type SentBody } from './rules.ts';
import { violations } from './schema.ts';
import type { FakeThreads } from './threads.ts';

export interface Fault {
  /** Against `POST /channels/1/messages`. */
  readonly match: RegExp;
  /** How often; default once. */
  readonly times?: number;
  /** Answer with this status and Discord's own code. */
  readonly status?: number;
  readonly code?: number;
  readonly retryAfter?: number;
  /** Does what was asked before it fails. */
  readonly applied?: boolean;
  /** Cuts the connection in place of an answer. */
  readonly cut?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
}

export interface FakeRest {
  readonly server: Server;
  /** Every request that came, oldest first. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly body: unknown }[];
  readonly commands: Map<string, readonly object[]>;
  fail(fault: Fault): void;
}

export interface RestParts {
  /** The application's public key, as hex. */
  readonly verifyKey: () => string;
  readonly guildIds: readonly string[];
  readonly token: string;
  readonly applicationId: string;
  readonly channel: FakeChannel;
  readonly threads: FakeThreads;
  readonly interactions: FakeInteractions;
  readonly gatewayUrl: () => string;
  readonly complain: (words: string) => void;
  /** Asked before every request that no planned fault meets. */
  readonly fault: (method: string, path: string) => Omit<Fault, 'match' | 'times'> | undefined;
  /** How long a nonce is remembered, in ms. */
  readonly nonceKept: () => number;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly SentFile[];
  readonly bot: string | undefined;
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const BUCKET = 5;
const WINDOW = 500;
const ROUTES: readonly (readonly [RegExp, string])[] = [
  [/^\/gateway\/bot$/u, '/gateway/bot'],
  [/^\/users\/@me$/u, '/users/@me'],
  [/^\/users\/@me\/guilds$/u, '/users/@me/guilds'],
  [/^\/guilds\/(\d+)$/u, '/guilds/{guild_id}'],
  [/^\/applications\/@me$/u, '/applications/@me'],
  [/^\/applications\/(\d+)\/commands$/u, '/applications/{application_id}/commands'],
  [/^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/u, '/applications/{application_id}/guilds/{guild_id}/commands'],
  [/^\/interactions\/(\d+)\/([^/]+)\/callback$/u, '/interactions/{interaction_id}/{interaction_token}/callback'],
  [/^\/channels\/(\d+)\/messages$/u, '/channels/{channel_id}/messages'],
  [/^\/channels\/(\d+)$/u, '/channels/{channel_id}'],
  [/^\/channels\/(\d+)\/messages\/(\d+)\/threads$/u, '/channels/{channel_id}/messages/{message_id}/threads'],
  [/^\/channels\/(\d+)\/messages\/(\d+)$/u, '/channels/{channel_id}/messages/{message_id}'],
  [/^\/users\/@me\/channels$/u, '/users/@me/channels'],
  [/^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/u, '/webhooks/{webhook_id}/{webhook_token}/messages/@original'],
  [/^\/webhooks\/(\d+)\/([^/]+)$/u, '/webhooks/{webhook_id}/{webhook_token}'],
];

async function read(request: IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  const files: SentFile[] = [];
  let body: unknown;
  if (type.startsWith('multipart/form-data')) {
    for (const { name, filename, data } of readParts(raw, type)) {
      if (name === 'payload_json') body = JSON.parse(data.toString());
      else if (filename !== undefined) files.push({ name: filename, size: data.length });
    }
  } else if (raw.length > 0) body = JSON.parse(raw.toString());
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://discord');
  const path = pathname.replace(/^\/api\/v10/u, '');
  return { method: request.method ?? 'GET', path, query, body, files, bot: request.headers.authorization };
}

function refuse({ status, code, message }: Refusal): Reply {
  return { status, body: { code, message } };
}

function messageJson({ id, channelId, content, embeds }: FakeMessage): unknown {
  return { id, channel_id: channelId, content, embeds, attachments: [], components: [], type: 0 };
}

export function createRest(parts: RestParts): FakeRest {
  const { channel, threads, interactions } = parts;
  const requests: { method: string; path: string; body: unknown }[] = [];
  const commands = new Map<string, readonly object[]>();
  const nonces = new Map<string, { readonly id: string; readonly at: number }>();
  const faults: (Fault & { left: number })[] = [];
  const buckets = new Map<string, { used: number; until: number }>();

  function post(channelId: string, { body, files }: Sent): Reply {
    const closed = threads.closed(channelId);
    if (closed !== undefined) return refuse(closed);
    const sent = body as SentBody;
    for (const fault of messageFaults(
      sent,
      files.map(({ name }) => name),
    ))
      parts.complain(fault);
    const nonce = sent.enforce_nonce === true ? `${channelId} ${sent.nonce ?? ''}` : undefined;
    const earlier = nonce === undefined ? undefined : nonces.get(nonce);
    const fresh = earlier !== undefined && Date.now() - earlier.at < parts.nonceKept();
    const known = fresh ? channel.find(earlier.id) : undefined;
    if (known !== undefined) return { status: 200, body: messageJson(known) };
    const message = channel.add({ channelId, onlyFor: undefined, pending: false }, sent, files);
    if (nonce !== undefined) nonces.set(nonce, { id: message.id, at: Date.now() });
    return { status: 200, body: messageJson(message) };
  }

  /** Those that came next after an id, newest first; of the bot, for nobody else writes here. */
  function list(channelId: string, query: URLSearchParams): Reply {
    const missing = threads.closed(channelId);
    if (missing?.code === 10_003) return refuse(missing);
    const after = BigInt(query.get('after') ?? 0);
    const messages = channel
      .all()
      .filter((one) => one.channelId === channelId && one.onlyFor === undefined && BigInt(one.id) > after)
      .slice(0, Number(query.get('limit') ?? 50));
    return {
      status: 200,
      body: messages.map((one) => ({ ...(messageJson(one) as object), author: { id: '1', bot: true } })).reverse(),
    };
  }

  /** One message: changed or taken away. */
  function message(sent: Sent, channelId: string, id: string): Reply {
    const found = channel.find(id);
    if (found?.channelId !== channelId) return refuse({ status: 404, code: 10_008, message: 'Unknown Message' });
    if (sent.method === 'DELETE') {
      channel.remove(id);
      return { status: 204 };
    }
    const closed = threads.closed(channelId);
    if (closed !== undefined) return refuse(closed);
    const names = sent.files.map(({ name }) => name);
    for (const fault of messageFaults(sent.body as SentBody, names)) parts.complain(fault);
    const changed = channel.change(id, sent.body as SentBody, sent.files) ?? found;
    return { status: 200, body: messageJson(changed) };
  }

  /** A thread that was made or changed. */
  function thread(refusal: Refusal | undefined, id: string): Reply {
    return refusal === undefined ? { status: 200, body: { id, type: 11 } } : refuse(refusal);
  }

  function commandsOf(sent: Sent, applicationId: string, scope: string): Reply {
    if (applicationId !== parts.applicationId) {
      return refuse({
        status: 403,
        code: 20_012,
        message: 'You are not authorized to perform this action on this application',
      });
    }
    if (sent.method === 'PUT') {
      const made = (sent.body as readonly object[]).map((command, i) => ({
        id: String(900 + i),
        application_id: applicationId,
        version: '1',
        default_member_permissions: null,
        nsfw: false,
        ...command,
      }));
      commands.set(scope, made);
    }
    return { status: 200, body: commands.get(scope) ?? [] };
  }

  function respond(sent: Sent, id: string, token: string): Reply {
    const refusal = interactions.respond(id, token, sent.body as FirstResponse, sent.files);
    return refusal === undefined ? { status: 204 } : refuse(refusal);
  }

  function perform(sent: Sent, route: string, [first = '', second = '']: readonly string[]): Reply {
    const body = sent.body as SentBody;
    switch (route) {
      case '/gateway/bot':
        return {
          status: 200,
          body: {
            url: parts.gatewayUrl(),
            shards: 1,
            session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 },
          },
        };
      case '/users/@me':
        return { status: 200, body: { id: parts.applicationId, username: 'reachboard', discriminator: '0' } };
      case '/users/@me/guilds':
        return { status: 200, body: parts.guildIds.map((id) => ({ id, name: 'Server' })) };
      case '/guilds/{guild_id}':
        return parts.guildIds.includes(first)
          ? { status: 200, body: { id: first, name: 'Server' } }
          : refuse({ status: 404, code: 10_004, message: 'Unknown Guild' });
      case '/applications/@me':
        return {
          status: 200,
          body: { id: parts.applicationId, name: 'Reachboard', description: '', verify_key: parts.verifyKey() },
        };
      case '/applications/{application_id}/commands':
        return commandsOf(sent, first, 'global');
      case '/applications/{application_id}/guilds/{guild_id}/commands':
        return commandsOf(sent, first, second);
      case '/channels/{channel_id}/messages':
        return sent.method === 'GET' ? list(first, sent.query) : post(first, sent);
      case '/channels/{channel_id}/messages/{message_id}':
        return message(sent, first, second);
      case '/channels/{channel_id}/messages/{message_id}/threads':
        return thread(threads.start(first, second, (sent.body as { name: string }).name), second);
      case '/channels/{channel_id}':
        return thread(threads.change(first, sent.body as { archived?: boolean }), first);
      case '/users/@me/channels':
        return { status: 200, body: { id: '1300000000000000077', type: 1 } };
      case '/interactions/{interaction_id}/{interaction_token}/callback':
        return respond(sent, first, second);
      default: {
        const edits = sent.method === 'PATCH';
        const done = edits
          ? interactions.edit(second, body, sent.files)
          : interactions.followUp(second, body, sent.files);
        return isRefusal(done) ? refuse(done) : { status: 200, body: messageJson(done) };
      }
    }
  }

  /** Five messages in half a second to a channel. */
  function limit(sent: Sent): Reply | { readonly headers: Readonly<Record<string, string>> } {
    if (!sent.path.startsWith('/channels/')) return { headers: {} };
    const now = Date.now();
    const known = buckets.get(sent.path);
    const bucket = known === undefined || known.until <= now ? { used: 0, until: now + WINDOW } : known;
    buckets.set(sent.path, bucket);
    bucket.used += 1;
    const after = String((bucket.until - now) / 1000);
    if (bucket.used > BUCKET) {
      const body = { message: 'You are being rate limited.', retry_after: Number(after), global: false };
      return { status: 429, body, headers: { 'retry-after': after, 'x-ratelimit-scope': 'user' } };
    }
    const headers = {
      'x-ratelimit-limit': String(BUCKET),
      'x-ratelimit-remaining': String(BUCKET - bucket.used),
      'x-ratelimit-reset': String(bucket.until / 1000),
      'x-ratelimit-reset-after': after,
      'x-ratelimit-bucket': 'messages',
    };
    return { headers };
  }

  function planned(sent: Sent): Omit<Fault, 'match'> | undefined {
    const fault = faults.find(({ match, left }) => left > 0 && match.test(`${sent.method} ${sent.path}`));
    if (fault === undefined) return parts.fault(sent.method, sent.path);
    fault.left -= 1;
    return fault;
  }

  function failed({ status = 500, code = 0, retryAfter }: Omit<Fault, 'match'>): Reply {
    if (retryAfter === undefined) return { status, body: { code, message: `planned ${code}` } };
    const body = { message: 'You are being rate limited.', retry_after: retryAfter, global: false };
    return { status: 429, body, headers: { 'retry-after': String(retryAfter), 'x-ratelimit-scope': 'user' } };
  }

  function handle(sent: Sent): Reply | 'cut' | 'silent' {
    const found = ROUTES.find(([pattern]) => pattern.test(sent.path));
    if (found === undefined) {
      parts.complain(`no route ${sent.method} ${sent.path}`);
      return refuse({ status: 404, code: 0, message: '404: Not Found' });
    }
    const [pattern, route] = found;
    const needsBot = !route.startsWith('/interactions') && !route.startsWith('/webhooks');
    if (needsBot && sent.bot !== `Bot ${parts.token}`) {
      return refuse({ status: 401, code: 0, message: '401: Unauthorized' });
    }
    const fault = planned(sent);
    const wrong = violations(sent.method, route, sent.body);
    for (const words of wrong) parts.complain(words);
    if (wrong.length > 0) return refuse({ status: 400, code: 50_035, message: 'Invalid Form Body' });
    const limited = limit(sent);
    if ('status' in limited) return limited;
    const ids = (pattern.exec(sent.path) ?? []).slice(1);
    if (fault === undefined) return { ...perform(sent, route, ids), headers: limited.headers };
    if (fault.applied === true) perform(sent, route, ids);
    if (fault.silent === true) return 'silent';
    return fault.cut === true ? 'cut' : failed(fault);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await read(request);
    requests.push({ method: sent.method, path: sent.path, body: sent.body });
    const reply = handle(sent);
    if (reply === 'silent') return;
    if (reply === 'cut') {
      request.socket.destroy();
      return;
    }
    if (reply.status === 204) {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body ?? {}));
  }

  return {
    server: createServer((request, response) => {
      serve(request, response).catch((error: unknown) => {
        parts.complain(`the local Discord failed: ${String(error)}`);
        response.writeHead(500).end();
      });
    }),
    requests,
    commands,
    fail(fault) {
      faults.push({ ...fault, left: fault.times ?? 1 });
    },
  };
}
