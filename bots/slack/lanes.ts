/** A queue per channel: a channel that Slack slows down waits alone. */
import { webApi } from '@slack/bolt';
import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import { retryAfter, Stopped } from './faults.ts';

/** All in ms. */
interface Terms {
  /** Between the call before and this one. */
  readonly spacing?: number;
  /** How long Slack's Retry-After is waited for, also one that another call was told, once the call has its turn. */
  readonly patience?: number;
  /** For people who wait: how long until the call is made or given up, its turn included. */
  readonly within?: number | undefined;
  /** Aborted when nobody wants the call any more: it rejects with `Stopped` and costs those behind it nothing. */
  readonly ended?: AbortSignal;
}

export interface Lanes {
  /**
   * Runs the call after those before it on this lane, and again after Slack's Retry-After, until it passes or fails for
   * another reason. Rejects as Slack's rate limit does, with the seconds to wait, as soon as it would wait longer than its
   * terms allow.
   */
  run<T>(lane: string, call: () => Promise<T>, terms?: Terms): Promise<T>;
}

const PATIENCE = 5 * 60_000;
/** Between tries when Slack names no time or an absurd one. */
const [LEAST_WAIT, MOST_WAIT] = [1, 3_600];

interface Lane {
  last: Promise<unknown>;
  notBefore: number;
}

/** Lanes that nobody used for long are forgotten. */
const MOST_LANES = 10_000;

/** Resolves after `ms`, or rejects with `Stopped` once the signal is aborted. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Stopped());
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(new Stopped());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** What Slack would say to a call on this lane now. */
function tooSoon({ notBefore }: Lane): webApi.WebAPIRateLimitedError {
  return new webApi.WebAPIRateLimitedError(Math.max(LEAST_WAIT, Math.ceil((notBefore - performance.now()) / 1000)));
}

/** Rejects when the turn has not come after `ms`; says nothing once it has. */
function refuseLate(lane: Lane, turn: Promise<void>, ms: number, late: AbortController): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => {
      late.abort();
      reject(tooSoon(lane));
    }, ms);
    const quiet = (): void => {
      clearTimeout(timer);
    };
    turn.then(quiet, quiet);
  });
}

/** Makes the queues. Aborting the signal ends every wait with `Stopped`. */
export function createLanes(signal: AbortSignal): Lanes {
  // Every waiting call listens for the stop.
  setMaxListeners(0, signal);
  const lanes = new LRUCache<string, Lane>({ max: MOST_LANES });

  async function attempt<T>(lane: Lane, call: () => Promise<T>, spacing: number, end: number, ended: AbortSignal) {
    for (;;) {
      if (ended.aborted) throw new Stopped();
      if (lane.notBefore > end) throw tooSoon(lane);
      const wait = lane.notBefore - performance.now();
      if (wait > 0) await sleep(wait, ended);
      try {
        return await call();
      } catch (error) {
        const seconds = retryAfter(error);
        if (seconds === undefined) throw error;
        lane.notBefore = performance.now() + Math.min(Math.max(seconds, LEAST_WAIT), MOST_WAIT) * 1000;
      } finally {
        lane.notBefore = Math.max(lane.notBefore, performance.now() + spacing);
      }
    }
  }

  return {
    run(name, call, { spacing = 0, patience = PATIENCE, within = Infinity, ended = signal } = {}) {
      const lane = lanes.get(name) ?? { last: Promise.resolve(), notBefore: 0 };
      lanes.set(name, lane);
      const latest = performance.now() + within;
      const late = new AbortController();
      // A call that was given up is not made when its turn comes after all.
      const turn = lane.last.then(() => {
        late.signal.throwIfAborted();
      });
      const result = turn.then(() =>
        attempt(lane, call, spacing, Math.min(performance.now() + patience, latest), ended),
      );
      lane.last = result.catch(() => undefined);
      return within === Infinity ? result : Promise.race([result, refuseLate(lane, turn, within, late)]);
    },
  };
}
