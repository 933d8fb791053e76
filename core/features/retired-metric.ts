/** Names that nothing serves: ended by Meta, with what we kept, or not offered, with the reason. */
import type { Metric } from '../instagram/metric.ts';
import { countDays, INSTAGRAM_ZONE } from '../insights/spans.ts';
import type { Days, Reading } from '../insights/series.ts';
import { formatDays, formatFullDay, formatNumber } from '../reports/format.ts';
import type { ReportAction, ReportBlock, Chart } from '../reports/report.ts';
import type { Answer, Ask, Deps } from './feature.ts';
import { pickAccount } from './pick-account.ts';

interface Kept {
  readonly days: Days;
  readonly readings: readonly Reading[];
}

async function readKept(deps: Deps, account: number, metric: string): Promise<Kept | undefined> {
  const rows = (await deps.store.listHistory(account)).filter((row) => row.metric === metric);
  const from = rows.map((row) => row.days.from).sort()[0];
  const to = rows
    .map((row) => row.days.to)
    .sort()
    .at(-1);
  if (from === undefined || to === undefined) return undefined;
  const days = { from, to };
  const readings = await deps.store.readReadings({ account, metrics: [metric], breakdown: '', days, span: 'daily' });
  return { days, readings: [...readings].sort((one, other) => one.days.from.localeCompare(other.days.from)) };
}

function keptBlock(metric: Metric, kept: Kept): ReportBlock<Chart> {
  const rows = kept.readings.flatMap((reading) =>
    reading.detail === undefined
      ? [[formatFullDay(reading.days.from), '', reading.value === null ? 'not known' : formatNumber(reading.value)]]
      : Object.entries(reading.detail).map(([key, value]) => [
          formatFullDay(reading.days.from),
          key,
          formatNumber(value),
        ]),
  );
  const caption = `${metric.label}: what we kept, ${formatDays(kept.days)}`;
  return { kind: 'table', caption, columns: ['Day', 'Part', 'Value'], rows };
}

function nearest(metric: Metric, username: string): readonly ReportAction[] {
  const name = metric.name === 'audience_locale' ? 'audience_country' : metric.name === 'content_views' ? 'views' : '';
  return name === '' ? [] : [{ label: `/ig ${name}`, command: `${name} @${username}`, group: 'fix' }];
}

/** Says that nothing serves a name, since when and why, and shows what was kept of it for the account asked about. */
export async function retiredAnswer(deps: Deps, ask: Ask, metric: Metric): Promise<Answer> {
  const account = pickAccount(ask);
  const kept = await readKept(deps, account.id, metric.name);
  const withdrawn = metric.notOffered === undefined;
  const state = withdrawn ? 'withdrawn' : 'unavailable';
  const why = metric.notOffered ?? metric.legacy?.change ?? `${metric.label} is not offered.`;
  const held =
    kept === undefined
      ? `We hold nothing of it for @${account.username}.`
      : `We hold ${formatDays(kept.days)} of it for @${account.username}.`;
  const words = withdrawn ? `${why} ${held}` : `${why} It is not offered here.`;
  const times = (kept?.readings ?? []).map((reading) => reading.confirmedAt);
  const readAt = times.length === 0 ? undefined : Math.max(...times);
  const data = {
    metric: metric.name,
    servedBy: null,
    label: metric.label,
    account: account.username,
    period: kept === undefined ? null : { ...kept.days, days: countDays(kept.days), timeZone: INSTAGRAM_ZONE },
    value: null,
    previous: null,
    delta: null,
    ratio: null,
    unit: metric.unit,
    state,
    comparable: false,
    readAt: readAt === undefined ? null : new Date(readAt).toISOString(),
    series: (kept?.readings ?? []).map(({ days, value }) => ({ day: days.from, value, state })),
    notes: [words],
  };
  return {
    status: kept === undefined ? 'unanswerable' : 'answered',
    data,
    report: {
      title: `${metric.label} · @${account.username}`,
      summary: words,
      blocks: [
        {
          kind: 'stats',
          stats: [
            { label: metric.label, value: '–' },
            { label: 'State', value: state },
          ],
        },
        { kind: 'notice', tone: 'warning', text: words },
        ...(kept === undefined ? [] : [keptBlock(metric, kept)]),
      ],
      footer: `${metric.source}, read ${metric.checkedOn}`,
      actions: nearest(metric, account.username),
    },
  };
}
