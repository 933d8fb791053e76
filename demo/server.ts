/**
 * A local Instagram: an HTTP server on the loopback interface that answers Graph API reads from generated accounts. The
 * demo runs on it, and so do the tests. Same seed, same clock, same answers.
 */
import type { AccountPlan } from './accounts/plan.ts';
import { ACCOUNT_PLANS } from './accounts/plans.ts';
import { dialogRedirect } from './answers/oauth.ts';
import { pacificDay } from './calendar.ts';
import type { Call, LoggedCall } from './call.ts';
import { createFaults, type Faults } from './faults.ts';
import { listen } from './http.ts';
import { createService } from './service.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createTruth, type Truth } from './truth.ts';
import { createUsage } from './usage.ts';
import { createSubscriptions, createWebhooks, type Webhooks } from './webhooks.ts';
import { createWorld } from './world.ts';

export type { Fault } from './faults.ts';

export interface LocalInstagramOptions {
  readonly seed?: number;
  /** Epoch ms; the real time when left out. */
  readonly clock?: () => number;
  /** Of the graph.facebook.com flavour; the other takes the next one. 0 (usual): any free ports. */
  readonly port?: number;
  /** Added to every answer. */
  readonly latencyMs?: number;
  readonly accounts?: readonly AccountPlan[];
  /** Epoch ms that "days ago" in the plans counts from; the clock at start when left out. */
  readonly anchor?: number;
  /** The version that answers calls without one; `v21.0` when left out. */
  readonly unversioned?: string;
  /** Length of an insights window whose `since` is left out, in days; 1 as documented, 2 as once recorded. */
  readonly defaultWindowDays?: 1 | 2;
}

interface DemoAccountFacts {
  readonly username: string;
  readonly name: string;
  readonly instagramId: string;
  readonly scopedId: string;
  readonly pageId: string;
}

export interface LocalInstagram {
  /** Stands for https://graph.facebook.com (and the login dialog of www.facebook.com). No slash at the end. */
  readonly facebookUrl: string;
  /** Stands for https://graph.instagram.com, api.instagram.com and the dialog of www.instagram.com. */
  readonly instagramUrl: string;
  readonly tokens: Tokens;
  /** The first is the default. */
  readonly accounts: readonly DemoAccountFacts[];
  readonly truth: Truth;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  /** Every call answered, oldest first, without secrets. */
  readonly calls: readonly LoggedCall[];
  /** Cuts all connections and frees the ports. */
  stop(): Promise<void>;
}

const DEFAULT_SEED = 7;
const SECONDS_PER_DAY = 86_400;
const DIALOGS = new Set(['dialog/oauth', 'oauth/authorize']);

/** Starts the local Instagram; ready in a few milliseconds, for numbers are made when asked for. */
export async function startLocalInstagram(options: LocalInstagramOptions = {}): Promise<LocalInstagram> {
  const { seed = DEFAULT_SEED, clock = Date.now, port = 0, latencyMs = 0, accounts = ACCOUNT_PLANS } = options;
  const now = clock();
  const world = createWorld(accounts, seed, pacificDay(options.anchor ?? now));
  const tokens = createTokens(world, now);
  const faults = createFaults();
  const calls: LoggedCall[] = [];
  const subscriptions = createSubscriptions();
  const ending = new AbortController();
  const answer = createService({
    world,
    tokens,
    faults,
    usage: createUsage(world),
    subscriptions,
    calls,
    clock,
    unversioned: options.unversioned ?? 'v21.0',
    defaultWindow: (options.defaultWindowDays ?? 1) * SECONDS_PER_DAY,
  });

  function dialog(call: Call): string | undefined {
    const path = call.path.replace(/^\/(v\d+\.\d+\/)?/, '');
    if (call.method !== 'GET' || !DIALOGS.has(path)) return undefined;
    return dialogRedirect({ ...call, world, tokens, version: '', now: clock(), defaultWindow: SECONDS_PER_DAY });
  }

  const shared = { latencyMs, clock, answer, dialog };
  const facebook = await listen({ ...shared, flavour: 'facebook', port });
  const second = listen({ ...shared, flavour: 'instagram', port: port === 0 ? 0 : port + 1 });
  const instagram = await second.catch(async (error: unknown) => {
    await facebook.stop();
    throw error;
  });
  return {
    facebookUrl: facebook.url,
    instagramUrl: instagram.url,
    tokens,
    accounts: world.accounts.map(({ plan, instagramId, scopedId, pageId }) => ({
      username: plan.username,
      name: plan.name,
      instagramId,
      scopedId,
      pageId,
    })),
    truth: createTruth(world, clock),
    faults,
    webhooks: createWebhooks(world, subscriptions, clock, ending.signal),
    calls,
    async stop() {
      ending.abort();
      await Promise.all([facebook.stop(), instagram.stop()]);
    },
  };
}
