/** Everything that runs by itself for digests and other deliveries, as rounds of background work. */
import { randomUUID } from 'node:crypto';
import { findAlertOrder } from '../alerts/notices.ts';
import { createNotices, tellOwner } from '../deliveries/notices.ts';
import { createAuditRound, createDeliverRound } from '../deliveries/round.ts';
import type { Counters, DeliverDeps } from '../deliveries/settle.ts';
import { DELIVERY_TERMS, type DeliveryTerms } from '../deliveries/terms.ts';
import type { Deps } from '../features/feature.ts';
import { createPlaces, lookForLost } from '../places.ts';
import type { ChartRenderer, ChatAdapter } from '../ports.ts';
import { whileBeating } from '../work/beating.ts';
import type { Round } from '../work/rounds.ts';
import { correctDigests } from './correct.ts';
import { makeDigest, postKeyOf, type MakeDeps } from './make.ts';
import { digestOrder, findDigestOrder } from './notices.ts';
import { createSharedClock } from './shared-clock.ts';
import type { Run } from './subscription.ts';
import { followZoneRules, sweep } from './sweep.ts';

export interface DigestRoundsOptions {
  readonly deps: Deps;
  readonly renderer: ChartRenderer;
  /** The platforms this process can post to; posts to others are left to other processes. */
  readonly adapters: () => readonly ChatAdapter[];
  /** ON_UNKNOWN. */
  readonly onUnknown: 'resend' | 'hold';
  /** The registry of the HTTP server. */
  readonly counters: Counters;
  readonly terms?: Partial<DeliveryTerms>;
  /** How long after a sign of life of its worker another one may make a digest, in ms. */
  readonly makeLease?: number;
  /** A digest whose making ended its process so often is not tried again. */
  readonly mostDeaths?: number;
  /** Digests due in the same minute go out over this time, in ms. */
  readonly spread?: number;
  readonly random?: () => number;
  /** Told after every sweep that ended well. */
  readonly afterSweep?: (signal: AbortSignal) => Promise<void>;
}

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Short, so that what a killed process had under way is taken up within 15 s. */
const MAKE_LEASE = 12_000;
const SIGNS_PER_LEASE = 4;
const SPREAD = 30_000;
const MOST_DEATHS = 3;
const MADE_AT_ONCE = 2;

/**
 * The rounds `sweep`, `make digests`, `correct digests`, `deliver`, `audit deliveries` and `look for lost workspaces`. Any
 * number of processes may run them on one database; each may be killed at any point.
 */
export function createDigestRounds(options: DigestRoundsOptions): readonly Round[] {
  const { deps, renderer, adapters, onUnknown, counters, terms } = options;
  const { random = Math.random, makeLease = MAKE_LEASE, spread = SPREAD, mostDeaths = MOST_DEATHS } = options;
  const { store, clock, logger } = deps;
  const owner = randomUUID();
  const shared = createSharedClock(store, clock);
  const telling = { store, adapters, clock, logger };
  const notices = createNotices(telling, [findDigestOrder(store), findAlertOrder(store)]);
  const resuming = { store, clock: shared.now, logger };
  const places = createPlaces(resuming);
  const make: MakeDeps = {
    deps,
    renderer,
    adapters,
    owner,
    clock: shared.now,
    spread,
    mostDeaths,
    tellOwner: (subscription, run, because) =>
      tellOwner(telling, digestOrder(store, subscription, run.week), postKeyOf(run), because),
  };
  const deliver: DeliverDeps = {
    store,
    adapters,
    clock: shared.now,
    logger,
    counters,
    random,
    owner,
    onUnknown,
    terms: { ...DELIVERY_TERMS, ...terms },
    beforeGivingUp: notices.onGivenUp,
    afterSent: notices.onSent,
    onLost: (post, because) => places.lost(post, because),
  };
  const turns = counters.counter('reachboard_digest_turns_total', 'Turns of weekly digests that were found due.');
  let rulesFollowed = false;

  async function runSweep(signal: AbortSignal): Promise<void> {
    if (!rulesFollowed) await followZoneRules({ store, clock, logger });
    rulesFollowed = true;
    const written = await sweep({ store, clock, logger, shared });
    if (written > 0) turns.add({}, written);
    await options.afterSweep?.(signal);
  }

  function makeHeld(run: Run, signal: AbortSignal): Promise<void> {
    const sign = (): Promise<void> => store.holdRun(run, owner, shared.now() + makeLease);
    const onFailed = (error: unknown): void => {
      logger.warn({ error, subscription: run.subscriptionId }, 'a digest under way could not be held');
    };
    return whileBeating({ everyMs: makeLease / SIGNS_PER_LEASE, sign, onFailed }, () => makeDigest(make, run, signal));
  }

  async function runMake(signal: AbortSignal): Promise<void> {
    await shared.look();
    while (!signal.aborted) {
      const now = shared.now();
      const runs = await store.claimRuns(owner, now, now + makeLease, MADE_AT_ONCE);
      if (runs.length === 0) return;
      await Promise.all(runs.map((run) => makeHeld(run, signal)));
    }
  }

  async function runCorrect(signal: AbortSignal): Promise<void> {
    await shared.look();
    await correctDigests(deps, shared.now(), signal);
  }

  const delivering = createDeliverRound(deliver);

  async function runDeliver(signal: AbortSignal): Promise<void> {
    await shared.look();
    await delivering.run(signal);
  }

  return [
    { name: 'sweep', everyMs: SECOND, run: runSweep },
    { name: 'make digests', everyMs: SECOND, run: runMake },
    { name: 'correct digests', everyMs: MINUTE, run: runCorrect },
    { ...delivering, run: runDeliver },
    createAuditRound(deliver),
    { name: 'look for lost workspaces', everyMs: HOUR, run: (signal) => lookForLost(resuming, adapters(), signal) },
  ];
}
