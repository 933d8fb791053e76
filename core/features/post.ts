/** `/ig post <link|shortcode|id|n>`: one post with all insights of its type, its place, and how it grew. */
import { AppError } from '../errors.ts';
import { findMediaMetric, isAnswered, type MediaContext } from '../instagram/media/catalogue.ts';
import { OLD_IMPRESSIONS } from '../instagram/media/legacy.ts';
import type { Media } from '../instagram/media/media.ts';
import type { MediaMetric } from '../instagram/media/metric.ts';
import { NO_ADDING, TODAYS_MEDIA_METRICS } from '../instagram/media/today.ts';
import { bringMediaUpToDate, type MediaCollected } from '../media/collect.ts';
import { figureOf, ranked, readAtOf, type Figure } from '../media/figures.ts';
import { bringNewestUpToDate } from '../media/listing.ts';
import type { KnownMedia } from '../ports.ts';
import { formatInstant, formatList, formatNumber } from '../reports/format.ts';
import type { ReportAction, Stat, TableBlock } from '../reports/report.ts';
import type { Access, Answer, Ask, Deps, Feature } from './feature.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { curveBlock } from './post-curve.ts';
import { findPost, readPostName } from './post-find.ts';
import { importNotes, limitNotes, readFigures } from './posts-read.ts';
import { captionStart, figureWords, formatValue, kindWord, linksBlock, readWords } from './posts-words.ts';
import { settleProblems } from './problems.ts';

/** One post costs few calls: it is always asked for anew. */
const FRESH_FOR = 15 * 60_000;
/** Posts that the place is counted among. */
const BESIDE = 25;
const HEADLINE = new Set(['views', 'reach', 'total_interactions', 'likes', 'comments', 'saved', 'shares']);
const ORDINAL = new Intl.PluralRules('en', { type: 'ordinal' });
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };

function ordinal(place: number): string {
  return `${place}${ENDINGS[ORDINAL.select(place)] ?? 'th'}`;
}

/** The rows of the catalogue that this media answers, in the order they are shown. */
export function metricsOf(
  media: Media,
  context: MediaContext,
  more: readonly MediaMetric[] = [],
): readonly MediaMetric[] {
  const old = findMediaMetric('impressions');
  const impressions = old === undefined ? [] : [{ ...old, source: OLD_IMPRESSIONS, remarks: [] }];
  return [...TODAYS_MEDIA_METRICS, ...impressions, ...more].filter(
    ({ source }) => source !== undefined && isAnswered(source, media, context),
  );
}

/** Metrics that Instagram does not answer for this media and an imported file has. */
function importedMetrics(
  offered: readonly MediaMetric[],
  media: Media,
  collected: MediaCollected,
): readonly MediaMetric[] {
  const known = collected.readings.get(media.id);
  return TODAYS_MEDIA_METRICS.filter(
    ({ name, source }) =>
      source?.bucket === undefined &&
      known?.get(source?.apiName ?? '')?.source === 'import' &&
      !offered.some((metric) => metric.name === name),
  );
}

export interface MediaRow {
  readonly metric: MediaMetric;
  readonly figure: Figure;
}

/** Every number of a media; views on Facebook are left out where there are none. */
export function rowsOf(metrics: readonly MediaMetric[], media: Media, collected: MediaCollected, now: number) {
  return metrics
    .map((metric): MediaRow => ({ metric, figure: figureOf(metric, media, collected, now) }))
    .filter(({ metric, figure }) => metric.source?.alone !== true || figure.value !== null);
}

/** The numbers as a table, the parts of a breakdown below their sum. */
export function numbersTable(rows: readonly MediaRow[], collected: MediaCollected, caption: string): TableBlock {
  const cells = rows.flatMap(({ metric, figure }) => {
    const parts =
      metric.name === 'profile_activity'
        ? Object.entries(collected.readings.get(figure.media.id)?.get('profile_activity')?.detail ?? {}).sort(
            ([one, less], [other, more]) => more - less || one.localeCompare(other),
          )
        : [];
    return [
      [metric.label, figureWords(metric, figure), figure.state],
      ...parts.map(([key, value]) => [`  ${key.replaceAll('_', ' ')}`, formatNumber(value), figure.state]),
    ];
  });
  return { kind: 'table', caption, columns: ['Metric', 'Value', 'State'], rows: cells };
}

/** What must be said of the metrics of one post, with their names; how to add posts up says nothing of one. */
function remarkNotes(metrics: readonly MediaMetric[]): readonly string[] {
  const remarks = new Set(metrics.flatMap((metric) => metric.remarks).filter((remark) => remark !== NO_ADDING));
  return [...remarks].map((remark) => {
    const labels = metrics.filter((metric) => metric.remarks.includes(remark)).map(({ label }) => label);
    return `${formatList(labels)}: ${remark}`;
  });
}

async function placeOf(
  deps: Deps,
  access: Access,
  metric: MediaMetric,
  media: KnownMedia,
): Promise<{ readonly words: string; readonly stat: Stat } | undefined> {
  const listed = await bringNewestUpToDate(deps, access.account, access.graph, BESIDE);
  const others = listed.media.slice(0, BESIDE).filter(({ id }) => id !== media.id);
  const { figures } = await readFigures(deps, access, metric, [media, ...others]);
  const order = ranked(figures);
  const at = order.findIndex((figure) => figure.media.id === media.id);
  if (at === -1 || order.length < 2) return undefined;
  const among =
    others.length < listed.media.slice(0, BESIDE).length
      ? `the newest ${order.length}`
      : `it and the newest ${order.length - 1}`;
  const place = ordinal(at + 1);
  const note = `of ${among} by ${metric.label.toLowerCase()}`;
  return { words: `${place} ${note}`, stat: { label: 'Place', value: place, note } };
}

