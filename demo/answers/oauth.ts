/** Token exchanges of both logins, the dialogs that lead to them, and `/debug_token`. */
import { DAY, HOUR } from '../calendar.ts';
import type { Context } from '../context.ts';
import { GraphError, invalid } from '../errors.ts';
import {
  APP,
  checkToken,
  FACEBOOK_SCOPES,
  INSTAGRAM_SCOPES,
  tokenRefused,
  USER_ID,
  type DemoToken,
} from '../tokens.ts';

/** Seconds of a fresh long-lived token, as recorded. */
const LONG_LIFE_SECONDS = 5_183_944;
const SHORT_LIFE_SECONDS = 3_600;
const DATA_ACCESS = 90 * DAY;
/** Instagram refreshes only tokens that are at least a day old. */
const YOUNGEST_REFRESH = DAY;

/** A code that the dialogs hand out; for Instagram it also says which account was chosen. */
function codeFor(username: string | undefined): string {
  return username === undefined ? 'DEMOCODE' : `DEMOCODE.${username}`;
}

function checkApp(params: URLSearchParams, needsId: boolean): void {
  if (needsId && params.get('client_id') !== APP.id) {
    throw new GraphError({
      code: 101,
      message: 'Error validating application. Cannot get application info due to a system error.',
    });
  }
  if (params.get('client_secret') !== APP.secret) {
    throw new GraphError({ code: 1, message: 'Error validating client secret.' });
  }
}

function answerOf(token: DemoToken, seconds: number): object {
  return { access_token: token.text, token_type: 'bearer', expires_in: seconds };
}

function facebookUserToken(context: Context, seconds: number): object {
  const token = context.tokens.add({
    flavour: 'facebook',
    kind: 'USER',
    username: undefined,
    pageId: undefined,
    scopes: FACEBOOK_SCOPES,
    issuedAt: context.now,
    expiresAt: context.now + seconds * 1000,
  });
  return answerOf(token, seconds);
}

/** `/oauth/access_token` of graph.facebook.com: code, fb_exchange_token, client_credentials. */
function facebookExchange(context: Context): object {
  const { params } = context;
  checkApp(params, true);
  const grant = params.get('grant_type');
  if (grant === 'client_credentials') return { access_token: context.tokens.app.token, token_type: 'bearer' };
  if (grant === 'fb_exchange_token') {
    checkToken(context.tokens, 'facebook', params.get('fb_exchange_token') ?? undefined, context.now);
    return facebookUserToken(context, LONG_LIFE_SECONDS);
  }
  if (params.get('code') !== codeFor(undefined)) {
    throw new GraphError({ code: 100, subcode: 36007, message: 'Invalid verification code format.' });
  }
  return facebookUserToken(context, SHORT_LIFE_SECONDS);
}

function instagramUserToken(context: Context, username: string, seconds: number): DemoToken {
  return context.tokens.add({
    flavour: 'instagram',
    kind: 'INSTAGRAM_USER',
    username,
    pageId: undefined,
    scopes: INSTAGRAM_SCOPES,
    issuedAt: context.now,
    expiresAt: context.now + seconds * 1000,
  });
}

