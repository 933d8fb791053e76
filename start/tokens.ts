/** Who makes tokens here, and whether people can log in. */
import type { Config } from '../config.ts';
import type { Transport } from '../core/instagram/transport.ts';
import type { Clock } from '../core/ports.ts';
import { TokenCalls } from '../core/tokens/calls.ts';
import type { OAuthSetup } from '../core/tokens/oauth-setup.ts';

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
