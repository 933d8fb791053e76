/** Whether a delivered message stands in its channel, by the key in its metadata; needs channels:history or groups:history. */
import type { RenderedReport } from '../../core/reports/report.ts';
import { codeOf } from './faults.ts';
import { EVENT } from './posting.ts';
import type { SlackClient } from './workspaces.ts';

/** What Slack gives apps that are not in its marketplace: 15 messages a call. */
const MOST = 15;
/** Refusals that say that nobody may look, not that nothing stands there. */
const BLIND: ReadonlySet<string> = new Set(['missing_scope', 'not_in_channel', 'channel_not_found', 'access_denied']);

/** The `ts` of our messages with this key, oldest first; `unknown` without the right to look. Rejects with Slack's error. */
export async function findDelivered(
  client: SlackClient,
  channel: string,
  { key }: { readonly report: RenderedReport; readonly key: string },
  between: { readonly from: number; readonly to: number },
): Promise<readonly string[] | 'unknown'> {
  try {
    const { messages = [], has_more: more } = await client.conversations.history({
      channel,
      oldest: String(between.from / 1000),
      latest: String(between.to / 1000),
      include_all_metadata: true,
      inclusive: true,
      limit: MOST,
    });
    const ours = messages.flatMap(({ ts, metadata }) => {
      const { key: found } = (metadata?.event_payload ?? {}) as { readonly key?: unknown };
      return metadata?.event_type === EVENT && found === key && ts !== undefined ? [ts] : [];
    });
    // A busy channel hides older messages: what was not seen may still be there.
    if (ours.length === 0 && more === true) return 'unknown';
    return ours.sort();
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
