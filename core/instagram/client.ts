/**
 * What Reachboard asks of the Graph API, for both logins. Paths, fields and permissions: Meta's pages on the Instagram
 * platform and the Graph API, and recordings of v18.0 to v26.0, read 2026-11-23. No ETags and no `?ids=`: both ended on
 * 2026-10-27.
 */
import type { Login, Profile } from '../accounts.ts';
import type { Clock, Logger, PauseStore } from '../ports.ts';
import type { Secret } from '../secret.ts';
import type { DiscoveredAccount, GraphAccess, InsightsAnswer, InsightsQuery, TokenFacts } from './answers.ts';
import { Budget } from './budget.ts';
import { discoverAccounts } from './discovery.ts';
import { digestOf, Exchange, type TotalMs } from './exchange.ts';
import { InsightsCalls } from './insights-calls.ts';
import { MediaCalls, type MediaInsights, type MediaListQuery, type MediaPage } from './media-calls.ts';
import type { MediaOwner } from './media-body.ts';
import type { MediaCall } from './media/catalogue.ts';
import type { Media } from './media/media.ts';
import { ProfileCalls } from './profile-calls.ts';
import { readPublicProfile, type PublicProfile } from './public-profile.ts';
import { Shared } from './sharing.ts';
import { inspect } from './token-facts.ts';
import type { Transport } from './transport.ts';

export interface GraphClientOptions {
  readonly transport: Transport;
  /** Such as `v26.0`. */
  readonly version: string;
  readonly appId?: string | undefined;
  readonly appSecret?: Secret | undefined;
  readonly pauses: PauseStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 up to 1, for jitter. */
  readonly random?: () => number;
  /** Waits between tries; resolves early when the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** 30 s for insights and 15 s for anything else when left out. */
  readonly totalMs?: TotalMs;
}

const TOTAL_MS: TotalMs = { insights: 30_000, other: 15_000 };

async function sleepFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
}

/**
 * The Graph API as core uses it. Every method rejects with AppError (`token`, `permission`, `throttled`, `upstream`, …)
 * or with the reason of the caller's own signal; no error, log or key holds a token or a URL.
 */
export class GraphClient {
  readonly #options: GraphClientOptions;
  readonly #budget: Budget;
  readonly #exchange: Exchange;
  readonly #insights: InsightsCalls;
  readonly #profiles: ProfileCalls;
  readonly #media: MediaCalls;
  readonly #reading = new Map<string, Shared<Profile>>();

  constructor(options: GraphClientOptions) {
    const { transport, version, appSecret, pauses, clock, logger } = options;
    const { random = Math.random, sleep = sleepFor, totalMs = TOTAL_MS } = options;
    this.#options = options;
    this.#budget = new Budget({ pauses, clock, logger, random });
    const budget = this.#budget;
    this.#exchange = new Exchange({ transport, version, appSecret, budget, clock, logger, random, sleep, totalMs });
    this.#profiles = new ProfileCalls(this.#exchange, logger);
    this.#media = new MediaCalls({ exchange: this.#exchange, clock, logger });
    this.#insights = new InsightsCalls({
      exchange: this.#exchange,
      clock,
      logger,
      checkOwner: async (access, owner, signal) => this.#profiles.checkOwner(access, owner, signal),
    });
  }

  /**
   * Insights of one account. Metrics asked for within a few milliseconds with equal parameters share a call; a metric
   * that Instagram refuses comes back in `failed` and is not asked again for a day.
   */
  async readInsights(access: GraphAccess, query: InsightsQuery, signal?: AbortSignal): Promise<InsightsAnswer> {
    return this.#insights.read(access, query, signal);
  }

  /** The account's own fields, `id` being the IG user id on both hosts. Equal reads at one time are one call. */
  async readProfile(access: GraphAccess, signal?: AbortSignal): Promise<Profile> {
    signal?.throwIfAborted();
    const { base, login, instagramId, priority } = access;
    const key = [base, login, instagramId, digestOf(access.token), priority].join(' ');
    const known = this.#reading.get(key);
    if (known !== undefined) return known.join(signal);
    const shared: Shared<Profile> = new Shared<Profile>(
      async (left) => this.#profiles.read(access, left),
      () => {
        if (this.#reading.get(key) === shared) this.#reading.delete(key);
      },
    );
    this.#reading.set(key, shared);
    return shared.join(signal);
  }

  /** A page of the account's posts, or its active stories, newest first. Rejects with CursorLost for an expired cursor. */
  async readMediaList(access: GraphAccess, query: MediaListQuery, signal?: AbortSignal): Promise<MediaPage> {
    return this.#media.readList(access, query, signal);
  }

  /** One post or story and whose it is; undefined when the answer is no media. AppError `not-found` when there is none. */
  async readMedia(
    access: GraphAccess,
    id: string,
    signal?: AbortSignal,
  ): Promise<{ readonly media: Media; readonly owner: MediaOwner } | undefined> {
    return this.#media.readOne(access, id, signal);
  }

  /** Where a media's picture is, when this process read the media in the last 20 hours. */
  pictureUrl(id: string): string | undefined {
    return this.#media.pictureUrl(id);
  }

  /**
   * Insights of one media, as many metrics as one call takes. What Instagram refuses comes back in `failed`, and why the
   * media has none at all in `trouble`.
   */
  async readMediaInsights(
    access: GraphAccess,
    media: Pick<Media, 'id' | 'kind'>,
    call: MediaCall,
    signal?: AbortSignal,
  ): Promise<MediaInsights> {
    return this.#media.readInsights(access, media, call, signal);
  }

  /** Public counts of an account that is not connected, by the right of one that is (Facebook Login only). */
  async readPublicProfile(access: GraphAccess, username: string, signal?: AbortSignal): Promise<PublicProfile> {
    return readPublicProfile(this.#exchange, this.#options.logger, access, username, signal);
  }

  /** The professional accounts a token reaches, each once, in Meta's order; none when it reaches no Page with one. */
  async discover(
    base: string,
    login: Login,
    token: Secret,
    signal?: AbortSignal,
  ): Promise<readonly DiscoveredAccount[]> {
    return discoverAccounts(this.#exchange, this.#options.logger, { base, login, token }, signal);
  }

  /**
   * What Meta tells about a token: all of it with the app's id and secret, permissions only for a person's Facebook
   * token without them, else no more than that it works. Throws AppError `token` when the token itself is refused.
   */
  async inspectToken(base: string, login: Login, token: Secret, signal?: AbortSignal): Promise<TokenFacts> {
    const { appId, appSecret, logger } = this.#options;
    const app = appId === undefined || appSecret === undefined ? undefined : { id: appId, secret: appSecret };
    return inspect(this.#exchange, logger, { base, login, token, app }, signal);
  }

  /** Which login made a token, told from how it begins; undefined when it looks like neither. */
  guessLogin(token: Secret): Login | undefined {
    const text = token.reveal().trim();
    if (text.startsWith('EAA')) return 'facebook';
    return text.startsWith('IG') ? 'instagram' : undefined;
  }

  /** Per cent used of the rate budget an account is under; undefined until Instagram has told. */
  usage(instagramId: string): number | undefined {
    return this.#budget.usage(instagramId);
  }
}
