/** Connecting by login in the browser: an admin asks in the chat, Meta's dialog asks the person, the answer is connected. */
import { createHash, randomBytes } from 'node:crypto';
import type { Account, AccountId, Login } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { connectToken, type Connected } from '../features/connect-token.ts';
import type { Deps } from '../features/feature.ts';
import type { PendingLogin } from '../ports.ts';
import { redirectUriOf, type OAuthSetup } from './oauth-setup.ts';

const MINUTE = 60_000;
const LOGIN_LASTS = 10 * MINUTE;
/** A warning stands in a channel for as long as a token may have left. */
const RENEWAL_LASTS = 30 * 24 * 60 * MINUTE;
const STATE_BYTES = 32;
const STATE = /^[\w-]{43}$/u;
const LONGEST_CODE = 2000;

/** What a ticket is good for is part of its hash: none stands for a state or for another kind of ticket. */
function hashOf(ticket: string, use: 'state' | 'renewal' | 'choice' = 'state'): string {
  return createHash('sha256')
    .update(use === 'state' ? ticket : `${use} ${ticket}`)
    .digest('base64url');
}

function newTicket(): string {
  return randomBytes(STATE_BYTES).toString('base64url');
}

function stale(): AppError {
  return new AppError('bad-request', 'This login was already used, or more than ten minutes have passed.', {
    hint: 'Ask for a new link with /ig connect.',
  });
}

/**
 * The address at which a login begins: for one workspace and the admin who asked, once, within ten minutes. The state in
 * it is kept as a hash only.
 */
export async function beginLogin(
  deps: Pick<Deps, 'store' | 'clock'>,
  setup: OAuthSetup,
  login: Login,
  owner: Omit<PendingLogin, 'login'>,
): Promise<string> {
  const state = newTicket();
  const now = deps.clock();
  await deps.store.saveLogin(hashOf(state), { ...owner, login }, now, now + LOGIN_LASTS);
  return `${setup.publicUrl}/oauth/${login}/start?state=${state}`;
}

/**
 * The address at which these accounts of a workspace can be connected again, for 30 days and as often as it is opened: it
 * reaches no other account, and whoever opens it has to log in as somebody who manages them.
 */
export async function offerRenewal(
  deps: Pick<Deps, 'store' | 'clock'>,
  setup: OAuthSetup,
  pending: PendingLogin,
): Promise<string> {
  const ticket = newTicket();
  const now = deps.clock();
  await deps.store.saveLogin(hashOf(ticket, 'renewal'), pending, now, now + RENEWAL_LASTS);
  return `${setup.publicUrl}/oauth/${pending.login}/renew?ticket=${ticket}`;
}

/** The address at which a login begins that renews what a ticket is about. Throws AppError `bad-request` when it is over. */
export async function beginRenewal(
  deps: Pick<Deps, 'store' | 'clock'>,
  setup: OAuthSetup,
  login: Login,
  ticket: string,
): Promise<string> {
  const found = STATE.test(ticket) ? await deps.store.findLogin(hashOf(ticket, 'renewal'), deps.clock()) : undefined;
  if (found?.login !== login) {
    throw new AppError('bad-request', 'This link is not valid any more.', {
      hint: 'Ask for a new one with /ig connect.',
    });
  }
  return beginLogin(deps, setup, login, found);
}

/** The right to choose among accounts that a login has just connected: once, within ten minutes. */
async function offerChoice(
  deps: Pick<Deps, 'store' | 'clock'>,
  pending: PendingLogin,
  accounts: readonly AccountId[],
): Promise<string> {
  const ticket = newTicket();
  const now = deps.clock();
  await deps.store.saveLogin(hashOf(ticket, 'choice'), { ...pending, accounts }, now, now + LOGIN_LASTS);
  return ticket;
}

/** What somebody chose among the accounts of a login. */
export interface Choice {
  readonly kept: readonly Account[];
  readonly removed: readonly Account[];
  /** The new default; undefined: it stays as it was. */
  readonly first: Account | undefined;
}

/**
 * Uses up a choice: disconnects the accounts of it that are not in `keep` and makes `first` the default when it is one of
 * the kept. Throws AppError `bad-request` for a used or old choice and for one that keeps none.
 */
