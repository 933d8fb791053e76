/** Connecting by login in the browser: an admin asks in the chat, Meta's dialog asks the person, the answer is connected. */
import { createHash, randomBytes } from 'node:crypto';
import type { Login, WorkspaceId } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { connectToken, type Connected } from '../features/connect-token.ts';
import type { Deps } from '../features/feature.ts';
import type { PendingLogin } from '../ports.ts';
import { redirectUriOf, type OAuthSetup } from './oauth-setup.ts';

const MINUTE = 60_000;
const LOGIN_LASTS = 10 * MINUTE;
const STATE_BYTES = 32;
const STATE = /^[\w-]{43}$/u;
const LONGEST_CODE = 2000;

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
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
  owner: { readonly workspaceId: WorkspaceId; readonly userId: string },
): Promise<string> {
  const state = randomBytes(STATE_BYTES).toString('base64url');
  const now = deps.clock();
  await deps.store.saveLogin(hashOf(state), { login, ...owner }, now, now + LOGIN_LASTS);
  return `${setup.publicUrl}/oauth/${login}/start?state=${state}`;
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
 * Uses up the state, exchanges the code and connects every account it reaches. Throws AppError: `bad-request` for a used
 * or old state and for a code that Meta refuses, and whatever connecting a token throws.
 */
export async function finishLogin(
  deps: Deps,
  setup: OAuthSetup,
  login: Login,
  answer: { readonly state: string; readonly code: string },
): Promise<Connected> {
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
  const connected = await connectToken(
    deps,
    { id: pending.workspaceId },
    { token, login, origin: 'graph', expiresAt, metaUserId },
  );
  deps.logger.info(
    { login, workspace: pending.workspaceId, user: pending.userId, accounts: connected.accounts.map(({ id }) => id) },
    'accounts were connected by login',
  );
  return connected;
}

/** Uses up the state of a login that the person declined. */
export async function cancelLogin(deps: Pick<Deps, 'store' | 'clock'>, state: string): Promise<void> {
  if (STATE.test(state)) await deps.store.takeLogin(hashOf(state), deps.clock());
}
