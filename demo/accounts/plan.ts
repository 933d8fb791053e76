/** How one account of the local Instagram is made. Numbers are means per day at the anchor day. */
export interface AccountPlan {
  /** Fixed, so that documentation can name it. */
  readonly username: string;
  readonly name: string;
  readonly biography?: string;
  readonly website?: string;
  /** Total followers at the Pacific midnight that begins the anchor day. */
  readonly followers: number;
  readonly follows: number;
  /** New followers and lost followers a day. */
  readonly gain: number;
  readonly loss: number;
  /** Followers and others reached a day by content that is not advertising. */
  readonly reach: { readonly followers: number; readonly others: number };
  /** Accounts reached a day by advertising. */
  readonly ads?: number;
  /** 1 is usual: about 5 likes per 100 accounts reached. */
  readonly engagement: number;
  /** Growth of everything a year, as an exponent. */
  readonly trend: number;
  /** Factor per weekday, Sunday first. */
  readonly weekdays: readonly number[];
  /** Noise beyond Poisson: variance = mean + dispersion * mean^2. */
  readonly dispersion: number;
  /** A burst of attention: starts so many days before the anchor day, lasts `days`, lifts new followers up to `peak` times. */
  readonly virals: readonly { readonly daysAgo: number; readonly days: number; readonly peak: number }[];
  /** Share of reach by kind of content. */
  readonly mix: { readonly post: number; readonly carousel: number; readonly reel: number; readonly story: number };
  readonly postsPerWeek: number;
  readonly storiesPerDay: number;
  /** The first post, in days before the anchor day. */
  readonly firstPostDaysAgo: number;
  /** Older media answer no insights: the account was a personal one. */
  readonly convertedDaysAgo: number;
  /** True: the account is in the European Economic Area, where story replies are not counted. */
  readonly europe: boolean;
  /** Contact buttons on the profile. */
  readonly buttons: readonly string[];
  readonly countries: readonly string[];
  readonly cities: readonly string[];
  readonly women: number;
  readonly captions: readonly (string | undefined)[];
  readonly comments: readonly string[];
  /** UTC hours of a daily live broadcast. */
  readonly live?: { readonly from: number; readonly to: number };
  /** `media_count` differs from the listed media by this much, as seen on real accounts. */
  readonly mediaCountDrift?: number;
  /** The second story of a day has fewer than five viewers. */
  readonly quietSecondStory?: boolean;
}
