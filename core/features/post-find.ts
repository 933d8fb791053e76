/** Which post a word means: a link, a shortcode, an id, or its place among the newest. */
import { AppError } from '../errors.ts';
import { POST_KINDS } from '../instagram/media/media.ts';
import { bringNewestUpToDate, bringPostsUpToDate } from '../media/listing.ts';
import type { KnownMedia } from '../ports.ts';
import type { Access, Ask, Deps } from './feature.ts';

/** The most that can be counted back to: one page of Instagram's list. */
const MOST_PLACES = 100;

export type PostName =
  | { readonly by: 'place'; readonly place: number }
  | { readonly by: 'shortcode'; readonly shortcode: string }
  | { readonly by: 'id'; readonly id: string };

const LINK = /(?:^|\/)(?:p|reel|reels|tv)\/([\w-]{5,64})/u;
const NEWEST = new Set(['newest', 'latest', 'last', 'recent']);

function nameOf(word: string): PostName | undefined {
  const linked = LINK.exec(word)?.[1];
  if (linked !== undefined) return { by: 'shortcode', shortcode: linked };
  const plain = word.replace(/^#/u, '');
  if (NEWEST.has(plain)) return { by: 'place', place: 1 };
  if (/^\d{1,4}$/u.test(plain)) return { by: 'place', place: Number(plain) };
  if (/^\d{10,40}$/u.test(plain)) return { by: 'id', id: plain };
  return /^[\w-]{8,64}$/u.test(plain) ? { by: 'shortcode', shortcode: plain } : undefined;
}

/** The name in the words after `post`, the newest without one, and the question without it. */
export function readPostName(ask: Ask): { readonly name: PostName; readonly ask: Ask } {
  const { rest } = ask.command;
  const at = rest.findIndex((word) => !ask.accounts.some(({ username }) => username === word) && nameOf(word));
  const name = nameOf(rest[at] ?? '');
  if (name === undefined) return { name: { by: 'place', place: 1 }, ask };
  return { name, ask: { ...ask, command: { ...ask.command, rest: rest.toSpliced(at, 1) } } };
}

function noPost(access: Access, sentence: string): AppError {
  const { username } = access.account;
  return new AppError('not-found', sentence, {
    hint: 'A post is named by its link, its shortcode, its id, or its number counted from the newest.',
    suggestions: [`posts recent @${username}`, `post 1 @${username}`],
  });
}

async function byPlace(deps: Deps, access: Access, place: number): Promise<KnownMedia> {
  const { username } = access.account;
  if (place < 1 || place > MOST_PLACES) {
    throw noPost(access, `Posts are counted from 1, the newest, to ${MOST_PLACES}.`);
  }
  const listed = await bringNewestUpToDate(deps, access.account, access.graph, place);
  const found = listed.media[place - 1];
  if (found !== undefined) return found;
  const [problem] = listed.problems;
  if (problem !== undefined && listed.media.length === 0) throw problem;
  throw noPost(access, `@${username} has ${listed.media.length} posts, so there is no number ${place}.`);
}

/** What Instagram says of a post of this account; undefined where it has none of that id, or it is somebody else's. */
async function readOwn(deps: Deps, access: Access, id: string): Promise<KnownMedia | undefined> {
  const { account, graph } = access;
  if (graph === undefined) return undefined;
  const read = await deps.graph.readMedia(graph, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  });
  // One token may reach several accounts: their posts are not this one's.
  const own = read?.owner.id === graph.instagramId || read?.owner.username === account.username;
  if (read === undefined || !own || read.media.kind === 'story') return undefined;
  await deps.store.saveMedia(account.id, [read.media], deps.clock());
  const [saved] = await deps.store.listMedia(account.id, { kinds: POST_KINDS, ids: [id], limit: 1 });
  return saved;
}

/** A post that a file brought, as Instagram itself knows it, where it does and can be asked now. */
async function asInstagramKnows(deps: Deps, access: Access, known: KnownMedia): Promise<KnownMedia> {
  if (known.source === 'graph') return known;
  const read = await readOwn(deps, access, known.id).catch((error: unknown) => {
    if (error instanceof AppError) return undefined;
    throw error;
  });
  return read ?? known;
}

async function byShortcode(deps: Deps, access: Access, shortcode: string): Promise<KnownMedia> {
  const { account, graph } = access;
  const find = () => deps.store.listMedia(account.id, { kinds: POST_KINDS, shortcode, limit: 1 });
  const [known] = await find();
  if (known !== undefined) return asInstagramKnows(deps, access, known);
  // The API knows no shortcodes: the list is the only way, the newest page first.
  const first = await bringNewestUpToDate(deps, account, graph, MOST_PLACES);
  const [recent] = await find();
  if (recent !== undefined) return recent;
  const listed = await bringPostsUpToDate(deps, account, graph, { since: 0 });
  const [found] = await find();
  if (found !== undefined) return found;
  const problem = first.problems[0] ?? listed.problems[0];
  if (problem !== undefined) throw problem;
  const back = listed.cutAt === undefined ? '' : ' among its newest 2,000';
  throw noPost(access, `@${account.username} has no post ${shortcode}${back}.`);
}

async function byId(deps: Deps, access: Access, id: string): Promise<KnownMedia> {
  const { account } = access;
  const [known] = await deps.store.listMedia(account.id, { kinds: POST_KINDS, ids: [id], limit: 1 });
  if (known !== undefined) return asInstagramKnows(deps, access, known);
  const read = await readOwn(deps, access, id);
  if (read === undefined) throw noPost(access, `@${account.username} has no post with the id ${id}.`);
  return read;
}

/** The post, from the store or from Instagram. AppError `not-found` when the account has none of that name. */
export async function findPost(deps: Deps, access: Access, name: PostName): Promise<KnownMedia> {
  if (name.by === 'place') return byPlace(deps, access, name.place);
  return name.by === 'id' ? byId(deps, access, name.id) : byShortcode(deps, access, name.shortcode);
}
