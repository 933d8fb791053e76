/** Account rows and who sees them; every function runs inside its caller's transaction. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Account } from '../core/accounts.ts';
import type { NewConnection } from '../core/ports.ts';
import { storable } from './parameters.ts';
import type { Tables } from './schema.ts';

/** The database, or one transaction on it. */
export type Run = Kysely<Tables>;
type AccountRow = Selectable<Tables['account']>;

/** The row as core knows it. */
export function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    origin: row.origin,
    instagramId: row.instagram_id ?? undefined,
    username: row.username,
    name: row.name ?? undefined,
    createdAt: row.created_at,
  };
}

function plainName(username: string): string {
  return storable(username.trim().replace(/^@/u, '').toLowerCase());
}

/** The accounts a workspace sees, by username or oldest connection first. */
export function listSeen(
  run: Run,
  workspace: number,
  order: 'username' | 'connected_at' = 'username',
): Promise<AccountRow[]> {
  return run
    .selectFrom('account')
    .innerJoin('connection', 'connection.account_id', 'account.id')
    .selectAll('account')
    .where('connection.workspace_id', '=', workspace)
    .orderBy(order)
    .orderBy('account.id')
    .execute();
}

/** Whether the default is another than the first account connected, which becomes it by itself. */
async function isChosen(run: Run, workspace: number): Promise<boolean> {
  const { default_account_id: preset } = await run
    .selectFrom('workspace')
    .select('default_account_id')
    .where('id', '=', workspace)
    .executeTakeFirstOrThrow();
  const [first] = await listSeen(run, workspace, 'connected_at');
  return preset !== null && preset !== first?.id;
}

/**
 * Makes the account the default when it is the first the workspace sees; demo accounts do not count beside others. An
 * account of files, beside which the demo stays, leaves a default alone that somebody chose.
 */
export async function chooseDefault(run: Run, workspace: number, account: Account): Promise<void> {
  const others = (await listSeen(run, workspace)).filter((row) => row.id !== account.id);
  const rivals = account.origin === 'demo' ? others : others.filter((row) => row.origin !== 'demo');
  if (rivals.length > 0 || (account.origin === 'import' && (await isChosen(run, workspace)))) return;
  await run.updateTable('workspace').set({ default_account_id: account.id }).where('id', '=', workspace).execute();
}

async function isSeenByOthers(run: Run, account: number, workspace: number): Promise<boolean> {
  const row = await run
    .selectFrom('connection')
    .select('workspace_id')
    .where('account_id', '=', account)
    .where('workspace_id', '<>', workspace)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function saveAccount(run: Run, offer: NewConnection): Promise<AccountRow> {
  const names = {
    username: plainName(offer.username),
    ...(offer.name === undefined ? {} : { name: storable(offer.name) }),
  };
  return run
    .insertInto('account')
    .values({ origin: offer.origin, instagram_id: offer.instagramId, created_at: offer.now, ...names })
    .onConflict((conflict) => conflict.columns(['origin', 'instagram_id']).doUpdateSet(names))
    .returningAll()
    .executeTakeFirstOrThrow();
}

const HISTORY = sql`metric, breakdown, day_from, day_to, source, value, detail, read_at, confirmed_at, settled_at, measured_at`;

const MEDIA = sql`media_id, kind, published_at, shortcode, permalink, caption, like_count, comments_count, seen_at,
  trouble, trouble_at, source`;
const MEDIA_HISTORY = sql`media_id, metric, breakdown, value, detail, read_at, confirmed_at, source`;

/** Copies imported posts with their numbers; posts the other account has already keep what is known of them. */
async function copyMedia(run: Run, from: number, to: number): Promise<void> {
  await sql`insert into media (account_id, ${MEDIA}) select ${sql.lit(to)}, ${MEDIA} from media
    where account_id = ${from} on conflict (account_id, media_id) do nothing`.execute(run);
  await sql`insert into media_reading (account_id, ${MEDIA_HISTORY}) select ${sql.lit(to)}, ${MEDIA_HISTORY}
    from media_reading where account_id = ${from} order by id`.execute(run);
}

/** Gives an import-only account's history to another account, for this workspace; who else sees it keeps it. */
async function handOver(run: Run, workspace: number, from: number, to: number, isShared: boolean): Promise<void> {
  await copyMedia(run, from, to);
  if (isShared) {
    await sql`insert into reading (account_id, ${HISTORY})
      select ${sql.lit(to)}, ${HISTORY} from reading where account_id = ${from}`.execute(run);
  } else {
    await run.updateTable('reading').set({ account_id: to }).where('account_id', '=', from).execute();
  }
  await run.deleteFrom('connection').where('account_id', '=', from).where('workspace_id', '=', workspace).execute();
  await run
    .updateTable('workspace')
    .set({ default_account_id: to })
    .where('id', '=', workspace)
    .where('default_account_id', '=', from)
    .execute();
  if (isShared) return;
  await run.deleteFrom('media').where('account_id', '=', from).execute();
  await run.deleteFrom('account').where('id', '=', from).execute();
}

/** Finds or makes the account of a connection; the workspace's import-only account of that name becomes it. */
export async function takeAccount(run: Run, offer: NewConnection): Promise<Account> {
  const seen = await listSeen(run, offer.workspaceId);
  const imported =
    offer.origin === 'demo'
      ? undefined
      : seen.find((row) => row.origin === 'import' && row.username === plainName(offer.username));
  if (imported === undefined) return accountOf(await saveAccount(run, offer));
  const isShared = await isSeenByOthers(run, imported.id, offer.workspaceId);
  const known = await run
    .selectFrom('account')
    .select('id')
    .where('origin', '=', offer.origin)
    .where('instagram_id', '=', offer.instagramId)
    .executeTakeFirst();
  if (known === undefined && !isShared) {
    await run
      .updateTable('account')
      .set({ origin: offer.origin, instagram_id: offer.instagramId })
      .where('id', '=', imported.id)
      .execute();
    return accountOf(await saveAccount(run, offer));
  }
  const account = accountOf(await saveAccount(run, offer));
  await handOver(run, offer.workspaceId, imported.id, account.id, isShared);
  return account;
}

const PREFERENCE = { graph: 0, import: 1, demo: 2 } as const;

/** Finds the account of that name the workspace sees, or shows it the import-only one, made when there is none. */
export async function lookAt(run: Run, workspace: number, name: string, now: number): Promise<Account> {
  const username = plainName(name);
  const [seen] = (await listSeen(run, workspace))
    .filter((row) => row.username === username)
    .sort((a, b) => PREFERENCE[a.origin] - PREFERENCE[b.origin]);
  if (seen !== undefined) return accountOf(seen);
  await run
    .insertInto('account')
    .values({ origin: 'import', username, created_at: now })
    .onConflict((conflict) => conflict.column('username').where('origin', '=', sql.lit('import')).doNothing())
    .execute();
  const row = await run
    .selectFrom('account')
    .selectAll()
    .where('origin', '=', 'import')
    .where('username', '=', username)
    .executeTakeFirstOrThrow();
  const account = accountOf(row);
  await run
    .insertInto('connection')
    .values({ workspace_id: workspace, account_id: account.id, connected_at: now })
    .execute();
  await chooseDefault(run, workspace, account);
  return account;
}
