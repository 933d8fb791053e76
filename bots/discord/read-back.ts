/** Whether a delivered message stands in its channel: by its nonce, or by its words, which name the digest and its week. */
import type { RenderedReport } from '../../core/reports/report.ts';
import { toMessage, toText } from './message.ts';

/** What Get Channel Messages tells of a message, as far as we look. */
export interface ListedMessage {
  readonly id: string;
  readonly content: string;
  readonly nonce?: string | number;
  readonly author: { readonly bot?: boolean };
  readonly embeds: readonly { readonly title?: string; readonly footer?: { readonly text: string } }[];
}

const DISCORD_EPOCH = 1_420_070_400_000n;

/** An id between those of messages before and after `at` (epoch ms). */
export function snowflakeAt(at: number): string {
  return String((BigInt(Math.max(at, Number(DISCORD_EPOCH))) - DISCORD_EPOCH) << 22n);
}

function timeOf(id: string): number {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH);
}

/** The ids of those messages that are this report, oldest first. */
export function findDelivered(
  messages: readonly ListedMessage[],
  report: RenderedReport,
  nonce: string,
  until: number,
): readonly string[] {
  const { content, embeds } = toMessage(report).body;
  const plain = toText(report).body.content;
  const footer = embeds[0]?.footer?.text;
  const isOurs = (message: ListedMessage): boolean => {
    if (message.nonce !== undefined && String(message.nonce) === nonce) return true;
    if (message.author.bot !== true) return false;
    if (message.content.trim() === plain.trim()) return true;
    return message.content.trim() === content.trim() && message.embeds[0]?.footer?.text === footer;
  };
  return messages
    .filter((message) => timeOf(message.id) <= until && isOurs(message))
    .map(({ id }) => id)
    .sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1));
}
