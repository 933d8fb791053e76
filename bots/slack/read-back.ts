/** Whether a delivered message stands in its channel, by the key in its metadata; needs channels:history or groups:history. */
import type { Delivered } from '../../core/ports.ts';
import { codeOf } from './faults.ts';
import { EVENT } from './posting.ts';
import type { SlackClient } from './workspaces.ts';

/** What Slack gives apps that are not in its marketplace: 15 messages a call. */
const MOST = 15;
/** Pages looked through, the ones next to the edge of the window first; what lies beyond was not seen. */
const MOST_PAGES = 20;
/** Refusals that say that nobody may look, not that nothing stands there. */
const BLIND: ReadonlySet<string> = new Set(['missing_scope', 'not_in_channel', 'channel_not_found', 'access_denied']);

/** Who reads, and what every call waits in: Slack's Retry-After costs the page its time and not the pages before it. */
export interface Reader {
  readonly client: SlackClient;
  readonly inLane: (call: () => Promise<Page>) => Promise<Page>;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

interface Page {
  readonly messages?: readonly {
    readonly ts?: string;
    readonly metadata?: { readonly event_type?: string; readonly event_payload?: unknown };
  }[];
  readonly has_more?: boolean;
}

function ours({ messages = [] }: Page, key: string): readonly string[] {
  return messages.flatMap(({ ts, metadata }) => {
    const { key: own } = (metadata?.event_payload ?? {}) as { readonly key?: unknown };
    return metadata?.event_type === EVENT && own === key && ts !== undefined ? [ts] : [];
  });
}

/** All of ours, page after page; `unknown` when there is none on those that we look through and there are more. */
async function search(
  read: (edge: string | undefined) => Promise<Page>,
  key: string,
  order: 'newest first' | 'oldest first',
): Promise<readonly string[] | 'unknown'> {
  const found = new Set<string>();
  let edge: string | undefined;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const page = await read(edge);
    for (const ts of ours(page, key)) found.add(ts);
    if (page.has_more !== true) return [...found].sort();
    const stamps = (page.messages ?? []).flatMap(({ ts }) => ts ?? []).sort();
    const next = order === 'newest first' ? stamps[0] : stamps.at(-1);
    if (next === undefined || next === edge) break;
    edge = next;
  }
  return found.size === 0 ? 'unknown' : [...found].sort();
}

/** The answers under a message; none when that is gone. */
async function repliesOf(
  client: SlackClient,
  page: Parameters<SlackClient['conversations']['replies']>[0],
): Promise<Page> {
  try {
    return await client.conversations.replies(page);
  } catch (error) {
    if (codeOf(error) === 'thread_not_found') return {};
    throw error;
  }
}

/**
 * The `ts` of our messages with this key, oldest first; `unknown` without the right to look. Every page is read through
 * `inLane`. Rejects with Slack's error.
 */
export async function findDelivered(
  { client, inLane }: Reader,
  channel: string,
  { key, under }: Delivered,
  { from, to }: Window,
): Promise<readonly string[] | 'unknown'> {
  const page = {
    channel,
    oldest: String(from / 1000),
    latest: String(to / 1000),
    include_all_metadata: true,
    inclusive: true,
    limit: MOST,
  };
  try {
    if (under !== undefined) {
      const answers = await search(
        (edge) => inLane(() => repliesOf(client, { ...page, ts: under.messageId, oldest: edge ?? page.oldest })),
        key,
        'oldest first',
      );
      if (answers === 'unknown' || answers.length > 0) return answers;
    }
    // An answer that no thread took stands in the channel.
    return await search(
      (edge) => inLane(() => client.conversations.history({ ...page, latest: edge ?? page.latest })),
      key,
      'newest first',
    );
  } catch (error) {
    if (BLIND.has(codeOf(error))) return 'unknown';
    throw error;
  }
}

/** Deletes a message of ours; one that is gone already is fine. */
export async function removeDelivered(client: SlackClient, channel: string, ts: string): Promise<void> {
  try {
    await client.chat.delete({ channel, ts });
  } catch (error) {
    if (codeOf(error) !== 'message_not_found') throw error;
  }
}