function publicCounts(media: Media): readonly Stat[] {
  const likes = media.likeCount === undefined ? 'hidden' : formatNumber(media.likeCount);
  const comments = media.commentsCount === undefined ? 'not known' : formatNumber(media.commentsCount);
  return [
    { label: 'Likes', value: likes, note: 'counter of the post' },
    { label: 'Comments', value: comments, note: 'counter of the post' },
  ];
}

function actionsFor(media: Media, username: string): readonly ReportAction[] {
  return [
    { label: 'Recent posts', command: `posts recent @${username}`, group: 'metric' },
    { label: 'Top posts', command: `posts top by reach 28d @${username}`, group: 'metric' },
    ...(media.kind === 'reel'
      ? [{ label: 'Watch time', command: `posts top by watch_time 90d @${username}`, group: 'metric' as const }]
      : []),
  ];
}

async function answer(deps: Deps, question: Ask): Promise<Answer> {
  const { name, ask } = readPostName(question);
  const access = openAccess(deps, ask, pickAccount(ask));
  const media = await findPost(deps, access, name);
  const { account, graph, connection } = access;
  const version = deps.about().apiVersion;
  const zone = ask.workspace.zone ?? 'UTC';
  const context = { login: connection?.login ?? 'facebook', version };
  const collected = await bringMediaUpToDate(deps, {
    account,
    access: graph,
    version,
    media: [media],
    wanted: 'all',
    freshFor: FRESH_FOR,
  });
  const now = deps.clock();
  const metrics = metricsOf(media, context);
  const rows = rowsOf([...metrics, ...importedMetrics(metrics, media, collected)], media, collected, now).filter(
    ({ figure }) => media.source === 'graph' || figure.value !== null,
  );
  const known = rows.filter(({ figure }) => figure.value !== null);
  const trouble = collected.troubles.get(media.id);
  const readAt = readAtOf(rows.map(({ figure }) => figure));
  const said = await settleProblems(deps, ask, access, collected.problems, {
    known: known.length > 0 || trouble !== undefined,
    readAt,
  });
  if (trouble === 'gone' && known.length === 0) {
    throw new AppError('not-found', 'Instagram does not have this post any more.', {
      suggestions: [`posts recent @${account.username}`],
    });
  }
  const reach = findMediaMetric('reach');
  const place = reach === undefined || known.length === 0 ? undefined : await placeOf(deps, access, reach, media);
  const history = await deps.store.readMediaReadings(account.id, [media.id], 'all');
  const title = `${kindWord(media.kind)} of @${account.username}`;
  const published = formatInstant(media.publishedAt, zone);
  const headline = known.filter(({ metric }) => HEADLINE.has(metric.name));
  const numbers = headline
    .slice(0, 3)
    .map(({ metric, figure }) => `${metric.label.toLowerCase()} ${formatValue(metric, figure.value ?? 0)}`)
    .join(', ');
  const reason = media.source === 'import' ? 'the export has none' : rows[0]?.figure.reason;
  const notes = [
    ...importNotes(rows.map(({ figure }) => figure)),
    ...(trouble === 'gone' ? ['Instagram does not have this post any more; these are the last numbers we read.'] : []),
    ...(known.length === 0 && reason !== undefined ? [`No insights: ${reason}.`] : []),
    ...said,
    ...limitNotes({ cutAt: undefined }, collected),
    ...remarkNotes(known.map(({ metric }) => metric)),
  ];
  return {
    status: 'answered',
    report: {
      title,
      subtitle: `Published ${published}`,
      summary: `${kindWord(media.kind)} “${captionStart(media)}” of @${account.username}, ${published}: ${numbers === '' ? `no insights, ${reason ?? 'not known'}` : numbers}${place === undefined ? '' : `; ${place.words}`}.`,
      blocks: [
        { kind: 'text', text: captionStart(media, 300) },
        {
          kind: 'stats',
          stats: [
            ...headline.map(({ metric, figure }) => ({ label: metric.label, value: figureWords(metric, figure) })),
            ...(known.length === 0 && media.source === 'graph' ? publicCounts(media) : []),
            ...(place === undefined ? [] : [place.stat]),
          ],
        },
        ...(known.length === 0 ? [] : [numbersTable(rows, collected, 'All insights of this post')]),
        ...curveBlock(
          media,
          history.filter(({ metric }) => metric === 'reach'),
          {
            label: 'Reach',
            unit: 'accounts',
            title: `Reach of ${kindWord(media.kind).toLowerCase()} “${captionStart(media, 30)}”`,
            zone,
          },
          now,
        ),
        ...linksBlock([media]),
        ...notes.map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
      ],
      footer: [
        account.origin === 'demo' ? 'Demo data' : undefined,
        `id ${media.id}`,
        readWords(rows.map(({ figure }) => figure)),
      ]
        .filter((part) => part !== undefined)
        .join(' · '),
      actions: actionsFor(media, account.username),
    },
  };
}

export const postFeature: Feature = {
  spec: {
    name: 'post',
    summary: 'One post with all its insights: by link, shortcode, id or number',
    options: [
      { name: 'name', summary: 'Link, shortcode, id, or 1 for the newest', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['post 1 @account', 'post newest'],
  },
  answer,
};
