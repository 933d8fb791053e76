import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { dayNumber, type DayRow, layOut } from '../../core/insights/spikes/days.ts';
import { watch } from '../../core/insights/spikes/episodes.ts';
import { type Detector, flagsAbove, scoresOf } from './detectors.ts';

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

/** Places as episodes: at most two unflagged days between. */
export function groupFlags(flags: readonly number[]): readonly Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const at of flags) {
    const last = spans.at(-1);
    if (last !== undefined && at - last.to - 1 <= MERGE) last.to = at;
    else spans.push({ from: at, to: at });
  }
  return spans;
}

/** A labelled series and what was said about it. */
export interface Told {
  readonly series: LabelledSeries;
  readonly episodes: readonly Span[];
}

/**
 * Scores what was said, by episodes; a hit overlaps a label by a day of slack. What ends within the first 14 known days
 * is not judged. A label that is hit counts once, for precision as for recall: F1 = 2 hits / (2 hits + false + missed).
 */
export function scoreEpisodes(told: readonly Told[]): EpisodeScore {
  let found = 0;
  let missed = 0;
  let falseAlarms = 0;
  let days = 0;
  const delays: number[] = [];
  for (const { series, episodes } of told) {
    const start = firstJudged(series.row);
    const alarms = episodes.filter(({ to }) => to >= start);
    const labels = series.labels.filter(({ to }) => to >= start);
    days += series.row.values.slice(start).filter((value) => value !== null).length;
    falseAlarms += alarms.filter((alarm) => !labels.some((label) => touches(alarm, label))).length;
    for (const label of labels) {
      const hit = alarms.find((alarm) => touches(alarm, label));
      if (hit === undefined) missed += 1;
      else {
        found += 1;
        delays.push(Math.max(0, hit.from - label.from));
      }
    }
  }
  return {
    found,
    missed,
    falseAlarms,
    precision: found / Math.max(1, found + falseAlarms),
    recall: found / Math.max(1, found + missed),
    f1: (2 * found) / Math.max(1, 2 * found + falseAlarms + missed),
    delay: delays.reduce((a, b) => a + b, 0) / Math.max(1, delays.length),
    falseAlarmsAYear: (falseAlarms / Math.max(1, days)) * 365,
  };
}

/** A detector at one threshold, its usual one unless said; its flags are grouped as all detectors' are. */
export function scoreDetector(detector: Detector, all: readonly LabelledSeries[]): EpisodeScore {
  return scoreEpisodes(
    all.map((series) => ({
      series,
      episodes: groupFlags(flagsAbove(scoresOf(detector, series.row), detector.threshold)),
    })),
  );
}

/** What people would be told of the labelled series: the product's own episodes at p < 1 in 1,000. */
export function scoreMessages(all: readonly LabelledSeries[]): EpisodeScore {
  return scoreEpisodes(
    all.map((series) => {
      const { episodes } = watch(series.row, { kind: 'counts', threshold: -3, followers: undefined });
      const place = (day: string): number => dayNumber(day) - series.row.first;
      return {
        series,
        episodes: episodes
          .filter(({ direction }) => direction === 'up')
          .map(({ from, to }) => ({ from: place(from), to: place(to) })),
      };
    }),
  );
}

function touches(one: Span, other: Span): boolean {
  return one.from <= other.to + SLACK && one.to >= other.from - SLACK;
}

function firstJudged({ values }: DayRow): number {
  let known = 0;
  const start = values.findIndex((value) => (known += value === null ? 0 : 1) > LEAST_DAYS);
  return start < 0 ? values.length : start;
}
