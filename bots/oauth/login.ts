/** Login in the browser: the page a chat link opens, Meta's dialog after it, and the way back. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { isAppError } from '../../core/errors.ts';
import type { Deps } from '../../core/features/feature.ts';
import { formatList } from '../../core/reports/format.ts';
import { cancelLogin, findLogin, finishLogin } from '../../core/tokens/oauth.ts';
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

async function start(c: Context, deps: Deps, setup: OAuthSetup, login: 'facebook' | 'instagram'): Promise<Response> {
  const state = c.req.query('state') ?? '';
  try {
    await findLogin(deps, login, state);
  } catch (error) {
    return failure(c, deps, error);
  }
  const { name, value } = cookieOf(setup, state);
  const secure = setup.publicUrl.startsWith('https:');
  setCookie(c, name, value, { path: '/', httpOnly: true, secure, sameSite: 'Lax', maxAge: COOKIE_SECONDS });
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

async function finish(c: Context, deps: Deps, setup: OAuthSetup, login: 'facebook' | 'instagram'): Promise<Response> {
  const state = c.req.query('state') ?? '';
  const { name, value } = cookieOf(setup, state);
  if (getCookie(c, name) !== value) {
    return page(c, 400, {
      title: 'Not connected',
      lines: [
        'This login was begun in another browser, or more than ten minutes ago.',
        'Ask for a new link with /ig connect and open it in the browser in which you log in.',
      ],
    });
  }
  if (c.req.query('error') !== undefined) {
    await cancelLogin(deps, state);
    return page(c, 200, {
      title: 'Not connected',
      lines: ['You declined, so nothing was connected.', 'Ask for a new link with /ig connect if that was a mistake.'],
    });
  }
  try {
    const { accounts, missing } = await finishLogin(deps, setup, login, { state, code: c.req.query('code') ?? '' });
    const names = formatList(accounts.map((account) => `@${account.username}`));
    return page(c, 200, {
      title: 'Connected',
      lines: [
        `Connected ${names}. You can close this page; ask in the chat, for example /ig reach week.`,
        ...missing.map((need) => `The permission ${need.name} was not granted; without it there is no ${need.stops}.`),
      ],
    });
  } catch (error) {
    return failure(c, deps, error);
  }
}

/** `/oauth/{facebook,instagram}/{start,callback}`; while login is not set up they say what is missing. */
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
  }
}
