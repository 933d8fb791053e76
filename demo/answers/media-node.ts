/** An IG Media as the API shows it: a post, reel, album, album child, story or live broadcast. */
import { graphTime } from '../calendar.ts';
import { withParams, type AuthorizedContext } from '../context.ts';
import { GraphError, invalid, unknownField } from '../errors.ts';
import { project, type FieldRequest } from '../fields.ts';
import { mediaNumbers } from '../media-numbers.ts';
import { childrenOf, mediaId, type Media } from '../media.ts';
import { paginate } from '../paging.ts';
import { signedPicture } from '../pictures.ts';
import type { DemoAccount } from '../world.ts';
import { commentsList } from './comments.ts';
import { mediaInsights } from './media-insights.ts';

/** What the reader of a media may see: everything of its own, only public fields through Business Discovery. */
export type Reader = 'owner' | 'discovery';

const DEFAULT_FIELDS: readonly FieldRequest[] = [{ name: 'id', key: 'id', args: {}, fields: undefined }];
const TOP_COUNTERS = new Set([
  'total_like_count',
  'total_comments_count',
  'total_views_count',
  'reposts_count',
  'shares_count',
  'saved_count',
]);
const DISCOVERY_FIELDS = new Set(
  'caption children comments_count like_count media_product_type media_type media_url owner permalink thumbnail_url timestamp username view_count shortcode'.split(
    ' ',
  ),
);
/** Asked for on lists by real clients and silently ignored there (recorded). */
export const IGNORED_ON_LISTS = new Set(['from_id', 'from_full_name']);

function permalinkOf(account: DemoAccount, media: Media): string | undefined {
  if (media.kind === 'child') return undefined;
  if (media.product === 'STORY') return `https://instagram.com/stories/${account.plan.username}/${media.legacyId}`;
  return `https://www.instagram.com/${media.product === 'REELS' ? 'reel' : 'p'}/${media.shortcode}/`;
}

function counters(context: AuthorizedContext, account: DemoAccount, media: Media, name: string): number | undefined {
  const numbers = mediaNumbers(account.keys, account.numbers, media, context.now);
  switch (name) {
    case 'like_count':
      return media.hidesLikes || media.kind === 'child' ? undefined : numbers.likes;
    case 'comments_count':
      return media.kind === 'child' ? undefined : numbers.comments;
    case 'total_like_count':
      return media.hidesLikes ? undefined : numbers.totalLikes;
    case 'total_comments_count':
      return numbers.totalComments;
    case 'total_views_count':
      return media.type === 'VIDEO' ? numbers.totalViews : undefined;
    case 'reposts_count':
      return numbers.reposts;
    case 'shares_count':
      return numbers.shares;
    case 'view_count':
      return media.product === 'REELS' ? numbers.views : undefined;
    default:
      return numbers.saved;
  }
}

function pictureOf(context: AuthorizedContext, media: Media, name: string): string | undefined {
  if (name === 'thumbnail_url') return media.type === 'VIDEO' ? signedPicture(context, media.id) : undefined;
  const extension = media.type === 'VIDEO' ? 'mp4' : 'png';
  return media.withheld ? undefined : signedPicture(context, media.id, extension);
}

function plainField(context: AuthorizedContext, account: DemoAccount, media: Media, name: string): unknown {
  switch (name) {
    case 'ig_id':
    case 'legacy_instagram_media_id':
      return media.legacyId;
    case 'caption':
      return media.caption;
    case 'media_type':
      return media.type;
    case 'media_product_type':
      return media.product;
    case 'media_url':
    case 'thumbnail_url':
      return pictureOf(context, media, name);
    case 'permalink':
      return permalinkOf(account, media);
    case 'shortcode':
      return media.shortcode;
    case 'timestamp':
      return graphTime(media.publishedAt);
    case 'username':
      return account.plan.username;
    case 'owner':
      return { id: account.instagramId };
    case 'like_count':
    case 'comments_count':
      return counters(context, account, media, name);
    case 'is_comment_enabled':
      return media.kind === 'child' ? undefined : media.product !== 'STORY';
    case 'is_shared_to_feed':
      return media.product === 'REELS' ? true : undefined;
    case 'is_ai_generated':
      return false;
    case 'alt_text':
      return undefined;
    case 'media_audio_type':
      return media.type === 'VIDEO' ? (media.slot % 2 === 0 ? 'ORIGINAL_SOUND' : 'MUSIC') : undefined;
    default:
      throw unknownField(name);
  }
}

