/** Instagram's rate limits: how much is used, and whom not to call before when. Pauses outlive the process. */
import { AppError } from '../errors.ts';
import type { Clock, Logger, PauseStore } from '../ports.ts';
import type { GraphAccess } from './answers.ts';
import type { AnswerHeaders } from './transport.ts';
import { readRetryAfter, readUsage } from './usage.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const FIRST_PAUSE = MINUTE;
const LONGEST_PAUSE = 60 * MINUTE;
/** Other processes pause too; their marks are looked up again after this long. */
const PAUSES_FRESH_FOR = 15 * SECOND;
/** After this long without an answer the percentage says nothing any more, and one call may find out. */
const USAGE_FRESH_FOR = 10 * MINUTE;
const STOP_AT = { background: 75, command: 95 } as const;
const FULL = 100;

/** Whose budget a call is charged to. */
export interface Payer {
  readonly host: string;
  /** IG user id, or a stand-in while the account is not known yet. */
  readonly account: string;
}

interface Level {
  readonly percent: number;
  readonly at: number;
}

export interface BudgetOptions {
  readonly pauses: PauseStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

function keyOf(payer: Payer, scope: 'account' | 'app'): string {
  return scope === 'app' ? `app:${payer.host}` : `account:${payer.host}:${payer.account}`;
}

function because(scope: 'account' | 'app'): string {
  return scope === 'app' ? "Instagram's limit for this app is reached" : "Instagram's limit for an account is reached";
}

function throttled(scope: 'account' | 'app', until: number): AppError {
  const who = scope === 'app' ? 'this app' : 'this account';
  return new AppError('throttled', `Instagram allows no more calls for ${who} right now.`, {
    hint: `Calls are taken again from ${new Date(until).toISOString().slice(11, 16)} UTC.`,
    retryAt: new Date(until),
  });
}

export class Budget {
  readonly #options: BudgetOptions;
  readonly #levels = new Map<string, Level>();
  /** The host an account was last charged on, for `usage`. */
  readonly #hosts = new Map<string, string>();
  readonly #pauses = new Map<string, number>();
  readonly #strikes = new Map<string, number>();
  #loading: Promise<void> | undefined;
  #loadedAt = -Infinity;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /**
   * Resolves when a call may be made. Throws AppError `throttled` with `retryAt` while the account or the app is paused,
   * at 75 % for background work and at 95 % for commands.
   */
  async admit(payer: Payer, priority: GraphAccess['priority']): Promise<void> {
    const now = this.#options.clock();
    if (now - this.#loadedAt >= PAUSES_FRESH_FOR) await this.#load();
    for (const scope of ['app', 'account'] as const) {
      const key = keyOf(payer, scope);
      const until = this.#pauses.get(key);
      if (until !== undefined && until > now) throw throttled(scope, until);
      const level = this.#levels.get(key);
      const fresh = level !== undefined && now - level.at < USAGE_FRESH_FOR;
      if (fresh && level.percent >= STOP_AT[priority]) throw throttled(scope, level.at + USAGE_FRESH_FOR);
    }
  }

  /** Takes in what an answer says about the budgets. A full budget is a pause although the answer was good. */
  async note(payer: Payer, headers: AnswerHeaders, ok: boolean): Promise<void> {
    const { clock } = this.#options;
    this.#hosts.set(payer.account, payer.host);
    for (const { scope, percent, regainMs } of readUsage(headers)) {
      const key = keyOf(payer, scope);
      this.#levels.set(key, { percent, at: clock() });
      if (ok && percent < FULL) this.#strikes.delete(key);
      if (ok && (percent >= FULL || regainMs > 0)) await this.#pause(payer, scope, regainMs);
    }
  }

  /** Pauses after a refusal for as long as Instagram says, or twice as long each time. Gives the error to throw. */
  async refuse(payer: Payer, scope: 'account' | 'app', headers: AnswerHeaders): Promise<AppError> {
    const told = readUsage(headers).find((usage) => usage.scope === scope)?.regainMs ?? 0;
    const asked = readRetryAfter(headers, this.#options.clock()) ?? 0;
    return throttled(scope, await this.#pause(payer, scope, Math.max(told, asked)));
  }

  /** Per cent used of the account's budget or its app's, whichever is fuller; undefined while nobody has said. */
  usage(account: string): number | undefined {
    const host = this.#hosts.get(account);
    if (host === undefined) return undefined;
    const levels = (['account', 'app'] as const).flatMap((scope) => {
      const level = this.#levels.get(keyOf({ host, account }, scope));
      return level === undefined ? [] : [level.percent];
    });
    return levels.length === 0 ? undefined : Math.max(...levels);
  }

  async #pause(payer: Payer, scope: 'account' | 'app', toldMs: number): Promise<number> {
    const { pauses, clock, logger, random } = this.#options;
    const key = keyOf(payer, scope);
    const now = clock();
    const running = this.#pauses.get(key) ?? 0;
    const strikes = this.#strikes.get(key) ?? 0;
    // Calls that were out together are refused together: that is one strike.
    if (running <= now) this.#strikes.set(key, strikes + 1);
    const length = toldMs > 0 ? toldMs : Math.min(FIRST_PAUSE * 2 ** strikes, LONGEST_PAUSE);
    const until = now + Math.round(length * (1 + random() / 10));
    // The pause says when to call again; the percentage of an answer that came with it would only prolong it.
    this.#levels.delete(key);
    if (running > now && (toldMs === 0 || running >= until)) return running;
    this.#pauses.set(key, until);
    logger.warn({ scope, account: payer.account, seconds: Math.round((until - now) / SECOND) }, 'Instagram throttles');
    try {
      await pauses.savePause(key, until, because(scope));
    } catch {
      logger.error({ scope }, 'a pause could not be kept; it is forgotten when this process ends');
    }
    return until;
  }

  async #load(): Promise<void> {
    this.#loading ??= this.#readPauses().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  async #readPauses(): Promise<void> {
    const { pauses, clock, logger } = this.#options;
    const now = clock();
    try {
      for (const { key, until } of await pauses.listPauses(now)) {
        this.#pauses.set(key, Math.max(until, this.#pauses.get(key) ?? 0));
      }
    } catch {
      logger.warn({}, 'the kept pauses could not be read');
    }
    for (const [key, until] of this.#pauses) if (until <= now) this.#pauses.delete(key);
    this.#loadedAt = now;
  }
}
