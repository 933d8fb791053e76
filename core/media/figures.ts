/** From readings to numbers of posts, with what each says about itself. Pure. */
import type { Media, MediaOrigin, MediaReading, MediaTrouble } from '../instagram/media/media.ts';
import type { MediaMetric, MediaSource } from '../instagram/media/metric.ts';
import type { NumberState } from '../insights/series.ts';
import type { MediaCollected } from './collect.ts';
import { isActive } from './listing.ts';

const HOUR = 3_600_000;
/** Like the account's numbers, those of a post may still move for two days. */
const POST_SETTLES_AFTER = 48 * HOUR;
/** A story's number is taken as its last when it was read in its last hours. */
export const STORY_SETTLES_AFTER = 20 * HOUR;

/** One number of one media. */
export interface Figure {
  readonly media: Media;
  readonly value: number | null;
  readonly state: NumberState;
  /** Why there is no number. */
  readonly reason: string | undefined;
  /** Epoch ms of the last time it was read; of an imported one, of the export. */
  readonly readAt: number | undefined;
  /** It comes from a file, not from Instagram itself. */
  readonly imported: boolean;
}

const TROUBLES: Readonly<Record<MediaTrouble, string>> = {
  'before professional': 'published before the account became a professional one',
  'too few': 'fewer than five people have seen it',
  gone: 'deleted',
  failing: 'Instagram fails on this one',
};

/** Whether a media's number will stay as it was when it was read. */
export function isSettled(media: Pick<Media, 'kind' | 'publishedAt'>, readAt: number, now: number): boolean {
  const age = readAt - media.publishedAt;
  return media.kind === 'story' ? !isActive(media, now) && age >= STORY_SETTLES_AFTER : age >= POST_SETTLES_AFTER;
}

/** The value that a reading holds for a metric: the whole, or one part of a breakdown, which is 0 when left out. */
function valueIn(reading: MediaReading | undefined, bucket: string | undefined): number | null {
  if (reading?.value === undefined || reading.value === null) return null;
  if (bucket === undefined) return reading.value;
  return reading.detail === undefined ? null : (reading.detail[bucket] ?? 0);
}

/** Parts of `navigation` as the webhook at the end of a story's day calls them: the older names, without their whole. */
const SENT_AS: Readonly<Record<string, string>> = {
  tap_forward: 'taps_forward',
  tap_back: 'taps_back',
  tap_exit: 'exits',
};

interface Read {
  readonly value: number;
  readonly reading: MediaReading;
}

/** The newest that is known of a metric: what was asked for, or what Meta sent by itself. */
function newestRead(source: MediaSource, readings: ReadonlyMap<string, MediaReading> | undefined): Read | undefined {
  const sentAs = source.bucket === undefined ? undefined : SENT_AS[source.bucket];
  const asked = readings?.get(source.apiName);
  const sent = sentAs === undefined ? undefined : readings?.get(sentAs);
  const read = (reading: MediaReading | undefined, bucket: string | undefined): readonly Read[] => {
    const value = valueIn(reading, bucket);
    return value === null || reading === undefined ? [] : [{ value, reading }];
  };
  const all = [...read(asked, source.bucket), ...read(sent, undefined)];
  return all.sort((one, other) => other.reading.confirmedAt - one.reading.confirmedAt)[0];
}

function without(media: Media, state: NumberState, reason: string): Figure {
  return { media, value: null, state, reason, readAt: undefined, imported: false };
}

type SourcedMedia = Media & { readonly source?: MediaOrigin };

/** What is known of a metric for one media. */
export function figureOf(metric: MediaMetric, media: SourcedMedia, collected: MediaCollected, now: number): Figure {
  const { source } = metric;
  if (source === undefined) return without(media, 'unavailable', metric.notOffered ?? 'not offered');
  const trouble = collected.troubles.get(media.id);
  const readings = collected.readings.get(media.id);
  const known = newestRead(source, readings);
  if (known !== undefined) {
    const { value, reading } = known;
    const state = isSettled(media, reading.confirmedAt, now) ? 'final' : 'provisional';
    const imported = reading.source === 'import';
    return { media, value, state, reason: undefined, readAt: reading.confirmedAt, imported };
  }
  if (trouble !== undefined)
    return without(media, trouble === 'too few' ? 'too few' : 'unavailable', TROUBLES[trouble]);
  if (media.source === 'import') return without(media, 'unavailable', 'not in the export');
  if (!source.kinds.includes(media.kind)) return without(media, 'unavailable', 'Instagram does not count it here');
  if (source.alone === true && readings?.has(source.apiName) === true)
    return without(media, 'unavailable', 'not on Facebook');
  const ended = media.kind === 'story' && !isActive(media, now);
  return without(media, 'unavailable', ended ? 'ended before it was read' : 'not read');
}

export type KnownFigure = Figure & { readonly value: number };

/** Those with a number, largest first; of equal ones the newer. */
export function ranked(figures: readonly Figure[]): readonly KnownFigure[] {
  return figures
    .flatMap((figure) => (figure.value === null ? [] : [{ ...figure, value: figure.value }]))
    .sort((one, other) => other.value - one.value || other.media.publishedAt - one.media.publishedAt);
}

/** The middle value; undefined of none. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The sum where posts may be added and one at least is known; null where not. */
export function totalOf(metric: MediaMetric, figures: readonly Figure[]): number | null {
  const known = ranked(figures);
  return metric.rollup !== 'sum' || known.length === 0 ? null : known.reduce((sum, { value }) => sum + value, 0);
}

/** The state of several numbers together. */
export function stateOf(figures: readonly Figure[]): NumberState {
  const states = figures.filter(({ value }) => value !== null).map(({ state }) => state);
  if (states.length > 0) return states.includes('provisional') ? 'provisional' : 'final';
  return figures.length > 0 && figures.every(({ state }) => state === 'too few') ? 'too few' : 'unavailable';
}

/** The newest reading behind several numbers. */
export function readAtOf(figures: readonly Figure[]): number | undefined {
  const times = figures.flatMap(({ readAt }) => readAt ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
