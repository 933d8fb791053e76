/** The reply to a name of post insights asked over a period: total, typical value, ranking, and the object for scripts. Pure. */
import type { Account } from '../accounts.ts';
import type { MediaMetric } from '../instagram/media/metric.ts';
import type { Period } from '../insights/periods.ts';
import { instagramToday, INSTAGRAM_ZONE, countDays, listDays } from '../insights/spans.ts';
import { medianOf, ranked, readAtOf, stateOf, totalOf, type Figure } from '../media/figures.ts';
import { formatDays, formatFullDay } from '../reports/format.ts';
import type { ReportAction, Stat } from '../reports/report.ts';
import type { Answer } from './feature.ts';
import { importNotes, stretchOf } from './posts-read.ts';
import {
  captionStart,
  formatValue,
  formatValueChange,
  kindsWord,
  kindWord,
  linksBlock,
  openActions,
  rankingPicture,
  rankingFooter,
  rankingTable,
} from './posts-words.ts';

const SHOWN = 10;
const PERIODS: readonly (readonly [string, string])[] = [
  ['week', 'Week'],
  ['28d', '28 days'],
  ['last month', 'Last month'],
];

export interface PostsMetricFindings {
  readonly metric: MediaMetric;
  readonly account: Account;
  readonly period: Period;
  /** Of what was published in the period, newest first. */
  readonly figures: readonly Figure[];
  /** Of what was published in the period before. */
  readonly previous: readonly Figure[];
  /** Epoch ms since when stories were kept, where that is later than the beginning of both periods. */
  readonly keptSince: number | undefined;
  readonly notes: readonly string[];
  readonly zone: string;
}

interface Sums {
  readonly total: number | null;
  readonly before: number | null;
  readonly delta: number | null;
  readonly ratio: number | null;
  readonly typical: number | undefined;
  readonly typicalBefore: number | undefined;
}

function typicalOf(figures: readonly Figure[]): number | undefined {
  return medianOf(ranked(figures).map(({ value }) => value));
}

/** Whether stories of the period itself may be missing, because they ended before they could be kept. */
function isCut({ keptSince, period }: PostsMetricFindings): boolean {
  return keptSince !== undefined && keptSince > stretchOf(period.days).since;
}

function sumsOf({ metric, figures, previous, keptSince }: PostsMetricFindings): Sums {
  // Stories that were not kept are unknown, not none: there is nothing to compare with.
  const comparable = keptSince === undefined;
  const [total, before] = [totalOf(metric, figures), comparable ? totalOf(metric, previous) : null];
  const delta = total === null || before === null ? null : total - before;
  return {
    total,
    before,
    delta,
    ratio: delta === null || before === null || before === 0 ? null : delta / before,
    typical: typicalOf(figures),
    typicalBefore: comparable ? typicalOf(previous) : undefined,
  };
}

/** Why there is no total, in words. */
function whyNoTotal({ metric, figures }: PostsMetricFindings): string | undefined {
  if (ranked(figures).length === 0) return figures[0]?.reason ?? 'it is not known';
  if (metric.rollup === 'unique') return 'people are in several posts, so their number must not be added up';
  return metric.rollup === 'rate' ? 'it is a number of each post by itself' : undefined;
}

function statsOf(findings: PostsMetricFindings, sums: Sums): readonly Stat[] {
  const { metric, figures, period, previous, keptSince } = findings;
  const [best] = ranked(figures);
  const word = kindsWord(metric.kinds);
  const write = (value: number): string => formatValue(metric, value);
  const beforeNote = `${formatDays(period.previous)}: ${sums.before === null ? 'not known' : write(sums.before)}`;
  return [
    {
      label: metric.label,
      value: sums.total === null ? '–' : write(sums.total),
      note: isCut(findings) ? `the ${word} we kept` : `all ${word}`,
    },
    ...(sums.delta === null
      ? []
      : [{ label: 'Change', value: formatValueChange(metric, sums.delta, sums.ratio), note: beforeNote }]),
    {
      label: 'Typical',
      value: sums.typical === undefined ? '–' : write(sums.typical),
      note: sums.typicalBefore === undefined ? 'median' : `median; before: ${write(sums.typicalBefore)}`,
    },
    ...(best === undefined ? [] : [{ label: 'Best', value: write(best.value), note: captionStart(best.media) }]),
    {
      label: word.replace(/^./u, (letter) => letter.toUpperCase()),
      value: `${figures.length}`,
      note: `before: ${keptSince === undefined ? previous.length : 'not known'}`,
    },
    { label: 'State', value: stateOf(figures) },
  ];
}

