import type { Login, Profile } from '../accounts.ts';
import type { IsoDate } from '../insights/series.ts';

/** Windows of the audience metrics: the last 7 and the last 30 days. */
export type Timeframe = 'this_week' | 'this_month';

/** How one name of the Graph API is asked for and what its answer can do. */
export interface InsightsSource {
  readonly kind: 'insights';
  /** Name in `metric=`. */
  readonly apiName: string;
  readonly logins: readonly Login[];
  /** API version that introduced it. */
  readonly since: string;
  readonly period: 'day' | 'lifetime';
  /** How the value of one day is read: one call for many days, one call per day, or not at all. */
  readonly daily: 'time_series' | 'total_value' | 'none';
  /** True when `metric_type=total_value` answers for a whole window (unique counts are then right for it). */
  readonly window: boolean;
  /** Breakdowns it accepts, each a comma list as sent. */
  readonly breakdowns: readonly string[];
  /** Sent always, because there is no value without it. */
  readonly requiredBreakdown?: string;
  /** The one key of the breakdown that is this metric's value; an absent key is 0 when there is a total. */
  readonly bucket?: string;
  /** Sent instead of `since` and `until`, one of these always. */
  readonly timeframes?: readonly Timeframe[];
  /** A breakdown ends after this many of its largest rows. */
  readonly topRows?: number;
  /** How far back `since` may lie, in days. */
  readonly historyDays: number;
  /** Under this many followers Instagram answers with nothing. */
  readonly minimumFollowers?: number;
}

/** A field of the account itself: no history of its own, so its history is what we kept. */
interface FieldSource {
  readonly kind: 'field';
  readonly field: keyof Profile;
  readonly logins: readonly Login[];
  readonly since: string;
}

export type Source = InsightsSource | FieldSource;

/** A name that Meta ended: when, and what answers it today. */
interface Legacy {
  readonly withdrawnOn: IsoDate;
  /** The row that answers, by name; the row's own name when its sources do. Undefined: nothing serves it any more. */
  readonly successor: string | undefined;
  /** Whether today's number may be read as the old one. */
  readonly comparable: boolean;
  /** What changed, one sentence. */
  readonly change: string;
}

/** One row of the catalogue: everything Reachboard knows about a metric, as data with a date. */
export interface Metric {
  /** The name people and the API use; unique. */
  readonly name: string;
  readonly level: 'account';
  readonly label: string;
  readonly meaning: string;
  /** Plural noun of one unit: "accounts", "views". */
  readonly unit: string;
  /**
   * How days become a period. `sum`: add them; `distinct`: unique counts, only Instagram can say for the whole period;
   * `latest`: the last known value; `none`: not a number over time.
   */
  readonly rollup: 'sum' | 'distinct' | 'latest' | 'none';
  /** `map`: many values at once, by the keys of a breakdown or by the hour. */
  readonly shape: 'number' | 'map' | 'text';
  /** The first that fits the login wins. Empty: another row answers, or nothing does. */
  readonly sources: readonly Source[];
  /** Other spellings people type. */
  readonly aliases: readonly string[];
  /** Standing remarks shown with the number. */
  readonly remarks: readonly string[];
  readonly legacy?: Legacy;
  /** Why the API's name is not asked for here, one sentence; such a row has no sources. */
  readonly notOffered?: string;
  /** Where the facts were read, and when. */
  readonly source: string;
  readonly checkedOn: IsoDate;
}
