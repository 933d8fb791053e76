/** Posts of other people that name or tag an account: `/tags`, `mentioned_media`, `mentioned_comment`. */
import { graphTime, HOUR, midnight, pacificDay } from '../calendar.ts';
import type { AuthorizedContext } from '../context.ts';
import { invalid, objectMissing, permissionMissing, unknownField } from '../errors.ts';
import { project, type FieldRequest } from '../fields.ts';
import { chance, digitsOf, hashOf } from '../generator/random.ts';
import { paginate } from '../paging.ts';
import { signedPicture } from '../pictures.ts';
import type { DemoAccount } from '../world.ts';

/** One post of a stranger with the account in its picture and, maybe, in a comment. */
export interface Mention {
  readonly id: string;
  readonly at: number;
  readonly username: string;
  readonly caption: string;
  readonly likes: number;
  /** A comment below it that names the account. */
  readonly commentId: string | undefined;
}

const DAYS = 90;
const CHANCE = 0.2;
const NAMES = ['mira.k', 'oda.lens', 'weekend_with_jo', 'rina_san', 'noor'];
const DEFAULT_FIELDS: readonly FieldRequest[] = [{ name: 'id', key: 'id', args: {}, fields: undefined }];

/** Mentions of an account in the 90 days before `now`, newest first. */
export function mentionsOf({ plan, keys }: DemoAccount, now: number): readonly Mention[] {
  const today = pacificDay(now);
  return Array.from({ length: DAYS }, (_, back) => today - back)
    .filter((day) => chance(keys.seed, plan.username, 'mention', day) < CHANCE)
    .map((day): Mention => {
      const by = hashOf(plan.username, 'mentioned by', day);
      return {
        id: `17${digitsOf(15, 'guest', plan.username, day)}`,
        at: midnight(day) + (8 + (by % 10)) * HOUR,
        username: NAMES[by % NAMES.length] ?? 'somebody',
        caption: `With @${plan.username}`,
        likes: by % 90,
        commentId: by % 2 === 0 ? `17${digitsOf(15, 'guest comment', plan.username, day)}` : undefined,
      };
    })
    .filter(({ at }) => at <= now);
}

function needsComments({ flavour, token }: AuthorizedContext): void {
  const scope = flavour === 'facebook' ? 'instagram_manage_comments' : 'instagram_business_manage_comments';
  if (!token.scopes.includes(scope)) throw permissionMissing();
}

function guestNode(
  context: AuthorizedContext,
  mention: Mention,
  fields: readonly FieldRequest[] | undefined,
): Readonly<Record<string, unknown>> {
  return project(mention.id, fields ?? DEFAULT_FIELDS, ({ name }) => {
    switch (name) {
      case 'caption':
        return mention.caption;
      case 'comments_count':
        return mention.commentId === undefined ? 0 : 1;
      case 'like_count':
        return mention.likes;
      case 'media_type':
        return 'IMAGE';
      case 'media_product_type':
        return 'FEED';
      case 'media_url':
        return signedPicture(context, mention.id);
      case 'permalink':
        return `https://www.instagram.com/p/DY${mention.id.slice(-9)}/`;
      case 'timestamp':
        return graphTime(mention.at);
      case 'username':
        return mention.username;
      case 'owner':
        return { id: `17841${digitsOf(12, 'guest', mention.username)}` };
      default:
        throw unknownField(name);
    }
  });
}

function guestComment(
  account: DemoAccount,
  mention: Mention,
  id: string,
  fields: readonly FieldRequest[] | undefined,
): Readonly<Record<string, unknown>> {
  return project(id, fields ?? DEFAULT_FIELDS, ({ name }) => {
    switch (name) {
      case 'text':
        return `@${account.plan.username} look!`;
      case 'timestamp':
        return graphTime(mention.at + HOUR);
      case 'like_count':
        return 0;
      case 'username':
        return NAMES[(NAMES.indexOf(mention.username) + 1) % NAMES.length];
      case 'media':
        return { id: mention.id };
      default:
        throw unknownField(name);
    }
  });
}

/**
 * `/{ig-user}/tags`, newest first.
 * @throws GraphError 10 without the permission to manage comments (recorded).
 */
export function tagsList(
  context: AuthorizedContext,
  account: DemoAccount,
  fields: readonly FieldRequest[] | undefined,
): object {
  needsComments(context);
  const page = paginate(context, `${account.instagramId}/tags`, mentionsOf(account, context.now));
  const data = page.items.map((mention) => guestNode(context, mention, fields));
  return { data, ...(page.paging === undefined ? {} : { paging: page.paging }) };
}

/**
 * `mentioned_media.media_id(…){…}` and `mentioned_comment.comment_id(…){…}`.
 * @throws GraphError 100/33 for an id that does not mention this account.
 */
export function mentioned(context: AuthorizedContext, account: DemoAccount, field: FieldRequest): object {
  needsComments(context);
  const isMedia = field.name === 'mentioned_media';
  const parameter = isMedia ? 'media_id' : 'comment_id';
  const id = field.args[parameter];
  if (id === undefined) throw invalid(`The parameter ${parameter} is required`);
  const mention = mentionsOf(account, context.now).find((one) => (isMedia ? one.id : one.commentId) === id);
  if (mention === undefined) throw objectMissing(id);
  return isMedia ? guestNode(context, mention, field.fields) : guestComment(account, mention, id, field.fields);
}
