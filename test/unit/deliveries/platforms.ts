/** Slack and Discord on this machine, with channels of their own, losing calls and answers, and what stands in them. */
import { createHash } from 'node:crypto';
import { startDiscord, type FakeDiscord } from '../../fakes/discord/server.ts';
import { startLocalSlack, type Fault, type LocalSlack } from '../../fakes/slack/server.ts';
import { TEAM } from '../../fakes/slack/state.ts';

/** Where a post goes. */
export interface Place {
  readonly platform: 'slack' | 'discord';
  readonly workspaceRemoteId: string;
  readonly channelId: string;
}

/** What a worker has to know to speak with both. */
export interface Addresses {
  readonly slack: { readonly apiUrl: string; readonly token: string };
  readonly discord: {
    readonly apiUrl: string;
    readonly token: string;
    readonly applicationId: string;
    readonly nonceKept?: number;
  };
}

export interface Platforms {
  readonly addresses: Addresses;
  /** Channels that anybody may read back, of both platforms. */
  readonly places: readonly Place[];
  /** A Slack channel whose history the app may not read. */
  readonly blind: Place;
  /** How often each message stands there, by the key that readers can tell it by; and where. */
  standing(): ReadonlyMap<string, readonly string[]>;
  /** Calls that posted, answers that never arrived, and calls that were refused or cut before they counted. */
  counts(): { readonly calls: number; readonly lostAnswers: number; readonly lostCalls: number };
  /** From now on nothing is lost. */
  calm(): void;
  stop(): Promise<void>;
}

const CHANNELS = 10;
/** Discord forgets nonces after "the past few minutes"; here sooner, so that reading back has work to do. */
export const NONCE_KEPT = 1_500;

/** The key of a message by what people can read of it: storms name it in the title, digests their number and week. */
function keyOf(words: string): string | undefined {
  const [message] = /message-\d+-\d+/u.exec(words) ?? [];
  if (message !== undefined) return message;
  const id = /Digest (\d+)/u.exec(words)?.[1];
  const week = /\d{4}-W\d{2}/u.exec(words)?.[0];
  return id === undefined || week === undefined ? undefined : `digest-${id}-${week}`;
}

function slackFault(roll: number): Fault | undefined {
  if (roll < 0.05) return 'lost';
  if (roll < 0.07) return 'unanswered';
  if (roll < 0.09) return { error: 'internal_error', kept: true };
  if (roll < 0.11) return { status: 500, kept: true };
  if (roll < 0.13) return 'reset';
  if (roll < 0.15) return { error: 'fatal_error' };
  return roll < 0.17 ? { retryAfter: 1 } : undefined;
}

type DiscordFault = ReturnType<FakeDiscord['fault']>;

function discordFault(roll: number): DiscordFault {
  if (roll < 0.05) return { cut: true, applied: true };
  if (roll < 0.08) return { status: 500, applied: true };
  if (roll < 0.1) return { cut: true };
  if (roll < 0.12) return { status: 503 };
  return roll < 0.14 ? { retryAfter: 0.1 } : undefined;
}

function slackChannels(slack: LocalSlack): readonly string[] {
  const ids = Array.from({ length: CHANNELS + 1 }, (_, n) => `C0STORM${String(n).padStart(2, '0')}`);
  for (const id of ids) {
    slack.state.channels.set(id, { id, name: id.toLowerCase(), private: false, member: true, archived: false });
  }
  return ids;
}

/** Starts both; `roll` decides what is lost. */
export async function startPlatforms(roll: () => number): Promise<Platforms> {
  const [slack, discord] = [await startLocalSlack(), await startDiscord()];
  const [blindId = '', ...ids] = slackChannels(slack);
  let [stormy, calls, lostAnswers, lostCalls] = [true, 0, 0, 0];
  discord.nonceKept = NONCE_KEPT;

  slack.fault = (method, args) => {
    if (method === 'conversations.history' && args['channel'] === blindId) return { error: 'missing_scope' };
    if (method !== 'chat.postMessage') return undefined;
    calls += 1;
    const fault = stormy ? slackFault(roll()) : undefined;
    if (fault === 'lost' || fault === 'unanswered' || (typeof fault === 'object' && 'kept' in fault)) lostAnswers += 1;
    else if (fault !== undefined) lostCalls += 1;
    return fault;
  };
  discord.fault = (method, path) => {
    if (method !== 'POST' || !path.startsWith('/channels/')) return undefined;
    calls += 1;
    const fault = stormy ? discordFault(roll()) : undefined;
    if (fault?.applied === true) lostAnswers += 1;
    else if (fault !== undefined) lostCalls += 1;
    return fault;
  };

  const inSlack = (channelId: string): Place => ({ platform: 'slack', workspaceRemoteId: TEAM, channelId });
  const inDiscord = (n: number): Place => {
    const channelId = String(610_000_000_000_000_000n + BigInt(n));
    return { platform: 'discord', workspaceRemoteId: discord.guildId, channelId };
  };
  return {
    addresses: {
      slack: { apiUrl: slack.apiUrl, token: slack.state.botToken },
      discord: {
        apiUrl: discord.apiUrl,
        token: discord.token,
        applicationId: discord.applicationId,
        nonceKept: NONCE_KEPT - 500,
      },
    },
    places: ids.flatMap((id, n) => [inSlack(id), inDiscord(n)]),
    blind: inSlack(blindId),
    standing() {
      const found = new Map<string, string[]>();
      const note = (words: string, channel: string): void => {
        const key = keyOf(words) ?? `not ours ${createHash('sha1').update(words).digest('hex')}`;
        found.set(key, [...(found.get(key) ?? []), channel]);
      };
      for (const { text, blocks, channel } of slack.state.messages) note(text + JSON.stringify(blocks), channel);
      for (const one of discord.messages()) note(one.content + JSON.stringify(one.embeds), one.channelId);
      return found;
    },
    counts: () => ({ calls, lostAnswers, lostCalls }),
    calm() {
      stormy = false;
    },
    async stop() {
      await Promise.all([slack.stop(), discord.stop()]);
    },
  };
}
