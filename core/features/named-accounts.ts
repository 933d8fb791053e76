/** The accounts that a command of several accounts names. */
import type { Account } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { closest, nameKey } from '../words.ts';
import type { Ask } from './feature.ts';
import { corrected, typedWords } from './typed.ts';

/** Words that change nothing about what is asked for. */
const COURTESY = new Set(
  'list all the my our me show please now here of for in to weekly digest digests alert alerts goals'.split(' '),
);

/** The word without the comma or semicolon that lists end theirs with. */
export function withoutComma(word: string): string {
  return word.replace(/[,;]$/u, '');
}

/** The account of this name, its case and dots aside. */
export function findAccount(ask: Ask, name: string): Account | undefined {
  return (
    ask.accounts.find(({ username }) => username === name) ??
    ask.accounts.find(({ username }) => nameKey(username) === nameKey(name))
  );
}

/** The usernames that a misspelt one most likely means, best first. */
export function nearAccounts(ask: Ask, name: string): readonly string[] {
  return closest(
    name,
    ask.accounts.map(({ username }) => username),
  );
}

function unknownAccount(ask: Ask, name: string): AppError {
  const near = nearAccounts(ask, name);
  return new AppError('not-found', `No account @${name} is connected here.`, {
    hint: near.length > 0 ? `Did you mean @${near[0] ?? ''}?` : 'See /ig accounts.',
    suggestions: near.length > 0 ? near.map((one) => corrected(ask, `@${name}`, `@${one}`)) : ['accounts'],
    about: 'accounts',
  });
}

/** The account that is meant where none is named. */
export function defaultAccount({ accounts, owner }: Ask): Account | undefined {
  return accounts.find(({ id }) => id === owner.defaultAccountId) ?? accounts[0];
}

/** The accounts named, in their order; where none is, those `instead` or the default one. AppError when there is none at all. */
export function readAccounts(
  ask: Ask,
  more: readonly Account[] = [],
  instead: readonly Account[] = [],
): readonly Account[] {
  const named = ask.command.accounts.map((name) => {
    const account = findAccount(ask, name);
    if (account === undefined) throw unknownAccount(ask, name);
    return account;
  });
  const all = [...new Set([...named, ...more])];
  if (all.length > 0) return all;
  if (instead.length > 0) return instead;
  const first = defaultAccount(ask);
  if (first !== undefined) return [first];
  throw new AppError('not-found', 'No Instagram account is connected here yet.', {
    hint: 'Connect one with /ig connect.',
    suggestions: ['connect'],
  });
}

/** The accounts that are named, with or without `@`; none when none is. */
export function readNamed(ask: Ask, rest: readonly string[]): readonly Account[] {
  const plain = rest.map(withoutComma).flatMap((word) => findAccount(ask, word) ?? []);
  return ask.command.accounts.length + plain.length === 0 ? [] : readAccounts(ask, plain);
}

function strangeWords(ask: Ask, words: readonly string[]): readonly string[] {
  return words.filter((one) => !COURTESY.has(one) && findAccount(ask, one) === undefined);
}

/** AppError for a list that is about all accounts, where a word, an unknown account or a time asks for something else. */
export function refuseMore(ask: Ask, words: readonly string[], command: string): void {
  const { accounts, when } = ask.command;
  // The parser takes the word of courtesy for a period.
  const time = typedWords(ask).some((word) => word.toLowerCase() === 'weekly') ? undefined : when;
  const stranger = accounts.find((name) => findAccount(ask, name) === undefined);
  const word = strangeWords(ask, words)[0] ?? (stranger === undefined ? time : `@${stranger}`);
  if (word === undefined) return;
  throw new AppError('unknown-words', `“${word}” means nothing after ${command}.`, {
    hint: 'It takes nothing more.',
    suggestions: [command],
  });
}

/** AppError for a word after `command` that is no account, so that nobody takes the answer for one about it. */
export function refuseStrange(ask: Ask, words: readonly string[], command: string, takes: string): void {
  const [word] = strangeWords(ask, words);
  if (word === undefined) return;
  const near = nearAccounts(ask, word);
  throw new AppError('unknown-words', `I do not know “${word}” after ${command}.`, {
    hint: near.length > 0 ? 'Did you mean an account?' : takes,
    suggestions: near.length > 0 ? near.map((one) => corrected(ask, word, `@${one}`)) : [command],
  });
}
