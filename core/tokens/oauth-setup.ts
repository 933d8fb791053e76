/** Login in the browser, as this installation has it. */
import type { Login } from '../accounts.ts';

/** What login in the browser needs: PUBLIC_URL, META_APP_ID and META_APP_SECRET. URLs end without a slash. */
export interface OAuthSetup {
  readonly publicUrl: string;
  readonly appId: string;
  /** Such as `v26.0`; part of the address of Facebook's dialog. */
  readonly version: string;
  readonly dialogUrls: Readonly<Record<Login, string>>;
}

/** Permissions a dialog asks for; nothing that no answer of ours needs. */
const SCOPES: Readonly<Record<Login, readonly string[]>> = {
  facebook: ['instagram_basic', 'instagram_manage_insights', 'pages_read_engagement', 'pages_show_list'],
  instagram: ['instagram_business_basic', 'instagram_business_manage_insights'],
};

/** Pages that people reach through a business portfolio are listed only with this one. */
const PORTFOLIO_SCOPE = 'business_management';

/** Where Meta sends the browser back to; has to stand in the app dashboard like this. */
export function redirectUriOf(setup: OAuthSetup, login: Login): string {
  return `${setup.publicUrl}/oauth/${login}/callback`;
}

/**
 * The dialog of a login (Meta's pages on the manual login flow and on business login for Instagram, read 2026-11-23).
 * `portfolio`: for Facebook Pages that belong to a business portfolio.
 */
export function dialogUrlOf(setup: OAuthSetup, login: Login, state: string, portfolio: boolean): string {
  const path = login === 'facebook' ? `${setup.version}/dialog/oauth` : 'oauth/authorize';
  const url = new URL(`${setup.dialogUrls[login]}/${path}`);
  const scopes = portfolio && login === 'facebook' ? [...SCOPES.facebook, PORTFOLIO_SCOPE] : SCOPES[login];
  const params = {
    client_id: setup.appId,
    redirect_uri: redirectUriOf(setup, login),
    response_type: 'code',
    scope: scopes.join(','),
    state,
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}
