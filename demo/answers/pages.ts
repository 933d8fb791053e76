/** Facebook's side: the person, their Pages, the link from a Page to its Instagram account. */
import type { AuthorizedContext } from '../context.ts';
import { unknownField } from '../errors.ts';
import { project, type FieldRequest } from '../fields.ts';
import { paginate } from '../paging.ts';
import { USER_ID } from '../tokens.ts';
import type { DemoAccount } from '../world.ts';
import { userNode } from './user-node.ts';

interface FacebookPage {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly account: DemoAccount | undefined;
}

const TASKS = ['ANALYZE', 'ADVERTISE', 'MESSAGING', 'MODERATE', 'CREATE_CONTENT', 'MANAGE'];

function fieldList(names: string): readonly FieldRequest[] {
  return names.split(',').map((name) => ({ name, key: name, args: {}, fields: undefined }));
}

const ACCOUNTS_FIELDS = fieldList('access_token,category,category_list,name,id,tasks');
const PERSON_FIELDS = fieldList('name,id');

/** All Pages of the person behind the user token; the second one has no professional account. */
export function pagesOf(context: AuthorizedContext): readonly FacebookPage[] {
  const linked = context.world.accounts.map((account) => ({
    id: account.pageId,
    name: account.plan.name,
    token: context.tokens.facebook[account.plan.username] ?? '',
    account,
  }));
  const lonely = {
    id: context.world.lonelyPageId,
    name: 'A Page without Instagram',
    token: context.tokens.lonelyPageToken,
    account: undefined,
  };
  return [...linked.slice(0, 1), lonely, ...linked.slice(1)];
}

/** A Page with the fields asked for. Without a linked account `instagram_business_account` is left out. */
export function pageNode(
  context: AuthorizedContext,
  page: FacebookPage,
  fields: readonly FieldRequest[],
): Readonly<Record<string, unknown>> {
  return project(page.id, fields, (field) => {
    switch (field.name) {
      case 'name':
        return page.name;
      case 'access_token':
        return page.token;
      case 'category':
        return 'Photographer';
      case 'category_list':
        return [{ id: '181475575221097', name: 'Photographer' }];
      case 'tasks':
        return TASKS;
      case 'instagram_business_account':
      case 'connected_instagram_account':
        return page.account === undefined ? undefined : userNode(context, page.account, field.fields);
      default:
        throw unknownField(field.name);
    }
  });
}

/** `/me/accounts`: without pages_show_list the list is simply empty. */
export function accountsList(context: AuthorizedContext, fields: readonly FieldRequest[] | undefined): object {
  const pages = context.token.scopes.includes('pages_show_list') ? pagesOf(context) : [];
  const page = paginate(context, `${USER_ID}/accounts`, pages);
  const data = page.items.map((item) => pageNode(context, item, fields ?? ACCOUNTS_FIELDS));
  return { data, ...(page.paging === undefined ? {} : { paging: page.paging }) };
}

/** `/me` of a user token. */
export function personNode(fields: readonly FieldRequest[] | undefined): Readonly<Record<string, unknown>> {
  return project(USER_ID, fields ?? PERSON_FIELDS, ({ name }) => {
    if (name === 'name') return 'Demo Person';
    throw unknownField(name);
  });
}

/** `/me/permissions` of a user token. */
export function permissionsList(context: AuthorizedContext): object {
  return { data: context.token.scopes.map((permission) => ({ permission, status: 'granted' })) };
}
