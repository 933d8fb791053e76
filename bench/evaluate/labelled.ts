import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { dayNumber, type DayRow, layOut } from '../../core/insights/spikes/days.ts';
import type { Detector } from './detectors.ts';

/** First and last day, as places of the row. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A real series with the episodes that people agreed to call spikes. */
export interface LabelledSeries {
  readonly name: string;
  readonly row: DayRow;
  readonly labels: readonly Span[];
}

export interface EpisodeScore {
  readonly found: number;
  readonly missed: number;
  readonly falseAlarms: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Mean days from a label's begin to its first flag. */
  readonly delay: number;
  readonly falseAlarmsAYear: number;
}

const LEAST_DAYS = 14;
const MERGE = 2;
const SLACK = 1;

/**
 * Reads `spike-labels.json` and the series it names (`daily/<name>.csv`, lines `date,value`). Days an export left out
 * stay unknown. Undefined when the folder holds no labels.
 */
export function readLabelled(folder: string): readonly LabelledSeries[] | undefined {
  const file = join(folder, 'spike-labels.json');
  if (!existsSync(file)) return undefined;
  const { series } = JSON.parse(readFileSync(file, 'utf8')) as {
    series: Readonly<Record<string, readonly (readonly [string, string, number])[]>>;
  };
  return Object.entries(series).map(([name, episodes]) => {
    const row = readDaily(join(folder, 'daily', `${name}.csv`));
    const labels = episodes.map(([from, to]) => ({ from: dayNumber(from) - row.first, to: dayNumber(to) - row.first }));
    return { name, row, labels };
  });
}

function readDaily(file: string): DayRow {
  const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/u).slice(1);
  return layOut(
    lines.map((line) => {
      const [day = '', value] = line.split(',');
      return { day, value: Number(value), settled: true };
    }),
  );
}

/** Places as episodes: at most one unflagged day between. */
export function groupFlags(flags: readonly number[]): readonly Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const at of flags) {
    const last = spans.at(-1);
    if (last !== undefined && at - last.to <= MERGE) last.to = at;
    else spans.push({ from: at, to: at });
  }
  return spans;
}

/** Scores a detector by episodes; a hit overlaps a label by a day of slack. The first 14 known days are not judged. */
export function scoreDetector(detector: Detector, all: readonly LabelledSeries[]): EpisodeScore {
  let found = 0;
  let missed = 0;
  let alarms = 0;
  let hits = 0;
  let days = 0;
  const delays: number[] = [];
  for (const { row, labels } of all) {
    const start = firstJudged(row);
    const episodes = groupFlags(detector.flags(row).filter((at) => at >= start));
    const judged = labels.filter(({ to }) => to >= start);
    days += row.values.slice(start).filter((value) => value !== null).length;
    alarms += episodes.length;
    hits += episodes.filter((episode) => judged.some((label) => touches(episode, label))).length;
    for (const label of judged) {
      const hit = episodes.find((episode) => touches(episode, label));
      if (hit === undefined) missed += 1;
      else {
        found += 1;
        delays.push(Math.max(0, hit.from - label.from));
      }
    }
  }
  const precision = alarms === 0 ? 0 : hits / alarms;
  const recall = found + missed === 0 ? 0 : found / (found + missed);
  return {
    found,
    missed,
    falseAlarms: alarms - hits,
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    delay: delays.reduce((a, b) => a + b, 0) / Math.max(1, delays.length),
    falseAlarmsAYear: ((alarms - hits) / Math.max(1, days)) * 365,
  };
}

function touches(one: Span, other: Span): boolean {
  return one.from <= other.to + SLACK && one.to >= other.from - SLACK;
}

function firstJudged({ values }: DayRow): number {
  let known = 0;
  const start = values.findIndex((value) => (known += value === null ? 0 : 1) > LEAST_DAYS);
  return start < 0 ? values.length : start;
}
