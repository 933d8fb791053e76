import type { Login } from '../../accounts.ts';
import type { IsoDate } from '../../insights/series.ts';
import type { MediaKind } from './media.ts';

/** How one name of the media insights is asked for. */
export interface MediaSource {
  /** Name in `metric=`. */
  readonly apiName: string;
  readonly logins: readonly Login[];
  /** API version that introduced it. */
  readonly since: string;
  /** Media that answer it; for any other the API refuses the whole call. */
  readonly kinds: readonly MediaKind[];
  /** Sent always; such metrics share no call with others. */
  readonly breakdown?: string;
  /** The one key of the breakdown that is this metric's value, in lower case. */
  readonly bucket?: string;
  /** Fails everything asked with it when the media is not on Facebook: asked by itself. */
  readonly alone?: boolean;
  /** Only media published before this day (US Pacific) answer it. */
  readonly publishedBefore?: IsoDate;
}

/** A name that Meta ended: when, and what answers it today. */
interface MediaLegacy {
  readonly withdrawnOn: IsoDate;
  /** Whether today's number may be read as the old one. */
  readonly comparable: boolean;
  /** What changed, one sentence. */
  readonly change: string;
}

/** One name of media insights, as data with a date. */
export interface MediaMetric {
  /** The name people and the API use; unique among media metrics. */
  readonly name: string;
  readonly label: string;
  readonly meaning: string;
  /** Plural noun of one unit. */
  readonly unit: string;
  /** How it is written: a count, milliseconds as seconds or hours, a per cent. */
  readonly format: 'count' | 'milliseconds' | 'percent';
  /** `sum`: posts may be added up; `unique`: they must not, people are in several; `rate`: a mean or share of each post. */
  readonly rollup: 'sum' | 'unique' | 'rate';
  /** The media a question without a post is answered over. */
  readonly kinds: readonly MediaKind[];
  /** Undefined: not offered, with the reason. */
  readonly source: MediaSource | undefined;
  readonly aliases: readonly string[];
  readonly remarks: readonly string[];
  readonly legacy?: MediaLegacy;
  /** Why the API's name is not asked for, one sentence. */
  readonly notOffered?: string;
  /** Where the facts were read, and when. */
  readonly page: string;
  readonly checkedOn: IsoDate;
}
