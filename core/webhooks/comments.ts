/** What Instagram sends when somebody comments: only which post it was under. Whose words they are is never read. */
import { z } from 'zod';

const id = z.union([z.string(), z.number()]).transform(String);
const CHANGE = z.object({ field: z.literal('comments'), value: z.object({ media: z.object({ id }) }) });
const ENVELOPE = z.object({
  object: z.literal('instagram'),
  entry: z.array(z.object({ id, changes: z.array(z.unknown()).catch([]) })),
});

/** The posts of one account that were commented on. */
export interface CommentedPosts {
  /** IG user id of the account. */
  readonly instagramId: string;
  /** Each once. */
  readonly mediaIds: readonly string[];
}

/** Told of posts that were commented on; a rejection makes Meta send it again. */
export type OnComments = (posts: CommentedPosts) => Promise<void>;

/**
 * The posts in a webhook's body (`object` instagram, field `comments`; Meta's page on Instagram webhooks, read
 * 2026-11-23), by account. Mentions are about posts of others and live comments about what has no insights: passed over.
 */
export function readComments(body: unknown): readonly CommentedPosts[] {
  const envelope = ENVELOPE.safeParse(body);
  if (!envelope.success) return [];
  const posts = new Map<string, Set<string>>();
  for (const entry of envelope.data.entry) {
    for (const change of entry.changes) {
      const read = CHANGE.safeParse(change);
      if (!read.success) continue;
      posts.set(entry.id, (posts.get(entry.id) ?? new Set()).add(read.data.value.media.id));
    }
  }
  return [...posts].map(([instagramId, mediaIds]) => ({ instagramId, mediaIds: [...mediaIds] }));
}
