/** `/ig posts [top|recent] [by <metric>] [when]`: a ranking of what was published. */
import { AppError } from '../errors.ts';
import { findMediaMetric } from '../instagram/media/catalogue.ts';
import type { MediaMetric } from '../instagram/media/metric.ts';
import { notesAlone, type Period } from '../insights/periods.ts';
import { medianOf, ranked, readAtOf, totalOf, type Figure } from '../media/figures.ts';
import { bringNewestUpToDate } from '../media/listing.ts';
import { formatDays } from '../reports/format.ts';
import type { ReportAction, Stat } from '../reports/report.ts';
import type { Access, Answer, Ask, Deps, Feature } from './feature.ts';
import { askedPeriod } from './metric-period.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { readPostsAsk } from './posts-ask.ts';
import { readPictures } from './post-pictures.ts';
import { importNotes, limitNotes, readFigures, readPosts, stretchOf } from './posts-read.ts';
import {
  captionStart,
  formatValue,
  kindWord,
  linksBlock,
  openActions,
  rankingPicture,
  rankingFooter,
  rankingTable,
} from './posts-words.ts';
import { settleProblems } from './problems.ts';

const SHOWN = 10;
const BUTTONS = ['reach', 'views', 'total_interactions', 'saved', 'shares'] as const;
const PERIODS: readonly (readonly [string, string])[] = [
  ['week', 'Week'],
  ['28d', '28 days'],
  ['90d', '90 days'],
];

