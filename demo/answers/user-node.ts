/** An IG User as the API shows it, on both hosts, and Business Discovery of others. */
import { withParams, type AuthorizedContext } from '../context.ts';
import { discoveryMissing, invalid, permissionMissing, unknownField } from '../errors.ts';
import { project, type FieldRequest } from '../fields.ts';
import { paginate } from '../paging.ts';
import { signedPicture } from '../pictures.ts';
import type { DemoAccount } from '../world.ts';
import { liveList, mediaList, storiesList } from './media-list.ts';
import { mediaNode } from './media-node.ts';
import { mentioned } from './mentions.ts';
import { userInsights } from './user-insights.ts';

const DEFAULT_FIELDS: readonly FieldRequest[] = [{ name: 'id', key: 'id', args: {}, fields: undefined }];

/** `media_count`; on some accounts it differs from what the list holds. */
export function mediaCount(account: DemoAccount, now: number): number {
  return Math.max(0, account.shelf.posts(now).length + (account.plan.mediaCountDrift ?? 0));
}

/** Fields anybody may see. */
function publicField(context: AuthorizedContext, account: DemoAccount, name: string): unknown {
  const { plan } = account;
  switch (name) {
    case 'username':
      return plan.username;
    case 'name':
      return plan.name;
    case 'biography':
      return plan.biography;
    case 'website':
      return plan.website;
    case 'followers_count':
      return account.numbers.followersAt(context.now);
    case 'media_count':
      return mediaCount(account, context.now);
    case 'profile_picture_url':
      return signedPicture(context, plan.username);
    case 'ig_id':
      return account.legacyId;
    default:
      throw unknownField(name);
  }
}

function hostField(context: AuthorizedContext, account: DemoAccount, name: string): unknown {
  if (context.flavour === 'instagram') {
    if (name === 'user_id') return account.instagramId;
    if (name === 'account_type') return account.plan.mix.reel > 0.4 ? 'Media_Creator' : 'Business';
    return publicField(context, account, name);
  }
  if (name === 'legacy_instagram_user_id') return String(account.legacyId);
  if (name === 'has_profile_pic' || name === 'is_published') return true;
  if (name === 'shopping_product_tag_eligibility') throw permissionMissing();
  return publicField(context, account, name);
}

function discoveredMedia(context: AuthorizedContext, account: DemoAccount, field: FieldRequest): object {
  const inner = withParams(context, field.args);
  const page = paginate(inner, `${account.instagramId}/media`, account.shelf.posts(context.now), 'discovery');
  return {
    data: page.items.map((media) => mediaNode(context, account, media, field.fields, 'discovery')),
    ...(page.paging === undefined ? {} : { paging: page.paging }),
  };
}

/** `business_discovery.username(x){…}`: public fields only; `follows_count` is left out, cursors come without links. */
function businessDiscovery(context: AuthorizedContext, field: FieldRequest): object {
  const username = field.args['username'] ?? '';
  if (username === '') throw invalid('The parameter username is required');
  const account = context.world.accounts.find((candidate) => candidate.plan.username === username.toLowerCase());
  if (account === undefined) throw discoveryMissing(username);
  return project(account.instagramId, field.fields ?? DEFAULT_FIELDS, (inner) => {
    if (inner.name === 'follows_count') return undefined;
    if (inner.name === 'media') return discoveredMedia(context, account, inner);
    return publicField(context, account, inner.name);
  });
}

/**
 * An account with the fields asked for; what is empty is left out. On graph.instagram.com `id` is the app-scoped id and
 * `user_id` the IG user id.
 * @throws GraphError 100 for fields that do not exist on this host.
 */
export function userNode(
  context: AuthorizedContext,
  account: DemoAccount,
  fields: readonly FieldRequest[] | undefined,
): Readonly<Record<string, unknown>> {
  const id = context.flavour === 'facebook' ? account.instagramId : account.scopedId;
  return project(id, fields ?? DEFAULT_FIELDS, (field) => {
    const edge = withParams(context, field.args);
    switch (field.name) {
      case 'follows_count':
        return account.plan.follows;
      case 'media':
        return mediaList(edge, account, field.fields);
      case 'stories':
        return storiesList(edge, account, field.fields);
      case 'live_media':
        return liveList(edge, account, field.fields);
      case 'insights':
        return userInsights(edge, account);
      case 'mentioned_media':
      case 'mentioned_comment':
        return mentioned(context, account, field);
      case 'business_discovery':
        if (context.flavour === 'instagram') throw unknownField(field.name);
        return businessDiscovery(context, field);
      default:
        return hostField(context, account, field.name);
    }
  });
}
