/** Which permissions a connection needs, and what stops without each. */
import type { Login } from '../accounts.ts';

export interface PermissionNeed {
  readonly name: string;
  /** What does not work without it. */
  readonly stops: string;
}

interface Permission extends PermissionNeed {
  /** Undefined: nobody can do without it. Else when it is needed at all, in words. */
  readonly onlyWhen?: string;
  /** Permissions that do the same. */
  readonly or?: readonly string[];
}

const PORTFOLIO = 'your role on the Page comes from a business portfolio';
const LIST_PAGES = 'pages_show_list';
const PERMISSIONS: Readonly<Record<Login, readonly Permission[]>> = {
  facebook: [
    { name: 'instagram_basic', stops: 'profile and posts' },
    { name: 'instagram_manage_insights', stops: 'insights: reach, views and the rest' },
    { name: 'pages_read_engagement', stops: 'reading the account through its Page' },
    { name: LIST_PAGES, stops: 'finding the Pages and their accounts' },
    {
      name: 'ads_management',
      stops: 'insights of Pages reached through a portfolio',
      onlyWhen: PORTFOLIO,
      or: ['ads_read'],
    },
    { name: 'business_management', stops: 'listing Pages owned by a portfolio', onlyWhen: PORTFOLIO },
    { name: 'pages_read_user_content', stops: 'nothing Reachboard does today', onlyWhen: 'older apps asked for it' },
  ],
  instagram: [
    { name: 'instagram_business_basic', stops: 'profile and posts' },
    { name: 'instagram_business_manage_insights', stops: 'insights: reach, views and the rest' },
  ],
};

/** A Page's own token lists no Pages, so it needs no right to. */
function concerns(permission: Permission, tokenType: string | undefined): boolean {
  return permission.onlyWhen === undefined && !(permission.name === LIST_PAGES && tokenType === 'PAGE');
}

/**
 * Those of the permissions this connection cannot do without that are not among `scopes`; none when nobody could tell
 * (Meta's pages on user insights and on the login products, read 2026-11-23). `tokenType` as `debug_token` names it.
 */
export function missingPermissions(
  login: Login,
  tokenType: string | undefined,
  scopes: readonly string[] | undefined,
): readonly PermissionNeed[] {
  if (scopes === undefined) return [];
  return PERMISSIONS[login].filter((need) => concerns(need, tokenType) && !scopes.includes(need.name));
}

export interface PermissionState extends PermissionNeed {
  readonly state: 'granted' | 'missing' | 'not needed' | 'not known';
  /** When a permission that was not granted would be needed, in words. */
  readonly onlyWhen: string | undefined;
}

/** Every permission that plays a part for this login, with what is known about it. */
export function permissionStates(
  login: Login,
  tokenType: string | undefined,
  scopes: readonly string[] | undefined,
): readonly PermissionState[] {
  return PERMISSIONS[login].map((permission) => {
    const { name, stops, onlyWhen, or = [] } = permission;
    const granted = [name, ...or].some((one) => scopes?.includes(one));
    const without = concerns(permission, tokenType) ? 'missing' : 'not needed';
    return { name, stops, onlyWhen, state: granted ? 'granted' : scopes === undefined ? 'not known' : without };
  });
}