function sentence(findings: PostsMetricFindings, sums: Sums): string {
  const { metric, account, period, figures } = findings;
  const [best] = ranked(figures);
  const kept = isCut(findings) ? ' we kept' : '';
  const what = `${metric.label} of the ${figures.length} ${kindsWord(metric.kinds)}${kept} of @${account.username} from ${formatDays(period.days)}`;
  if (best === undefined) return `${what}: no number, because ${whyNoTotal(findings) ?? 'it is not known'}.`;
  const typical = `typically ${formatValue(metric, sums.typical ?? best.value)}, at most ${formatValue(metric, best.value)} (${kindWord(best.media.kind)} “${captionStart(best.media, 40)}”)`;
  return sums.total === null
    ? `${what}: ${typical}.`
    : `${what}: ${formatValue(metric, sums.total)} in all, ${typical}.`;
}

function notesOf(findings: PostsMetricFindings, sums: Sums): readonly string[] {
  const { metric, figures, keptSince } = findings;
  const unknown = figures.filter(({ value }) => value === null);
  const reason = whyNoTotal(findings);
  const reasons = [...new Set(unknown.flatMap((figure) => figure.reason ?? []))].slice(0, 3).join('; ');
  return [
    ...(sums.total === null && reason !== undefined ? [`No total: ${reason}.`] : []),
    ...(keptSince === undefined
      ? []
      : [`Stories are kept while the bot runs: none before ${formatFullDay(instagramToday(keptSince))} is known.`]),
    ...importNotes([...figures, ...findings.previous]),
    ...findings.notes,
    ...(metric.legacy === undefined ? [] : [metric.legacy.change]),
    ...(unknown.length === 0 ? [] : [`${unknown.length} of ${figures.length} have no number: ${reasons}.`]),
    ...(sums.delta === null ? [] : ['What was published earlier had more time to be seen.']),
    ...findings.period.notes,
    ...metric.remarks,
  ];
}

function seriesOf({ metric, figures, period }: PostsMetricFindings): readonly object[] {
  return listDays(period.days).map((day) => {
    const own = figures.filter(({ media }) => instagramToday(media.publishedAt) === day);
    return { day, value: totalOf(metric, own), state: stateOf(own) };
  });
}

function scriptObject(findings: PostsMetricFindings, sums: Sums, notes: readonly string[]): Record<string, unknown> {
  const { metric, account, period, figures } = findings;
  const readAt = readAtOf(figures);
  return {
    metric: metric.name,
    servedBy: metric.source?.apiName ?? null,
    label: metric.label,
    account: account.username,
    period: { ...period.days, days: countDays(period.days), timeZone: INSTAGRAM_ZONE },
    value: sums.total,
    previous: sums.before,
    delta: sums.delta,
    ratio: sums.ratio,
    typical: sums.typical ?? null,
    unit: metric.unit,
    state: sums.total === null ? (stateOf(figures) === 'too few' ? 'too few' : 'unavailable') : stateOf(figures),
    comparable: metric.legacy?.comparable ?? true,
    readAt: readAt === undefined ? null : new Date(readAt).toISOString(),
    series: seriesOf(findings),
    rows: [...ranked(figures), ...figures.filter(({ value }) => value === null)].map(({ media, value, state }) => ({
      breakdown: 'media',
      key: media.id,
      label: `${kindWord(media.kind)}: ${captionStart(media)}`,
      publishedAt: new Date(media.publishedAt).toISOString(),
      value,
      state,
    })),
    notes,
  };
}

function actionsOf({ metric, account, period, figures }: PostsMetricFindings): readonly ReportAction[] {
  const { username } = account;
  return [
    ...openActions(
      ranked(figures).map(({ media }) => media),
      username,
    ),
    ...PERIODS.map(([key, label]): ReportAction => ({
      label,
      command: `${metric.name} ${key} @${username}`,
      group: 'period',
      active: key === period.key,
    })),
  ];
}

/** "Saved of posts"; the old album names say already whose they are. */
function titleOf({ label, kinds }: MediaMetric): string {
  const [kind] = kinds;
  const said = kind !== undefined && kinds.length === 1 && label.startsWith(kindWord(kind));
  return said ? label : `${label} of ${kindsWord(kinds)}`;
}

/** Builds the whole reply. */
export function buildPostsMetric(findings: PostsMetricFindings): Answer {
  const { metric, account, period, figures, zone } = findings;
  const sums = sumsOf(findings);
  const known = ranked(figures);
  const rows = [...known, ...figures.filter(({ value }) => value === null)].slice(0, SHOWN);
  const notes = notesOf(findings, sums);
  const title = `${titleOf(metric)} · @${account.username}`;
  return {
    status: 'answered',
    data: scriptObject(findings, sums, notes),
    report: {
      title,
      subtitle: `Published ${formatDays(period.days)} · US Pacific`,
      summary: sentence(findings, sums),
      blocks: [
        { kind: 'stats', stats: statsOf(findings, sums) },
        rankingTable(metric, rows, zone, `${title}, ${rows.length} of ${figures.length}`),
        ...linksBlock(rows.map(({ media }) => media)),
        ...rankingPicture(metric, known, { title, subtitle: formatDays(period.days), zone }),
        ...notes.map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
      ],
      footer: rankingFooter(account, zone, figures),
      actions: actionsOf(findings),
    },
  };
}
