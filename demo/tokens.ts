/** Tokens, what they are for, and the app they belong to. */
import { createHmac } from 'node:crypto';
import { DAY, HOUR, pacificWords } from './calendar.ts';
import { GraphError } from './errors.ts';
import type { Flavour } from './errors.ts';
import { hashOf } from './generator/random.ts';
import type { World } from './world.ts';

export const FACEBOOK_SCOPES = [
  'pages_show_list',
  'business_management',
  'ads_management',
  'instagram_basic',
  'instagram_manage_insights',
  'pages_read_engagement',
  'pages_read_user_content',
  'public_profile',
] as const;
export const INSTAGRAM_SCOPES = ['instagram_business_basic', 'instagram_business_manage_insights'] as const;

export interface DemoToken {
  readonly text: string;
  readonly flavour: Flavour;
  readonly kind: 'USER' | 'PAGE' | 'SYSTEM_USER' | 'APP' | 'INSTAGRAM_USER';
  /** The one account of a Page or Instagram token; a Page without an account has none. */
  readonly username: string | undefined;
  readonly pageId: string | undefined;
  readonly scopes: readonly string[];
  readonly issuedAt: number;
  /** Epoch ms; undefined for tokens that do not expire. */
  readonly expiresAt: number | undefined;
  /** Set by tests: answer 190 with this subcode (458, 460, …). */
  readonly refusedWith?: number;
}

interface IssueToken {
  readonly login: Flavour;
  /** Needed for Instagram Login and for Page tokens; without it a Facebook user token that reaches all Pages. */
  readonly username?: string;
  readonly scopes?: readonly string[];
  /** Epoch ms. */
  readonly expiresAt?: number;
  readonly refusedWith?: number;
}

/** The tokens of a local Instagram; all texts are stable. */
export interface Tokens {
  readonly app: { readonly id: string; readonly secret: string; readonly token: string };
  /** A long-lived Facebook user token that reaches all Pages. */
  readonly user: string;
  /** Page tokens by username; they do not expire. */
  readonly facebook: Readonly<Record<string, string>>;
  /** Instagram Login tokens by username. */
  readonly instagram: Readonly<Record<string, string>>;
  /** The token of an account for a login. @throws RangeError when there is no such account. */
  of(username: string, login: Flavour): string;
  /** Makes one more token: fewer permissions, an early end, or refused from the start. */
  issue(wish: IssueToken): string;
  /** Refuses a token from now on with 190 and this subcode (463 expired, 458 app removed, 460 password changed, …). */
  refuse(text: string, subcode: number): void;
}

export interface TokenBook extends Tokens {
  readonly lonelyPageToken: string;
  find(text: string): DemoToken | undefined;
  /** Adds a token made by an exchange. */
  add(token: Omit<DemoToken, 'text'>): DemoToken;
}

export const APP = { id: '1029384756100200', secret: 'demo-app-secret-not-a-secret', name: 'Reachboard Demo' } as const;
export const USER_ID = '122100000000000001';
const LONG_LIFE = 60 * DAY;

function words(username: string): string {
  return username.replaceAll(/[^a-z0-9]/gi, '');
}

