/** The reply to a metric question: one report and one object for scripts, from the same findings. Pure. */
import type { Account } from '../accounts.ts';
import { SETTLES_AFTER } from '../insights/collect.ts';
import { median } from '../insights/coarse.ts';
import { compare, type Measured } from '../insights/measure.ts';
import type { Period } from '../insights/periods.ts';
import type { Change, Days, InsightPoint } from '../insights/series.ts';
import { countDays, endOfDay, INSTAGRAM_ZONE } from '../insights/spans.ts';
import type { Metric } from '../instagram/metric.ts';
import {
  formatChange,
  formatDay,
  formatDays,
  formatInstant,
  formatList,
  formatNumber,
  formatQuantity,
} from '../reports/format.ts';
import type { Chart, Report, ReportBlock, Stat } from '../reports/report.ts';
import type { Answer, Ask } from './feature.ts';
import { metricActions } from './metric-actions.ts';
import { knownPoints, metricPicture, type Coarse } from './metric-picture.ts';

export interface MetricFindings {
  /** The name asked for, and the one that answers it. */
  readonly asked: Metric;
  readonly metric: Metric;
  readonly servedBy: string;
  readonly account: Account;
  readonly period: Period;
  /** The days drawn: the period, or the days around a single one. */
  readonly shown: Days;
  readonly current: Measured;
  readonly previous: Measured;
  readonly points: readonly InsightPoint[];
  readonly previousPoints: readonly InsightPoint[];
  /** The points of the picture where they are not days. */
  readonly coarse?: Coarse | undefined;
  /** Below Instagram's own minimum: under 100 followers. */
  readonly tooFew: boolean;
  readonly notes: readonly string[];
  /** Extra figures beside the number (new, lost and net followers). */
  readonly extra?: readonly Stat[];
  /** Further parts below the picture. */
  readonly more?: readonly ReportBlock<Chart>[];
  readonly now: number;
}

const TOO_FEW = 'Instagram tells this only for accounts with at least 100 followers.';

function dayStats(findings: MetricFindings): readonly Stat[] {
  const known = knownPoints(findings.points);
  if (known.length < 3 || findings.metric.rollup === 'latest') return [];
  const peak = known.reduce((best, point) => (point.value > best.value ? point : best));
  const typical = Math.round(median(known.map((point) => point.value)));
  // Of a single day the days around it are shown.
  const among = findings.shown.from === findings.period.days.from ? '' : ` of the ${findings.points.length} days shown`;
  const stats = [{ label: 'Typical day', value: formatNumber(typical), note: `median${among}` }];
  // Among days without anything none is the best.
  if (known.every(({ value }) => value === 0)) return stats;
  const note = `${formatDay(peak.day)}${among === '' ? '' : ','}${among}`;
  return [...stats, { label: 'Best day', value: formatNumber(peak.value), note }];
}

function previousWords(findings: MetricFindings): string {
  const { period, previous } = findings;
  const value = previous.value === null ? (previous.reason ?? 'not known') : formatNumber(previous.value);
  return `${formatDays(period.previous)}: ${value}`;
}

function stateNote(state: Measured['state'], reason: string | undefined, metric: Metric): string {
  if (state === 'provisional' && metric.rollup === 'latest') return 'the day is not over';
  switch (state) {
    case 'final':
      return 'will not change any more';
    case 'provisional':
      return 'younger than 48 hours, may still move';
    case 'estimated':
      return 'days left out by the export count as 0';
    case 'too few':
      return TOO_FEW;
    case 'withdrawn':
    case 'unavailable':
      return reason ?? 'no number';
  }
}

function valueWords(findings: MetricFindings): string {
  const { value } = findings.current;
  return value === null ? '–' : formatNumber(value);
}

function stats(findings: MetricFindings, change: Change): readonly Stat[] {
  const { metric, current, asked, period } = findings;
  const state = findings.tooFew ? 'too few' : current.state;
  const label = asked === metric ? metric.label : `${metric.label} (for ${asked.name})`;
  return [
    { label, value: valueWords(findings), note: metric.unit },
    {
      label: 'Change',
      value: change.delta === null ? '–' : formatChange(change.delta, change.ratio),
      note: previousWords(findings),
    },
    ...(findings.extra ?? []),
    ...dayStats(findings),
    {
      label: 'State',
      value: state,
      note: period.kind === 'lifetime' ? 'as of now' : stateNote(state, current.reason, metric),
    },
  ];
}

