/** Interactions as Discord runs them: 3 s for the first response, one first response, 15 minutes for the token. */
import type { FakeChannel, FakeMessage, SentFile } from './messages.ts';
import { choiceFaults, messageFaults, type SentBody } from './rules.ts';

export interface FirstResponse {
  readonly type: number;
  readonly data?: SentBody & {
    readonly choices?: readonly { readonly name: string; readonly value: string }[];
    readonly custom_id?: string;
    readonly title?: string;
  };
}

export interface Asking {
  readonly id: string;
  readonly token: string;
  /** The first response; rejects when none has come after 3 s. */
  readonly acknowledged: Promise<FirstResponse>;
}

export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

interface Kept extends Asking {
  readonly channelId: string;
  readonly userId: string;
  readonly source: string | undefined;
  readonly since: number;
  readonly settle: (response: FirstResponse) => void;
  readonly timer: NodeJS.Timeout;
  response: FirstResponse | undefined;
  message: string | undefined;
  expired: boolean;
}

export interface FakeInteractions {
  open(asking: Pick<Kept, 'id' | 'token' | 'channelId' | 'userId' | 'source'>): Asking;
  respond(id: string, token: string, response: FirstResponse, files: readonly SentFile[]): Refusal | undefined;
  edit(token: string, body: SentBody, files: readonly SentFile[]): FakeMessage | Refusal;
  followUp(token: string, body: SentBody, files: readonly SentFile[]): FakeMessage | Refusal;
  /** The 15 minutes of every token are over. */
  expire(): void;
  /** Asked and never answered within 3 s, in words. */
  unanswered(): readonly string[];
  stop(): void;
}

const ACK_LIMIT = 3_000;
const EPHEMERAL = 64;
const UNKNOWN: Refusal = { status: 404, code: 10_062, message: 'Unknown interaction' };
const UNKNOWN_HOOK: Refusal = { status: 404, code: 10_015, message: 'Unknown Webhook' };
const EXPIRED: Refusal = { status: 401, code: 50_027, message: 'Invalid Webhook Token' };

export function isRefusal(result: FakeMessage | Refusal): result is Refusal {
  return 'status' in result;
}

export function createInteractions(channel: FakeChannel, complain: (words: string) => void): FakeInteractions {
  const kept = new Map<string, Kept>();
  const late: string[] = [];

  function check(body: SentBody | undefined, files: readonly SentFile[]): void {
    for (const fault of messageFaults(
      body ?? {},
      files.map(({ name }) => name),
    ))
      complain(fault);
  }

  function perform(asking: Kept, { type, data }: FirstResponse, files: readonly SentFile[]): void {
    const onlyFor = ((data?.flags ?? 0) & EPHEMERAL) === 0 ? undefined : asking.userId;
    const { channelId } = asking;
    if (type === 4) {
      check(data, files);
      asking.message = channel.add({ channelId, onlyFor, pending: false }, data ?? {}, files).id;
    }
    if (type === 5) asking.message = channel.add({ channelId, onlyFor, pending: true }, {}, []).id;
    if (type === 6 || type === 7) asking.message = asking.source;
    if (type === 7 && asking.source !== undefined) channel.change(asking.source, data ?? {}, files);
    if (type === 8) for (const fault of choiceFaults(data?.choices ?? [])) complain(fault);
  }

  function reach(token: string): Kept | Refusal {
    const asking = [...kept.values()].find((one) => one.token === token);
    if (asking === undefined) return UNKNOWN_HOOK;
    if (asking.expired) return EXPIRED;
    return asking.response === undefined ? UNKNOWN_HOOK : asking;
  }

  return {
    open(asked) {
      let settle: Kept['settle'] = () => undefined;
      let reject: (error: Error) => void = () => undefined;
      const acknowledged = new Promise<FirstResponse>((resolve, refuse) => {
        settle = resolve;
        reject = refuse;
      });
      acknowledged.catch(() => undefined);
      const timer = setTimeout(() => {
        late.push(asked.id);
        reject(new Error('The application did not respond'));
      }, ACK_LIMIT);
      const asking: Kept = {
        ...asked,
        acknowledged,
        settle,
        timer,
        since: Date.now(),
        response: undefined,
        message: undefined,
        expired: false,
      };
      kept.set(asked.id, asking);
      return asking;
    },

    respond(id, token, response, files) {
      const asking = kept.get(id);
      if (asking?.token !== token || Date.now() - asking.since > ACK_LIMIT) return UNKNOWN;
      if (asking.response !== undefined) {
        return { status: 400, code: 40_060, message: 'Interaction has already been acknowledged.' };
      }
      clearTimeout(asking.timer);
      asking.response = response;
      perform(asking, response, files);
      asking.settle(response);
      return undefined;
    },

    edit(token, body, files) {
      const asking = reach(token);
      if ('status' in asking) return asking;
      check(body, files);
      const message = asking.message === undefined ? undefined : channel.change(asking.message, body, files);
      return message ?? { status: 404, code: 10_008, message: 'Unknown Message' };
    },

    followUp(token, body, files) {
      const asking = reach(token);
      if ('status' in asking) return asking;
      check(body, files);
      const onlyFor = ((body.flags ?? 0) & EPHEMERAL) === 0 ? undefined : asking.userId;
      return channel.add({ channelId: asking.channelId, onlyFor, pending: false }, body, files);
    },

    expire() {
      for (const asking of kept.values()) asking.expired = true;
    },
    unanswered: () => late,
    stop() {
      for (const { timer } of kept.values()) clearTimeout(timer);
    },
  };
}
