/** What Meta tells about a token. */
import { isAppError } from '../errors.ts';
import type { Logger } from '../ports.ts';
import { Secret } from '../secret.ts';
import type { TokenFacts } from './answers.ts';
import { callerOf, type Bearer } from './discovery.ts';
import { Refusal, type Exchange, type Question } from './exchange.ts';
import { Mismatches } from './mismatches.ts';
import { readDebugToken, readPermissions } from './responses.ts';

export interface InspectedToken extends Bearer {
  /** The app of this installation, when both its parts are set. */
  readonly app: { readonly id: string; readonly secret: Secret } | undefined;
}

const NOTHING = { type: undefined, scopes: undefined, expiresAt: undefined, dataAccessExpiresAt: undefined };

function question(bearer: Bearer, path: string, params: Question['params'], fields: readonly string[]): Question {
  const { login } = bearer;
  return { path, params, asked: { login, subject: 'token', metrics: [], fields }, signed: path !== 'debug_token' };
}

/** 0 stands for "never". */
function instant(seconds: number | undefined): number | undefined {
  return seconds === undefined || seconds === 0 ? undefined : seconds * 1000;
}

/** Undefined when the app may not look at this token: it is another app's. */
async function debug(
  exchange: Exchange,
  logger: Logger,
  bearer: InspectedToken,
  signal: AbortSignal | undefined,
): Promise<TokenFacts | undefined> {
  if (bearer.app === undefined) return undefined;
  const token = new Secret(`${bearer.app.id}|${bearer.app.secret.reveal()}`);
  // A GET with `input_token` is the only form Meta documents.
  const asked = question(bearer, 'debug_token', { input_token: bearer.token.reveal() }, []);
  try {
    const mismatches = new Mismatches();
    const facts = readDebugToken(
      await exchange.askOrExplain(callerOf({ ...bearer, token }), asked, signal),
      mismatches.on,
    );
    mismatches.report(logger);
    if (facts === undefined) return undefined;
    return {
      valid: facts.is_valid,
      type: facts.type,
      scopes: facts.scopes,
      expiresAt: instant(facts.expires_at),
      dataAccessExpiresAt: instant(facts.data_access_expires_at),
    };
  } catch (error) {
    if (!isAppError(error) || error.code === 'throttled') throw error;
    logger.warn({ code: error.code }, 'debug_token told nothing; are META_APP_ID and META_APP_SECRET right?');
    return undefined;
  }
}

async function askPermissions(
  exchange: Exchange,
  logger: Logger,
  bearer: Bearer,
  signal: AbortSignal | undefined,
): Promise<TokenFacts> {
  try {
    const body = await exchange.ask(callerOf(bearer), question(bearer, 'me/permissions', {}, ['permissions']), signal);
    const mismatches = new Mismatches();
    const scopes = readPermissions(body, mismatches.on);
    mismatches.report(logger);
    return { ...NOTHING, valid: true, scopes };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // A Page has no permissions of its own.
    if (error.move.kind === 'drop-field') return { ...NOTHING, valid: true, type: 'PAGE' };
    throw error.error;
  }
}

/**
 * The facts as far as this token and this app can tell. `valid` is false when `debug_token` says so; rejects with
 * AppError `token` when the token's own call is refused.
 */
export async function inspect(
  exchange: Exchange,
  logger: Logger,
  bearer: InspectedToken,
  signal: AbortSignal | undefined,
): Promise<TokenFacts> {
  if (bearer.login === 'instagram') {
    await exchange.askOrExplain(callerOf(bearer), question(bearer, 'me', { fields: 'user_id' }, []), signal);
    return { ...NOTHING, valid: true };
  }
  const facts = await debug(exchange, logger, bearer, signal);
  return facts ?? (await askPermissions(exchange, logger, bearer, signal));
}