/** `POST /oauth/access_token` of api.instagram.com; failures have an envelope of their own. */
function instagramCodeExchange(context: Context): { readonly status: number; readonly body: object } {
  const { params } = context;
  const username = /^DEMOCODE\.([\w.]+?)(#_)?$/.exec(params.get('code') ?? '')?.[1];
  const account = context.world.accounts.find((candidate) => candidate.plan.username === username);
  const isOurs = params.get('client_id') === APP.id && params.get('client_secret') === APP.secret;
  if (account === undefined || !isOurs || params.get('grant_type') !== 'authorization_code') {
    const message =
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request';
    return { status: 400, body: { error_type: 'OAuthException', code: 400, error_message: message } };
  }
  const token = instagramUserToken(context, account.plan.username, SHORT_LIFE_SECONDS);
  return {
    status: 200,
    body: { access_token: token.text, user_id: account.scopedId, permissions: [...INSTAGRAM_SCOPES] },
  };
}

/** `/access_token?grant_type=ig_exchange_token` of graph.instagram.com. */
function instagramExchange(context: Context, text: string | undefined): object {
  if (context.params.get('grant_type') !== 'ig_exchange_token') throw invalid('grant_type must be ig_exchange_token');
  checkApp(context.params, false);
  const token = checkToken(context.tokens, 'instagram', text, context.now);
  return answerOf(instagramUserToken(context, token.username ?? '', LONG_LIFE_SECONDS), LONG_LIFE_SECONDS);
}

/** `/refresh_access_token?grant_type=ig_refresh_token`: another 60 days for a token that is a day old and alive. */
function instagramRefresh(context: Context, text: string | undefined): object {
  if (context.params.get('grant_type') !== 'ig_refresh_token') throw invalid('grant_type must be ig_refresh_token');
  const token = checkToken(context.tokens, 'instagram', text, context.now);
  if (context.now - token.issuedAt < YOUNGEST_REFRESH || !token.scopes.includes('instagram_business_basic')) {
    throw new GraphError({ code: 10, message: '(#10) The access token is not eligible for refresh yet' });
  }
  return answerOf(instagramUserToken(context, token.username ?? '', LONG_LIFE_SECONDS), LONG_LIFE_SECONDS);
}

function unixSeconds(at: number | undefined): number {
  return at === undefined ? 0 : Math.floor(at / 1000);
}

/** `/debug_token`: what is known about `input_token`; asked with the app's token or the token itself. */
function debugToken(context: Context, text: string | undefined): object {
  checkToken(context.tokens, 'facebook', text, context.now);
  const input = context.params.get('input_token');
  if (input === null || input === '') throw invalid('The parameter input_token is required');
  const token = context.tokens.find(input);
  if (token === undefined) {
    const message = 'Invalid OAuth access token - Cannot parse access token';
    return { data: { error: { code: 190, message }, is_valid: false, scopes: [] } };
  }
  const isExpired = token.expiresAt !== undefined && token.expiresAt <= context.now;
  const refusal = token.refusedWith ?? (isExpired ? 463 : undefined);
  const targets = context.world.accounts
    .filter((account) => token.username === undefined || account.plan.username === token.username)
    .map((account) => account.instagramId);
  return {
    data: {
      app_id: APP.id,
      type: token.kind === 'INSTAGRAM_USER' ? 'USER' : token.kind,
      application: APP.name,
      data_access_expires_at: unixSeconds(token.kind === 'APP' ? undefined : token.issuedAt + DATA_ACCESS),
      ...(refusal === undefined
        ? {}
        : { error: { code: 190, message: tokenRefused(refusal, context.now).message, subcode: refusal } }),
      expires_at: unixSeconds(token.expiresAt),
      is_valid: refusal === undefined,
      issued_at: unixSeconds(token.issuedAt - (token.issuedAt % HOUR)),
      ...(token.kind === 'PAGE' ? { profile_id: token.pageId } : {}),
      scopes: token.scopes,
      granular_scopes: token.scopes
        .filter((scope) => scope !== 'public_profile')
        .map((scope) => ({ scope, ...(scope.startsWith('instagram_') ? { target_ids: targets } : {}) })),
      ...(token.kind === 'APP' ? {} : { user_id: USER_ID }),
    },
  };
}

/**
 * Where a login dialog sends the browser: straight back with a code, as if the person had agreed. Two parameters of our
 * own steer it: `demo_account` chooses the account, `demo_refuse` declines.
 */
export function dialogRedirect(context: Context): string | undefined {
  const back = context.params.get('redirect_uri');
  if (back === null || !URL.canParse(back)) return undefined;
  const url = new URL(back);
  const state = context.params.get('state');
  if (state !== null) url.searchParams.set('state', state);
  if (context.params.has('demo_refuse')) {
    url.searchParams.set('error', 'access_denied');
    url.searchParams.set('error_reason', 'user_denied');
    url.searchParams.set('error_description', 'The user denied your request.');
    return url.href;
  }
  const first = context.world.accounts[0]?.plan.username;
  const chosen = context.params.get('demo_account') ?? first;
  url.searchParams.set('code', codeFor(context.flavour === 'facebook' ? undefined : chosen));
  return context.flavour === 'facebook' ? url.href : `${url.href}#_`;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Answers the calls that are about tokens; undefined for all others. */
export function answerOauth(
  context: Context,
  segments: readonly string[],
  token: string | undefined,
): Answered | undefined {
  const path = segments.join('/');
  if (context.flavour === 'facebook') {
    if (path === 'oauth/access_token') return { status: 200, body: facebookExchange(context) };
    return path === 'debug_token' ? { status: 200, body: debugToken(context, token) } : undefined;
  }
  if (path === 'oauth/access_token' && context.method === 'POST') return instagramCodeExchange(context);
  if (path === 'access_token') return { status: 200, body: instagramExchange(context, token) };
  if (path === 'refresh_access_token') return { status: 200, body: instagramRefresh(context, token) };
  return undefined;
}
