/** Login in the browser: the page a chat link opens, Meta's dialog after it, and the way back. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Account, Login } from '../../core/accounts.ts';
import { isAppError } from '../../core/errors.ts';
import type { Deps } from '../../core/features/feature.ts';
import { formatList } from '../../core/reports/format.ts';
import { beginRenewal, cancelLogin, choose, findLogin, finishLogin, type LoggedIn } from '../../core/tokens/oauth.ts';
import { dialogUrlOf, type OAuthSetup } from '../../core/tokens/oauth-setup.ts';
import type { HttpApp } from '../http/server.ts';
import { page } from './page.ts';

const LOGINS = ['facebook', 'instagram'] as const;
const NAMES = { facebook: 'Facebook', instagram: 'Instagram' } as const;
const COOKIE_SECONDS = 600;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** One cookie for each login, so that two windows do not disturb each other. Over https nobody else can set it. */
function cookieOf(setup: OAuthSetup, state: string): { readonly name: string; readonly value: string } {
  const prefix = setup.publicUrl.startsWith('https:') ? '__Host-' : '';
  return { name: `${prefix}login-${digest(`name ${state}`).slice(0, 12)}`, value: digest(`cookie ${state}`) };
}

function failure(c: Context, deps: Deps, error: unknown): Response {
  if (!isAppError(error)) throw error;
  deps.logger.info({ code: error.code }, 'a login in the browser did not succeed');
  const lines = [error.message, ...(error.hint === undefined ? [] : [error.hint])];
  return page(c, 400, { title: 'Not connected', lines });
}

/** Binds what comes next to this browser. */
function remember(c: Context, setup: OAuthSetup, ticket: string): void {
  const { name, value } = cookieOf(setup, ticket);
  const secure = setup.publicUrl.startsWith('https:');
  setCookie(c, name, value, { path: '/', httpOnly: true, secure, sameSite: 'Lax', maxAge: COOKIE_SECONDS });
}

function isRemembered(c: Context, setup: OAuthSetup, ticket: string): boolean {
  const { name, value } = cookieOf(setup, ticket);
  return getCookie(c, name) === value;
}

function elsewhere(c: Context): Response {
  return page(c, 400, {
    title: 'Not connected',
    lines: [
      'This login was begun in another browser, or more than ten minutes ago.',
      'Ask for a new link with /ig connect and open it in the browser in which you log in.',
    ],
  });
}

function namesOf(accounts: readonly Account[]): string {
  return formatList(accounts.map(({ username }) => `@${username}`));
}

async function start(c: Context, deps: Deps, setup: OAuthSetup, login: Login): Promise<Response> {
  const state = c.req.query('state') ?? '';
  try {
    await findLogin(deps, login, state);
  } catch (error) {
    return failure(c, deps, error);
  }
  remember(c, setup, state);
  return page(c, 200, {
    title: 'Connect an Instagram account',
    lines: [
      'An admin of a workspace asked Reachboard for this login. What you agree to on the next page lets that workspace read the numbers of your Instagram account, and nothing else.',
      'If you did not ask for this link yourself, close this page.',
    ],
    link: {
      label: `Continue to ${NAMES[login]}`,
      url: dialogUrlOf(setup, login, state, c.req.query('portfolio') === '1'),
    },
  });
}

function connected(c: Context, setup: OAuthSetup, login: Login, { accounts, missing, choice }: LoggedIn): Response {
  const needs = missing.map(
    (need) => `The permission ${need.name} was not granted; without it there is no ${need.stops}.`,
  );
  const names = namesOf(accounts);
  if (choice === undefined) {
    const lines = [
      `Connected ${names}. You can close this page; ask in the chat, for example /ig reach week.`,
      ...needs,
    ];
    return page(c, 200, { title: 'Connected', lines });
  }
  remember(c, setup, choice);
  return page(c, 200, {
    title: 'Which accounts?',
    lines: [
      `Connected ${names}: all that this login reaches. Untick those that this workspace should not see. The default answers when nobody names an account; mark one to change it. To leave all as it is, close the page.`,
      ...needs,
    ],
    picker: { action: `/oauth/${login}/choose`, ticket: choice, accounts },
  });
}

async function pick(c: Context, deps: Deps, setup: OAuthSetup): Promise<Response> {
  const form = await c.req.parseBody({ all: true });
  const texts = (name: string): readonly string[] => [form[name]].flat().filter((one) => typeof one === 'string');
  const [ticket = ''] = texts('ticket');
  if (!isRemembered(c, setup, ticket)) return elsewhere(c);
  try {
    const { kept, removed, first } = await choose(deps, ticket, texts('keep').map(Number), Number(texts('first')[0]));
    const others = removed.length === 0 ? '' : ` Disconnected again: ${namesOf(removed)}.`;
    const lines = [
      `Connected ${namesOf(kept)}.${others}${first === undefined ? '' : ` @${first.username} is the default.`}`,
      'You can close this page; ask in the chat, for example /ig reach week.',
    ];
    return page(c, 200, { title: 'Connected', lines });
  } catch (error) {
    return failure(c, deps, error);
  }
}

async function renew(c: Context, deps: Deps, setup: OAuthSetup, login: Login): Promise<Response> {
  try {
    return c.redirect(await beginRenewal(deps, setup, login, c.req.query('ticket') ?? ''));
  } catch (error) {
    return failure(c, deps, error);
  }
}

async function finish(c: Context, deps: Deps, setup: OAuthSetup, login: Login): Promise<Response> {
  const state = c.req.query('state') ?? '';
  if (!isRemembered(c, setup, state)) {
    return elsewhere(c);
  }
  if (c.req.query('error') !== undefined) {
    await cancelLogin(deps, state);
    return page(c, 200, {
      title: 'Not connected',
      lines: ['You declined, so nothing was connected.', 'Ask for a new link with /ig connect if that was a mistake.'],
    });
  }
  try {
    return connected(
      c,
      setup,
      login,
      await finishLogin(deps, setup, login, { state, code: c.req.query('code') ?? '' }),
    );
  } catch (error) {
    return failure(c, deps, error);
  }
}

/** `/oauth/{facebook,instagram}/{start,callback,renew,choose}`; while login is not set up they say what is missing. */
export function addLoginRoutes(app: HttpApp, deps: Deps): void {
  const { oauth: setup } = deps;
  for (const login of LOGINS) {
    if (setup === undefined) {
      const lines = ['Login in the browser is off: it needs PUBLIC_URL, META_APP_ID and META_APP_SECRET.'];
      for (const step of ['start', 'callback']) {
        app.get(`/oauth/${login}/${step}`, (c) => page(c, 404, { title: 'Not set up', lines }));
      }
      continue;
    }
    app.get(`/oauth/${login}/start`, (c) => start(c, deps, setup, login));
    app.get(`/oauth/${login}/callback`, (c) => finish(c, deps, setup, login));
    app.get(`/oauth/${login}/renew`, (c) => renew(c, deps, setup, login));
    app.post(`/oauth/${login}/choose`, (c) => pick(c, deps, setup));
  }
}