function sentence(findings: MetricFindings, change: Change): string {
  const { metric, account, period, current } = findings;
  const when = period.kind === 'lifetime' ? 'now' : formatDays(period.days);
  const what = `${metric.label} of @${account.username}, ${when}`;
  if (findings.tooFew) return `${what}: no number. ${TOO_FEW}`;
  if (current.value === null) return `${what}: no total, because ${current.reason ?? 'it is not known'}.`;
  const beside =
    change.delta === null ? '' : `, ${formatChange(change.delta, change.ratio)} against ${formatDays(period.previous)}`;
  return `${what}: ${formatQuantity(current.value, metric.unit)}${beside}.`;
}

/** Every remark a reader needs to judge the number, the gravest first. */
function metricNotes(findings: MetricFindings): readonly string[] {
  const { asked, metric, current, previous, period } = findings;
  const recent = current.missing.filter((day) => findings.now - endOfDay(day) < SETTLES_AFTER);
  const missing = current.covers || findings.tooFew ? [] : recent;
  const late =
    missing.length === 0
      ? []
      : [
          `${formatList(missing.map(formatDay))} ${missing.length === 1 ? 'is' : 'are'} not in yet: Instagram delivers up to 48 hours late. The change is shown once all days are there.`,
        ];
  const gaps =
    current.covers &&
    current.missing.length > 0 &&
    current.value !== null &&
    metric.rollup !== 'latest' &&
    findings.coarse === undefined
      ? [`${current.missing.length} of ${countDays(period.days)} days are not known and are gaps in the chart.`]
      : [];
  return [
    ...findings.notes,
    ...(asked.legacy === undefined ? [] : [asked.legacy.change]),
    ...late,
    ...gaps,
    ...(current.imported === 'nothing' ? [] : [importedWords(findings)]),
    ...(current.imported === 'nothing' && previous.value !== null && previous.imported !== 'nothing'
      ? ['The period before comes from an imported export.']
      : []),
    ...period.notes,
    ...metric.remarks,
  ];
}

/** Follower totals come from the files of other tools: Business Suite exports none. */
function importedWords({ metric, current }: MetricFindings): string {
  const what = current.imported === 'all' ? 'Numbers' : 'Some numbers are';
  const origin = metric.rollup === 'latest' ? 'another tool’s history' : 'a Meta Business Suite export';
  return `${what} imported from ${origin}.`;
}

function footer(findings: MetricFindings): string {
  const { current, account } = findings;
  return [
    account.origin === 'demo' ? 'Demo data' : undefined,
    'Days are Instagram’s (US Pacific)',
    current.readAt === undefined
      ? undefined
      : `${current.imported === 'all' ? 'imported' : 'read'} ${formatInstant(current.readAt)}`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function scriptObject(findings: MetricFindings, change: Change): Record<string, unknown> {
  const { asked, metric, account, period, current, previous } = findings;
  const inPeriod = findings.points.filter((point) => point.day >= period.days.from);
  return {
    metric: asked.name,
    servedBy: findings.servedBy,
    label: metric.label,
    account: account.username,
    period: { ...period.days, days: countDays(period.days), timeZone: INSTAGRAM_ZONE },
    value: findings.tooFew ? null : current.value,
    previous: previous.value,
    delta: change.delta,
    ratio: change.ratio,
    unit: metric.unit,
    state: findings.tooFew ? 'too few' : current.state,
    comparable: asked.legacy?.comparable ?? true,
    readAt: current.readAt === undefined ? null : new Date(current.readAt).toISOString(),
    series: inPeriod.map(({ day, value, state }) => ({ day, value, state: findings.tooFew ? 'too few' : state })),
    notes: reasonNotes(findings),
  };
}

function reasonNotes(findings: MetricFindings): readonly string[] {
  const { current } = findings;
  const reason = findings.tooFew
    ? [TOO_FEW]
    : current.value === null && current.reason !== undefined
      ? [`No total: ${current.reason}.`]
      : [];
  return [...reason, ...metricNotes(findings)];
}

/** Builds the whole reply. `answered` also where the value is null but the days are known: they are the answer. */
export function buildMetricAnswer(ask: Ask, findings: MetricFindings): Answer {
  const change = compare(findings.current, findings.previous, findings.metric.rollup);
  const { asked, metric, account, period } = findings;
  const notes = reasonNotes(findings);
  const report: Report = {
    title: `${asked.label} · @${account.username}`,
    subtitle:
      period.kind === 'lifetime'
        ? 'now'
        : `${formatDays(period.days)} · ${countDays(period.days)} ${countDays(period.days) === 1 ? 'day' : 'days'} · US Pacific`,
    summary: sentence(findings, change),
    blocks: [
      { kind: 'stats', stats: stats(findings, change) },
      ...metricPicture(findings, sentence(findings, change)),
      ...(findings.more ?? []),
      ...notes.map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
    ],
    footer: footer(findings),
    actions: metricActions(ask, asked, metric, account, period),
  };
  return { status: 'answered', report, data: scriptObject(findings, change) };
}
