/** From readings to one number per window, with what it says about itself. Pure. */
import type { Metric } from '../instagram/metric.ts';
import { SETTLES_AFTER, windowKey, type Collected } from './collect.ts';
import type { Change, Days, InsightPoint, IsoDate, NumberState, Reading } from './series.ts';
import { countDays, endOfDay, listDays, requestWindow } from './spans.ts';

/** The number of one window. `reason` says why there is none. */
export interface Measured {
  readonly value: number | null;
  readonly state: NumberState;
  readonly reason: string | undefined;
  /** Days inside the window whose value is not known. */
  readonly missing: readonly IsoDate[];
  /** False when the newest days are not in yet: the number is right for fewer days than it should have. */
  readonly covers: boolean;
  /** Newest time (epoch ms) any reading behind the number was taken or confirmed. */
  readonly readAt: number | undefined;
  /** How much of the number comes from files and not from Instagram itself. */
  readonly imported: 'nothing' | 'some' | 'all';
}

/** What a reading says about itself: `provisional` while Instagram may still move it. */
export function stateOf(reading: Reading): NumberState {
  if (reading.value === null) return 'unavailable';
  const settled = reading.settled || reading.confirmedAt - endOfDay(reading.days.to) >= SETTLES_AFTER;
  if (!settled) return 'provisional';
  return reading.estimated ? 'estimated' : 'final';
}

/** The value of each day of a window; unknown days have value null, never 0. */
export function toPoints(days: Days, daily: ReadonlyMap<IsoDate, Reading>): readonly InsightPoint[] {
  return listDays(days).map((day) => {
    const reading = daily.get(day);
    return reading === undefined
      ? { day, value: null, state: 'unavailable' as const }
      : { day, value: reading.value, state: stateOf(reading) };
  });
}

function newest(readings: readonly Reading[]): number | undefined {
  return readings.length === 0 ? undefined : Math.max(...readings.map((reading) => reading.confirmedAt));
}

function importedOf(readings: readonly Reading[]): Measured['imported'] {
  const files = readings.filter(({ source }) => source === 'import').length;
  if (files === 0) return 'nothing';
  return files === readings.length ? 'all' : 'some';
}

function worst(states: readonly NumberState[]): NumberState {
  return states.includes('provisional') ? 'provisional' : states.includes('estimated') ? 'estimated' : 'final';
}

function counted(missing: number, all: number): string {
  return `${missing} of ${all} days ${missing === 1 ? 'is' : 'are'} not known`;
}

interface Facts {
  readonly days: Days;
  readonly known: readonly Reading[];
  readonly window: Reading | undefined;
  readonly missing: readonly IsoDate[];
  /** Days for which Instagram was asked and said nothing. */
  readonly silent: ReadonlySet<IsoDate>;
  readonly now: number;
}

function measureSum({
  days,
  known,
  window,
  missing,
  silent,
  now,
}: Facts): Pick<Measured, 'value' | 'state' | 'reason'> {
  if (window !== undefined && window.value !== null)
    return { value: window.value, state: stateOf(window), reason: undefined };
  const sum = known.reduce((total, reading) => total + (reading.value ?? 0), 0);
  if (missing.length === 0) return { value: sum, state: worst(known.map(stateOf)), reason: undefined };
  // The newest days come late: Instagram was asked and left them out. Any other missing day is simply unknown.
  const last = known.at(-1)?.days.from ?? '';
  const allLate = missing.every((day) => silent.has(day) && day > last && now - endOfDay(day) < SETTLES_AFTER);
  if (known.length > 0 && allLate) return { value: sum, state: 'provisional', reason: undefined };
  const reason =
    known.length === 0
      ? 'no day of the period is known'
      : `${counted(missing.length, countDays(days))}, so there is no total`;
  return { value: null, state: 'unavailable', reason };
}

function whyNoUniqueCount({ days, known, window }: Facts): string {
  if (known.length === 0) return 'Instagram has given no number for this period';
  if (known.every((reading) => reading.source === 'import')) {
    return 'the import holds daily numbers only, and unique accounts must not be added up over days';
  }
  if (requestWindow(days) === undefined) {
    return 'Instagram counts unique accounts over at most 30 days at once, and they must not be added up over days';
  }
  // Kept without a value: it was asked for. Otherwise no answer ever came, whoever is to blame.
  return window === undefined
    ? 'no unique count for exactly this period was read, and daily ones must not be added up'
    : 'Instagram gave no unique count for exactly this period, and daily ones must not be added up';
}

function measureDistinct(facts: Facts): Pick<Measured, 'value' | 'state' | 'reason'> {
  const single = facts.days.from === facts.days.to ? facts.known[0] : undefined;
  const reading = facts.window !== undefined && facts.window.value !== null ? facts.window : single;
  if (reading !== undefined && reading.value !== null)
    return { value: reading.value, state: stateOf(reading), reason: undefined };
  return { value: null, state: 'unavailable', reason: whyNoUniqueCount(facts) };
}

function measureLatest({ known }: Facts): Pick<Measured, 'value' | 'state' | 'reason'> {
  const last = known.at(-1);
  if (last === undefined || last.value === null)
    return { value: null, state: 'unavailable', reason: 'no total was read in this period' };
  return { value: last.value, state: last.estimated ? 'estimated' : 'final', reason: undefined };
}

/**
 * One number for a window by the metric's roll-up: Instagram's own total of these days or the sum of all of them, its own
 * unique count for exactly these days, or the last known total. `now` in epoch ms.
 */
export function measure(metric: Metric, days: Days, collected: Collected, now: number): Measured {
  const readings = listDays(days).flatMap((day) => collected.daily.get(day) ?? []);
  const known = readings.filter((reading) => reading.value !== null);
  const have = new Set(known.map((reading) => reading.days.from));
  const window = collected.windows.get(windowKey(days));
  const missing = listDays(days).filter((day) => !have.has(day));
  const silent = new Set(readings.filter((reading) => reading.value === null).map((reading) => reading.days.from));
  const facts: Facts = { days, known, window, missing, silent, now };
  const number =
    metric.rollup === 'sum'
      ? measureSum(facts)
      : metric.rollup === 'distinct'
        ? measureDistinct(facts)
        : measureLatest(facts);
  const used = window === undefined || window.value === null ? known : [...known, window];
  return {
    ...number,
    missing: facts.missing,
    covers: facts.missing.every((day) => now - endOfDay(day) >= SETTLES_AFTER),
    readAt: newest(used),
    imported: importedOf(used),
  };
}

/**
 * One window against the one before. There is a delta only when both are known and cover all their days: six days beside
 * seven would show a fall that is none.
 */
export function compare(current: Measured, previous: Measured, rollup: Metric['rollup']): Change {
  const whole = rollup === 'latest' || (current.covers && previous.covers);
  const delta = current.value === null || previous.value === null || !whole ? null : current.value - previous.value;
  const ratio = delta === null || previous.value === null || previous.value === 0 ? null : delta / previous.value;
  return { current: current.value, previous: previous.value, delta, ratio };
}
