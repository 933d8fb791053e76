/** A digest on its way to the local Slack or Discord, and every way in which the platform may fail it. */
import assert from 'node:assert/strict';
import type { ChatAdapter } from '../../core/ports.ts';
import { openDiscord } from '../fakes/discord/session.ts';
import type { FakeDiscord } from '../fakes/discord/server.ts';
import { createFakeDoor } from '../fakes/door.ts';
import { startSlack } from '../fakes/slack/run.ts';
import type { Fault } from '../fakes/slack/server.ts';
import { GENERAL, TEAM } from '../fakes/slack/state.ts';
import { openDigestWorld, type DigestWorld, type DigestWorldOptions } from '../unit/digests/digest-world.ts';

export const MONDAY = '2026-11-30T09:00:00Z';
export const AFTER_QUARANTINE = '2026-11-30T09:03:00Z';

/** What becomes of a call that posts; `kept`: the message stands there all the same. */
export interface Misfortune {
  readonly name: string;
  readonly row: number;
  readonly kept: boolean;
  /** True when the adapter's own library settles it: the ledger never doubts. */
  readonly settled?: boolean;
  /** Takes longer than the fast part may. */
  readonly slow?: boolean;
  strike(): void;
}

export interface Place {
  readonly adapter: ChatAdapter;
  readonly workspace: { readonly platform: string; readonly remoteId: string };
  readonly channel: string;
  readonly misfortunes: readonly Misfortune[];
  /** Answers after which nobody tries again, by the platform's own names. */
  readonly refusals: readonly { readonly name: string; readonly row: 28 | 29; strike(): void }[];
  /** Messages that are the digest, and messages to its owner. */
  digests(): number;
  notices(): readonly string[];
  /** Calls that would have posted the digest. */
  calls(): number;
  /** Refuses the digest's form, not its text. */
  refuseForm(): void;
  /** What comes of looking at the channel. */
  look(how: 'too often' | 'not allowed'): void;
  /** Everything works again. */
  mend(): void;
  turn(clock: () => number): void;
  close(): Promise<void>;
}

function digestIn(words: string): boolean {
  return words.includes('2026-W48');
}

/** Slack, with calls given up after 300 ms. */
export async function slackPlace(): Promise<Place> {
  const running = await startSlack(createFakeDoor(), {
    listen: false,
    pace: { call: 300, background: { pictureWait: 50, picture: 20, change: 20 }, look: 300, lookBegins: 300 },
  });
  const { slack, state } = running;
  let tries = 0;
  let post: Fault | undefined;
  let history: Fault | undefined;
  let form = false;
  let shutOut: Fault | undefined;
  slack.fault = (method, args) => {
    if (method === 'auth.test') return shutOut;
    if (method === 'conversations.history') return history;
    if (method !== 'chat.postMessage' || args['channel'] !== GENERAL) return undefined;
    tries += 1;
    if (form && Array.isArray(args['blocks']) && args['blocks'].length > 0) return { error: 'invalid_blocks' };
    return post;
  };
  const misfortune = (row: number, name: string, fault: Fault, kept: boolean): Misfortune => ({
    row,
    name,
    kept,
    strike: () => {
      post = fault;
    },
  });
  return {
    adapter: running.adapter,
    workspace: { platform: 'slack', remoteId: TEAM },
    channel: GENERAL,
    misfortunes: [
      misfortune(24, 'accepted, then the socket is reset', 'lost', true),
      misfortune(24, 'reset before it is accepted', 'reset', false),
      misfortune(25, 'accepted, never answered', 'unanswered', true),
      misfortune(25, 'never answered nor accepted', 'silent', false),
      ...([true, false] as const).flatMap((kept) => [
        misfortune(26, `status 500, ${kept ? '' : 'not '}stored`, { status: 500, kept }, kept),
        misfortune(26, `internal_error, ${kept ? '' : 'not '}stored`, { error: 'internal_error', kept }, kept),
        misfortune(26, `fatal_error, ${kept ? '' : 'not '}stored`, { error: 'fatal_error', kept }, kept),
      ]),
    ],
    refusals: [
      ...(['channel_not_found', 'is_archived', 'not_in_channel', 'restricted_action'] as const).map((error) => ({
        name: error,
        row: 28 as const,
        strike: () => void (post = { error }),
      })),
      ...(['token_revoked', 'account_inactive'] as const).map((error) => ({
        name: error,
        row: 29 as const,
        strike: () => {
          [post, shutOut] = [{ error }, { error }];
        },
      })),
    ],
    digests: () => state.messages.filter(({ channel, text }) => channel === GENERAL && digestIn(text)).length,
    notices: () => state.messages.filter(({ channel }) => channel !== GENERAL).map(({ text }) => text),
    calls: () => tries,
    refuseForm: () => void (form = true),
    look: (how) => void (history = how === 'too often' ? { retryAfter: 60 } : { error: 'missing_scope' }),
    mend() {
      [post, history, form, shutOut] = [undefined, undefined, false, undefined];
    },
    turn(clock) {
      state.now = clock;
      tries = 0;
    },
    close: () => running.close(),
  };
}

