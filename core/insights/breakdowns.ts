/** A number in its parts: one bucket of a breakdown as a number of its own, or a window by all its buckets. */
import type { Account } from '../accounts.ts';
import type { AppError } from '../errors.ts';
import type { GraphAccess } from '../instagram/answers.ts';
import type { InsightsSource, Metric } from '../instagram/metric.ts';
import { bringUpToDate, SETTLES_AFTER, windowKey, type CollectDeps, type Collected } from './collect.ts';
import type { Days, NumberState, Reading } from './series.ts';
import { endOfDay, requestPieces, requestWindow } from './spans.ts';

/** The parts of one window. */
export interface Split {
  /** By breakdown key (`REEL`, `F.25-34`); undefined when nobody knows. An absent key is 0. */
  readonly parts: Readonly<Record<string, number>> | undefined;
  /** The whole, from the same answer: parts of unique counts do not add up to it. */
  readonly total: number | null;
  readonly state: NumberState;
  readonly reason: string | undefined;
  /** Epoch ms. */
  readonly readAt: number | undefined;
}

export interface SplitRequest {
  readonly account: Account;
  readonly access: GraphAccess | undefined;
  readonly source: InsightsSource;
  readonly rollup: Metric['rollup'];
  /** A breakdown that the source has. */
  readonly breakdown: string;
  readonly windows: readonly Days[];
  readonly signal?: AbortSignal;
}

function bucketOf(reading: Reading, bucket: string): Reading {
  if (reading.detail !== undefined) return { ...reading, value: reading.detail[bucket] ?? 0 };
  // A total without its parts says something about one of them only when it is 0.
  return { ...reading, value: reading.value === 0 ? 0 : null };
}

/** What was collected for a breakdown, with the value of one bucket in place of the whole. */
export function ofBucket(collected: Collected, bucket: string | undefined): Collected {
  if (bucket === undefined) return collected;
  const focus = <Key>(readings: ReadonlyMap<Key, Reading>): ReadonlyMap<Key, Reading> =>
    new Map([...readings].map(([key, reading]) => [key, bucketOf(reading, bucket)]));
  return { ...collected, daily: focus(collected.daily), windows: focus(collected.windows) };
}

function isSettled(reading: Reading): boolean {
  return reading.settled || reading.confirmedAt - endOfDay(reading.days.to) >= SETTLES_AFTER;
}

function unknown(reason: string): Split {
  return { parts: undefined, total: null, state: 'unavailable', reason, readAt: undefined };
}

function addUp(readings: readonly Reading[]): Split {
  const parts: Record<string, number> = {};
  for (const { detail = {} } of readings) {
    for (const [key, value] of Object.entries(detail)) parts[key] = (parts[key] ?? 0) + value;
  }
  const totals = readings.map((reading) => reading.value);
  return {
    parts,
    total: totals.includes(null) ? null : totals.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    state: readings.every(isSettled) ? 'final' : 'provisional',
    reason: undefined,
    readAt: Math.max(...readings.map((reading) => reading.confirmedAt)),
  };
}

function splitOf(pieces: readonly Days[], rollup: Metric['rollup'], collected: Collected): Split {
  const readings = pieces.map((piece) => collected.windows.get(windowKey(piece)));
  const known = readings.filter((reading) => reading?.detail !== undefined);
  if (pieces.length > 1 && rollup === 'distinct')
    return unknown('Instagram counts unique accounts over at most 30 days at once, and they must not be added up');
  if (known.length === 0) return unknown('Instagram has given no parts for this period');
  if (known.length < pieces.length) return unknown('Instagram has given the parts of some of these days only');
  return addUp(known.filter((reading) => reading !== undefined));
}

/**
 * The parts of whole windows, one call each (one per 30 days for numbers that may be added up), kept like every reading.
 * Windows of unique counts over more than 30 days have no parts.
 */
export async function readSplits(
  deps: CollectDeps,
  request: SplitRequest,
): Promise<{ readonly splits: readonly Split[]; readonly problems: readonly AppError[] }> {
  const { account, access, rollup, breakdown, windows, signal } = request;
  const pieces = windows.map((days) => (requestWindow(days) === undefined ? requestPieces(days) : [days]));
  const asked = pieces.filter((one) => one.length === 1 || rollup !== 'distinct').flat();
  const collected = await bringUpToDate(deps, {
    account,
    access,
    source: { ...request.source, requiredBreakdown: breakdown, daily: 'none' },
    companions: [],
    daily: [],
    windows: asked,
    ...(signal === undefined ? {} : { signal }),
  });
  return { splits: pieces.map((one) => splitOf(one, rollup, collected)), problems: collected.problems };
}
