/** An account in one worker's hands at a time, whatever process it is in. */
import { randomUUID } from 'node:crypto';
import type { Deps } from '../features/feature.ts';
import type { Collection } from '../ports.ts';
import type { Target } from './targets.ts';

/** An account whose worker died is free again after this long; one that lives says so every `BEAT`. */
const HELD_FOR = 120_000;
const BEAT = HELD_FOR / 4;

function emptyCollection(accountId: number): Collection {
  return {
    accountId,
    collectedAt: undefined,
    collectedTo: undefined,
    filledFrom: undefined,
    nextAt: undefined,
    problem: undefined,
  };
}

/**
 * Runs `work` with the account in hand, and keeps what it says about how far it came. Its signal is aborted when the
 * account is lost: a process that slept too long writes nothing over what the next one does. False when somebody else has
 * the account, or took it over meanwhile.
 */
export async function withAccount(
  { store, clock, logger }: Pick<Deps, 'store' | 'clock' | 'logger'>,
  { account: { id } }: Target,
  signal: AbortSignal,
  work: (before: Collection, signal: AbortSignal) => Promise<Collection>,
): Promise<boolean> {
  // A claim of its own each time: two kinds of work in one process are as foreign to each other as two processes.
  const owner = randomUUID();
  if (!(await store.claimCollection(id, owner, clock(), clock() + HELD_FOR))) return false;
  const lost = new AbortController();
  const beat = async (): Promise<void> => {
    if (await store.holdCollection(id, owner, clock() + HELD_FOR)) return;
    logger.warn({ account: id }, 'another worker took an account over');
    lost.abort();
  };
  const timer = setInterval(() => {
    beat().catch((error: unknown) => {
      logger.warn({ error, account: id }, 'the hold on an account could not be renewed');
    });
  }, BEAT).unref();
  let after = (await store.listCollections([id]))[0] ?? emptyCollection(id);
  let kept: boolean;
  try {
    after = await work(after, AbortSignal.any([signal, lost.signal]));
  } catch (error) {
    if (!lost.signal.aborted || signal.aborted) throw error;
  } finally {
    clearInterval(timer);
    kept = await store.saveCollection(after, owner);
  }
  return kept;
}
