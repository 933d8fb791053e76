/** An installation with an app of Meta on a port of its own, and a browser that keeps cookies. */
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { addMetaRoutes } from '../../../bots/oauth/routes.ts';
import { createHttpServer } from '../../../bots/http/server.ts';
import { createApp } from '../../../core/app.ts';
import type { Deps } from '../../../core/features/feature.ts';
import { createTransport } from '../../../core/instagram/transport.ts';
import type { Door } from '../../../core/ports.ts';
import { Secret } from '../../../core/secret.ts';
import { TokenCalls } from '../../../core/tokens/calls.ts';
import type { OnComments } from '../../../core/webhooks/comments.ts';
import type { OnStoryInsights } from '../../../core/webhooks/story-insights.ts';
import { openWorld, type World } from '../../fakes/world.ts';

export const VERIFY_TOKEN = 'our verify token';

export interface Site {
  readonly world: World;
  readonly deps: Deps;
  readonly door: Door;
  readonly url: string;
  readonly appSecret: string;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** False: no PUBLIC_URL and no app. */
  readonly setUp?: boolean;
  readonly onStory?: readonly OnStoryInsights[];
  readonly onComments?: readonly OnComments[];
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Opens the site; login goes by http here, so its cookies need no certificate. */
export async function openSite({ setUp = true, onStory = [], onComments = [] }: SiteOptions = {}): Promise<Site> {
  const world = await openWorld({ connect: false });
  const { local } = world;
  const clock = (): number => world.now;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { id, secret } = local.tokens.app;
  const transport = createTransport();
  const tokens = new TokenCalls({
    transport,
    version: 'v26.0',
    app: setUp ? { id, secret: new Secret(secret) } : undefined,
    instagramOauthUrl: local.instagramUrl,
    clock,
  });
  const dialogUrls = { facebook: local.facebookUrl, instagram: local.instagramUrl };
  const oauth = setUp ? { publicUrl: url, appId: id, version: 'v26.0', dialogUrls } : undefined;
  const deps: Deps = { ...world.deps, tokens, oauth };
  const door = createApp(deps, { render: () => Promise.reject(new Error('no pictures here')) });
  const http = createHttpServer({ host: '127.0.0.1', port, logger: deps.logger, clock });
  addMetaRoutes(http.open, {
    deps,
    appSecret: setUp ? new Secret(secret) : undefined,
    verifyToken: setUp ? new Secret(VERIFY_TOKEN) : undefined,
    publicUrl: setUp ? url : undefined,
    onStory,
    onComments,
  });
  await http.listen();
  return {
    world,
    deps,
    door,
    url,
    appSecret: secret,
    async close() {
      await http.stop();
      transport.close();
      await world.close();
    },
  };
}

export interface Seen {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Follows links and redirects as a person would. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  /** With a body it sends a form. */
  async open(url: string, body?: URLSearchParams): Promise<Seen> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = body === undefined ? {} : { method: 'POST', body };
    const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie }, ...form });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
      this.#cookies.set(name, value);
    }
    const text = await response.text();
    const next = response.headers.get('location');
    return next === null ? { status: response.status, text, headers: response.headers } : this.open(next);
  }
}

/** The address of the one link on a page. */
export function linkOf({ text }: Seen): string {
  const found = /<a href="([^"]+)"/u.exec(text)?.[1] ?? '';
  return found.replaceAll(/&#(\d+);/gu, (_, code: string) => String.fromCharCode(Number(code)));
}
