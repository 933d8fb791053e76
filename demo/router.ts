/** From a path to its answer, on either host. */
import type { AuthorizedContext } from './context.ts';
import {
  GraphError,
  objectMissing,
  permissionMissing,
  unknownField,
  unknownPath,
  unsupportedRequest,
} from './errors.ts';
import { fieldsOf, type FieldRequest } from './fields.ts';
import type { Media } from './media.ts';
import type { DemoAccount } from './world.ts';
import { USER_ID } from './tokens.ts';
import { commentById, commentsList } from './answers/comments.ts';
import { mediaInsights } from './answers/media-insights.ts';
import { liveList, mediaList, storiesList } from './answers/media-list.ts';
import { childrenEdge, mediaNode } from './answers/media-node.ts';
import { tagsList } from './answers/mentions.ts';
import { accountsList, pageNode, pagesOf, permissionsList, personNode } from './answers/pages.ts';
import { userInsights } from './answers/user-insights.ts';
import { userNode } from './answers/user-node.ts';

/** Edges that exist somewhere in the Graph API, so that asking them of the wrong node is a missing field (recorded). */
const EDGES_ELSEWHERE = new Set([
  'accounts',
  'permissions',
  'feed',
  'posts',
  'photos',
  'videos',
  'children',
  'comments',
  'media',
  'stories',
  'insights',
]);

/** Whether the token may see this account: a user token all, a Page or Instagram token its own. */
function reaches(context: AuthorizedContext, account: DemoAccount): boolean {
  const { token } = context;
  if (token.kind === 'APP') return false;
  return token.username === account.plan.username || (token.username === undefined && token.kind !== 'PAGE');
}

function needs(context: AuthorizedContext, facebook: string, instagram: string): void {
  const scope = context.flavour === 'facebook' ? facebook : instagram;
  if (!context.token.scopes.includes(scope)) throw permissionMissing();
}

function needsInsights(context: AuthorizedContext): void {
  needs(context, 'instagram_manage_insights', 'instagram_business_manage_insights');
}

function needsBasic(context: AuthorizedContext): void {
  needs(context, 'instagram_basic', 'instagram_business_basic');
}

function missingEdge(edge: string): GraphError {
  return EDGES_ELSEWHERE.has(edge) ? unknownField(edge) : unknownPath([edge]);
}

function answerUser(context: AuthorizedContext, account: DemoAccount, edge: string | undefined): object {
  needsBasic(context);
  const fields = fieldsOf(context.params);
  if (fields?.some((field) => field.name === 'insights') === true) needsInsights(context);
  switch (edge) {
    case undefined:
      return userNode(context, account, fields);
    case 'media':
      return mediaList(context, account, fields);
    case 'stories':
      return storiesList(context, account, fields);
    case 'live_media':
      return liveList(context, account, fields);
    case 'insights':
      needsInsights(context);
      return userInsights(context, account);
    case 'tags':
      return tagsList(context, account, fields);
    case 'content_publishing_limit':
      return { data: [{ quota_usage: 0, config: { quota_total: 100, quota_duration: 86_400 } }] };
    default:
      throw missingEdge(edge);
  }
}

function answerMedia(context: AuthorizedContext, account: DemoAccount, media: Media, edge: string | undefined): object {
  needsBasic(context);
  const fields = fieldsOf(context.params);
  switch (edge) {
    case undefined:
      return mediaNode(context, account, media, fields);
    case 'insights':
      needsInsights(context);
      return mediaInsights(context, account, media);
    case 'children':
      return childrenEdge(context, account, media, fields);
    case 'comments':
      return commentsList(context, account, media, fields);
    default:
      throw missingEdge(edge);
  }
}

function answerPage(context: AuthorizedContext, id: string, edge: string | undefined): object | undefined {
  const page = pagesOf(context).find((candidate) => candidate.id === id);
  const { token } = context;
  if (page === undefined || (token.pageId !== undefined && token.pageId !== id)) return undefined;
  if (edge !== undefined) throw missingEdge(edge);
  const fallback: readonly FieldRequest[] = ['name', 'id'].map((name) => ({
    name,
    key: name,
    args: {},
    fields: undefined,
  }));
  return pageNode(context, page, fieldsOf(context.params) ?? fallback);
}

function answerPerson(context: AuthorizedContext, edge: string | undefined): object {
  const fields = fieldsOf(context.params);
  if (edge === undefined) return personNode(fields);
  if (edge === 'accounts') return accountsList(context, fields);
  if (edge === 'permissions') return permissionsList(context);
  throw missingEdge(edge);
}

function answerMe(context: AuthorizedContext, edge: string | undefined): object {
  const { token, world } = context;
  if (token.username !== undefined && context.flavour === 'instagram') {
    return answerUser(context, world.byUsername(token.username), edge);
  }
  if (token.kind === 'PAGE' && token.pageId !== undefined) return answerPage(context, token.pageId, edge) ?? {};
  if (token.kind === 'APP') {
    const message = 'An active access token must be used to query information about the current user.';
    throw new GraphError({ code: 2500, message });
  }
  return answerPerson(context, edge);
}

function answerNode(context: AuthorizedContext, id: string, edge: string | undefined): object | undefined {
  const { world, now } = context;
  const account = world.byInstagramId(id);
  if (account !== undefined) return reaches(context, account) ? answerUser(context, account, edge) : undefined;
  const found = world.findMedia(id, now);
  if (found !== undefined) {
    return reaches(context, found.account) ? answerMedia(context, found.account, found.media, edge) : undefined;
  }
  const comment = world.findKey(id);
  if (
    comment?.key.kind === 'comment' &&
    (edge === undefined || edge === 'replies') &&
    reaches(context, comment.account)
  ) {
    needsBasic(context);
    const media = comment.account.shelf.find({ ...comment.key, kind: 'post', part: 0 }, now);
    const ask = { edge, fields: fieldsOf(context.params) } as const;
    return media && commentById(context, comment.account, media, id, ask);
  }
  if (context.flavour === 'instagram') return undefined;
  if (id === USER_ID && context.token.kind === 'USER') return answerPerson(context, edge);
  return answerPage(context, id, edge);
}

/**
 * The body of a read below the version segment.
 * @throws GraphError for everything that is not there or not allowed.
 */
export function answerRead(context: AuthorizedContext, segments: readonly string[]): object {
  const [id, edge, ...rest] = segments;
  if (id === undefined) throw unsupportedRequest(context.flavour, context.method);
  if (rest.length > 0) throw unknownPath(edge === 'insights' ? rest : [edge ?? '', ...rest]);
  if (id === 'me') return answerMe(context, edge);
  if (!/^\d+$/.test(id)) throw unknownPath(segments);
  const body = answerNode(context, id, edge);
  if (body === undefined) throw objectMissing(id, context.method.toLowerCase());
  return body;
}
