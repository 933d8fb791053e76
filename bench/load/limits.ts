/** The limits that Slack and Discord publish, kept by the stand-ins, and how often they were overstepped. */
import type { FakeDiscord } from '../../test/fakes/discord/server.ts';
import type { Fault, LocalSlack } from '../../test/fakes/slack/server.ts';

const MINUTE = 60_000;
const SECOND = 1_000;

/** Calls in a window that slides. */
class Window {
  readonly #times: number[] = [];
  readonly #most: number;
  readonly #ms: number;

  constructor(most: number, ms: number) {
    this.#most = most;
    this.#ms = ms;
  }

  /** Counts a call; gives the ms until it would be allowed when it is one too many. */
  take(now: number): number | undefined {
    while (this.#times[0] !== undefined && now - this.#times[0] >= this.#ms) this.#times.shift();
    if (this.#times.length >= this.#most) return this.#ms - (now - (this.#times[0] ?? now));
    this.#times.push(now);
    return undefined;
  }
}

/** docs.slack.dev: a post a second and channel with short bursts, several hundred a minute and workspace; tiers 3 and 4. */
const SLACK: Readonly<Record<string, number>> = {
  'chat.postMessage': 300,
  'chat.update': 50,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'files.info': 100,
};
const BURST = { most: 2, ms: 2 * SECOND };
/** discord.com/developers: 50 requests a second for a bot. */
const DISCORD = { most: 50, ms: SECOND };

export interface Limits {
  /** Answers with 429, by platform and method. */
  readonly refused: ReadonlyMap<string, number>;
}

/** Makes both stand-ins keep their limits. */
export function keepLimits(slack: LocalSlack, discord: FakeDiscord): Limits {
  const refused = new Map<string, number>();
  const refuse = (what: string): void => void refused.set(what, (refused.get(what) ?? 0) + 1);
  const methods = new Map(Object.entries(SLACK).map(([name, most]) => [name, new Window(most, MINUTE)]));
  const channels = new Map<string, Window>();

  function channelOf(id: string): Window {
    const known = channels.get(id) ?? new Window(BURST.most, BURST.ms);
    channels.set(id, known);
    return known;
  }

  slack.fault = (method, args): Fault | undefined => {
    const now = performance.now();
    const inChannel = method === 'chat.postMessage' ? channelOf(String(args['channel'])).take(now) : undefined;
    const wait = inChannel ?? methods.get(method)?.take(now);
    if (wait === undefined) return undefined;
    refuse(`Slack ${method}`);
    return { retryAfter: Math.max(1, Math.ceil(wait / SECOND)) };
  };
  const global = new Window(DISCORD.most, DISCORD.ms);
  discord.fault = (_, path) => {
    if (path.startsWith('/interactions') || path.startsWith('/webhooks')) return undefined;
    const wait = global.take(performance.now());
    if (wait === undefined) return undefined;
    refuse('Discord 50 a second');
    return { retryAfter: wait / SECOND };
  };
  return { refused };
}
