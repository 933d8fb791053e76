/** Insights: askers of the same days share one call, and a metric that is refused never takes the others with it. */
import { LRUCache } from 'lru-cache';
import type { AppError } from '../errors.ts';
import type { Clock, Logger } from '../ports.ts';
import type { GraphAccess, InsightsAnswer, InsightsQuery, MetricAnswer } from './answers.ts';
import { digestOf, Refusal, type Exchange } from './exchange.ts';
import type { Reach } from './fault.ts';
import { readInsightsBody, type InsightsEntry } from './insights-body.ts';
import { Mismatches } from './mismatches.ts';
import { Shared } from './sharing.ts';

/** How long a call waits for others that fit into it. */
const GATHER_MS = 3;
const REMEMBER_MS = 24 * 60 * 60_000;
/**
 * Metrics whose own conditions (30 days without today, 100 people) fail everything that is asked with them, or that only
 * exist with other parameters.
 */
const ALONE = new Set([
  'follower_count',
  'online_followers',
  'follower_demographics',
  'engaged_audience_demographics',
  'reached_audience_demographics',
]);

export interface InsightsCallsOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Throws AppError unless this other id belongs to the account too. */
  readonly checkOwner: (access: GraphAccess, owner: string, signal: AbortSignal) => Promise<void>;
}

type Shape = Omit<InsightsQuery, 'metrics'>;

interface Running {
  readonly metrics: Set<string>;
  /** Still gathering. */
  open: boolean;
  readonly shared: Shared<InsightsAnswer>;
}

/** The parameters of a call but its metrics. */
function paramsOf({ period, metricType, breakdowns, timeframe, since, until }: Shape): Record<string, string> {
  const params: Record<string, string> = { period };
  if (metricType !== undefined) params['metric_type'] = metricType;
  if (breakdowns !== undefined && breakdowns.length > 0) params['breakdown'] = breakdowns.join(',');
  if (timeframe !== undefined) params['timeframe'] = timeframe;
  if (since !== undefined) params['since'] = String(since);
  if (until !== undefined) params['until'] = String(until);
  return params;
}

