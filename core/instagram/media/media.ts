/** What an IG Media is to us: a post, video, album, reel or story, with what its list says of it. */

/** By what Instagram measures of it. `video`: a feed video from before reels took over. */
export type MediaKind = 'image' | 'video' | 'album' | 'reel' | 'story';

export const POST_KINDS: readonly MediaKind[] = ['image', 'video', 'album', 'reel'];

/** How long a story can be seen and its numbers read, in ms from when it was published. */
export const STORY_LIFE = 24 * 3_600_000;

/** As Instagram listed it. Fields it left out are undefined; hidden counters too. */
export interface Media {
  /** As text: larger than 2^53. */
  readonly id: string;
  readonly kind: MediaKind;
  /** Epoch ms. */
  readonly publishedAt: number;
  /** In its own case, as in the address. */
  readonly shortcode: string | undefined;
  readonly permalink: string | undefined;
  /** Foreign text of up to 2,200 characters. */
  readonly caption: string | undefined;
  /** Undefined when the owner hides it. Without ads. */
  readonly likeCount: number | undefined;
  readonly commentsCount: number | undefined;
}

/** Why a media has no insights, or no new ones. */
export type MediaTrouble =
  /** Made while the account was a personal one: never. */
  | 'before professional'
  /** A story with fewer than five viewers so far. */
  | 'too few'
  /** Not there any more. */
  | 'gone'
  /** Instagram fails on this one again and again. */
  | 'failing';

/** Who told us: Instagram, or a file that somebody imported. */
export type MediaOrigin = 'graph' | 'import';

/** What insights of one media say at one time. */
export interface MediaReading {
  readonly mediaId: string;
  readonly source: MediaOrigin;
  /** API name. */
  readonly metric: string;
  /** `''`, or the breakdown that was asked for. */
  readonly breakdown: string;
  /** Null: Instagram was asked and said nothing. Never 0 for unknown. */
  readonly value: number | null;
  /** By breakdown key in lower case; a key left out is 0 when there is a value. */
  readonly detail: Readonly<Record<string, number>> | undefined;
  /** Epoch ms of the first time this value was read. */
  readonly readAt: number;
  /** Epoch ms of the last time the same value was read again. */
  readonly confirmedAt: number;
}
