/** `/ig accounts` and `/ig default @account`. */
import type { Account } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { formatInstant } from '../reports/format.ts';
import { requireAdmin } from './connect.ts';
import type { Ask, Feature } from './feature.ts';
import { pickAccount } from './pick-account.ts';

const ORIGINS: Readonly<Record<Account['origin'], string>> = {
  graph: 'connected',
  import: 'imported numbers only',
  demo: 'demo',
};

function isDefault(ask: Ask, account: Account): boolean {
  return (ask.owner.defaultAccountId ?? ask.accounts[0]?.id) === account.id;
}

function row(ask: Ask, account: Account): readonly string[] {
  const connection = ask.connections.find((one) => one.accountId === account.id);
  const token =
    account.origin === 'import'
      ? 'none'
      : connection === undefined
        ? 'missing'
        : connection.brokenBecause !== undefined
          ? 'refused'
          : connection.tokenExpiresAt === undefined
            ? 'works'
            : `until ${formatInstant(connection.tokenExpiresAt)}`;
  return [
    `@${account.username}`,
    account.name ?? '',
    ORIGINS[account.origin],
    token,
    isDefault(ask, account) ? 'yes' : '',
  ];
}

export const accountsFeature: Feature = {
  spec: {
    name: 'accounts',
    summary: 'The Instagram accounts this workspace sees',
    options: [],
    audience: 'channel',
    admin: false,
    examples: ['accounts', 'accounts list'],
  },
  answer(_deps, ask) {
    const word = [...ask.command.rest, ask.command.when].find((one) => one !== undefined && one !== 'list');
    if (word !== undefined) {
      throw new AppError('unknown-words', `I do not know “${word}” here.`, {
        hint: 'Did you mean the list of accounts?',
        suggestions: ['accounts list'],
      });
    }
    if (ask.accounts.length === 0) {
      throw new AppError('not-found', 'No Instagram account is connected here yet.', {
        hint: 'Connect one with /ig connect.',
        suggestions: ['connect'],
      });
    }
    const names = ask.accounts.map((account) => `@${account.username}`).join(', ');
    return Promise.resolve({
      status: 'answered',
      report: {
        title: 'Accounts',
        summary: `${ask.accounts.length} ${ask.accounts.length === 1 ? 'account' : 'accounts'}: ${names}.`,
        blocks: [
          {
            kind: 'table',
            caption: 'Accounts of this workspace',
            columns: ['Account', 'Name', 'Source', 'Token', 'Default'],
            rows: ask.accounts.map((account) => row(ask, account)),
          },
        ],
        footer:
          'Change the default with /ig default @account. Exported files: Import on the local page, or npm run import.',
        actions: ask.accounts.slice(0, 5).map((account) => ({
          label: `@${account.username}`,
          command: `reach week @${account.username}`,
          group: 'account' as const,
        })),
      },
    });
  },
};

export const defaultFeature: Feature = {
  spec: {
    name: 'default',
    summary: 'The account that answers when none is named',
    options: [{ name: 'account', summary: 'Which account', required: true }],
    audience: 'channel',
    admin: true,
    examples: ['default @account'],
  },
  async answer(deps, ask) {
    requireAdmin(ask.caller, 'change the default account');
    if (ask.command.accounts.length === 0 && ask.command.rest.length === 0) {
      throw new AppError('bad-request', 'Say which account is to be the default.', {
        suggestions: ask.accounts.slice(0, 5).map((account) => `default @${account.username}`),
      });
    }
    const account = pickAccount(ask);
    await deps.store.setDefaultAccount(ask.owner.id, account.id);
    return {
      status: 'answered',
      report: {
        title: 'Default account',
        summary: `@${account.username} now answers when no account is named.`,
        blocks: [{ kind: 'text', text: `@${account.username} now answers when no account is named.` }],
        footer: 'Reachboard',
        actions: [{ label: 'Reach this week', command: 'reach week', group: 'metric' }],
      },
    };
  },
};
