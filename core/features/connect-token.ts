/** From a token to connected accounts: what the environment, the page's form and the chat modals all do. */
import type { Account, AccountOrigin, Login, Person, Workspace } from '../accounts.ts';
import { AppError, isAppError } from '../errors.ts';
import type { DiscoveredAccount, TokenFacts } from '../instagram/answers.ts';
import { missingPermissions, type PermissionNeed } from '../instagram/permissions.ts';
import { keepProfile } from '../insights/profiles.ts';
import type { Secret } from '../secret.ts';
import type { Deps } from './feature.ts';

export interface Connected {
  readonly accounts: readonly Account[];
  readonly missing: readonly PermissionNeed[];
  readonly facts: TokenFacts;
}

export interface TokenOffer {
  readonly token: Secret;
  /** Told from the token when left out. */
  readonly login?: Login;
  readonly origin: Exclude<AccountOrigin, 'import'>;
  /** Epoch ms, where whoever made the token said so. */
  readonly expiresAt?: number | undefined;
  readonly metaUserId?: string | undefined;
  /** Who offers it; told when it ends. */
  readonly person?: Person | undefined;
  /** The only accounts to be connected, by their ids at Instagram; left out: all it reaches. */
  readonly only?: readonly string[] | undefined;
}

type Owner = Pick<Workspace, 'id'>;

/** Tokens that end sooner come from a tool or a fresh login; those of Pages made from them end with them. */
const SHORT = 2 * 86_400_000;
/** Pasted by mistake; it must not travel to Meta. */
const OF_SLACK = /^xox[a-z]-|^xapp-/u;

const UNKNOWN: TokenFacts = {
  valid: true,
  type: undefined,
  scopes: undefined,
  expiresAt: undefined,
  dataAccessExpiresAt: undefined,
};

async function inspect(deps: Deps, base: string, login: Login, token: Secret): Promise<TokenFacts> {
  try {
    return await deps.graph.inspectToken(base, login, token);
  } catch (error) {
    if (!isAppError(error) || error.code === 'token') throw error;
    return UNKNOWN;
  }
}

/** A person's short-lived token is exchanged for one of about 60 days, where the app of this installation can. */
async function lengthen(
  deps: Deps,
  base: string,
  login: Login,
  offer: TokenOffer,
  facts: TokenFacts,
): Promise<{ readonly offer: TokenOffer; readonly facts: TokenFacts }> {
  const { tokens, clock, logger } = deps;
  const short = login === 'facebook' && facts.expiresAt !== undefined && facts.expiresAt - clock() < SHORT;
  if (!short || facts.type === 'PAGE' || tokens?.hasApp !== true) return { offer, facts };
  try {
    const { token, expiresAt } = await tokens.extend(base, login, offer.token);
    return { offer: { ...offer, token }, facts: { ...facts, expiresAt } };
  } catch (error) {
    if (!isAppError(error)) throw error;
    logger.warn({ code: error.code }, 'a short-lived token could not be exchanged for a longer one');
    return { offer, facts };
  }
}

async function save(
  deps: Deps,
  owner: Owner,
  offer: TokenOffer,
  base: string,
  found: DiscoveredAccount,
  facts: TokenFacts,
): Promise<Account> {
  const now = deps.clock();
  // A Page's own token does not expire with the user token it was made from.
  const own = found.token.reveal() === offer.token.reveal();
  const account = await deps.store.saveConnection({
    workspaceId: owner.id,
    origin: offer.origin,
    instagramId: found.instagramId,
    username: found.username,
    name: found.name,
    login: found.login,
    token: found.token,
    tokenExpiresAt: own ? (facts.expiresAt ?? offer.expiresAt) : undefined,
    dataAccessExpiresAt: facts.dataAccessExpiresAt,
    scopes: facts.scopes,
    metaUserId: offer.metaUserId,
    connectedBy: offer.person,
    now,
  });
  try {
    const access = {
      base,
      login: found.login,
      instagramId: found.instagramId,
      token: found.token,
      priority: 'command' as const,
    };
    await keepProfile(deps, account.id, await deps.graph.readProfile(access), deps.clock());
  } catch (error) {
    if (!isAppError(error)) throw error;
    deps.logger.warn({ account: account.id, code: error.code }, 'the first profile reading failed');
  }
  return account;
}

/**
 * Checks a token with Instagram and connects every professional account it reaches to the workspace; the first becomes
 * the default. Throws AppError: `token` when it is refused, `not-found` when it reaches no account.
 */
export async function connectToken(deps: Deps, owner: Owner, given: TokenOffer): Promise<Connected> {
  const text = given.token.reveal().trim();
  if (text === '' || /\s/u.test(text)) {
    throw new AppError('token', 'That is not an access token.', {
      hint: 'Copy the whole token, without spaces or line breaks.',
    });
  }
  if (OF_SLACK.test(text)) {
    throw new AppError('token', 'This does not look like a token of Meta: it is one of Slack.', {
      hint: 'It was not sent anywhere. Copy the access token from the app dashboard of Meta.',
    });
  }
  const login = given.login ?? deps.graph.guessLogin(given.token);
  if (login !== undefined) return connectBy(deps, owner, given, login);
  // Nothing in the token tells its login: the one that takes it is the one it comes from.
  try {
    return await connectBy(deps, owner, given, 'facebook');
  } catch (error) {
    if (!isAppError(error) || error.code !== 'token') throw error;
    return connectBy(deps, owner, given, 'instagram');
  }
}

async function connectBy(deps: Deps, owner: Owner, given: TokenOffer, login: Login): Promise<Connected> {
  const base = deps.baseFor(given.origin, login);
  if (base === undefined)
    throw new AppError('config', 'The local Instagram is not running.', { hint: 'Start with DEMO=on.' });
  const first = await inspect(deps, base, login, given.token);
  if (!first.valid)
    throw new AppError('token', 'Meta says this token is no longer valid.', {
      hint: 'Create a new one and connect again.',
    });
  const { offer, facts } = await lengthen(deps, base, login, given, first);
  const found = await deps.graph.discover(base, login, offer.token);
  if (found.length === 0) {
    throw new AppError('not-found', 'This token reaches no Instagram professional account.', {
      hint: 'Link the account to a Facebook Page, tick that Page in the login dialog, and make sure the account is a professional one.',
    });
  }
  const wanted = found.filter(({ instagramId }) => given.only?.includes(instagramId) ?? true);
  if (wanted.length === 0) {
    throw new AppError('not-found', 'This login does not reach the account that is to be connected again.', {
      hint: 'Log in as somebody who manages it, or connect another account with /ig connect.',
    });
  }
  const accounts: Account[] = [];
  for (const account of wanted) accounts.push(await save(deps, owner, offer, base, account, facts));
  return { accounts, missing: missingPermissions(login, facts.type, facts.scopes), facts };
}
