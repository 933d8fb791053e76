/** Where a post stands among the others: under the one it answers, or in place of what one says. */
import type { DeliveryLog, Manner } from '../ports.ts';
import type { RenderedReport } from '../reports/report.ts';
import { unpackReport } from './pack.ts';
import type { Post } from './post.ts';

/** What is to be sent; undefined when it was erased or damaged. */
export function reportOf({ payload }: Pick<Post, 'payload'>): RenderedReport | undefined {
  try {
    return unpackReport(payload);
  } catch {
    return undefined;
  }
}

/** How a post goes out. It stands alone when what it answers was never sent, or was sent to another channel. */
export async function mannerOf(
  store: Pick<DeliveryLog, 'findPosts'>,
  { thread, quiet = false, channelId }: Post,
  { title }: RenderedReport,
): Promise<Manner> {
  const [parent] = thread === undefined ? [] : await store.findPosts([thread]);
  if (parent?.messageId === undefined || parent.channelId !== channelId) return { quiet };
  return { quiet, under: { messageId: parent.messageId, title: reportOf(parent)?.title ?? title } };
}

/** The sent message that a post replaces; undefined when there is none and never will be. */
export async function targetOf(
  store: Pick<DeliveryLog, 'findPosts'>,
  edits: string,
): Promise<(Post & { readonly messageId: string }) | undefined> {
  const [target] = await store.findPosts([edits]);
  return target?.messageId === undefined ? undefined : { ...target, messageId: target.messageId };
}
