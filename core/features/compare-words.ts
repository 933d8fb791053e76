/** The reply of a comparison: a table, bars, and what makes the numbers less comparable than they look. Pure. */
import { formatChange, formatDays, formatNumber, formatQuantity } from '../reports/format.ts';
import type { Chart, ReportAction, ReportBlock, TableBlock } from '../reports/report.ts';
import type { Days } from '../insights/series.ts';
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
  const known = rows.flatMap(({ username, value }) => (value === null ? [] : [{ label: `@${username}`, value }]));
  const subtitle = days === undefined ? 'now' : formatDays(days);
  const chart: Chart = { kind: 'bars', title: label, subtitle, unit, bars: known };
  const words = known.map(({ label: name, value }) => `${name} ${formatQuantity(value, unit)}`).join(', ');
  const all = table(comparison, rows);
  const blocks: readonly ReportBlock<Chart>[] = [
    ...(known.length > 1
      ? [{ kind: 'picture' as const, picture: chart, alt: `${label}: ${words}`, fallback: all }]
      : []),
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
    data: { metric, unit, period: days ?? null, accounts: rows.map((row) => ({ ...row, reason: row.reason ?? null })) },
  };
}
