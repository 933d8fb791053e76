/** One question to the Graph API: signed, counted, tried again while that helps, and read as JSON. */
import { createHash, createHmac } from 'node:crypto';
import type { Login } from '../accounts.ts';
import { AppError } from '../errors.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Secret } from '../secret.ts';
import type { GraphAccess } from './answers.ts';
import { Breaker } from './breaker.ts';
import type { Budget, Payer } from './budget.ts';
import type { Asked, Fault, Move } from './fault.ts';
import { judgeError, judgeTransport, judgeUnreadable } from './faults.ts';
import { parseJson } from './json.ts';
import { Lanes } from './lanes.ts';
import { readError } from './responses.ts';
import { TransportFailure, type AnswerHeaders, type HttpAnswer, type Transport } from './transport.ts';

const BACKOFF_MS = { command: 500, background: 2000 } as const;
/** With less time than this left another try would only be cut off. */
const WORTH_TRYING_MS = 500;

/** Who asks whom, and with whose right. */
export interface Caller {
  readonly base: string;
  readonly login: Login;
  readonly token: Secret;
  /** IG user id; undefined while it is not known yet. */
  readonly instagramId: string | undefined;
  readonly priority: GraphAccess['priority'];
}

export interface Question {
  /** Below the version, without a slash at the start. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly asked: Asked;
  /** False for calls that carry the app's own token. */
  readonly signed: boolean;
}

/** A refusal with what the asker can do about it; never leaves the client. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly move: Move;
  readonly error: AppError;

  constructor({ move, error }: Fault) {
    super(error.message);
    this.move = move;
    this.error = error;
  }
}

/** Milliseconds for all tries of a call together. */
export interface TotalMs {
  readonly insights: number;
  readonly other: number;
}

export interface ExchangeOptions {
  readonly transport: Transport;
  /** Such as `v26.0`. */
  readonly version: string;
  readonly appSecret: Secret | undefined;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly totalMs: TotalMs;
}

const DIGESTS = new WeakMap<Secret, string>();

/** Stands for a token in keys kept in memory; the token cannot be had back from it. */
export function digestOf(token: Secret): string {
  const known = DIGESTS.get(token);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(token.reveal()).digest('base64url').slice(0, 22);
  DIGESTS.set(token, digest);
  return digest;
}

interface Outcome {
  readonly body: unknown;
  readonly fault: Fault | undefined;
  readonly headers: AnswerHeaders;
  /** Whether the host did its work, whatever it said. */
  readonly healthy: boolean;
}

const NO_HEADERS: AnswerHeaders = new Map<string, string>();

function outcomeOf(answer: HttpAnswer, asked: Asked): Outcome {
  const { status, headers } = answer;
  const body = parseJson(answer.body);
  if (typeof body !== 'object' || body === null) {
    return { body, headers, fault: judgeUnreadable(status), healthy: status === 429 };
  }
  const error = readError(body);
  if (error !== undefined) return { body, headers, fault: judgeError(error, status, asked), healthy: status < 500 };
  const odd = status < 200 || status > 299;
  return { body, headers, fault: odd ? judgeUnreadable(status) : undefined, healthy: status < 500 };
}

