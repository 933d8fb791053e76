/** Which professional accounts a token reaches. */
import type { Login } from '../accounts.ts';
import { isAppError } from '../errors.ts';
import type { Logger } from '../ports.ts';
import { Secret } from '../secret.ts';
import type { DiscoveredAccount } from './answers.ts';
import { Refusal, type Caller, type Exchange, type Question } from './exchange.ts';
import { Mismatches } from './mismatches.ts';
import { readPage, readPaged, readProfileBody, type OnMismatch, type PageRow } from './responses.ts';

const MOST_PAGES = 200;
const PAGE_FIELDS = 'name,access_token,instagram_business_account{id,username,name}';
const OWN_PAGE_FIELDS = 'name,instagram_business_account{id,username,name}';

/** A token before it is known what it is for. */
export interface Bearer {
  readonly base: string;
  readonly login: Login;
  readonly token: Secret;
}

export function callerOf({ base, login, token }: Bearer): Caller {
  return { base, login, token, instagramId: undefined, priority: 'command' };
}

function question(login: Login, path: string, params: Question['params'], fields: readonly string[]): Question {
  return { path, params, asked: { login, subject: 'accounts', metrics: [], fields }, signed: true };
}

/** All Pages of a person, following cursors; a cursor that comes back, or 200 answers, are the end. */
async function listPages(
  exchange: Exchange,
  bearer: Bearer,
  onMismatch: OnMismatch,
  signal: AbortSignal | undefined,
): Promise<readonly PageRow[]> {
  const pages: PageRow[] = [];
  const seen = new Set<string>();
  let after: string | undefined;
  for (let turn = 0; turn < MOST_PAGES; turn += 1) {
    const params = { fields: PAGE_FIELDS, limit: '100', ...(after === undefined ? {} : { after }) };
    const body = await exchange.ask(
      callerOf(bearer),
      question(bearer.login, 'me/accounts', params, ['accounts']),
      signal,
    );
    const answer = readPaged(body, onMismatch);
    pages.push(...answer.rows.map((row) => readPage(row, onMismatch)));
    after = answer.after;
    if (after === undefined || seen.has(after)) break;
    seen.add(after);
  }
  return pages;
}

/** A Page's own token is the Page: it has no list of accounts. */
async function findPages(
  exchange: Exchange,
  bearer: Bearer,
  onMismatch: OnMismatch,
  signal: AbortSignal | undefined,
): Promise<readonly PageRow[]> {
  try {
    return await listPages(exchange, bearer, onMismatch, signal);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.move.kind !== 'drop-field') throw error.error;
  }
  const asked = question(bearer.login, 'me', { fields: OWN_PAGE_FIELDS }, []);
  return [readPage(await exchange.askOrExplain(callerOf(bearer), asked, signal), onMismatch)];
}

/** The username where the Page did not tell it; undefined when the account does not either. */
async function askUsername(
  exchange: Exchange,
  caller: Caller,
  id: string,
  onMismatch: OnMismatch,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const body = await exchange.askOrExplain(caller, question(caller.login, id, { fields: 'username' }, []), signal);
    return readProfileBody(body, onMismatch).fields.username;
  } catch (error) {
    if (isAppError(error) && (error.code === 'not-found' || error.code === 'permission')) return undefined;
    throw error;
  }
}

async function viaPages(
  exchange: Exchange,
  bearer: Bearer,
  onMismatch: OnMismatch,
  signal: AbortSignal | undefined,
): Promise<readonly DiscoveredAccount[]> {
  const found = new Map<string, DiscoveredAccount>();
  for (const page of await findPages(exchange, bearer, onMismatch, signal)) {
    const account = page.instagram_business_account;
    if (account === undefined || found.has(account.id)) continue;
    const token = page.access_token === undefined ? bearer.token : new Secret(page.access_token);
    const caller = callerOf({ ...bearer, token });
    const username = account.username ?? (await askUsername(exchange, caller, account.id, onMismatch, signal));
    if (username === undefined) continue;
    found.set(account.id, { login: 'facebook', instagramId: account.id, username, name: account.name, token });
  }
  return [...found.values()];
}

async function viaInstagram(
  exchange: Exchange,
  bearer: Bearer,
  onMismatch: OnMismatch,
  signal: AbortSignal | undefined,
): Promise<readonly DiscoveredAccount[]> {
  const asked = question('instagram', 'me', { fields: 'user_id,username,name' }, []);
  const { ids, fields } = readProfileBody(await exchange.askOrExplain(callerOf(bearer), asked, signal), onMismatch);
  const instagramId = ids.userId ?? ids.id;
  if (instagramId === undefined || fields.username === undefined) return [];
  const { username, name } = fields;
  return [{ login: 'instagram', instagramId, username, name, token: bearer.token }];
}

/** The professional accounts behind a token, each once, with the token to use for it. Rejects with AppError. */
export async function discoverAccounts(
  exchange: Exchange,
  logger: Logger,
  bearer: Bearer,
  signal: AbortSignal | undefined,
): Promise<readonly DiscoveredAccount[]> {
  const mismatches = new Mismatches();
  const find = bearer.login === 'facebook' ? viaPages : viaInstagram;
  const accounts = await find(exchange, bearer, mismatches.on, signal);
  mismatches.report(logger);
  return accounts;
}
