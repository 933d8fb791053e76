/** What the page, the shell and the chats have in common: store, Graph client, renderer and the app over them. */
import type { Config } from '../config.ts';
import { createApp } from '../core/app.ts';
import type { Account, Login } from '../core/accounts.ts';
import type { About, Deps } from '../core/features/feature.ts';
import { GraphClient } from '../core/instagram/client.ts';
import { createPictures } from '../core/instagram/pictures.ts';
import { createTransport, type Transport } from '../core/instagram/transport.ts';
import type { ChatAdapter, Clock, Door, Logger, Store } from '../core/ports.ts';
import { openStore } from '../db/open.ts';
import { createChartRenderer, type OpenChartRenderer } from '../renderers/index.ts';
import { createTokenCalls, oauthSetup } from './tokens.ts';

/** The local Instagram while it runs. */
interface Demo {
  readonly facebookUrl: string;
  readonly instagramUrl: string;
  stop(): Promise<void>;
}

export interface Parts {
  readonly config: Config;
  readonly store: Store;
  readonly deps: Deps;
  readonly door: Door;
  readonly renderer: OpenChartRenderer;
  /** The one way to the network that core has. */
  readonly transport: Transport;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Set while the local Instagram runs. */
  demo: Demo | undefined;
  /** The platforms this process can post to. */
  chats: readonly ChatAdapter[];
  /** What `status` says about the parts of this installation, by name. */
  readonly about: Map<string, string>;
  /** Accounts that INSTAGRAM_ACCESS_TOKEN connected; for the first screen. */
  connected: readonly Account[];
  close(): Promise<void>;
}

export interface PartsOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** `owner` holds the database for the life of the process; `guest` opens it beside. */
  readonly role: 'owner' | 'guest';
}

function baseOf(config: Config, demo: Demo | undefined, origin: 'graph' | 'demo', login: Login): string | undefined {
  if (origin === 'graph') return login === 'facebook' ? config.GRAPH_API_URL : config.INSTAGRAM_API_URL;
  return login === 'facebook' ? demo?.facebookUrl : demo?.instagramUrl;
}

const META_HOSTS: ReadonlySet<string> = new Set(['graph.facebook.com', 'graph.instagram.com']);

/** Origins that stand in for Instagram, whose pictures may be had besides Meta's own hosts. */
function standIns(config: Config, demo: Demo | undefined): readonly string[] {
  const { GRAPH_API_URL: facebook, INSTAGRAM_API_URL: instagram } = config;
  const set = [facebook, instagram].filter((url) => !META_HOSTS.has(new URL(url).hostname));
  const local = demo === undefined ? [] : [demo.facebookUrl, demo.instagramUrl];
  return [...set, ...local].map((url) => new URL(url).origin);
}

/** Opens the database and puts the parts together. Throws AppError when the database cannot be opened. */
export async function createParts({ config, logger, role, clock = Date.now }: PartsOptions): Promise<Parts> {
  const store = await openStore({
    url: config.DATABASE_URL,
    role,
    encryptionKey: config.ENCRYPTION_KEY,
    logger,
    clock,
  });
  const transport = createTransport();
  const renderer = createChartRenderer({ logger, clock });
  const configured = (given: boolean): string => (given ? 'configured; npm start connects it' : 'not configured');
  const about = new Map([
    ['Instagram', config.DEMO === 'off' ? 'not connected' : 'see the accounts'],
    ['Slack', configured(config.SLACK_BOT_TOKEN !== undefined || config.SLACK_CLIENT_ID !== undefined)],
    ['Discord', configured(config.DISCORD_TOKEN !== undefined)],
  ]);
  const graph = new GraphClient({
    transport,
    version: config.GRAPH_API_VERSION,
    ...(config.META_APP_ID === undefined ? {} : { appId: config.META_APP_ID }),
    ...(config.META_APP_SECRET === undefined ? {} : { appSecret: config.META_APP_SECRET }),
    pauses: store,
    clock,
    logger,
  });
  const pictures = createPictures({ origins: () => standIns(config, parts.demo), logger });
  const deps: Deps = {
    store,
    graph,
    clock,
    logger,
    baseFor: (origin, login) => baseOf(config, parts.demo, origin, login),
    pictures,
    tokens: createTokenCalls(config, transport, clock),
    oauth: oauthSetup(config),
    chats: () => parts.chats,
    about: (): About => ({
      apiVersion: config.GRAPH_API_VERSION,
      demo: parts.demo !== undefined,
      zone: config.DEFAULT_TIME_ZONE,
      parts: [...about].map(([name, state]) => ({ name, state })),
    }),
  };
  const parts: Parts = {
    config,
    store,
    deps,
    door: createApp(deps, renderer),
    renderer,
    transport,
    logger,
    clock,
    demo: undefined,
    chats: [],
    about,
    connected: [],
    async close() {
      await parts.demo?.stop();
      await renderer.close();
      transport.close();
      pictures.close();
      await store.close();
    },
  };
  return parts;
}
