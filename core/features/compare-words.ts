/** The reply of a comparison: a table, bars, and what makes the numbers less comparable than they look. Pure. */
import { formatChange, formatDays, formatFullDay, formatNumber, formatQuantity } from '../reports/format.ts';
import type { Chart, ReportAction, ReportBlock, TableBlock } from '../reports/report.ts';
import type { Days, InsightPoint } from '../insights/series.ts';
import type { Answer, Ask } from './feature.ts';

/** One account's number. `public`: read from outside, just now, without a history. */
export interface Compared {
  readonly username: string;
  readonly value: number | null;
  readonly previous: number | null;
  readonly delta: number | null;
  readonly ratio: number | null;
  readonly state: string;
  /** Why there is no number. */
  readonly reason: string | undefined;
  readonly source: 'own' | 'public';
  /** By day; none where nobody knows its course. */
  readonly points: readonly InsightPoint[];
}

export interface Comparison {
  readonly metric: string;
  readonly label: string;
  readonly unit: string;
  /** As asked for; shown by size. */
  readonly rows: readonly Compared[];
  readonly days: Days | undefined;
}

const PERIODS = ['day', 'week', '28d'] as const;

function table({ label, days }: Comparison, rows: readonly Compared[]): TableBlock {
  return {
    kind: 'table',
    caption: days === undefined ? label : `${label}, ${formatDays(days)}`,
    columns: ['Account', label, 'Before', 'Change', 'State'],
    rows: rows.map(({ username, value, previous, delta, ratio, state, reason }) => [
      `@${username}`,
      value === null ? '–' : formatNumber(value),
      previous === null ? '–' : formatNumber(previous),
      delta === null ? '–' : formatChange(delta, ratio),
      reason ?? state,
    ]),
  };
}

type Known = Compared & { readonly label: string; readonly value: number };

/** A day a row and an account a column: what the small multiples show. */
function courseTable(label: string, rows: readonly Known[]): TableBlock {
  const days = [...new Set(rows.flatMap(({ points }) => points.map(({ day }) => day)))].sort();
  const byDay = rows.map(({ points }) => new Map(points.map((point) => [point.day, point.value])));
  return {
    kind: 'table',
    caption: `${label} by day`,
    columns: ['Day', ...rows.map((row) => row.label)],
    rows: days.map((day) => [
      formatFullDay(day),
      ...byDay.map((values) => {
        const value = values.get(day) ?? null;
        return value === null ? '–' : formatNumber(value);
      }),
    ]),
  };
}

/** Courses on one scale where every account has one over the same days, else bars. */
function picture(
  { label, unit, rows }: Omit<Comparison, 'rows'> & { readonly rows: readonly Known[] },
  subtitle: string,
  words: string,
  all: TableBlock,
): ReportBlock<Chart> {
  const alt = `${label}: ${words}`;
  const drawn = rows.every(({ points }) => points.filter(({ value }) => value !== null).length > 1);
  if (!drawn) {
    const bars = rows.map((row) => ({ label: row.label, value: row.value }));
    return { kind: 'picture', picture: { kind: 'bars', title: label, subtitle, unit, bars }, alt, fallback: all };
  }
  const chart: Chart = {
    kind: 'multiples',
    title: label,
    subtitle: `${subtitle} · all on one scale`,
    unit,
    panels: rows.map((row) => ({ label: `${row.label} · ${formatNumber(row.value)}`, points: row.points })),
  };
  return { kind: 'picture', picture: chart, alt, fallback: courseTable(label, rows) };
}

function notes({ rows }: Comparison): readonly string[] {
  return [
    ...(rows.some(({ source }) => source === 'public')
      ? [
          'Numbers of accounts that are not connected are public counts, read just now; Instagram tells no history of them.',
        ]
      : []),
    ...(rows.some(({ state }) => state === 'provisional')
      ? ['Provisional numbers are younger than 48 hours and may still move.']
      : []),
    ...(rows.some(({ value }) => value === null) ? ['An account without a number is left out of the picture.'] : []),
  ];
}

function actions(ask: Ask, { metric, rows }: Comparison): readonly ReportAction[] {
  const names = rows.map(({ username }) => `@${username}`).join(' ');
  const shown = ask.command.when ?? 'week';
  return PERIODS.map((period) => ({
    label: period,
    command: `compare ${metric} ${names} ${period}`,
    group: 'period',
    active: period === shown,
  }));
}

/** Builds the report, with an object for scripts. */
export function compareReport(ask: Ask, comparison: Comparison): Answer {
  const { metric, label, unit, days } = comparison;
  const rows = comparison.rows.toSorted((one, other) => (other.value ?? -1) - (one.value ?? -1));
  const known = rows.flatMap((row) =>
    row.value === null ? [] : [{ ...row, label: `@${row.username}`, value: row.value }],
  );
  const subtitle = days === undefined ? 'now' : formatDays(days);
  const words = known.map(({ label: name, value }) => `${name} ${formatQuantity(value, unit)}`).join(', ');
  const all = table(comparison, rows);
  const blocks: readonly ReportBlock<Chart>[] = [
    ...(known.length > 1 ? [picture({ ...comparison, rows: known }, subtitle, words, all)] : []),
    all,
    ...notes(comparison).map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
  ];
  return {
    status: 'answered',
    report: {
      title: `Compared: ${label}`,
      subtitle,
      summary: `${label}, ${subtitle}: ${words}.`,
      blocks,
      footer: 'Days are Instagram’s (US Pacific).',
      actions: actions(ask, comparison),
    },
    data: {
      metric,
      unit,
      period: days ?? null,
      accounts: rows.map(({ points, ...row }) => ({ ...row, reason: row.reason ?? null, series: points })),
    },
  };
}