function ownerField(context: AuthorizedContext, account: DemoAccount, media: Media, field: FieldRequest): unknown {
  const { name, args } = field;
  if (name === 'view_count') {
    const message = '(#36104) You do not have permission to access this field outside of the Business Discovery API.';
    throw new GraphError({ code: 36104, message });
  }
  if (name === 'copyright_check_information') {
    if (media.type === 'VIDEO') return { status: { status: 'completed', matches_found: false } };
    throw new GraphError({ code: 9005, subcode: 1452042, message: 'Video content was not found.' });
  }
  if (TOP_COUNTERS.has(name)) {
    if (context.flavour === 'instagram') throw unknownField(name);
    return media.kind === 'post' ? counters(context, account, media, name) : undefined;
  }
  if (name === 'boost_ads_list' || name === 'boost_eligibility_info') {
    if (context.flavour === 'instagram') throw unknownField(name);
    if (name === 'boost_eligibility_info') return { eligible_to_boost: media.kind === 'post' && !media.withheld };
    return media.boosted ? { data: [{ ad_id: `6${media.legacyId.slice(0, 12)}`, ad_status: 'active' }] } : undefined;
  }
  if (name === 'insights') return mediaInsights(withParams(context, args), account, media);
  if (name === 'comments') {
    const comments = commentsList(withParams(context, args), account, media, field.fields);
    return comments.data.length === 0 ? undefined : comments;
  }
  return plainField(context, account, media, name);
}

/** The items of an album inside `fields`; they have no permalink, no counters and no insights. */
function childrenField(
  context: AuthorizedContext,
  account: DemoAccount,
  media: Media,
  { fields }: FieldRequest,
  reader: Reader,
): object | undefined {
  if (media.type !== 'CAROUSEL_ALBUM') return undefined;
  const children = childrenOf(account.place, media);
  return { data: children.map((child) => mediaNode(context, account, child, fields, reader)) };
}

/**
 * A media with the fields asked for, in that order. A field that is empty or does not apply is left out.
 * @throws GraphError 100 for a field that does not exist, 36104 for `view_count` outside Business Discovery.
 */
export function mediaNode(
  context: AuthorizedContext,
  account: DemoAccount,
  media: Media,
  fields: readonly FieldRequest[] | undefined,
  reader: Reader = 'owner',
): Readonly<Record<string, unknown>> {
  return project(media.id, fields ?? DEFAULT_FIELDS, (field) => {
    if (field.name === 'children') return childrenField(context, account, media, field, reader);
    if (reader === 'owner') return ownerField(context, account, media, field);
    if (!DISCOVERY_FIELDS.has(field.name)) throw unknownField(field.name);
    if (field.name === 'view_count') return counters(context, account, media, 'view_count');
    return plainField(context, account, media, field.name);
  });
}

/** The broadcast of an account that is live at this moment; nothing otherwise. */
export function liveMedia(context: AuthorizedContext, account: DemoAccount): readonly Media[] {
  const { live } = account.plan;
  const hour = new Date(context.now).getUTCHours();
  if (live === undefined || hour < live.from || hour >= live.to) return [];
  const day = Math.floor(context.now / 86_400_000);
  const id = mediaId({ account: account.place, kind: 'story', day, slot: 99, part: 0 });
  const story = account.shelf.stories(context.now)[0];
  return story === undefined ? [] : [{ ...story, id, publishedAt: Math.floor(context.now / 3_600_000) * 3_600_000 }];
}

/** A live broadcast: other type and product than any stored media. */
export function liveNode(
  context: AuthorizedContext,
  account: DemoAccount,
  media: Media,
  fields: readonly FieldRequest[] | undefined,
): Readonly<Record<string, unknown>> {
  return project(media.id, fields ?? DEFAULT_FIELDS, ({ name }) => {
    if (name === 'media_type') return 'BROADCAST';
    if (name === 'media_product_type') return 'LIVE';
    if (['caption', 'like_count', 'comments_count', 'media_url', 'thumbnail_url', 'permalink'].includes(name))
      return undefined;
    return plainField(context, account, media, name);
  });
}

/** `/children` as an edge of its own. */
export function childrenEdge(
  context: AuthorizedContext,
  account: DemoAccount,
  media: Media,
  fields: readonly FieldRequest[] | undefined,
): object {
  if (media.type !== 'CAROUSEL_ALBUM') throw invalid('Tried accessing nonexisting field (children)');
  const page = paginate(context, `${media.id}/children`, childrenOf(account.place, media));
  return { data: page.items.map((child) => mediaNode(context, account, child, fields)) };
}
