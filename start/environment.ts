/** INSTAGRAM_ACCESS_TOKEN: the account that the operator connects by configuration. */
import { createHash } from 'node:crypto';
import { HOME } from '../core/app.ts';
import { connectToken } from '../core/features/connect-token.ts';
import { AppError, isAppError } from '../core/errors.ts';
import type { Login } from '../core/accounts.ts';
import type { Parts } from './parts.ts';

const SETTING = 'environment-token';

/** A fingerprint that changes with the token and its hosts, and tells nothing of it. */
function fingerprint(parts: Parts, token: string): string {
  const { GRAPH_API_URL, INSTAGRAM_API_URL, INSTAGRAM_LOGIN = '' } = parts.config;
  return createHash('sha256')
    .update([token, GRAPH_API_URL, INSTAGRAM_API_URL, INSTAGRAM_LOGIN].join('\n'))
    .digest('hex');
}

/** A refused token is not offered again before this many ms have passed: every `ig` would cost calls. */
const REFUSED_FOR = 10 * 60_000;
const REFUSED = 'environment-token-refused';

interface Refusal {
  readonly mark: string;
  readonly at: number;
  readonly message: string;
  readonly hint: string | undefined;
}

async function readRefusal(parts: Parts, mark: string): Promise<AppError | undefined> {
  const kept = await parts.store.readSetting(REFUSED);
  if (kept === undefined || kept === '') return undefined;
  const { mark: which, at, message, hint } = JSON.parse(kept) as Refusal;
  if (which !== mark || parts.clock() - at > REFUSED_FOR) return undefined;
  return new AppError('token', message, hint === undefined ? {} : { hint });
}

/** The failure in the words of the operator, who set a variable and pressed no button. */
function named(error: AppError): AppError {
  const hint = error.code === 'token' ? 'Put a new token into INSTAGRAM_ACCESS_TOKEN.' : error.hint;
  return new AppError(error.code, `INSTAGRAM_ACCESS_TOKEN: ${error.message}`, {
    ...(hint === undefined ? {} : { hint }),
    ...(error.retryAt === undefined ? {} : { retryAt: error.retryAt }),
    cause: error.cause,
  });
}

function refuseOtherLogin(login: Login | undefined, guessed: Login | undefined): void {
  if (login === undefined || guessed === undefined || login === guessed) return;
  const product = guessed === 'facebook' ? 'Facebook Login (EAA…)' : 'Instagram Login (IG…)';
  throw new AppError('config', `INSTAGRAM_LOGIN is ${login}, but INSTAGRAM_ACCESS_TOKEN is a token of ${product}.`, {
    hint: `Set INSTAGRAM_LOGIN=${guessed}, or remove it.`,
  });
}

/**
 * Connects what INSTAGRAM_ACCESS_TOKEN reaches to the home workspace. A token that was connected before costs no call
 * unless `refresh`. Throws AppError when Instagram refuses the token or cannot be reached.
 */
export async function connectEnvironment(parts: Parts, refresh: boolean): Promise<void> {
  const { INSTAGRAM_ACCESS_TOKEN: token, INSTAGRAM_LOGIN: login } = parts.config;
  if (token === undefined) return;
  refuseOtherLogin(login, parts.deps.graph.guessLogin(token));
  const mark = fingerprint(parts, token.reveal());
  const home = await parts.store.saveWorkspace(HOME.platform, HOME.remoteId);
  // A token that was renewed since lives longer than the one in the environment it came from.
  const renewed = (await parts.store.listConnections(home.id)).some((row) => row.renewedAt !== undefined);
  if (!refresh || renewed) {
    const refusal = refresh ? undefined : await readRefusal(parts, mark);
    if (refusal !== undefined) throw refusal;
    const seen = (await parts.store.readSetting(SETTING)) === mark;
    parts.connected = (await parts.store.listAccounts(home.id)).filter((account) => account.origin === 'graph');
    if (seen && parts.connected.length > 0) return;
  }
  const offer = { token, origin: 'graph' as const, ...(login === undefined ? {} : { login }) };
  try {
    parts.connected = (await connectToken(parts.deps, home, offer)).accounts;
    await parts.store.writeSetting(SETTING, mark);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const told = named(error);
    if (error.code === 'token') {
      const refusal: Refusal = { mark, at: parts.clock(), message: told.message, hint: told.hint };
      await parts.store.writeSetting(REFUSED, JSON.stringify(refusal));
    }
    throw told;
  }
}