export async function choose(
  deps: Pick<Deps, 'store' | 'clock' | 'logger'>,
  ticket: string,
  keep: readonly AccountId[],
  first: AccountId | undefined,
): Promise<Choice> {
  const { store, clock, logger } = deps;
  const hash = hashOf(ticket, 'choice');
  const now = clock();
  const pending = STATE.test(ticket) ? await store.findLogin(hash, now) : undefined;
  if (pending === undefined) throw stale();
  const seen = await store.listAccounts(pending.workspaceId);
  const offered = seen.filter(({ id }) => pending.accounts?.includes(id));
  const kept = offered.filter(({ id }) => keep.includes(id));
  if (kept.length === 0) {
    throw new AppError('bad-request', 'Nothing was ticked, so all accounts stay connected.', {
      hint: 'Go back and tick one at least, or disconnect them with /ig disconnect.',
    });
  }
  if ((await store.takeLogin(hash, now)) === undefined) throw stale();
  const removed = offered.filter((account) => !kept.includes(account));
  for (const { id } of removed) await store.removeConnection(pending.workspaceId, id);
  const chosen = kept.find(({ id }) => id === first);
  if (chosen !== undefined) await store.setDefaultAccount(pending.workspaceId, chosen.id);
  logger.info({ workspace: pending.workspaceId, kept: kept.length, removed: removed.length }, 'accounts were chosen');
  return { kept, removed, first: chosen };
}

/** What a login connected; `choice`: the ticket to choose among several, undefined where there is nothing to choose. */
export interface LoggedIn extends Connected {
  readonly choice: string | undefined;
}

/** Whose login a state stands for, without using it up. Throws AppError `bad-request` when it stands for none. */
export async function findLogin(
  deps: Pick<Deps, 'store' | 'clock'>,
  login: Login,
  state: string,
): Promise<PendingLogin> {
  const pending = STATE.test(state) ? await deps.store.findLogin(hashOf(state), deps.clock()) : undefined;
  if (pending?.login !== login) throw stale();
  return pending;
}

/**
 * Uses up the state, exchanges the code and connects every account it reaches, or those the login is about. Throws AppError: `bad-request` for a used
 * or old state and for a code that Meta refuses, and whatever connecting a token throws.
 */
export async function finishLogin(
  deps: Deps,
  setup: OAuthSetup,
  login: Login,
  answer: { readonly state: string; readonly code: string },
): Promise<LoggedIn> {
  await findLogin(deps, login, answer.state);
  const pending = await deps.store.takeLogin(hashOf(answer.state), deps.clock());
  const base = deps.baseFor('graph', login);
  if (pending === undefined || deps.tokens === undefined || base === undefined) throw stale();
  // Instagram puts `#_` behind the code.
  const code = answer.code.replace(/#_$/u, '');
  if (code === '' || code.length > LONGEST_CODE) throw stale();
  const { token, expiresAt, metaUserId } = await deps.tokens.exchangeCode(
    base,
    login,
    code,
    redirectUriOf(setup, login),
  );
  const seen = pending.accounts === undefined ? [] : await deps.store.listAccounts(pending.workspaceId);
  const only = seen.flatMap(({ id, instagramId }) => (pending.accounts?.includes(id) ? (instagramId ?? []) : []));
  const connected = await connectToken(
    deps,
    { id: pending.workspaceId },
    {
      token,
      login,
      origin: 'graph',
      expiresAt,
      metaUserId,
      person: pending.person,
      only: pending.accounts === undefined ? undefined : only,
    },
  );
  deps.logger.info(
    { login, workspace: pending.workspaceId, user: pending.userId, accounts: connected.accounts.map(({ id }) => id) },
    'accounts were connected by login',
  );
  const ids = connected.accounts.map(({ id }) => id);
  const several = pending.accounts === undefined && ids.length > 1;
  return { ...connected, choice: several ? await offerChoice(deps, pending, ids) : undefined };
}

/** Uses up the state of a login that the person declined. */
export async function cancelLogin(deps: Pick<Deps, 'store' | 'clock'>, state: string): Promise<void> {
  if (STATE.test(state)) await deps.store.takeLogin(hashOf(state), deps.clock());
}
