/** A queue per channel: a channel that Slack slows down waits alone. */
import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import { retryAfter, Stopped } from './faults.ts';

export interface Lanes {
  /**
   * Runs the call after those before it on this lane, at least `spacing` ms after the last one, and again after Slack's
   * Retry-After, until it passes or fails for another reason. Rejects with Slack's refusal when it would wait longer
   * than `patience` ms in all.
   */
  run<T>(
    lane: string,
    call: () => Promise<T>,
    terms?: { readonly spacing?: number; readonly patience?: number },
  ): Promise<T>;
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

/** Makes the queues. Aborting the signal ends every wait with `Stopped`. */
export function createLanes(signal: AbortSignal): Lanes {
  // Every waiting call listens for the stop.
  setMaxListeners(0, signal);
  const lanes = new LRUCache<string, Lane>({ max: MOST_LANES });

  async function attempt<T>(lane: Lane, call: () => Promise<T>, spacing: number, patience: number): Promise<T> {
    const end = performance.now() + patience;
    for (;;) {
      const wait = lane.notBefore - performance.now();
      if (wait > 0) await sleep(wait, signal);
      try {
        return await call();
      } catch (error) {
        const seconds = retryAfter(error);
        if (seconds === undefined) throw error;
        const pause = Math.min(Math.max(seconds, LEAST_WAIT), MOST_WAIT) * 1000;
        lane.notBefore = performance.now() + pause;
        if (lane.notBefore > end) throw error;
      } finally {
        lane.notBefore = Math.max(lane.notBefore, performance.now() + spacing);
      }
    }
  }

  return {
    run(name, call, { spacing = 0, patience = PATIENCE } = {}) {
      const lane = lanes.get(name) ?? { last: Promise.resolve(), notBefore: 0 };
      lanes.set(name, lane);
      const result = lane.last.then(() => attempt(lane, call, spacing, patience));
      lane.last = result.catch(() => undefined);
      return result;
    },
  };
}