/** Makes the tokens of all accounts. They were issued a day before `now`. */
export function createTokens(world: World, now: number): TokenBook {
  const book = new Map<string, DemoToken>();
  const issuedAt = now - DAY;

  function put(token: DemoToken): DemoToken {
    book.set(token.text, token);
    return token;
  }

  function pageToken(text: string, username: string | undefined, pageId: string): string {
    const scopes = [...FACEBOOK_SCOPES];
    put({ text, flavour: 'facebook', kind: 'PAGE', username, pageId, scopes, issuedAt, expiresAt: undefined });
    return text;
  }

  const facebook: Record<string, string> = {};
  const instagram: Record<string, string> = {};
  for (const account of world.accounts) {
    const { username } = account.plan;
    facebook[username] = pageToken(`EAADEMOPAGE${words(username)}`, username, account.pageId);
    const text = `IGAADEMO${words(username)}`;
    const scopes = [...INSTAGRAM_SCOPES];
    const expiresAt = issuedAt + LONG_LIFE;
    put({
      text,
      flavour: 'instagram',
      kind: 'INSTAGRAM_USER',
      username,
      pageId: undefined,
      scopes,
      issuedAt,
      expiresAt,
    });
    instagram[username] = text;
  }
  const user = { flavour: 'facebook', kind: 'USER', username: undefined, pageId: undefined, issuedAt } as const;
  put({ ...user, text: 'EAADEMOUSER', scopes: [...FACEBOOK_SCOPES], expiresAt: issuedAt + LONG_LIFE });
  const appToken = `${APP.id}|${APP.secret}`;
  put({ ...user, text: appToken, kind: 'APP', scopes: [], expiresAt: undefined });

  function add(token: Omit<DemoToken, 'text'>): DemoToken {
    const prefix = token.flavour === 'facebook' ? 'EAADEMO' : 'IGAADEMO';
    const tail = hashOf('token', book.size).toString(36).toUpperCase();
    return put({ ...token, text: `${prefix}X${String(book.size)}${tail}` });
  }

  return {
    app: { id: APP.id, secret: APP.secret, token: appToken },
    user: 'EAADEMOUSER',
    facebook,
    instagram,
    lonelyPageToken: pageToken('EAADEMOPAGEwithoutaccount', undefined, world.lonelyPageId),
    find: (text) => book.get(text),
    refuse(text, subcode) {
      const token = book.get(text);
      if (token === undefined) throw new RangeError('The local Instagram did not issue this token.');
      book.set(text, { ...token, refusedWith: subcode });
    },
    add,
    of(username, login) {
      const text = (login === 'facebook' ? facebook : instagram)[username];
      if (text === undefined) throw new RangeError(`The local Instagram has no account @${username}.`);
      return text;
    },
    issue(wish) {
      const account = wish.username === undefined ? undefined : world.byUsername(wish.username);
      if (wish.login === 'instagram' && account === undefined) {
        throw new RangeError('An Instagram Login token needs a username.');
      }
      const isPage = wish.login === 'facebook' && account !== undefined;
      return add({
        flavour: wish.login,
        kind: wish.login === 'instagram' ? 'INSTAGRAM_USER' : isPage ? 'PAGE' : 'USER',
        username: wish.username,
        pageId: isPage ? account.pageId : undefined,
        scopes: wish.scopes ?? (wish.login === 'facebook' ? FACEBOOK_SCOPES : INSTAGRAM_SCOPES),
        issuedAt,
        expiresAt: wish.expiresAt,
        ...(wish.refusedWith === undefined ? {} : { refusedWith: wish.refusedWith }),
      }).text;
    },
  };
}

const REFUSALS: Readonly<Record<number, string>> = {
  458: 'Error validating access token: The user has not authorized application',
  459: 'Error validating access token: The user is in a checkpoint and must log in at www.facebook.com',
  460: 'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
  463: 'Error validating access token: Session has expired',
  464: 'Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user.',
  467: 'Error validating access token: The session is invalid because the user logged out.',
  492: 'Error validating access token: Session does not match current stored session. This may be because the user has no role on the app.',
};

/** 190 with one of its subcodes; the words of 463 carry Pacific times, as recorded. */
export function tokenRefused(subcode: number | undefined, now: number, expiredAt = now - HOUR): GraphError {
  const expired = `Session has expired on ${pacificWords(expiredAt)}. The current time is ${pacificWords(now)}.`;
  const message =
    subcode === undefined
      ? 'Invalid OAuth access token - Cannot parse access token'
      : subcode === 463
        ? `Error validating access token: ${expired}`
        : (REFUSALS[subcode] ?? 'Error validating access token');
  return new GraphError({ code: 190, message, ...(subcode === undefined ? {} : { subcode }) });
}

/** The token of a call, checked as Meta checks it first: known on this host, not expired, not refused. */
export function checkToken(book: TokenBook, flavour: Flavour, text: string | undefined, now: number): DemoToken {
  if (text === undefined || text === '') {
    throw new GraphError({ code: 104, message: 'An access token is required to request this resource.' });
  }
  const token = book.find(text);
  if (token?.flavour !== flavour) throw tokenRefused(undefined, now);
  if (token.refusedWith !== undefined) throw tokenRefused(token.refusedWith, now);
  if (token.expiresAt !== undefined && token.expiresAt <= now) throw tokenRefused(463, now, token.expiresAt);
  return token;
}

/** Checks `appsecret_proof` when it is sent: hex HMAC-SHA256 of the token with the app secret. */
export function checkProof(token: DemoToken, proof: string | null): void {
  if (proof === null) return;
  if (proof !== createHmac('sha256', APP.secret).update(token.text).digest('hex')) {
    throw new GraphError({ code: 100, message: 'Invalid appsecret_proof provided in the API argument' });
  }
}
