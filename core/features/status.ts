/** `/ig status`: what works, what does not, and until when. */
import type { Account, Connection } from '../accounts.ts';
import { missingPermissions, neededPermissions } from '../instagram/permissions.ts';
import { formatAge, formatInstant, formatList } from '../reports/format.ts';
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
  const missing = missingPermissions(login, undefined, scopes);
  const granted = neededPermissions(login, undefined).filter((need) => scopes.includes(need.name));
  return [
    ['Permissions', granted.length === 0 ? 'none of those needed' : formatList(granted.map((need) => need.name))],
    ...missing.map((need): Row => ['Missing', `${need.name}: without it no ${need.stops}`]),
  ];
}

function budgetRow(deps: Deps, account: Account): Row {
  const used = account.instagramId === undefined ? undefined : deps.graph.usage(account.instagramId);
  return ['Rate budget', used === undefined ? 'not known yet: Instagram tells it with its answers' : `${used} % used`];
}

async function lastRow(deps: Deps, account: Account, now: number): Promise<Row> {
  const profile = (await deps.store.readProfiles(account.id, 1))[0];
  const history = await deps.store.listHistory(account.id);
  const days = history
    .map((row) => row.days.to)
    .sort()
    .at(-1);
  const read = profile === undefined ? 'profile never read' : `profile read ${formatAge(profile.confirmedAt, now)}`;
  return ['Last readings', `${read}; numbers ${days === undefined ? 'none yet' : `up to ${days}`}`];
}

async function accountTable(deps: Deps, ask: Ask, account: Account): Promise<readonly Row[]> {
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
    ...permissionRows(connection),
    ['API version', deps.about().apiVersion],
    budgetRow(deps, account),
    last,
  ];
}

async function pauseRows(deps: Deps): Promise<readonly Row[]> {
  const pauses = await deps.store.listPauses(deps.clock());
  return pauses.map((pause): Row => ['Paused', `${pause.because} until ${formatInstant(pause.until)}`]);
}

async function build(deps: Deps, ask: Ask): Promise<Answer> {
  const named = ask.command.accounts.length > 0 || ask.command.rest.length > 0;
  const accounts = named ? [pickAccount(ask)] : ask.accounts;
  const tables = await Promise.all(
    accounts.map(async (account) => ({
      kind: 'table' as const,
      caption: `@${account.username}`,
      columns: ['', ''],
      rows: (await accountTable(deps, ask, account)).map((row) => [...row]),
    })),
  );
  const parts: readonly Row[] = [
    ...deps.about().parts.map((part): Row => [part.name, part.state]),
    ...(await pauseRows(deps)),
  ];
  const broken = ask.connections.filter((row) => row.brokenBecause !== undefined);
  return {
    status: 'answered',
    report: {
      title: 'Status',
      summary: `${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'}, ${broken.length === 0 ? 'all tokens accepted' : `${broken.length} with a refused token`}.`,
      blocks: [
        ...tables,
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
