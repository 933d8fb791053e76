/** Which permissions a connection needs, and what stops without each. */
import type { Login } from '../accounts.ts';

export interface PermissionNeed {
  readonly name: string;
  /** What does not work without it. */
  readonly stops: string;
}

const FACEBOOK: readonly PermissionNeed[] = [
  { name: 'instagram_basic', stops: 'profile and posts' },
  { name: 'instagram_manage_insights', stops: 'all insights: reach, views and the rest' },
  { name: 'pages_read_engagement', stops: 'reading the account through its Page' },
];
const LIST_PAGES: PermissionNeed = { name: 'pages_show_list', stops: 'finding the Pages and their accounts' };
const INSTAGRAM: readonly PermissionNeed[] = [
  { name: 'instagram_business_basic', stops: 'profile and posts' },
  { name: 'instagram_business_manage_insights', stops: 'all insights: reach, views and the rest' },
];

/**
 * The permissions this connection cannot do without (Meta's pages on user insights and on the login products, read
 * 2026-11-23). `tokenType` as `debug_token` names it: a Page token lists no Pages. Permissions that only accounts of a
 * business portfolio need are left out: nobody can see from here whether this one does.
 */
export function neededPermissions(login: Login, tokenType: string | undefined): readonly PermissionNeed[] {
  if (login === 'instagram') return INSTAGRAM;
  return tokenType === 'PAGE' ? FACEBOOK : [...FACEBOOK, LIST_PAGES];
}

/** Those of the needed permissions that are not among `scopes`; none when nobody could tell. */
export function missingPermissions(
  login: Login,
  tokenType: string | undefined,
  scopes: readonly string[] | undefined,
): readonly PermissionNeed[] {
  if (scopes === undefined) return [];
  return neededPermissions(login, tokenType).filter((need) => !scopes.includes(need.name));
}
