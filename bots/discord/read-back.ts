/** Whether a delivered message stands in its channel: by its nonce, or by its words, which name the digest and its week. */
import type { RenderedReport } from '../../core/reports/report.ts';
import { toMessage, toText } from './message.ts';
import { MOST_LISTED, type DiscordRest, type ListedMessage } from './rest.ts';

/** Pages of messages looked through; what lies beyond was not seen. */
const MOST_PAGES = 10;
const DISCORD_EPOCH = 1_420_070_400_000n;

/** Times in epoch ms. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/** An id between those of messages before and after `at` (epoch ms). */
function snowflakeAt(at: number): string {
  return String((BigInt(Math.max(at, Number(DISCORD_EPOCH))) - DISCORD_EPOCH) << 22n);
}

function timeOf(id: string): number {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH);
}

/** The ids of those messages that are this report. */
function findOurs(
  messages: readonly ListedMessage[],
  report: RenderedReport,
  nonce: string,
  until: number,
): readonly string[] {
  const { content, embeds } = toMessage(report).body;
  const plain = toText(report).body.content;
  const footer = embeds.find((embed) => embed.footer !== undefined)?.footer?.text;
  const isOurs = (message: ListedMessage): boolean => {
    if (message.nonce !== undefined && String(message.nonce) === nonce) return true;
    if (message.author.bot !== true) return false;
    if (message.content.trim() === plain.trim()) return true;
    const footers = message.embeds.flatMap((embed) => embed.footer?.text ?? []);
    return message.content.trim() === content.trim() && (footers[0] ?? '') === (footer ?? '');
  };
  return messages.filter((message) => timeOf(message.id) <= until && isOurs(message)).map(({ id }) => id);
}

/**
 * The ids of the messages in a channel that are this report, oldest first; `unknown` when it is not among the first
 * thousand of the window and there are more. Rejects with Discord's error.
 */
export async function findDelivered(
  rest: Pick<DiscordRest, 'listMessages'>,
  channelId: string,
  delivered: { readonly report: RenderedReport; readonly nonce: string },
  between: Window,
): Promise<readonly string[] | 'unknown'> {
  const found: string[] = [];
  const sorted = (): readonly string[] => found.sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1));
  let after = snowflakeAt(between.from);
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const messages = await rest.listMessages(channelId, after);
    found.push(...findOurs(messages, delivered.report, delivered.nonce, between.to));
    after = messages.reduce((newest, { id }) => (BigInt(id) > BigInt(newest) ? id : newest), after);
    if (messages.length < MOST_LISTED || timeOf(after) > between.to) return sorted();
  }
  return found.length === 0 ? 'unknown' : sorted();
}
