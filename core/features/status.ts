/** `/ig status`: what works, what does not, and until when. */
import type { Account, Connection } from '../accounts.ts';
import { permissionStates } from '../instagram/permissions.ts';
import { lastCompleteDay } from '../insights/spans.ts';
import type { Collection } from '../ports.ts';
import { collectionRows } from '../collector/words.ts';
import { formatAge, formatInstant, formatList } from '../reports/format.ts';
import { expiryWarnings } from '../tokens/warnings.ts';
import type { TableBlock } from '../reports/report.ts';
import { alertRows } from './alerts-lists.ts';
import { digestRows } from './digest-status.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';
import { pickAccount } from './pick-account.ts';

type Row = readonly [string, string];

const LOGINS = { facebook: 'Facebook Login', instagram: 'Instagram Login' } as const;

function tokenRow(connection: Connection, now: number): Row {
  if (connection.brokenBecause !== undefined) return ['Token', `refused: ${connection.brokenBecause}`];
  if (connection.tokenExpiresAt === undefined) return ['Token', 'works; no expiry date is known'];
  const days = Math.floor((connection.tokenExpiresAt - now) / 86_400_000);
  return [
    'Token',
    days < 0
      ? `expired ${formatInstant(connection.tokenExpiresAt)}`
      : `works until ${formatInstant(connection.tokenExpiresAt)} (${days} days)`,
  ];
}

function permissionRows(connection: Connection): readonly Row[] {
  const { login, scopes } = connection;
  if (scopes === undefined) return [['Permissions', 'not known: set META_APP_ID and META_APP_SECRET to see them']];
  const states = permissionStates(login, undefined, scopes);
  const granted = states.filter(({ state }) => state === 'granted').map(({ name }) => name);
  const missing = states.filter(({ state }) => state === 'missing');
  return [
    ['Permissions', granted.length === 0 ? 'none of those needed' : formatList(granted)],
    ...missing.map((need): Row => ['Missing', `${need.name}: without it no ${need.stops}`]),
  ];
}

/** Every permission by name, for the one account that was asked about. */
function permissionTable({ login, scopes }: Connection): TableBlock {
  return {
    kind: 'table',
    caption: 'Permissions',
    columns: ['Permission', 'State', 'Without it'],
    rows: permissionStates(login, undefined, scopes).map(({ name, state, stops, onlyWhen }) => [
      name,
      state,
      onlyWhen === undefined ? `no ${stops}` : `${stops}; needed only when ${onlyWhen}`,
    ]),
  };
}

function budgetRow(deps: Deps, account: Account): Row {
  const used = account.instagramId === undefined ? undefined : deps.graph.usage(account.instagramId);
  return ['Rate budget', used === undefined ? 'not known yet: Instagram tells it with its answers' : `${used} % used`];
}

async function lastRow(deps: Deps, account: Account, now: number): Promise<Row> {
  const profile = (await deps.store.readProfiles(account.id, 1))[0];
  const complete = lastCompleteDay(now);
  // What is known of today is no day's number yet.
  const history = (await deps.store.listHistory(account.id)).filter((row) => row.days.from <= complete);
  const days = history
    .map((row) => (row.days.to < complete ? row.days.to : complete))
    .sort()
    .at(-1);
  const read = profile === undefined ? 'profile never read' : `profile read ${formatAge(profile.confirmedAt, now)}`;
  return ['Last readings', `${read}; numbers ${days === undefined ? 'none yet' : `up to ${days}`}`];
}

async function accountTable(
  deps: Deps,
  ask: Ask,
  account: Account,
  collection: Collection | undefined,
  detailed: boolean,
): Promise<readonly Row[]> {
  const now = deps.clock();
  const connection = ask.connections.find((row) => row.accountId === account.id);
  const last = await lastRow(deps, account, now);
  if (connection === undefined)
    return [['Source', account.origin === 'import' ? 'imported files only' : 'not connected'], last];
  const access: readonly Row[] =
    connection.dataAccessExpiresAt === undefined
      ? []
      : [['Data access', `until ${formatInstant(connection.dataAccessExpiresAt)}`]];
  return [
    ['Source', `${account.origin === 'demo' ? 'demo, ' : ''}${LOGINS[connection.login]}`],
    tokenRow(connection, now),
    ...access,
    ...expiryWarnings(connection, now).map((warning): Row => ['Warning', warning.text]),
    ...(detailed ? [] : permissionRows(connection)),
    ['API version', deps.about().apiVersion],
    budgetRow(deps, account),
    last,
    ...collectionRows(collection, now),
  ];
}

async function pauseRows(deps: Deps): Promise<readonly Row[]> {
  const pauses = await deps.store.listPauses(deps.clock());
  return pauses.map((pause): Row => ['Paused', `${pause.because} until ${formatInstant(pause.until)}`]);
}

async function build(deps: Deps, ask: Ask): Promise<Answer> {
  const named = ask.command.accounts.length > 0 || ask.command.rest.length > 0;
  const accounts = named ? [pickAccount(ask)] : ask.accounts;
  const collections = await deps.store.listCollections(accounts.map((account) => account.id));
  const collectionOf = (account: Account): Collection | undefined =>
    collections.find((row) => row.accountId === account.id);
  const tables = await Promise.all(
    accounts.map(async (account) => ({
      kind: 'table' as const,
      caption: `@${account.username}`,
      columns: ['', ''],
      rows: (await accountTable(deps, ask, account, collectionOf(account), accounts.length === 1)).map((row) => [
        ...row,
      ]),
    })),
  );
  const single = accounts.length === 1 ? accounts[0] : undefined;
  const connection = ask.connections.find((row) => row.accountId === single?.id);
  const parts: readonly Row[] = [
    ...deps.about().parts.map((part): Row => [part.name, part.state]),
    ...(await pauseRows(deps)),
    ...(await digestRows(deps, ask)),
    ...(await alertRows(deps, ask)),
  ];
  const broken = ask.connections.filter((row) => row.brokenBecause !== undefined);
  return {
    status: 'answered',
    report: {
      title: 'Status',
      summary: `${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}, ${broken.length === 0 ? 'all tokens accepted' : `${broken.length} with a refused token`}.`,
      blocks: [
        ...tables,
        ...(connection === undefined ? [] : [permissionTable(connection)]),
        { kind: 'table', caption: 'This installation', columns: ['', ''], rows: parts.map((row) => [...row]) },
      ],
      footer: `Graph API ${deps.about().apiVersion}`,
      actions: broken.length > 0 ? [{ label: 'Connect again', command: 'connect', group: 'fix', form: 'connect' }] : [],
    },
  };
}

export const statusFeature: Feature = {
  spec: {
    name: 'status',
    summary: 'Tokens, permissions, rate budget and last readings',
    options: [{ name: 'account', summary: 'Which account', required: false }],
    audience: 'caller',
    admin: false,
    examples: ['status', 'status @account'],
  },
  answer: build,
};
