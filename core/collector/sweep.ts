/** Which account is whose turn, who has it in hand, and how far each is; all of it in the store. */
import type { Account } from '../accounts.ts';
import type { AppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import { addDays, lastCompleteDay } from '../insights/spans.ts';
import { rescueToken } from '../tokens/renewal.ts';
import { collectPiece, collectRecent, nextPiece, recentDays, type Turn } from './collect.ts';
import { withAccount } from './hold.ts';
import { eachOf, listTargets, type Target } from './targets.ts';

const MINUTE = 60_000;
const SWEEP_WIDTH = 4;
const FILL_WIDTH = 2;
/** After a fault the back-fill leaves an account alone for this long, or as long as Instagram says. */
const FILL_PAUSE = 15 * MINUTE;
const LONGEST_REST = 5000;
/** Turns may come this share of the interval early: the rounds themselves are not exact. */
const EARLY = 0.1;
/** A piece that Instagram fails to answer this often, while it answers others, is given up. */
const MOST_STRIKES = 3;

/**
 * Told after an account's numbers were read, `profile`: its followers, `insights`: its days. A rejection is logged and
 * stops nobody.
 */
export type AfterCollect = (account: Account, what: 'profile' | 'insights') => Promise<void>;

export interface CollectorDeps extends Deps {
  /** Milliseconds between two turns of an account. */
  readonly collectEveryMs: number;
  readonly afterCollect: readonly AfterCollect[];
}

/** Tells the hooks, one after the other. */
export async function tellHooks(deps: CollectorDeps, account: Account, what: 'profile' | 'insights'): Promise<void> {
  for (const hook of deps.afterCollect) {
    try {
      await hook(account, what);
    } catch (error) {
      deps.logger.error({ error, account: account.id, what }, 'what follows a reading failed');
    }
  }
}

/** With a refused token once more by the one that took its place meanwhile. */
async function withRescue(deps: CollectorDeps, target: Target, read: (target: Target) => Promise<Turn>): Promise<Turn> {
  const turn = await read(target);
  const refusal = turn.problems.find((problem) => problem.code === 'token');
  if (refusal === undefined) return turn;
  const rescued = await rescueToken(deps, target, refusal);
  return rescued === undefined ? turn : read(rescued);
}

function whenNext(deps: CollectorDeps, problems: readonly AppError[], now: number): number {
  const regular = now + deps.collectEveryMs;
  const passing = problems.some((problem) => problem.code === 'upstream' || problem.code === 'throttled');
  const told = problems.flatMap((problem) => problem.retryAt?.getTime() ?? []);
  return passing ? Math.min(regular, Math.max(now + MINUTE, ...told)) : regular;
}

/** What status says of problems: the first that is not about a single metric. */
function wordsOf(problems: readonly AppError[]): string | undefined {
  return problems.find((problem) => problem.code !== 'metric')?.message;
}

async function takeTurn(deps: CollectorDeps, target: Target, signal: AbortSignal): Promise<void> {
  const had = await withAccount(deps, target, signal, async (before, own) => {
    const now = deps.clock();
    const { done, problems } = await withRescue(deps, target, (able) =>
      collectRecent(deps, able, own, deps.collectEveryMs),
    );
    const problem = wordsOf(problems);
    const nextAt = whenNext(deps, problems, deps.clock());
    if (problem !== undefined) {
      deps.logger.warn(
        { account: target.account.id, codes: problems.map(({ code }) => code) },
        'not all was collected',
      );
    }
    if (!done) return { ...before, nextAt, problem };
    // Days that fell out of the recent ones while nobody collected are left to the back-fill.
    const gap = before.collectedTo !== undefined && before.collectedTo < addDays(recentDays(now).from, -1);
    return {
      ...before,
      collectedAt: now,
      collectedTo: lastCompleteDay(now),
      filledFrom: gap ? undefined : before.filledFrom,
      nextAt,
      problem,
    };
  });
  if (had) await tellHooks(deps, target.account, 'insights');
}

/**
 * Gives every account whose time has come its turn, the longest waiting first. Resolves to how many had one; rejects with
 * the first unexpected fault, after all the others had their turn.
 */
export async function sweepDue(deps: CollectorDeps, signal: AbortSignal): Promise<number> {
  const targets = await listTargets(deps);
  const states = new Map((await deps.store.listCollections()).map((state) => [state.accountId, state]));
  const now = deps.clock() + deps.collectEveryMs * EARLY;
  // After a start with a shorter interval the times on record are too late.
  const nextOf = ({ account }: Target): number => {
    const { nextAt = 0, collectedAt = 0 } = states.get(account.id) ?? {};
    return nextAt > deps.clock() + deps.collectEveryMs ? collectedAt + deps.collectEveryMs : nextAt;
  };
  const due = targets.filter((target) => nextOf(target) <= now).sort((one, other) => nextOf(one) - nextOf(other));
  const faults: unknown[] = [];
  await eachOf(due, SWEEP_WIDTH, signal, async (target, own) => {
    try {
      await takeTurn(deps, target, own);
    } catch (error) {
      if (own.aborted) throw error;
      faults.push(error);
      deps.logger.error({ error, account: target.account.id }, 'an account could not be collected');
    }
  });
  if (faults.length > 0) throw faults[0];
  return due.length;
}

/** Half of the time is left to whoever asks meanwhile. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, Math.min(ms, LONGEST_REST));
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

/** Reads history below what is there, a piece for each account in turn. One object for the life of the process. */
export class BackFill {
  readonly #deps: CollectorDeps;
  /** Accounts that met a fault, until when they are left alone. */
  readonly #pauses = new Map<number, number>();
  readonly #strikes = new Map<number, number>();

  constructor(deps: CollectorDeps) {
    this.#deps = deps;
  }

  /** Goes on until no account has a piece left that can be read now. */
  async run(signal: AbortSignal): Promise<void> {
    for (let waiting = await this.#waiting(); waiting.length > 0; waiting = await this.#waiting()) {
      let read = 0;
      await eachOf(waiting, FILL_WIDTH, signal, async (target, own) => {
        const started = performance.now();
        if (await this.#fill(target, own)) read += 1;
        await rest(performance.now() - started, signal);
      });
      if (read === 0 || signal.aborted) return;
    }
  }

  /** Accounts whose newest days are in and whose history is not. */
  async #waiting(): Promise<readonly Target[]> {
    const now = this.#deps.clock();
    const states = await this.#deps.store.listCollections();
    const open = new Set(
      states
        .filter((state) => state.collectedAt !== undefined && nextPiece(state.filledFrom, now) !== undefined)
        .filter((state) => (this.#pauses.get(state.accountId) ?? 0) <= now)
        .map((state) => state.accountId),
    );
    if (open.size === 0) return [];
    return (await listTargets(this.#deps)).filter(({ account }) => open.has(account.id));
  }

  async #fill(target: Target, signal: AbortSignal): Promise<boolean> {
    const { clock, logger } = this.#deps;
    const { id } = target.account;
    let read = false;
    await withAccount(this.#deps, target, signal, async (before, own) => {
      const piece = nextPiece(before.filledFrom, clock());
      if (piece === undefined) return before;
      const { done, problems } = await withRescue(this.#deps, target, (able) =>
        collectPiece(this.#deps, able, piece, own),
      );
      if (!done && !this.#givesUp(id, problems)) {
        const told = problems.flatMap(({ retryAt }) => retryAt?.getTime() ?? []);
        this.#pauses.set(id, told.length > 0 ? Math.max(...told) : clock() + FILL_PAUSE);
        logger.warn({ account: id, codes: problems.map(({ code }) => code) }, 'the back-fill of an account pauses');
        return before;
      }
      this.#strikes.delete(id);
      read = true;
      return { ...before, filledFrom: piece.from };
    });
    return read;
  }

  #givesUp(id: number, problems: readonly AppError[]): boolean {
    if (!problems.every(({ code, retryAt }) => code === 'metric' || (code === 'upstream' && retryAt === undefined))) {
      return false;
    }
    const strikes = (this.#strikes.get(id) ?? 0) + 1;
    this.#strikes.set(id, strikes);
    return strikes >= MOST_STRIKES;
  }
}
