/** The reply of a comparison: a table, bars, and what makes the numbers less comparable than they look. Pure. */
import type { MediaMetric } from '../instagram/media/metric.ts';
import { formatDays, formatFullDay, formatInstant, formatQuantity } from '../reports/format.ts';
import type { Chart, ReportAction, ReportBlock, TableBlock } from '../reports/report.ts';
import type { Days, InsightPoint } from '../insights/series.ts';
import type { Answer, Ask } from './feature.ts';
import { formatValue, formatValueChange } from './posts-words.ts';

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
  /** What a reader needs to judge the number. */
  readonly notes: readonly string[];
  /** When Instagram was read, ISO; null of files and without a number. */
  readonly readAt: string | null;
}

export interface Comparison {
  readonly metric: string;
  readonly label: string;
  readonly unit: string;
  readonly format: MediaMetric['format'];
  /** Whether the number of today's metric may be compared with the one of the name asked for. */
  readonly comparable: boolean;
  /** Some numbers are of the demo. */
  readonly demo: boolean;
  /** As asked for; shown by size. */
  readonly rows: readonly Compared[];
  readonly days: Days | undefined;
}

const PERIODS = ['day', 'week', '28d'] as const;

function table({ label, days, format }: Comparison, rows: readonly Compared[]): TableBlock {
  return {
    kind: 'table',
    caption: days === undefined ? label : `${label}, ${formatDays(days)}`,
    columns: ['Account', label, 'Before', 'Change', 'State'],
    rows: rows.map(({ username, value, previous, delta, ratio, state, reason }) => [
      `@${username}`,
      value === null ? '–' : formatValue({ format }, value),
      previous === null ? '–' : formatValue({ format }, previous),
      delta === null ? '–' : formatValueChange({ format }, delta, ratio),
      reason ?? state,
    ]),
  };
}

type Known = Compared & { readonly label: string; readonly value: number };

/** A day a row and an account a column: what the small multiples show. */
function courseTable({ label, format }: Pick<Comparison, 'label' | 'format'>, rows: readonly Known[]): TableBlock {
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
        return value === null ? '–' : formatValue({ format }, value);
      }),
    ]),
  };
}

/** Courses on one scale where every account has one over the same days, else bars. */
function picture(
  comparison: Omit<Comparison, 'rows'> & { readonly rows: readonly Known[] },
  subtitle: string,
  words: string,
  all: TableBlock,
): Extract<ReportBlock<Chart>, { readonly kind: 'picture' }> {
  const { label, format, rows } = comparison;
  const alt = `${label}: ${words}`;
  const scale = format === 'milliseconds' ? 1000 : 1;
  const unit = scale === 1000 ? 'seconds' : comparison.unit;
  const drawn = rows.every(({ points }) => points.filter(({ value }) => value !== null).length > 1);
  if (!drawn) {
    const bars = rows.map((row) => ({ label: row.label, value: row.value / scale }));
    return { kind: 'picture', picture: { kind: 'bars', title: label, subtitle, unit, bars }, alt, fallback: all };
  }
  const chart: Chart = {
    kind: 'multiples',
    title: label,
    subtitle: `${subtitle} · all on one scale`,
    unit,
    panels: rows.map((row) => ({
      label: `${row.label} · ${formatValue({ format }, row.value)}`,
      points: row.points.map((point) => ({ ...point, value: point.value === null ? null : point.value / scale })),
    })),
  };
  return { kind: 'picture', picture: chart, alt, fallback: courseTable(comparison, rows) };
}

/** What holds for all numbers once, the rest with the account it is of. */
function notesOfAccounts(rows: readonly Compared[]): readonly string[] {
  const known = rows.filter(({ value }) => value !== null);
  const all = [...new Set(known.flatMap((row) => row.notes))];
  return all.map((note) => {
    const whose = known.filter((row) => row.notes.includes(note));
    return whose.length === known.length ? note : `${whose.map(({ username }) => `@${username}`).join(', ')}: ${note}`;
  });
}

/** Whose data, which days, and when it was read: from the oldest reading to the newest. */
function footer({ demo, rows }: Comparison): string {
  const times = rows.flatMap(({ readAt }) => (readAt === null ? [] : [Date.parse(readAt)]));
  const read = [
    ...new Set([Math.min(...times), Math.max(...times)].filter(Number.isFinite).map((at) => formatInstant(at))),
  ];
  return [
    ...(demo ? ['Demo data'] : []),
    'Days are Instagram’s (US Pacific)',
    ...(read.length === 0 ? [] : [`read ${read.join(' to ')}`]),
  ].join(' · ');
}

function notes({ rows }: Comparison): readonly string[] {
  return [
    ...notesOfAccounts(rows),
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
  const { metric, label, unit, days, format, comparable } = comparison;
  const rows = comparison.rows.toSorted((one, other) => (other.value ?? -1) - (one.value ?? -1));
  const known = rows.flatMap((row) =>
    row.value === null ? [] : [{ ...row, label: `@${row.username}`, value: row.value }],
  );
  const subtitle = days === undefined ? 'now' : formatDays(days);
  const words = known
    .map(
      ({ label: name, value }) =>
        `${name} ${format === 'count' ? formatQuantity(value, unit) : formatValue({ format }, value)}`,
    )
    .join(', ');
  const all = table(comparison, rows);
  const said = notes(comparison);
  const drawn = known.length > 1 ? [picture({ ...comparison, rows: known }, subtitle, words, all)] : [];
  const title = `Compared: ${label}`;
  const summary = `${label}, ${subtitle}: ${words}.`;
  const blocks: readonly ReportBlock<Chart>[] = [
    ...drawn,
    all,
    ...said.map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
  ];
  return {
    status: 'answered',
    report: {
      title,
      subtitle,
      summary,
      blocks,
      footer: footer(comparison),
      actions: actions(ask, comparison),
    },
    data: {
      title,
      subtitle,
      summary,
      metric,
      label,
      unit,
      comparable,
      period: days ?? null,
      accounts: rows.map(({ points, ...row }) => ({ ...row, reason: row.reason ?? null, series: points })),
      tables: [...new Set([...drawn.map(({ fallback }) => fallback), all])].map(
        ({ caption, columns, rows: cells }) => ({
          caption,
          columns,
          rows: cells,
        }),
      ),
      notes: said,
    },
  };
}
