/** Which account a question is about, and with what right Instagram may be asked. */
import type { Account } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { parseCommandText } from '../parse.ts';
import { closest } from '../words.ts';
import type { Access, Ask, Deps } from './feature.ts';
import { defaultAccount, findAccount, nearAccounts } from './named-accounts.ts';

/** Periods that a misspelt word may stand for. */
const PERIODS = ['day', 'today', 'yesterday', 'week', '28d', 'month', 'year', 'last week', 'last month', 'lifetime'];

/** The command as typed, with one account name put in place of another. */
function withAccount(ask: Ask, name: string): string {
  return [ask.command.what, ask.command.when, `@${name}`].filter((word) => word !== undefined).join(' ');
}

/** A second period or a second metric is understood; only one of them can be answered. */
function refuseTwo(ask: Ask, rest: readonly string[]): void {
  const { what, when } = ask.command;
  const other = parseCommandText(rest.join(' '), new Set());
  const names = ask.command.accounts.map((name) => `@${name}`);
  const again = (...words: readonly (string | undefined)[]): string =>
    [...words, ...names].filter((word) => word !== undefined).join(' ');
  if (when !== undefined && other.when !== undefined) {
    throw new AppError('bad-request', `Two periods were named: “${when}” and “${other.when}”.`, {
      hint: 'Choose one of them.',
      suggestions: [again(what, when), again(what, other.when)],
    });
  }
  if (what !== undefined && other.what !== undefined) {
    throw new AppError('bad-request', `This answers one thing at a time: “${what}” or “${other.what}”.`, {
      hint: 'Choose one of them.',
      suggestions: [again(what, when), again(other.what, when)],
    });
  }
}

/** The words that a one-account command did not understand end in an error with corrections. */
function refuseRest(ask: Ask, rest: readonly string[]): void {
  const word = rest[0];
  if (word === undefined) return;
  refuseTwo(ask, rest);
  const accounts = nearAccounts(ask, word);
  const timed =
    ask.menu
      .find(({ name }) => name === ask.command.what?.split(' ')[0])
      ?.options.some(({ name }) => name === 'when') ?? true;
  // “last mnth” is one period, misspelt, and so is “lats month”, of which the second word was understood.
  const { when } = ask.command;
  const tried = when === undefined ? [rest.slice(0, 2).join(' '), word] : [`${word} ${when}`];
  const meant = timed ? tried.flatMap((words) => closest(words, PERIODS, 1)) : [];
  const periods = meant.filter((period) => period !== when).slice(0, 1);
  const names = ask.command.accounts.map((name) => `@${name}`);
  const known = [ask.command.what, ask.command.when, ...names].filter((part) => part !== undefined).join(' ');
  const near = [
    ...periods.map((period) => [ask.command.what, period, ...names].join(' ')),
    ...accounts.map((name) => withAccount(ask, name)),
  ];
  throw new AppError('unknown-words', `I do not know “${word}” here.`, {
    hint:
      accounts.length > 0
        ? 'Did you mean an account?'
        : periods.length > 0
          ? 'Did you mean a period?'
          : known === ''
            ? 'A command is /ig <what> [when] [@account]; /ig help shows examples.'
            : 'Did you mean it without that word?',
    suggestions: near.length > 0 || known === '' ? near : [known],
  });
}

function unknownAccount(ask: Ask, name: string): AppError {
  const near = nearAccounts(ask, name);
  const known = ask.accounts.map((account) => `@${account.username}`);
  return new AppError('not-found', `No account @${name} is connected here.`, {
    hint:
      near.length > 0
        ? 'Did you mean this one?'
        : known.length > 0
          ? `Connected: ${known.slice(0, 10).join(', ')}.`
          : 'Connect one with /ig connect.',
    suggestions: (near.length > 0 ? near : ask.accounts.slice(0, 3).map((account) => account.username)).map((other) =>
      withAccount(ask, other),
    ),
  });
}

/** The one account a command is about: the one named, with or without `@`, else the workspace's default. */
export function pickAccount(ask: Ask): Account {
  const named = [...ask.command.accounts];
  const rest = ask.command.rest.filter((word) => {
    const isAccount = findAccount(ask, word) !== undefined;
    if (isAccount) named.push(word);
    return !isAccount;
  });
  refuseRest(ask, rest);
  if (ask.accounts.length === 0) {
    throw new AppError('not-found', 'No Instagram account is connected here yet.', {
      hint: 'Connect one with /ig connect.',
      suggestions: ['connect'],
    });
  }
  if (named.length > 1) {
    throw new AppError('bad-request', 'This command answers for one account at a time.', {
      hint: 'Choose one of them.',
      suggestions: named.map((name) => withAccount(ask, name)),
    });
  }
  const name = named[0];
  if (name !== undefined) {
    const account = findAccount(ask, name);
    if (account === undefined) throw unknownAccount(ask, name);
    return account;
  }
  const first = defaultAccount(ask);
  if (first === undefined) throw new AppError('not-found', 'No Instagram account is connected here yet.');
  return first;
}

/** The right to ask Instagram about an account; without it only what we kept can answer. */
export function openAccess(deps: Deps, ask: Ask, account: Account): Access {
  const connection = ask.connections.find((row) => row.accountId === account.id);
  if (connection === undefined || account.origin === 'import' || account.instagramId === undefined) {
    return { account, graph: undefined, connection };
  }
  const base = deps.baseFor(account.origin, connection.login);
  if (base === undefined || connection.brokenBecause !== undefined) return { account, graph: undefined, connection };
  const { login, token } = connection;
  return { account, connection, graph: { base, login, instagramId: account.instagramId, token, priority: 'command' } };
}

/** Why Instagram cannot be asked although the account is connected: a refused token, in words. */
export function accessProblem(access: Access): AppError | undefined {
  const because = access.connection?.brokenBecause;
  if (because === undefined) return undefined;
  return new AppError('token', because, {
    hint: 'Connect the account again with /ig connect.',
    suggestions: ['connect'],
  });
}
