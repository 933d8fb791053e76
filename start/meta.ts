/** What an app of Meta brings: tokens made and renewed, login in the browser, webhooks and deletion requests. */
import { addMetaRoutes } from '../bots/oauth/routes.ts';
import type { HttpServer } from '../bots/http/server.ts';
import type { Config } from '../config.ts';
import type { Transport } from '../core/instagram/transport.ts';
import type { Clock } from '../core/ports.ts';
import { TokenCalls } from '../core/tokens/calls.ts';
import type { OAuthSetup } from '../core/tokens/oauth-setup.ts';
import type { OnStoryInsights } from '../core/webhooks/story-insights.ts';
import type { Parts } from './parts.ts';

/** The maker of tokens for this configuration; without an app it only refreshes tokens of Instagram Login. */
export function createTokenCalls(config: Config, transport: Transport, clock: Clock): TokenCalls {
  const { META_APP_ID: id, META_APP_SECRET: secret } = config;
  return new TokenCalls({
    transport,
    version: config.GRAPH_API_VERSION,
    app: id === undefined || secret === undefined ? undefined : { id, secret },
    instagramOauthUrl: config.INSTAGRAM_OAUTH_URL,
    clock,
  });
}

/** Login in the browser; undefined while PUBLIC_URL or the app is not set. */
export function oauthSetup(config: Config): OAuthSetup | undefined {
  const { PUBLIC_URL: publicUrl, META_APP_ID: appId } = config;
  if (publicUrl === undefined || appId === undefined) return undefined;
  const dialogUrls = { facebook: config.FACEBOOK_DIALOG_URL, instagram: config.INSTAGRAM_DIALOG_URL };
  return { publicUrl, appId, version: config.GRAPH_API_VERSION, dialogUrls };
}

/** What is told of this part in `status` and on the first screen. */
function stateOf(config: Config): string {
  const missing = [
    ...(config.PUBLIC_URL === undefined ? ['PUBLIC_URL'] : []),
    ...(config.META_APP_ID === undefined ? ['META_APP_ID and META_APP_SECRET'] : []),
  ];
  if (missing.length > 0) return `off: needs ${missing.join(' and ')}`;
  return config.META_WEBHOOK_VERIFY_TOKEN === undefined ? 'on; webhooks off: needs META_WEBHOOK_VERIFY_TOKEN' : 'on';
}

/** Hangs the routes of Meta into the server and tells in `status` which of them are on. */
export function serveMeta(parts: Parts, http: Pick<HttpServer, 'open'>, onStory: readonly OnStoryInsights[]): void {
  const { config, deps } = parts;
  parts.about.set('Login with Meta', stateOf(config));
  addMetaRoutes(http.open, {
    deps,
    appSecret: config.META_APP_SECRET,
    verifyToken: config.META_WEBHOOK_VERIFY_TOKEN,
    publicUrl: config.PUBLIC_URL,
    onStory,
  });
}
