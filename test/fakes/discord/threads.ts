/** Threads that messages carry: made once each, archived, locked, gone. Codes: Opcodes and Status Codes in Discord's docs. */
import type { Refusal } from './interactions.ts';
import type { FakeChannel } from './messages.ts';

interface FakeThread {
  readonly name: string;
  archived: boolean;
  locked: boolean;
}

export interface FakeThreads {
  /** By id, which is that of the message that carries the thread. */
  readonly all: Map<string, FakeThread>;
  start(channelId: string, messageId: string, name: string): Refusal | undefined;
  /** Why nothing can be put there or changed; undefined where something can. */
  closed(channelId: string): Refusal | undefined;
  change(threadId: string, change: { readonly archived?: boolean }): Refusal | undefined;
}

const MISSING: Refusal = { status: 404, code: 10_003, message: 'Unknown Channel' };

export function createThreads(channel: FakeChannel): FakeThreads {
  const all = new Map<string, FakeThread>();
  return {
    all,
    start(channelId, messageId, name) {
      if (all.has(channelId)) {
        return { status: 400, code: 50_024, message: 'Cannot execute action on this channel type' };
      }
      if (channel.find(messageId)?.channelId !== channelId) {
        return { status: 404, code: 10_008, message: 'Unknown Message' };
      }
      if (all.has(messageId)) {
        return { status: 400, code: 160_004, message: 'A thread has already been created for this message' };
      }
      all.set(messageId, { name, archived: false, locked: false });
      return undefined;
    },
    closed(channelId) {
      const thread = all.get(channelId);
      if (thread === undefined) return channel.find(channelId) === undefined ? undefined : MISSING;
      return thread.archived ? { status: 400, code: 50_083, message: 'Thread is archived' } : undefined;
    },
    change(threadId, { archived }) {
      const thread = all.get(threadId);
      if (thread === undefined) return MISSING;
      if (thread.locked) return { status: 403, code: 50_013, message: 'Missing Permissions' };
      thread.archived = archived ?? thread.archived;
      return undefined;
    },
  };
}
