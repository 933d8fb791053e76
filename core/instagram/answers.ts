import type { Login } from '../accounts.ts';
import type { AppError } from '../errors.ts';
import type { Secret } from '../secret.ts';

/** Which account is read, with whose right. */
export interface GraphAccess {
  /** Base URL without version, such as `https://graph.facebook.com`; belongs to the account (real or local Instagram). */
  readonly base: string;
  readonly login: Login;
  /** IG user id as text. */
  readonly instagramId: string;
  readonly token: Secret;
  /** Commands go before background work when the rate budget gets short. */
  readonly priority: 'command' | 'background';
}

/** One insights request as we mean it; the client merges, retries and isolates. */
export interface InsightsQuery {
  readonly metrics: readonly string[];
  readonly period: 'day' | 'lifetime';
  /** Left out for metrics that only have their default (`follower_count`, `online_followers`). */
  readonly metricType?: 'time_series' | 'total_value';
  readonly breakdowns?: readonly string[];
  readonly timeframe?: 'this_week' | 'this_month';
  /** Unix seconds, both inclusive over `end_time`; at most 30 days apart. */
  readonly since?: number;
  readonly until?: number;
}

/** What Instagram said about one metric. Absent parts are undefined, never 0. */
export interface MetricAnswer {
  readonly metric: string;
  /** `values[]` of a time series (or of online_followers, as maps). `endTime` is epoch ms. */
  readonly series: readonly {
    readonly endTime: number | undefined;
    readonly value: number | Readonly<Record<string, number>> | null;
  }[];
  /** `total_value.value`. */
  readonly total: number | undefined;
  /** `total_value.breakdowns[]` by dimension name; read by name, never by position. */
  readonly breakdowns: readonly {
    readonly dimensions: readonly string[];
    readonly rows: readonly { readonly keys: readonly string[]; readonly value: number }[];
  }[];
}

export interface InsightsAnswer {
  /** By API name; a metric that Instagram left out of `data` is missing here. */
  readonly metrics: ReadonlyMap<string, MetricAnswer>;
  /** Metrics that Instagram refused for themselves; the others were asked again without them. */
  readonly failed: ReadonlyMap<string, AppError>;
  /** Epoch ms. */
  readonly readAt: number;
}

/** An account that a token reaches. */
export interface DiscoveredAccount {
  readonly login: Login;
  readonly instagramId: string;
  readonly username: string;
  readonly name: string | undefined;
  /** The token to use for this account: the given one, or the Page's own (which does not expire). */
  readonly token: Secret;
}

/** What can be known about a token; undefined where this token cannot tell. Times are epoch ms. */
export interface TokenFacts {
  readonly valid: boolean;
  readonly type: string | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly expiresAt: number | undefined;
  readonly dataAccessExpiresAt: number | undefined;
}
