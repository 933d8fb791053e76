/** `/ig connect` and `/ig disconnect`: which Instagram accounts this workspace sees. Tokens never travel through a channel. */
import type { Caller, AnswerStatus } from '../commands.ts';
import type { Login, Person, Workspace } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { formatInstant, formatList } from '../reports/format.ts';
import type { Report, ReportLink } from '../reports/report.ts';
import type { Secret } from '../secret.ts';
import { beginLogin } from '../tokens/oauth.ts';
import { connectToken } from './connect-token.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';
import { pickAccount } from './pick-account.ts';

const TOKEN_LIKE = /^(?:eaa|ig)[a-z0-9]{20,}/iu;

/** What every connect answer says about ways in. */
const WAYS = [
  [
    'A token in the private form',
    'The button “Enter a token”, on the local page that npm start opens or in a chat: only this program sees it.',
  ],
  ['A token in the environment', 'Set INSTAGRAM_ACCESS_TOKEN in .env and start again.'],
  ['Files instead of a token', 'Import on the local page, or npm run import -- --account @name FILE…'],
] as const;

function personOf({ workspace, userId, channelId }: Caller): Person {
  return { platform: workspace.platform, workspaceRemoteId: workspace.remoteId, userId, channelId };
}

/** Login links for this admin, made anew at every asking; none while login in the browser is not set up. */
async function loginLinks(deps: Deps, ask: Ask): Promise<readonly ReportLink[]> {
  const { oauth } = deps;
  if (oauth === undefined) return [];
  const owner = { workspaceId: ask.owner.id, userId: ask.caller.userId, person: personOf(ask.caller) };
  const link = (login: Login): Promise<string> => beginLogin(deps, oauth, login, owner);
  const [facebook, instagram] = await Promise.all([link('facebook'), link('instagram')]);
  return [
    { label: 'Log in with Facebook', url: facebook },
    { label: 'Log in with Facebook (Page in a business portfolio)', url: `${await link('facebook')}&portfolio=1` },
    { label: 'Log in with Instagram', url: instagram },
  ];
}

function loginWords(links: readonly ReportLink[]): string {
  return links.length > 0
    ? 'Log in with one of the links. Each works once, for ten minutes and for this workspace only. Facebook Login reads every Page you tick; Instagram Login reads the one account you are logged in with.'
    : 'Login in the browser is off: it needs PUBLIC_URL, META_APP_ID and META_APP_SECRET.';
}

function answer(report: Report, status: AnswerStatus = 'answered'): Answer {
  return { status, report };
}

/** Refuses people who may not change settings here. */
export function requireAdmin(caller: Caller, what: string): void {
  if (caller.admin) return;
  throw new AppError('not-allowed', `Only admins of this workspace may ${what}.`, { hint: 'Ask one of them.' });
}

export const connectFeature: Feature = {
  spec: {
    name: 'connect',
    summary: 'Connect an Instagram account',
    options: [],
    audience: 'caller',
    admin: true,
    examples: ['connect'],
  },
  async answer(deps, ask) {
    requireAdmin(ask.caller, 'connect accounts');
    const links = await loginLinks(deps, ask);
    const leaked = [...ask.command.rest, ...ask.command.accounts].some((word) => TOKEN_LIKE.test(word));
    const warning =
      'That looked like an access token. Anyone in this channel may have seen it: withdraw it and make a new one.';
    return answer({
      title: 'Connect an Instagram account',
      summary: leaked ? warning : 'Connect an Instagram professional account with an access token.',
      blocks: [
        ...(leaked ? [{ kind: 'notice' as const, tone: 'warning' as const, text: warning }] : []),
        {
          kind: 'text',
          text: 'An Instagram professional account (business or creator) is read with an access token from Meta. The README shows how to get one.',
        },
        { kind: 'text', text: loginWords(links) },
        ...(links.length > 0 ? [{ kind: 'links' as const, links }] : []),
        { kind: 'table', caption: 'Ways to connect', columns: ['Way', 'How'], rows: WAYS.map((row) => [...row]) },
      ],
      footer: 'A token is kept sealed and never shown again.',
      actions: [{ label: 'Enter a token', command: 'connect', group: 'fix', form: 'connect' }],
    });
  },
};

/** What the private form sends. */
export async function connectByForm(deps: Deps, caller: Caller, owner: Workspace, token: Secret): Promise<Answer> {
  requireAdmin(caller, 'connect accounts');
  const { accounts, missing, facts } = await connectToken(deps, owner, {
    token,
    origin: 'graph',
    person: personOf(caller),
  });
  const names = formatList(accounts.map((account) => `@${account.username}`));
  const expiry = facts.expiresAt === undefined ? [] : [`The token is valid until ${formatInstant(facts.expiresAt)}.`];
  const first = accounts[0]?.username ?? '';
  return answer({
    title: 'Connected',
    summary: `Connected ${names}.`,
    blocks: [
      { kind: 'text', text: `Connected ${names}. ${expiry.join(' ')}`.trim() },
      ...missing.map((need) => ({
        kind: 'notice' as const,
        tone: 'warning' as const,
        text: `The permission ${need.name} is missing; without it there is no ${need.stops}. Log in again with it ticked and connect the new token.`,
      })),
    ],
    footer: 'A token is kept sealed and never shown again.',
    actions: [
      { label: 'Reach this week', command: `reach week @${first}`, group: 'metric' },
      { label: 'Profile', command: `profile @${first}`, group: 'metric' },
      { label: 'Status', command: 'status', group: 'metric' },
    ],
  });
}

export const disconnectFeature: Feature = {
  spec: {
    name: 'disconnect',
    summary: 'Remove an account and its token from this workspace',
    options: [{ name: 'account', summary: 'Which account', required: true }],
    audience: 'caller',
    admin: true,
    examples: ['disconnect @account'],
  },
  async answer(deps, ask) {
    requireAdmin(ask.caller, 'disconnect accounts');
    if (ask.command.accounts.length === 0 && ask.command.rest.length === 0) {
      throw new AppError('bad-request', 'Say which account to disconnect.', {
        hint: 'Its token is removed at once.',
        suggestions: ask.accounts.slice(0, 5).map((account) => `disconnect @${account.username}`),
      });
    }
    const account = pickAccount(ask);
    await deps.store.removeConnection(ask.owner.id, account.id);
    deps.logger.info({ account: account.id, workspace: ask.owner.id }, 'an account was disconnected');
    return answer({
      title: `Disconnected @${account.username}`,
      summary: `@${account.username} is disconnected; its token is gone.`,
      blocks: [
        {
          kind: 'text',
          text: `The token of @${account.username} is removed and this workspace does not see the account any more. Its numbers are kept for when it is connected again; /ig forget erases them too, while it is connected.`,
        },
        ...(account.origin === 'graph'
          ? [
              {
                kind: 'notice' as const,
                tone: 'info' as const,
                text: 'If the token came from INSTAGRAM_ACCESS_TOKEN, remove that line too, or the account is back at the next start.',
              },
            ]
          : []),
      ],
      footer: 'Reachboard',
      actions: [{ label: 'Accounts', command: 'accounts', group: 'account' }],
    });
  },
};
