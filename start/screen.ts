/** What a person sees in the terminal after `npm start`: one screen, no logs. */
import type { Account } from '../core/accounts.ts';
import type { Parts } from './parts.ts';

export interface ScreenFacts {
  /** Address of the page; undefined when this process has no chat role. */
  readonly url: string | undefined;
  readonly accounts: readonly Pick<Account, 'username' | 'origin'>[];
}

/** Says of which accounts the data is the demo's: once where it is of all. */
export function accountLine(accounts: ScreenFacts['accounts']): string {
  if (accounts.length === 0) return 'none yet';
  const allDemo = accounts.every(({ origin }) => origin === 'demo');
  const shown = accounts
    .slice(0, 5)
    .map(({ username, origin }) => `@${username}${origin === 'demo' && !allDemo ? ' (demo data)' : ''}`);
  const more = accounts.length > shown.length ? ` and ${accounts.length - shown.length} more` : '';
  return `${shown.join(', ')}${more}${allDemo ? '  (demo data)' : ''}`;
}

/** The start screen as text, ready to print. */
export function startScreen(parts: Parts, { url, accounts }: ScreenFacts): string {
  const rows: (readonly [string, string])[] = [
    ['Page', url ?? 'off (ROLES has no chat)'],
    ['Accounts', accountLine(accounts)],
    ...parts.about,
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, state]) => `  ${name.padEnd(width)}   ${state}`);
  const first =
    url === undefined || accounts.length === 0
      ? []
      : ['', '  Open the page and type /ig reach week, or ask here: npm run ig -- reach week'];
  return ['', '  Reachboard', '', ...lines, ...first, '  Stop with Ctrl-C.', ''].join('\n');
}
