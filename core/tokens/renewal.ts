/** Tokens are made young again before they end, and given up in words when that is too late. */
import type { Account, Connection } from '../accounts.ts';
import { openTarget, type Target } from '../collector/targets.ts';
import { isAppError, type AppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';

const DAY = 86_400_000;
/** With more than this left a token is left as it is. */
const RENEW_BELOW = 20 * DAY;
/** A refused renewal is tried again after this long. */
const TRY_EVERY = DAY;

/**
 * True when the token should be renewed at `now`: fewer than 20 days left, or a token of Instagram Login of which nobody
 * knows the end. Facebook tokens without an end are those of Pages or of system users, which have none.
 */
function wantsRenewal(connection: Connection, now: number): boolean {
  const { login, tokenExpiresAt, brokenBecause } = connection;
  if (brokenBecause !== undefined) return false;
  return tokenExpiresAt === undefined ? login === 'instagram' : tokenExpiresAt - now < RENEW_BELOW;
}

/** Renews one token if nobody did or tried lately. Rejects with AppError when Meta refuses. */
async function renew(deps: Deps, base: string, connection: Connection, signal?: AbortSignal): Promise<boolean> {
  const { tokens, store, clock } = deps;
  if (tokens === undefined || (connection.login === 'facebook' && !tokens.hasApp)) return false;
  const now = clock();
  if (!(await store.claimRenewal(connection, now, now - TRY_EVERY))) return false;
  const { token, expiresAt } = await tokens.extend(base, connection.login, connection.token, signal);
  return store.renewToken(connection, token, expiresAt, clock());
}

/** Goes through every connection and renews the tokens that want it, at most daily each, whatever process is first. */
export async function renewTokens(deps: Deps, signal: AbortSignal): Promise<void> {
  for (const { account, connection } of await deps.store.listAllConnections()) {
    signal.throwIfAborted();
    const base = account.origin === 'import' ? undefined : deps.baseFor(account.origin, connection.login);
    if (base === undefined || !wantsRenewal(connection, deps.clock())) continue;
    try {
      if (await renew(deps, base, connection, signal)) deps.logger.info(fieldsOf(connection), 'a token was renewed');
    } catch (error) {
      if (!isAppError(error)) throw error;
      deps.logger.warn({ ...fieldsOf(connection), code: error.code }, 'a token could not be renewed');
    }
  }
}

function fieldsOf({ accountId, workspaceId }: Connection): Readonly<Record<string, unknown>> {
  return { account: accountId, workspace: workspaceId };
}

async function newest(deps: Deps, { account, connection }: Target): Promise<Target | undefined> {
  const rows = await deps.store.listConnections(connection.workspaceId);
  const stored = rows.find((row) => row.accountId === account.id);
  if (stored === undefined || stored.token.reveal() === connection.token.reveal()) return undefined;
  return openTarget(deps, { account, connection: stored });
}

/**
 * After Instagram refused a token: the account with the token that took its place, if somebody renewed or replaced it
 * meanwhile, or if one renewal, made by one process only, still succeeds. Undefined when there is none; then the
 * connection is marked as refused, and no call is made with it any more.
 */
export async function rescueToken(deps: Deps, target: Target, refusal: AppError): Promise<Target | undefined> {
  const { connection, account, access } = target;
  const replaced = await newest(deps, target);
  if (replaced !== undefined) return replaced;
  const renewed = await tryRenewal(deps, access.base, connection, account);
  if (renewed) return newest(deps, target);
  await deps.store.markBroken(connection.workspaceId, account.id, refusal.message, connection.token);
  deps.logger.warn(fieldsOf(connection), 'Instagram refused a token');
  return newest(deps, target);
}

async function tryRenewal(deps: Deps, base: string, connection: Connection, account: Account): Promise<boolean> {
  if (connection.login === 'facebook' && connection.tokenExpiresAt === undefined) return false;
  try {
    return await renew(deps, base, connection);
  } catch (error) {
    if (!isAppError(error)) throw error;
    deps.logger.info({ account: account.id, code: error.code }, 'a refused token could not be renewed either');
    return false;
  }
}
