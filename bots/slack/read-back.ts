/** Whether a delivered message stands in its channel, by the key in its metadata; needs channels:history or groups:history. */
import type { Delivered } from '../../core/ports.ts';
import { codeOf } from './faults.ts';
import { EVENT } from './posting.ts';
import type { SlackClient } from './workspaces.ts';

/** What Slack gives apps that are not in its marketplace: 15 messages a call. */
const MOST = 15;
/** Refusals that say that nobody may look, not that nothing stands there. */
const BLIND: ReadonlySet<string> = new Set(['missing_scope', 'not_in_channel', 'channel_not_found', 'access_denied']);

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

/** Of one page; `unknown` when what we look for may be on another one. */
function ours({ messages = [], has_more: more }: Page, key: string): readonly string[] | 'unknown' {
  const found = messages.flatMap(({ ts, metadata }) => {
    const { key: own } = (metadata?.event_payload ?? {}) as { readonly key?: unknown };
    return metadata?.event_type === EVENT && own === key && ts !== undefined ? [ts] : [];
  });
  // A busy channel hides older messages: what was not seen may still be there.
  return found.length === 0 && more === true ? 'unknown' : found.sort();
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

/** The `ts` of our messages with this key, oldest first; `unknown` without the right to look. Rejects with Slack's error. */
export async function findDelivered(
  client: SlackClient,
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
      const answers = ours(await repliesOf(client, { ...page, ts: under.messageId }), key);
      if (answers === 'unknown' || answers.length > 0) return answers;
    }
    // An answer that no thread took stands in the channel.
    return ours(await client.conversations.history(page), key);
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
