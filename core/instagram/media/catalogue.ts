/** The catalogue of media metrics: what is known, and which calls read it. */
import type { Login } from '../../accounts.ts';
import { instagramToday } from '../../insights/spans.ts';
import { isServedBy } from '../catalogue.ts';
import { LEGACY_MEDIA_METRICS, OLD_IMPRESSIONS } from './legacy.ts';
import type { Media } from './media.ts';
import type { MediaMetric, MediaSource } from './metric.ts';
import { TODAYS_MEDIA_METRICS } from './today.ts';

/** Every media metric the product answers for, by name. */
export const MEDIA_METRICS: ReadonlyMap<string, MediaMetric> = new Map(
  [...TODAYS_MEDIA_METRICS, ...LEGACY_MEDIA_METRICS].map((metric) => [metric.name, metric]),
);

const NAMES: ReadonlyMap<string, MediaMetric> = new Map(
  [...MEDIA_METRICS.values()].flatMap((metric) => [metric.name, ...metric.aliases].map((name) => [name, metric])),
);

/** Finds a media metric by its name or another spelling, in lower case with underscores. */
export function findMediaMetric(name: string): MediaMetric | undefined {
  return NAMES.get(name);
}

/** Every name and other spelling that `findMediaMetric` knows. */
export function mediaMetricNames(): readonly string[] {
  return [...NAMES.keys()];
}

/** Metrics that one call can ask for together. */
export interface MediaCall {
  readonly metrics: readonly string[];
  readonly breakdown: string | undefined;
  /** Refused for media that are not on Facebook. */
  readonly alone: boolean;
}

/** What decides which metrics a media answers. */
export interface MediaContext {
  readonly login: Login;
  /** Such as `v26.0`. */
  readonly version: string;
}

/** Whether Instagram answers this for this media; any other call would be refused as a whole. */
export function isAnswered(source: MediaSource, media: Pick<Media, 'kind' | 'publishedAt'>, context: MediaContext) {
  return (
    source.kinds.includes(media.kind) &&
    source.logins.includes(context.login) &&
    isServedBy(source.since, context.version) &&
    (source.publishedBefore === undefined || instagramToday(media.publishedAt) < source.publishedBefore)
  );
}

const SOURCES: readonly MediaSource[] = [
  ...new Map(
    [...TODAYS_MEDIA_METRICS.flatMap(({ source }) => source ?? []), OLD_IMPRESSIONS].map((source) => [
      source.apiName,
      source,
    ]),
  ).values(),
];

/** The call that reads a metric of a media, with everything that comes along at no cost; undefined when it has none. */
export function callFor(
  wanted: Pick<MediaSource, 'apiName' | 'breakdown'>,
  media: Pick<Media, 'kind' | 'publishedAt'>,
  context: MediaContext,
): MediaCall | undefined {
  const source = SOURCES.find((one) => one.apiName === wanted.apiName);
  if (source === undefined || !isAnswered(source, media, context)) return undefined;
  if (source.breakdown !== undefined || source.alone === true) {
    return { metrics: [source.apiName], breakdown: source.breakdown, alone: source.alone === true };
  }
  const together = SOURCES.filter(
    (one) => one.breakdown === undefined && one.alone !== true && isAnswered(one, media, context),
  );
  return { metrics: together.map((one) => one.apiName), breakdown: undefined, alone: false };
}

/** Every call that a media's own page needs. Views on Facebook are not asked of stories: they are hardly ever there. */
export function callsFor(media: Pick<Media, 'kind' | 'publishedAt'>, context: MediaContext): readonly MediaCall[] {
  const calls = SOURCES.filter((source) => !(source.alone === true && media.kind === 'story')).flatMap(
    (source) => callFor(source, media, context) ?? [],
  );
  return [...new Map(calls.map((call) => [call.metrics.join(), call])).values()];
}