type DiscordFault = ReturnType<FakeDiscord['fault']>;

/** Discord; the library tries four times by itself. */
export async function discordPlace(): Promise<Place> {
  const session = await openDiscord();
  const { discord } = session;
  const mine = `/channels/${discord.channelId}/messages`;
  let tries = 0;
  let [post, look, form]: [DiscordFault, DiscordFault, boolean] = [undefined, undefined, false];
  let times = Infinity;
  let shutOut: DiscordFault;
  discord.fault = (method, path) => {
    if (path === `/guilds/${discord.guildId}`) return shutOut;
    if (path !== mine) return undefined;
    if (method === 'GET') return look;
    if (method !== 'POST') return undefined;
    tries += 1;
    if (form && tries === 1) return { status: 400, code: 50_035 };
    return tries > times ? undefined : post;
  };
  const misfortune = (
    row: number,
    name: string,
    fault: NonNullable<DiscordFault>,
    more: Partial<Misfortune> = {},
  ): Misfortune => ({
    row,
    name,
    kept: fault.applied === true,
    ...more,
    strike() {
      post = fault;
      times = more.settled === true ? 1 : Infinity;
    },
  });
  const refusal = (row: 28 | 29, name: string, status: number, code: number) => ({
    row,
    name,
    strike: () => {
      post = { status, code };
      if (row === 29) shutOut = post;
    },
  });
  return {
    adapter: session.adapter,
    workspace: { platform: 'discord', remoteId: discord.guildId },
    channel: discord.channelId,
    misfortunes: [
      misfortune(24, 'accepted, then the socket is reset', { cut: true, applied: true }),
      misfortune(24, 'reset before it is accepted', { cut: true }),
      misfortune(25, 'accepted, never answered', { silent: true, applied: true }, { settled: true, slow: true }),
      misfortune(26, 'status 500, stored', { status: 500, applied: true }),
      misfortune(26, 'status 500, stored, once', { status: 500, applied: true }, { settled: true }),
      misfortune(26, 'status 503, not stored', { status: 503 }),
    ],
    refusals: [
      refusal(28, '10003 Unknown Channel', 404, 10_003),
      refusal(28, '50001 Missing Access', 403, 50_001),
      refusal(28, '50013 Missing Permissions', 403, 50_013),
      refusal(29, '10004 Unknown Guild, as after GUILD_DELETE', 404, 10_004),
    ],
    digests: () =>
      discord
        .messages()
        .filter((one) => one.channelId === discord.channelId && digestIn(one.content + JSON.stringify(one.embeds)))
        .length,
    notices: () =>
      discord
        .messages()
        .filter(({ channelId }) => channelId !== discord.channelId)
        .map((one) => one.content + JSON.stringify(one.embeds)),
    calls: () => tries,
    refuseForm: () => void (form = true),
    look: (how) => void (look = how === 'too often' ? { status: 503 } : { status: 403, code: 50_001 }),
    mend() {
      [post, look, form, shutOut] = [undefined, undefined, false, undefined];
    },
    turn(clock) {
      discord.now = clock;
      tries = 0;
    },
    close: () => session.stop(),
  };
}

export interface Delivery {
  readonly place: Place;
  readonly one: DigestWorld;
  /** The digest's row in the ledger. */
  row(): Promise<{ readonly state: string; readonly via: string | undefined; readonly attempts: number }>;
  close(): Promise<void>;
}

/** A digest of one account that is due on Monday in the place's first channel. */
export async function openDelivery(start: () => Promise<Place>, options: DigestWorldOptions = {}): Promise<Delivery> {
  const place = await start();
  const one = await openDigestWorld({ ...options, adapters: () => [place.adapter] });
  place.turn(() => one.world.now);
  const { workspace, channel } = place;
  const words = `digest schedule monday 10:00 Europe/Berlin <#${channel.toLowerCase()}> @northpine.coffee`;
  const answer = await one.ask(words, { workspace, channelId: channel });
  assert.equal(answer.status, 'answered', answer.report.summary);
  place.turn(() => one.world.now);
  return {
    place,
    one,
    async row() {
      const [post] = await one.world.store.findPosts(['digest-1-2026-W48']);
      assert.ok(post !== undefined);
      return { state: post.state, via: post.via, attempts: post.attempts };
    },
    async close() {
      await one.close();
      await place.close();
    },
  };
}
