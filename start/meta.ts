/** What an app of Meta brings to the port: login in the browser, webhooks and deletion requests. */
import { addMetaRoutes } from '../bots/oauth/routes.ts';
import type { HttpServer } from '../bots/http/server.ts';
import type { Config } from '../config.ts';
import { markCommented } from '../core/media/commented.ts';
import { keepStoryInsights } from '../core/media/story-webhook.ts';
import type { Parts } from './parts.ts';

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
export function serveMeta(parts: Parts, http: Pick<HttpServer, 'open'>): void {
  const { config, deps } = parts;
  parts.about.set('Login with Meta', stateOf(config));
  addMetaRoutes(http.open, {
    deps,
    appSecret: config.META_APP_SECRET,
    verifyToken: config.META_WEBHOOK_VERIFY_TOKEN,
    publicUrl: config.PUBLIC_URL,
    onStory: [(story) => keepStoryInsights(deps, story)],
    onComments: [(posts) => markCommented(deps, posts)],
  });
}
