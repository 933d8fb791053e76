/**
 * The calls that make tokens: code exchange, long-lived exchange and refresh, for both logins. Paths, parameters and
 * answers: Meta's pages on access tokens and on business login for Instagram, read 2026-11-23.
 */
import { z } from 'zod';
import type { Login } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { judgeError, judgeTransport, judgeUnreadable } from '../instagram/faults.ts';
import { parseJson } from '../instagram/json.ts';
import { readError } from '../instagram/responses.ts';
import { TransportFailure, type HttpAnswer, type Transport } from '../instagram/transport.ts';
import type { Clock } from '../ports.ts';
import { Secret } from '../secret.ts';

/** A token with the end of its life in epoch ms, where Meta told it. */
export interface FreshToken {
  readonly token: Secret;
  readonly expiresAt: number | undefined;
  /** Meta's id of the person, where the answer has it. */
  readonly metaUserId: string | undefined;
}

export interface TokenCallsOptions {
  readonly transport: Transport;
  /** Such as `v26.0`; the calls of Instagram Login have none. */
  readonly version: string;
  /** Without the app's id and secret only Instagram Login tokens can be refreshed. */
  readonly app: { readonly id: string; readonly secret: Secret } | undefined;
  /** Where Instagram Login exchanges codes (`https://api.instagram.com`). */
  readonly instagramOauthUrl: string;
  readonly clock: Clock;
}

const ANSWER = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
  user_id: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
});
/** The page of business login shows the answer inside a list, the recordings do not. */
const LISTED = z.object({ data: z.array(ANSWER).nonempty() });
const PERSON = z.object({ id: z.union([z.string(), z.number()]).transform(String) });

function faultOf({ status, body }: HttpAnswer, parsed: unknown, login: Login): AppError | undefined {
  const error = readError(parsed);
  const asked = { login, subject: 'token', metrics: [], fields: [] } as const;
  if (error?.exchange === true || error?.subcode === 36007) {
    return new AppError('bad-request', 'Meta did not accept the login: the code was used before or is too old.', {
      hint: 'Begin again with /ig connect. If it stays, compare the redirect address in the app dashboard with PUBLIC_URL.',
    });
  }
  if (error?.code === 101 || /client.?secret/iu.test(error?.message ?? '')) {
    return new AppError('config', 'Meta does not know this app or its secret.', {
      hint: 'Check META_APP_ID and META_APP_SECRET.',
    });
  }
  if (error !== undefined) return judgeError(error, status, asked).error;
  const readable = typeof parsed === 'object' && parsed !== null && body !== '';
  return readable && status < 300 ? undefined : judgeUnreadable(status).error;
}

export class TokenCalls {
  readonly #options: TokenCallsOptions;

  constructor(options: TokenCallsOptions) {
    this.#options = options;
  }

  /** True when the app's id and secret are there: codes and Facebook tokens can be exchanged. */
  get hasApp(): boolean {
    return this.#options.app !== undefined;
  }

  /** Another token for the same right that lives longer; `base` is the host of the login. Rejects with AppError. */
  async extend(base: string, login: Login, token: Secret, signal?: AbortSignal): Promise<FreshToken> {
    if (login === 'instagram') {
      const params = { grant_type: 'ig_refresh_token', access_token: token.reveal() };
      return this.#token(login, this.#url(base, 'refresh_access_token', params), undefined, signal);
    }
    const { id, secret } = this.#app();
    const params = {
      grant_type: 'fb_exchange_token',
      client_id: id,
      client_secret: secret.reveal(),
      fb_exchange_token: token.reveal(),
    };
    return this.#token(
      login,
      this.#url(base, `${this.#options.version}/oauth/access_token`, params),
      undefined,
      signal,
    );
  }

  /**
   * The long-lived token of about 60 days behind the code of a login dialog. `redirectUri` exactly as the dialog had it.
   * Rejects with AppError: `bad-request` when Meta does not take the code, `config` when it does not know the app.
   */
  async exchangeCode(base: string, login: Login, code: string, redirectUri: string): Promise<FreshToken> {
    return login === 'facebook'
      ? this.#facebookCode(base, code, redirectUri)
      : this.#instagramCode(base, code, redirectUri);
  }

  async #facebookCode(base: string, code: string, redirectUri: string): Promise<FreshToken> {
    const { version } = this.#options;
    const { id, secret } = this.#app();
    const params = { client_id: id, client_secret: secret.reveal(), redirect_uri: redirectUri, code };
    const short = await this.#token('facebook', this.#url(base, `${version}/oauth/access_token`, params), undefined);
    const long = await this.extend(base, 'facebook', short.token);
    const me = this.#url(base, `${version}/me`, { fields: 'id' });
    const person = PERSON.safeParse(await this.#send('facebook', me, undefined, long.token));
    return { ...long, metaUserId: person.success ? person.data.id : undefined };
  }

  async #instagramCode(base: string, code: string, redirectUri: string): Promise<FreshToken> {
    const { id, secret } = this.#app();
    const form = new URLSearchParams({
      client_id: id,
      client_secret: secret.reveal(),
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
      code,
    });
    const url = this.#url(this.#options.instagramOauthUrl, 'oauth/access_token', {});
    const short = await this.#token('instagram', url, form);
    const params = {
      grant_type: 'ig_exchange_token',
      client_secret: secret.reveal(),
      access_token: short.token.reveal(),
    };
    const long = await this.#token('instagram', this.#url(base, 'access_token', params), undefined);
    return { ...long, metaUserId: short.metaUserId };
  }

  #app(): { readonly id: string; readonly secret: Secret } {
    const { app } = this.#options;
    if (app !== undefined) return app;
    throw new AppError('config', 'Meta exchanges tokens only for an app.', {
      hint: 'Set META_APP_ID and META_APP_SECRET.',
    });
  }

  #url(base: string, path: string, params: Readonly<Record<string, string>>): URL {
    const url = new URL(`${base.replace(/\/+$/u, '')}/${path}`);
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    return url;
  }

  async #token(login: Login, url: URL, form: URLSearchParams | undefined, signal?: AbortSignal): Promise<FreshToken> {
    const body = await this.#send(login, url, form, undefined, signal);
    const listed = LISTED.safeParse(body);
    const answer = listed.success ? listed.data.data[0] : ANSWER.safeParse(body).data;
    if (answer === undefined) throw judgeUnreadable(200).error;
    const { access_token: text, expires_in: seconds, user_id: metaUserId } = answer;
    const expiresAt = seconds === undefined ? undefined : this.#options.clock() + seconds * 1000;
    return { token: new Secret(text), expiresAt, metaUserId };
  }

  async #send(
    login: Login,
    url: URL,
    form: URLSearchParams | undefined,
    bearer: Secret | undefined,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer.reveal()}` };
    try {
      const answer = await this.#options.transport.send(
        { url: url.href, headers, budget: 'other', ...(form === undefined ? {} : { form }) },
        signal,
      );
      const parsed = parseJson(answer.body);
      const fault = faultOf(answer, parsed, login);
      if (fault !== undefined) throw fault;
      return parsed;
    } catch (error) {
      throw error instanceof TransportFailure ? judgeTransport(error).error : error;
    }
  }
}