/** The part of a shape that decides whether a metric is taken: its days do not. */
function kindOf({ period, metricType, breakdowns, timeframe }: Shape): string {
  return [period, metricType, breakdowns?.join(','), timeframe].join('|');
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

export class InsightsCalls {
  readonly #options: InsightsCallsOptions;
  readonly #running = new Map<string, Set<Running>>();
  readonly #refused = new LRUCache<string, { readonly error: AppError; readonly until: number }>({ max: 5000 });

  constructor(options: InsightsCallsOptions) {
    this.#options = options;
  }

  /** Resolves with what is known of all metrics; rejects when the call as a whole failed. */
  async read(access: GraphAccess, query: InsightsQuery, signal: AbortSignal | undefined): Promise<InsightsAnswer> {
    signal?.throwIfAborted();
    const metrics = [...new Set(query.metrics)];
    const together = metrics.filter((metric) => !ALONE.has(metric));
    const groups = [...(together.length > 0 ? [together] : []), ...metrics.filter((m) => ALONE.has(m)).map((m) => [m])];
    const answers = await Promise.all(groups.map(async (group) => this.#join(access, query, group, signal)));
    return {
      metrics: new Map(
        answers.flatMap((answer) => [...answer.metrics]).filter(([name]) => query.metrics.includes(name)),
      ),
      failed: new Map(answers.flatMap((answer) => [...answer.failed]).filter(([name]) => query.metrics.includes(name))),
      readAt: answers.length === 0 ? this.#options.clock() : Math.min(...answers.map((answer) => answer.readAt)),
    };
  }

  async #join(
    access: GraphAccess,
    query: InsightsQuery,
    metrics: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<InsightsAnswer> {
    const { base, login, instagramId, priority } = access;
    const alone = metrics.some((metric) => ALONE.has(metric)) ? metrics.join() : '';
    const shape = JSON.stringify(paramsOf(query));
    const key = [base, login, instagramId, digestOf(access.token), priority, alone, shape].join(' ');
    const running = this.#running.get(key) ?? new Set<Running>();
    this.#running.set(key, running);
    const known = [...running];
    const fitting =
      known.find((call) => metrics.every((metric) => call.metrics.has(metric))) ?? known.find((call) => call.open);
    if (fitting !== undefined) {
      for (const metric of metrics) fitting.metrics.add(metric);
      return fitting.shared.join(signal);
    }
    const wanted = new Set(metrics);
    const call: Running = {
      metrics: wanted,
      open: true,
      shared: new Shared<InsightsAnswer>(
        async (left) => {
          await pause(GATHER_MS);
          call.open = false;
          left.throwIfAborted();
          return this.#ask(access, query, [...wanted], left);
        },
        () => {
          running.delete(call);
          if (running.size === 0 && this.#running.get(key) === running) this.#running.delete(key);
        },
      ),
    };
    running.add(call);
    return call.shared.join(signal);
  }

  /** Asks for all at once, then again without what was refused, by halves where nobody says what was. */
  async #ask(
    access: GraphAccess,
    query: Shape,
    metrics: readonly string[],
    signal: AbortSignal,
  ): Promise<InsightsAnswer> {
    const found = new Map<string, MetricAnswer>();
    const failed = new Map<string, AppError>();
    const groups: (readonly string[])[] = [this.#withoutRefused(access, query, metrics, failed)];
    let readAt = this.#options.clock();
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      if (group.length === 0) continue;
      try {
        for (const { answer } of await this.#call(access, query, group, signal)) found.set(answer.metric, answer);
        readAt = this.#options.clock();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        groups.unshift(...this.#afterRefusal(access, query, group, error, failed));
      }
    }
    return { metrics: found, failed, readAt };
  }

  #afterRefusal(
    access: GraphAccess,
    query: Shape,
    group: readonly string[],
    { move, error }: Refusal,
    failed: Map<string, AppError>,
  ): readonly (readonly string[])[] {
    if (move.kind === 'split' && group.length > 1) {
      const half = Math.ceil(group.length / 2);
      return [group.slice(0, half), group.slice(half)];
    }
    if (move.kind !== 'drop') throw error;
    for (const metric of move.metrics) {
      failed.set(metric, error);
      const until = this.#options.clock() + REMEMBER_MS;
      if (move.reach !== 'once')
        this.#refused.set(this.#refusalKey(access, query, metric, move.reach), { error, until });
    }
    return [group.filter((metric) => !move.metrics.includes(metric))];
  }

  #refusalKey(access: GraphAccess, query: Shape, metric: string, reach: Exclude<Reach, 'once'>): string {
    const scope = { login: '', shape: kindOf(query), account: access.instagramId }[reach];
    return [access.base, access.login, metric, reach, scope].join(' ');
  }

  #withoutRefused(
    access: GraphAccess,
    query: Shape,
    metrics: readonly string[],
    failed: Map<string, AppError>,
  ): readonly string[] {
    if (this.#refused.size === 0) return metrics;
    const now = this.#options.clock();
    return metrics.filter((metric) => {
      const refusal = (['login', 'shape', 'account'] as const)
        .map((reach) => this.#refused.get(this.#refusalKey(access, query, metric, reach)))
        .find((known) => known !== undefined && known.until > now);
      if (refusal !== undefined) failed.set(metric, refusal.error);
      return refusal === undefined;
    });
  }

  async #call(
    access: GraphAccess,
    query: Shape,
    metrics: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly InsightsEntry[]> {
    const { exchange, logger, checkOwner } = this.#options;
    const body = await exchange.ask(
      access,
      {
        path: `${access.instagramId}/insights`,
        params: { metric: metrics.join(','), ...paramsOf(query) },
        asked: { login: access.login, subject: 'insights', metrics, fields: [] },
        signed: true,
      },
      signal,
    );
    const mismatches = new Mismatches();
    const entries = readInsightsBody(body, mismatches.on);
    mismatches.report(logger);
    const owners = new Set(entries.flatMap((entry) => entry.owner ?? []));
    for (const owner of owners) if (owner !== access.instagramId) await checkOwner(access, owner, signal);
    return entries.filter((entry) => metrics.includes(entry.answer.metric));
  }
}
