/** The two shapes of an insights answer: `values[]` of a time series and `total_value` with or without breakdowns. */
import { z } from 'zod';
import type { MetricAnswer } from './answers.ts';
import { describeType, fieldOf, readField, type OnMismatch } from './responses.ts';

const number = z.number().nonnegative();
const list = z.array(z.unknown());
const text = z.string();
const texts = z.array(z.string());

/** Epoch ms of `2026-04-14T07:00:00+0000`; undefined when it is no date. */
function readStamp(value: unknown, place: string, onMismatch: OnMismatch): number | undefined {
  const stamp = readField(text, value, place, onMismatch);
  if (stamp === undefined) return undefined;
  // Standard dates have a colon in their offset, Instagram's have none.
  const sign = stamp.at(-5);
  const time = Date.parse(sign === '+' || sign === '-' ? `${stamp.slice(0, -2)}:${stamp.slice(-2)}` : stamp);
  if (!Number.isNaN(time)) return time;
  onMismatch(place, 'text that is no date');
  return undefined;
}

type PointValue = MetricAnswer['series'][number]['value'];

/** A number, or a map such as the 24 hours of online_followers, whose unreadable hours stay unknown. */
function readValue(value: unknown, place: string, onMismatch: OnMismatch): PointValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (value === null) onMismatch(place, describeType(value));
    return readField(number, value ?? undefined, place, onMismatch) ?? null;
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      const known = readField(number, part, `${place}.{key}`, onMismatch);
      return known === undefined || key === '__proto__' ? [] : [[key, known]];
    }),
  );
}

function readSeries(values: unknown, place: string, onMismatch: OnMismatch): MetricAnswer['series'] {
  const points = readField(list, values, place, onMismatch) ?? [];
  return points.map((point, index) => ({
    endTime: readStamp(fieldOf(point, 'end_time'), `${place}.${index}.end_time`, onMismatch),
    value: readValue(fieldOf(point, 'value'), `${place}.${index}.value`, onMismatch),
  }));
}

/** A breakdown with one unreadable row is left out whole: a missing row would read as 0. */
function readBreakdowns(value: unknown, place: string, onMismatch: OnMismatch): MetricAnswer['breakdowns'] {
  const breakdowns = readField(list, value, place, onMismatch) ?? [];
  return breakdowns.flatMap((breakdown, index) => {
    const here = `${place}.${index}`;
    const dimensions = readField(texts, fieldOf(breakdown, 'dimension_keys'), `${here}.dimension_keys`, onMismatch);
    const results = fieldOf(breakdown, 'results');
    // Seen with a total and no buckets at all: the list is empty or left out.
    const raw = results === undefined ? [] : readField(list, results, `${here}.results`, onMismatch);
    if (dimensions === undefined || raw === undefined) return [];
    const rows = raw.flatMap((row, at) => {
      const spot = `${here}.results.${at}`;
      const keys = readField(texts, fieldOf(row, 'dimension_values'), `${spot}.dimension_values`, onMismatch);
      const amount = readField(number, fieldOf(row, 'value') ?? null, `${spot}.value`, onMismatch);
      return keys?.length !== dimensions.length || amount === undefined ? [] : [{ keys, value: amount }];
    });
    return rows.length === raw.length ? [{ dimensions, rows }] : [];
  });
}

export interface InsightsEntry {
  /** The account in the entry's own id (`{account}/insights/reach/day`); undefined when it has none. */
  readonly owner: string | undefined;
  readonly answer: MetricAnswer;
}

/**
 * The entries of an insights answer. Null, negative, textual and missing numbers are no value (null or undefined), never
 * 0. An answer without `data` has no entries and is reported.
 */
export function readInsightsBody(body: unknown, onMismatch: OnMismatch): readonly InsightsEntry[] {
  const data = readField(list, fieldOf(body, 'data') ?? null, 'data', onMismatch) ?? [];
  return data.flatMap((entry, index) => {
    const place = `data.${index}`;
    const metric = readField(text, fieldOf(entry, 'name') ?? null, `${place}.name`, onMismatch);
    if (metric === undefined) return [];
    const total = fieldOf(entry, 'total_value');
    const owner = readField(text, fieldOf(entry, 'id'), `${place}.id`, onMismatch)?.split('/')[0];
    const answer: MetricAnswer = {
      metric,
      series: readSeries(fieldOf(entry, 'values'), `${place}.values`, onMismatch),
      total: readField(number, fieldOf(total, 'value'), `${place}.total_value.value`, onMismatch),
      breakdowns: readBreakdowns(fieldOf(total, 'breakdowns'), `${place}.total_value.breakdowns`, onMismatch),
    };
    return [{ owner, answer }];
  });
}
