/** Media as lists and nodes of the API show them. Shapes: recordings of v18.0 to v25.0, read 2026-11-23. */
import { z } from 'zod';
import type { Media, MediaKind } from './media/media.ts';
import { fieldOf, readField, type OnMismatch } from './responses.ts';

const id = z.union([z.string(), z.number().int().nonnegative()]).transform(String);
const text = z.string();
const count = z.number().int().nonnegative();

/** What is asked for of every media. An album child, a comment or a live broadcast answers less. */
export const MEDIA_FIELDS = [
  'id',
  'caption',
  'media_type',
  'media_product_type',
  'permalink',
  'shortcode',
  'timestamp',
  'username',
  'owner',
  'like_count',
  'comments_count',
  'media_url',
  'thumbnail_url',
] as const;

/** Without a product type (Instagram Login may leave it out) the address tells reels from feed videos. */
function kindOf(type: string | undefined, product: string | undefined, permalink: string | undefined): MediaKind {
  if (product === 'STORY' || permalink?.includes('/stories/') === true) return 'story';
  if (product === 'REELS' || (product === undefined && permalink?.includes('/reel/') === true)) return 'reel';
  if (type === 'CAROUSEL_ALBUM') return 'album';
  return type === 'VIDEO' ? 'video' : 'image';
}

function timeOf(stamp: string | undefined): number | undefined {
  const time = Date.parse((stamp ?? '').replace(/([+-]\d{2})(\d{2})$/u, '$1:$2'));
  return Number.isNaN(time) ? undefined : time;
}

/** Who a media says it is of; either may be left out. */
export interface MediaOwner {
  readonly id: string | undefined;
  readonly username: string | undefined;
}

export interface ReadMedia {
  readonly media: Media;
  readonly owner: MediaOwner;
  /** Where its picture is for a day or two; a video's is its still. Undefined when it has none to show. */
  readonly pictureUrl: string | undefined;
}

/** One media with its owner; undefined, with a report, when it has no id or no date. Counters left out are hidden. */
export function readMedia(value: unknown, onMismatch: OnMismatch): ReadMedia | undefined {
  const read = <T>(schema: z.ZodType<T>, name: string): T | undefined =>
    readField(schema, fieldOf(value, name), `media.${name}`, onMismatch);
  const mediaId = readField(id, fieldOf(value, 'id') ?? null, 'media.id', onMismatch);
  const publishedAt = timeOf(read(text, 'timestamp'));
  if (mediaId === undefined || !/^\d{1,40}$/u.test(mediaId)) return undefined;
  if (publishedAt === undefined) {
    onMismatch('media.timestamp', 'no date');
    return undefined;
  }
  const permalink = read(text, 'permalink');
  const media: Media = {
    id: mediaId,
    kind: kindOf(read(text, 'media_type'), read(text, 'media_product_type'), permalink),
    publishedAt,
    shortcode: read(text, 'shortcode'),
    permalink,
    caption: read(text, 'caption'),
    likeCount: read(count, 'like_count'),
    commentsCount: read(count, 'comments_count'),
  };
  const owner = readField(id, fieldOf(fieldOf(value, 'owner'), 'id'), 'media.owner.id', onMismatch);
  const moving = read(text, 'media_type') === 'VIDEO';
  return {
    media,
    owner: { id: owner, username: read(text, 'username')?.toLowerCase() },
    pictureUrl: read(text, 'thumbnail_url') ?? (moving ? undefined : read(text, 'media_url')),
  };
}
