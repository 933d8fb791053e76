/** Followers as an account that adds up: at the start, new, lost, at the end, and the rest that nobody explains. Pure. */
import type { Days } from '../insights/series.ts';
import { addDays } from '../insights/spans.ts';
import { formatDays, formatDelta, formatFullDay, formatNumber } from '../reports/format.ts';
import type { Chart, ReportBlock } from '../reports/report.ts';

/** Followers who came and went in a period, as Instagram counts them. */
export interface Flow {
  readonly gained: number;
  readonly lost: number;
}

/** The totals read last on the day before the period and on its last day. */
export interface Accounting extends Flow {
  readonly start: number;
  readonly end: number;
}

/** What the totals moved beyond new less lost: 0 when all is explained. */
function unexplained({ start, end, gained, lost }: Accounting): number {
  return end - (start + gained - lost);
}

/** Start + new − lost + rest = end, as bars of the four changes with their table, and a word about the rest. */
export function accountingBlocks(username: string, days: Days, accounting: Accounting): readonly ReportBlock<Chart>[] {
  const { start, end, gained, lost } = accounting;
  const rest = unexplained(accounting);
  const caption = `How the followers of @${username} add up`;
  const sum = `${formatNumber(start)} at the start + ${formatNumber(gained)} new − ${formatNumber(lost)} lost`;
  const close =
    rest === 0
      ? `= ${formatNumber(end)} at the end, without a rest.`
      : `${rest < 0 ? '−' : '+'} ${formatNumber(Math.abs(rest))} unexplained = ${formatNumber(end)} at the end.`;
  return [
    { kind: 'text', text: `${sum} ${close}` },
    {
      kind: 'picture',
      picture: {
        kind: 'bars',
        title: caption,
        subtitle: `${formatDays(days)} · from ${formatNumber(start)} to ${formatNumber(end)}`,
        unit: 'followers',
        bars: [
          { label: 'new', value: gained },
          { label: 'lost', value: -lost },
          { label: 'unexplained', value: rest },
          { label: 'change', value: end - start },
        ],
      },
      alt: `${caption}, ${formatDays(days)}: ${sum} ${close}`,
      fallback: {
        kind: 'table',
        caption,
        columns: ['', 'Followers'],
        rows: [
          [formatFullDay(addDays(days.from, -1)), formatNumber(start)],
          ['New', formatDelta(gained)],
          ['Lost', formatDelta(-lost)],
          ['Unexplained', formatDelta(rest)],
          [formatFullDay(days.to), formatNumber(end)],
        ],
      },
    },
    ...(rest === 0
      ? []
      : [
          {
            kind: 'notice' as const,
            tone: 'info' as const,
            text: 'Unexplained is what the totals moved beyond new and lost: totals are read through the day, Instagram tells new and lost followers up to 48 hours late, and it takes accounts away without counting them as lost.',
          },
        ]),
  ];
}