export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #breaker: Breaker;
  readonly #lanes = new Lanes();
  /** Tokens of other apps than ours: our secret does not sign for them. */
  readonly #strangers = new Set<string>();
  readonly #proofs = new WeakMap<Secret, string>();
  /** By base URL, of which there are two or three. */
  readonly #hosts = new Map<string, string>();

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#breaker = new Breaker(options.clock);
  }

  /**
   * The parsed body of a good answer. Rejects with Refusal for what Instagram refused, with AppError for `throttled` and
   * a stopped host, with the signal's reason when it is aborted. Background work waits for a free place first.
   */
  async ask(caller: Caller, question: Question, signal: AbortSignal | undefined): Promise<unknown> {
    const payer: Payer = {
      host: this.#hostOf(caller.base),
      account: caller.instagramId ?? `token:${digestOf(caller.token)}`,
    };
    if (caller.priority === 'command') return this.#askNow(caller, question, payer, signal);
    return this.#lanes.run(payer.account, async () => {
      signal?.throwIfAborted();
      return this.#askNow(caller, question, payer, signal);
    });
  }

  async #askNow(caller: Caller, question: Question, payer: Payer, signal: AbortSignal | undefined): Promise<unknown> {
    const { logger, budget } = this.#options;
    const budgetName = question.asked.subject === 'insights' ? 'insights' : 'other';
    // Not the clock of the product: that one may be turned by hand.
    const deadline = performance.now() + this.#options.totalMs[budgetName];
    await budget.admit(payer, caller.priority);
    for (let attempt = 1; ; attempt += 1) {
      const { body, fault, headers } = await this.#tryOnce(caller, question, payer, deadline, signal);
      if (fault === undefined) return body;
      const { move } = fault;
      // One metric or one post that is refused is told in the answer; it is nothing an operator has to see.
      const level = move.kind === 'retry' || move.kind === 'wait' || move.kind === 'tell' ? 'warn' : 'debug';
      logger[level](
        { host: payer.host, subject: question.asked.subject, move: move.kind, attempt },
        'Instagram refused a call',
      );
      if (move.kind === 'wait') throw await budget.refuse(payer, move.scope, headers);
      if (move.kind === 'without-proof' && this.#signs(caller, question)) {
        this.#strangers.add(digestOf(caller.token));
        continue;
      }
      if (move.kind !== 'retry' || attempt >= move.tries) throw new Refusal(fault);
      const delay = this.#options.random() * BACKOFF_MS[caller.priority] * 2 ** attempt;
      if (performance.now() + delay + WORTH_TRYING_MS > deadline) throw new Refusal(fault);
      await this.#options.sleep(delay, signal);
      signal?.throwIfAborted();
      await budget.admit(payer, 'command');
    }
  }

  /** As `ask`, but a refusal is what people may read of it. */
  async askOrExplain(caller: Caller, question: Question, signal: AbortSignal | undefined): Promise<unknown> {
    try {
      return await this.ask(caller, question, signal);
    } catch (error) {
      throw error instanceof Refusal ? error.error : error;
    }
  }

  async #tryOnce(
    caller: Caller,
    question: Question,
    payer: Payer,
    deadline: number,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const closedUntil = await this.#breaker.enter(payer.host);
    if (closedUntil !== undefined) {
      throw new AppError('upstream', 'Instagram is not answering at the moment.', {
        hint: 'Calls are tried again by themselves in half a minute.',
        retryAt: new Date(closedUntil),
      });
    }
    let healthy: boolean | undefined;
    try {
      const outcome = await this.#send(caller, question, deadline - performance.now(), signal);
      healthy = outcome.healthy;
      await this.#options.budget.note(payer, outcome.headers, outcome.fault === undefined);
      return outcome;
    } finally {
      this.#breaker.leave(payer.host, healthy);
    }
  }

  async #send(caller: Caller, question: Question, withinMs: number, signal?: AbortSignal): Promise<Outcome> {
    const budget = question.asked.subject === 'insights' ? 'insights' : 'other';
    const headers = { authorization: `Bearer ${caller.token.reveal()}` };
    try {
      const answer = await this.#options.transport.send(
        { url: this.#urlOf(caller, question), headers, budget, withinMs },
        signal,
      );
      return outcomeOf(answer, question.asked);
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      return { body: undefined, headers: NO_HEADERS, fault: judgeTransport(error), healthy: false };
    }
  }

  #urlOf(caller: Caller, question: Question): string {
    const query = new URLSearchParams(question.params);
    if (this.#signs(caller, question)) query.set('appsecret_proof', this.#proofOf(caller.token));
    return `${caller.base.replace(/\/+$/u, '')}/${this.#options.version}/${question.path}?${query.toString()}`;
  }

  #proofOf(token: Secret): string {
    const known = this.#proofs.get(token);
    if (known !== undefined) return known;
    const { appSecret } = this.#options;
    const proof = createHmac('sha256', appSecret?.reveal() ?? '')
      .update(token.reveal())
      .digest('hex');
    this.#proofs.set(token, proof);
    return proof;
  }

  #hostOf(base: string): string {
    const known = this.#hosts.get(base);
    if (known !== undefined) return known;
    const { host } = new URL(base);
    this.#hosts.set(base, host);
    return host;
  }

  #signs(caller: Caller, question: Question): boolean {
    const { appSecret } = this.#options;
    return appSecret !== undefined && question.signed && !this.#strangers.has(digestOf(caller.token));
  }
}
