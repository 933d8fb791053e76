/** What a webhook says about its event, in the shapes of the dashboard's samples. */
import { HOUR, midnight } from '../calendar.ts';
import { mediaNumbers } from '../media-numbers.ts';
import type { World } from '../world.ts';
import { commentsOf } from './comments.ts';

export type WebhookEvent =
  /** A story's last numbers, under the legacy names; told when its day is over. */
  | { readonly field: 'story_insights'; readonly username: string; readonly mediaId: string }
  | { readonly field: 'comments' | 'live_comments'; readonly username: string; readonly commentId: string }
  | { readonly field: 'mentions'; readonly username: string; readonly mediaId: string; readonly commentId?: string };

function missing(what: string, id: string): RangeError {
  return new RangeError(`The local Instagram has no ${what} ${id}.`);
}

function storyValue(world: World, id: string): object {
  const found = world.findKey(id);
  const lateThatDay = midnight(found?.key.day ?? 0) + 23 * HOUR;
  const story = found?.key.kind === 'story' ? found.account.shelf.find(found.key, lateThatDay) : undefined;
  if (found === undefined || story === undefined) throw missing('story', id);
  const { keys, numbers } = found.account;
  const last = mediaNumbers(keys, numbers, story, story.publishedAt + 24 * HOUR - 1);
  return {
    media_id: id,
    impressions: last.views,
    reach: last.reach,
    taps_forward: last.navigation['tap_forward'] ?? 0,
    taps_back: last.navigation['tap_back'] ?? 0,
    exits: last.navigation['tap_exit'] ?? 0,
    replies: last.replies,
  };
}

function commentValue(world: World, id: string, now: number): object {
  const found = world.findKey(id);
  const media = found?.account.shelf.find({ ...found.key, kind: 'post', part: 0 }, now);
  if (found === undefined || media === undefined) throw missing('comment', id);
  const comments = commentsOf(found.account, media, now);
  const comment = comments.find((candidate) => candidate.id === id);
  if (comment === undefined) throw missing('comment', id);
  return {
    from: { id: comment.authorId, username: comment.username },
    media: { id: media.id, media_product_type: media.product },
    id,
    ...(comment.parentId === undefined ? {} : { parent_id: comment.parentId }),
    text: comment.text,
  };
}

/** The `value` of a change. @throws RangeError for a story or comment that is not there. */
export function webhookValue(world: World, event: WebhookEvent, now: number): object {
  switch (event.field) {
    case 'story_insights':
      return storyValue(world, event.mediaId);
    case 'comments':
    case 'live_comments':
      return commentValue(world, event.commentId, now);
    case 'mentions':
      return {
        ...(event.commentId === undefined ? {} : { comment_id: event.commentId }),
        media_id: event.mediaId,
      };
  }
}
