/** Comments under a media, newest first, and the owner's replies to some of them. */
import { graphTime } from '../calendar.ts';
import { withParams, type AuthorizedContext } from '../context.ts';
import { unknownField } from '../errors.ts';
import { project, type FieldRequest } from '../fields.ts';
import { chance, hashOf } from '../generator/random.ts';
import { mediaId, type Media } from '../media.ts';
import { mediaNumbers } from '../media-numbers.ts';
import { paginate } from '../paging.ts';
import type { DemoAccount } from '../world.ts';

export interface Comment {
  readonly id: string;
  readonly text: string;
  readonly username: string;
  readonly authorId: string;
  readonly at: number;
  readonly likes: number;
  /** Of a reply: the comment it answers. */
  readonly parentId: string | undefined;
}

/** A media keeps this many of its comments readable here. */
const MOST_COMMENTS = 90;
/** Share of comments that the owner answers. */
const REPLIES = 0.2;
const NAMES = ['mira.k', 'tomas_h', 'oda.lens', 'j0nas', 'the.quiet.one', 'rina_san', 'pablo.fm', 'noor'];
const DEFAULT_FIELDS: readonly FieldRequest[] = ['timestamp', 'text', 'id'].map((name) => ({
  name,
  key: name,
  args: {},
  fields: undefined,
}));

/**
 * Comments of a media that are there at `now`, replies among them, newest first; as many as `comments_count`, up to the
 * first 90. Each keeps its moment: the one at which the counter reached it.
 */
export function commentsOf(account: DemoAccount, media: Media, now: number): readonly Comment[] {
  const { keys, numbers, plan, place } = account;
  const { comments: count, commentedAt } = mediaNumbers(keys, numbers, media, now);
  const found: Comment[] = [];
  for (let part = 0; part < Math.min(count, MOST_COMMENTS); part += 1) {
    const id = mediaId({ account: place, kind: 'comment', day: media.day, slot: media.slot, part });
    const before = found.at(-1);
    const isReply = before?.parentId === undefined && before !== undefined && chance(media.id, 'reply', part) < REPLIES;
    const common = { id, at: commentedAt(part + 1), likes: hashOf(media.id, 'likes', part) % 5 };
    found.push(
      isReply
        ? { ...common, text: 'Thank you!', username: plan.username, authorId: account.instagramId, parentId: before.id }
        : {
            ...common,
            text: plan.comments[hashOf(media.id, 'text', part) % plan.comments.length] ?? '',
            username: NAMES[hashOf(media.id, 'by', part) % NAMES.length] ?? 'somebody',
            authorId: `9${id.slice(2)}`,
            parentId: undefined,
          },
    );
  }
  return found.reverse();
}

interface Thread {
  readonly media: Media;
  readonly all: readonly Comment[];
}

function repliesTo(
  context: AuthorizedContext,
  thread: Thread,
  comment: Comment,
  field: FieldRequest,
): object | undefined {
  const replies = thread.all.filter(({ parentId }) => parentId === comment.id);
  if (replies.length === 0) return undefined;
  const page = paginate(withParams(context, field.args), `${comment.id}/replies`, replies, 'comments');
  const data = page.items.map((reply) => commentNode(context, thread, reply, field.fields ?? DEFAULT_FIELDS));
  return { data, ...(page.paging === undefined ? {} : { paging: page.paging }) };
}

/** One comment as the API shows it. */
function commentNode(
  context: AuthorizedContext,
  thread: Thread,
  comment: Comment,
  fields: readonly FieldRequest[],
): Readonly<Record<string, unknown>> {
  return project(comment.id, fields, (field) => {
    switch (field.name) {
      case 'text':
        return comment.text;
      case 'timestamp':
        return graphTime(comment.at);
      case 'username':
        return comment.username;
      case 'like_count':
        return comment.likes;
      case 'hidden':
        return false;
      case 'media':
        return { id: thread.media.id };
      case 'parent_id':
        return comment.parentId;
      case 'user':
        return comment.parentId === undefined ? undefined : { id: comment.authorId };
      case 'replies':
        return repliesTo(context, thread, comment, field);
      case 'from':
        return { id: comment.authorId, username: comment.username };
      default:
        throw unknownField(field.name);
    }
  });
}

/** `/{ig-media}/comments`: the first pages have a cursor and `next`, the last has no paging at all (recorded). */
export function commentsList(
  context: AuthorizedContext,
  account: DemoAccount,
  media: Media,
  fields: readonly FieldRequest[] | undefined,
): { readonly data: readonly object[] } {
  const all = commentsOf(account, media, context.now);
  const top = all.filter(({ parentId }) => parentId === undefined);
  const page = paginate(context, `${media.id}/comments`, top, 'comments');
  const data = page.items.map((comment) => commentNode(context, { media, all }, comment, fields ?? DEFAULT_FIELDS));
  return { data, ...(page.paging === undefined ? {} : { paging: page.paging }) };
}

/** A comment by its id, or the replies to it; undefined when it is not there. */
export function commentById(
  context: AuthorizedContext,
  account: DemoAccount,
  media: Media,
  id: string,
  ask: { readonly edge: 'replies' | undefined; readonly fields: readonly FieldRequest[] | undefined },
): object | undefined {
  const all = commentsOf(account, media, context.now);
  const comment = all.find((candidate) => candidate.id === id);
  if (comment === undefined) return undefined;
  if (ask.edge === undefined) return commentNode(context, { media, all }, comment, ask.fields ?? DEFAULT_FIELDS);
  const args = Object.fromEntries(context.params);
  return (
    repliesTo(context, { media, all }, comment, { name: 'replies', key: 'replies', args, fields: ask.fields }) ?? {
      data: [],
    }
  );
}
