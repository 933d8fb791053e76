/** The reply about a metric with many values: bars, tables, and one object for scripts, from the same rows. Pure. */
import type { Account } from '../accounts.ts';
import type { Change, Days, NumberState } from '../insights/series.ts';
import { countDays, INSTAGRAM_ZONE } from '../insights/spans.ts';
import type { Metric } from '../instagram/metric.ts';
import {
  formatChange,
  formatDays,
  formatInstant,
  formatNumber,
  formatQuantity,
  formatRatio,
} from '../reports/format.ts';
import type { Report, ReportAction, ReportBlock, Chart, Stat, TableBlock } from '../reports/report.ts';
import type { Answer } from './feature.ts';

export interface PartRow {
  readonly breakdown: string;
  /** As the API writes it. */
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly previous?: number;
}

/** The rows of one breakdown, in the order they are shown. */
export interface PartSection {
  /** "Followers by city". */
  readonly caption: string;
  readonly column: string;
  readonly rows: readonly PartRow[];
  /** Whether parts make a whole that a share can be said of. */
  readonly shares: boolean;
}

export interface ManyFindings {
  readonly asked: Metric;
  readonly metric: Metric;
  readonly servedBy: string;
  readonly account: Account;
  /** The days the parts are about, or the day they were read. */
  readonly days: Days;
  readonly sections: readonly PartSection[];
  readonly change: Change;
  readonly state: NumberState;
  /** Why there are no rows. */
  readonly reason: string | undefined;
  /** Why the parts have no whole; undefined where they have one. */
  readonly noWhole?: string | undefined;
  /** What scripts get in place of the sections' rows. */
  readonly scriptRows?: readonly PartRow[];
  /** A picture of all parts at once and what goes with it, in place of one for each section. */
  readonly drawn?: readonly ReportBlock<Chart>[];
  /** Figures above the parts. */
  readonly stats: readonly Stat[];
  readonly summary: string;
  readonly notes: readonly string[];
  readonly actions: readonly ReportAction[];
  readonly readAt: number | undefined;
}

const MOST_BARS = 15;

function table(section: PartSection, unit: string): TableBlock {
  const sum = section.rows.reduce((total, row) => total + row.value, 0);
  const before = section.rows.some((row) => row.previous !== undefined);
  const columns = [
    section.column,
    unit === '' ? 'Value' : unit.replace(/^./u, (letter) => letter.toUpperCase()),
    ...(section.shares ? ['Share of these'] : []),
    ...(before ? ['Before'] : []),
  ];
  const rows = section.rows.map((row) => [
    row.label,
    formatNumber(row.value),
    ...(section.shares ? [sum === 0 ? '–' : formatRatio(row.value / sum).replace(/^[+±]/u, '')] : []),
    ...(before ? [row.previous === undefined ? 'not known' : formatNumber(row.previous)] : []),
  ]);
  return { kind: 'table', caption: section.caption, columns, rows };
}

function picture(findings: ManyFindings, section: PartSection): ReportBlock<Chart> {
  const { metric, account, days } = findings;
  const shown = section.rows.slice(0, MOST_BARS);
  const more = section.rows.length - shown.length;
  const largest = [...section.rows].sort((one, other) => other.value - one.value).slice(0, 3);
  const leading = largest.map((row) => `${row.label} ${formatNumber(row.value)}`).join(', ');
  return {
    kind: 'picture',
    picture: {
      kind: 'bars',
      title: `${section.caption} · @${account.username}`,
      subtitle: `${formatDays(days)}${more > 0 ? ` · the ${MOST_BARS} largest of ${section.rows.length}` : ''}`,
      unit: metric.unit,
      bars: shown.map(({ label, value }) => ({ label, value })),
    },
    alt: `${section.caption} of @${account.username}, ${formatDays(days)}. Largest: ${leading}.`,
    fallback: table(section, metric.unit),
  };
}

/** Where there is no one number: its state, and why. */
function wholeState({ change, state, reason, noWhole }: ManyFindings): {
  readonly state: NumberState;
  readonly reasons: readonly string[];
} {
  const told = reason === undefined ? [] : [reason];
  if (change.current !== null || reason !== undefined || noWhole === undefined) return { state, reasons: told };
  return { state: 'unavailable', reasons: [noWhole] };
}

/**
 * The object for scripts. `rows` holds every part, under the API's own key where the API has one. `value` is the whole
 * where there is one; where there are parts only it is null, the state `unavailable`, and the first note says so.
 */
function manyObject(findings: ManyFindings): Record<string, unknown> {
  const { asked, metric, change, days, readAt } = findings;
  const { state, reasons } = wholeState(findings);
  return {
    metric: asked.name,
    servedBy: findings.servedBy,
    label: metric.label,
    account: findings.account.username,
    period: { ...days, days: countDays(days), timeZone: INSTAGRAM_ZONE },
    value: change.current,
    previous: change.previous,
    delta: change.delta,
    ratio: change.ratio,
    unit: metric.unit,
    state,
    comparable: asked.legacy?.comparable ?? true,
    readAt: readAt === undefined ? null : new Date(readAt).toISOString(),
    series: [],
    rows: findings.scriptRows ?? findings.sections.flatMap(({ rows }) => rows),
    notes: [...reasons, ...findings.notes],
  };
}

/** A per cent only between two numbers above zero, or from zero: across it, it would mean nothing. */
function ratioInWords({ current, previous, ratio }: Change): number | null | undefined {
  return (current ?? 0) < 0 || (previous ?? 0) < 0 ? undefined : ratio;
}

/** "41,200 accounts, ▲ +1,204 (+3 %) against 10–16 Nov 2026"; the change is left out where there is none. */
export function changeWords(change: Change, unit: string, previous: Days): string {
  if (change.current === null) return 'no number';
  const beside =
    change.delta === null
      ? ''
      : `, ${formatChange(change.delta, ratioInWords(change))} against ${formatDays(previous)}`;
  return `${formatQuantity(change.current, unit)}${beside}`;
}

/** Builds the whole reply; `withObject`: as a metric, with its object for scripts. */
export function buildManyAnswer(findings: ManyFindings, title: string, withObject: boolean): Answer {
  const { account, days, reason, readAt } = findings;
  const drawn = findings.sections.filter((section) => section.rows.length > 0);
  const notes = [...(reason === undefined ? [] : [reason]), ...findings.notes];
  const report: Report = {
    title: `${title} · @${account.username}`,
    subtitle: formatDays(days),
    summary: findings.summary,
    blocks: [
      { kind: 'stats', stats: [...findings.stats, { label: 'State', value: findings.state }] },
      ...(findings.drawn ?? drawn.map((section) => picture(findings, section))),
      ...notes.map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
    ],
    footer: [
      account.origin === 'demo' ? 'Demo data' : undefined,
      'Days are Instagram’s (US Pacific)',
      readAt === undefined ? undefined : `read ${formatInstant(readAt)}`,
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
    actions: findings.actions,
  };
  return { status: 'answered', report, ...(withObject ? { data: manyObject(findings) } : {}) };
}