interface PostsFindings {
  readonly access: Access;
  readonly metric: MediaMetric;
  readonly order: 'top' | 'recent';
  /** Undefined: whenever they were published. */
  readonly period: Period | undefined;
  /** The time in words: "17–23 Nov 2026", "the newest 10". */
  readonly when: string;
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
  readonly zone: string;
  /** By media id, of the best. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}

function statsOf({ metric, figures }: PostsFindings): readonly Stat[] {
  const known = ranked(figures);
  const [best] = known;
  const total = totalOf(metric, figures);
  const typical = medianOf(known.map(({ value }) => value));
  return [
    { label: 'Posts', value: String(figures.length) },
    ...(total === null ? [] : [{ label: `${metric.label}, all`, value: formatValue(metric, total) }]),
    ...(typical === undefined ? [] : [{ label: 'Typical post', value: formatValue(metric, typical), note: 'median' }]),
    ...(best === undefined
      ? []
      : [{ label: 'Best post', value: formatValue(metric, best.value), note: captionStart(best.media) }]),
  ];
}

function actionsOf({ access, metric, order, period, figures }: PostsFindings): readonly ReportAction[] {
  const { username } = access.account;
  const when = period === undefined ? '' : `${period.key} `;
  const best = order === 'top' ? ranked(figures).map(({ media }) => media) : figures.map(({ media }) => media);
  return [
    ...openActions(best, username),
    ...BUTTONS.map((name): ReportAction => ({
      label: findMediaMetric(name)?.label ?? name,
      command: `posts ${order} by ${name} ${when}@${username}`,
      group: 'metric',
      active: name === metric.name,
    })),
    ...PERIODS.map(([key, label]): ReportAction => ({
      label,
      command: `posts ${order} by ${metric.name} ${key} @${username}`,
      group: 'period',
      active: key === period?.key,
    })),
  ];
}

function build(findings: PostsFindings): Answer {
  const { access, metric, order, period, figures, zone } = findings;
  const { account } = access;
  const known = ranked(figures);
  const unknown = figures.filter(({ value }) => value === null);
  const rows = order === 'top' ? [...known, ...unknown] : figures;
  const [best] = known;
  const { when: days } = findings;
  const title = `${order === 'top' ? 'Top posts' : 'Recent posts'} by ${metric.label.toLowerCase()} · @${account.username}`;
  const summary =
    best === undefined
      ? `${figures.length} posts of @${account.username}, ${days}: no numbers of ${metric.label.toLowerCase()}.`
      : `${figures.length} ${figures.length === 1 ? 'post' : 'posts'} of @${account.username}, ${days}. Best${known.length < figures.length ? ` of the ${known.length} with a number` : ''} by ${metric.label.toLowerCase()}: ${kindWord(best.media.kind)} “${captionStart(best.media)}” with ${formatValue(metric, best.value)}.`;
  const notes = [
    ...importNotes(figures),
    ...findings.notes,
    ...(metric.legacy === undefined ? [] : [metric.legacy.change]),
    ...(rows.length > SHOWN ? [`Shown are ${SHOWN} of ${rows.length} posts.`] : []),
    ...(period === undefined ? [] : notesAlone(period)),
    ...metric.remarks,
    'Numbers are of the whole life of a post, not of the period alone.',
  ];
  return {
    status: 'answered',
    report: {
      title,
      subtitle: days,
      summary,
      blocks: [
        { kind: 'stats', stats: statsOf(findings) },
        rankingTable(metric, rows.slice(0, SHOWN), zone, title),
        ...linksBlock(rows.slice(0, SHOWN).map(({ media }) => media)),
        ...(order === 'top' ? rankingPicture(metric, known, { title, subtitle: days, zone }, findings.pictures) : []),
        ...notes.map((text) => ({ kind: 'notice' as const, tone: 'info' as const, text })),
      ],
      footer: rankingFooter(account, zone, figures),
      actions: actionsOf(findings),
    },
  };
}

function noPosts(access: Access, days: string): AppError {
  const { username } = access.account;
  return new AppError('bad-request', `@${username} published nothing in ${days}.`, {
    hint: 'Ask for a longer time, or for the newest posts.',
    suggestions: [`posts top 28d @${username}`, `posts recent @${username}`],
  });
}

function defaultMetric(): MediaMetric {
  const metric = findMediaMetric('reach');
  if (metric === undefined) throw new AppError('internal', 'Reach of posts is not in the catalogue.');
  return metric;
}

/** The newest posts, whenever published. */
async function answerRecent(deps: Deps, ask: Ask, access: Access, metric: MediaMetric): Promise<Answer> {
  const listed = await bringNewestUpToDate(deps, access.account, access.graph, SHOWN);
  const { figures, collected } = await readFigures(deps, access, metric, listed.media.slice(0, SHOWN));
  const known = figures.length > 0;
  const problems = [...listed.problems, ...collected.problems];
  const notes = await settleProblems(deps, ask, access, problems, { known, readAt: readAtOf(figures) });
  if (!known) throw noPosts(access, 'all its time');
  return build({
    access,
    metric,
    order: 'recent',
    period: undefined,
    when: `the newest ${figures.length}`,
    figures,
    notes: [...notes, ...limitNotes(listed, collected)],
    zone: ask.workspace.zone ?? 'UTC',
    pictures: new Map(),
  });
}

async function answer(deps: Deps, question: Ask): Promise<Answer> {
  const { order, metric: named, ask } = readPostsAsk(question);
  const metric = named ?? defaultMetric();
  if (metric.source === undefined)
    throw new AppError('bad-request', metric.notOffered ?? `${metric.name} is not offered.`);
  const kinds = metric.kinds.filter((kind) => kind !== 'story');
  if (kinds.length === 0) {
    throw new AppError('bad-request', `${metric.label} is a number of stories, not of posts.`, {
      hint: 'Ask for it by itself:',
      suggestions: [`${metric.name} week`, 'stories'],
    });
  }
  const access = openAccess(deps, ask, pickAccount(ask));
  if (order === 'recent' && ask.command.when === undefined) return answerRecent(deps, ask, access, metric);
  const period = askedPeriod(ask, deps.clock());
  const ever = period.kind === 'lifetime';
  const when = ever ? 'all its time' : formatDays(period.days);
  const stretch = ever ? { since: 0 } : stretchOf(period.days);
  const { figures, problems, notes } = await readPosts(deps, access, metric, kinds, stretch);
  const known = figures.length > 0;
  const said = await settleProblems(deps, ask, access, problems, { known, readAt: readAtOf(figures) });
  if (!known) throw noPosts(access, when);
  const best = order === 'top' ? ranked(figures).map(({ media }) => media) : [];
  return build({
    access,
    metric,
    order,
    period,
    when,
    figures,
    notes: [...said, ...notes],
    zone: ask.workspace.zone ?? 'UTC',
    pictures: await readPictures(deps, access, best),
  });
}

export const postsFeature: Feature = {
  spec: {
    name: 'posts',
    summary: 'Posts ranked by a metric, or the newest ones',
    options: [
      { name: 'more', summary: 'top or recent, by a metric: top by saved', required: false },
      { name: 'when', summary: 'week, 28d, last month, A..B', required: false },
      { name: 'account', summary: 'Which account', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['posts top by reach 28d @account', 'posts recent @account', 'posts top by saved last month'],
  },
  answer,
};
