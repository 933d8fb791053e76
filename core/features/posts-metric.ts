/** A name of post insights asked without a post: `saved week`, `carousel_album_reach 28d`, `taps_forward`. */
import type { Login } from '../accounts.ts';
import { AppError } from '../errors.ts';
import { isServedBy } from '../instagram/catalogue.ts';
import { STORY_LIFE } from '../instagram/media/media.ts';
import type { MediaMetric } from '../instagram/media/metric.ts';
import type { Period } from '../insights/periods.ts';
import { addDays, instagramToday } from '../insights/spans.ts';
import type { Days } from '../insights/series.ts';
import type { Figure } from '../media/figures.ts';
import { readAtOf } from '../media/figures.ts';
import { formatDays } from '../reports/format.ts';
import type { Access, Answer, Ask, Deps } from './feature.ts';
import { askedPeriod } from './metric-period.ts';
import { noNumber } from './no-number.ts';
import { openAccess, pickAccount } from './pick-account.ts';
import { buildPostsMetric } from './posts-metric-words.ts';
import { readPosts, stretchOf } from './posts-read.ts';
import { kindsWord } from './posts-words.ts';
import { settleProblems } from './problems.ts';

/** Names that nothing serves here, with the reason. */
function notOffered(deps: Deps, ask: Ask, metric: MediaMetric): Answer {
  const account = pickAccount(ask);
  const words = `${metric.name} is not offered: ${metric.notOffered ?? ''}`;
  const data = noNumber(ask, words, deps.clock());
  return {
    status: 'unanswerable',
    ...(data === undefined ? {} : { data }),
    report: {
      title: `${metric.label} · @${account.username}`,
      summary: words,
      blocks: [{ kind: 'notice', tone: 'warning', text: words }],
      footer: `${metric.page}, read ${metric.checkedOn}`,
      actions: [],
    },
  };
}

/** Names that this login or this API version does not have are not asked for. */
function checkServed(metric: MediaMetric, login: Login | undefined, version: string): void {
  const { source } = metric;
  if (source === undefined || login === undefined) return;
  if (!source.logins.includes(login)) {
    throw new AppError('bad-request', `${metric.label} is not offered with this login.`, {
      hint: 'Connect the account through Facebook Login to read it.',
    });
  }
  if (!isServedBy(source.since, version)) {
    throw new AppError('config', `${metric.label} came with version ${source.since} of the API; set is ${version}.`, {
      hint: `Set GRAPH_API_VERSION to ${source.since} or later.`,
    });
  }
}

function nothingPublished(access: Access, metric: MediaMetric, period: Period): AppError {
  const { username } = access.account;
  const stories = metric.kinds.includes('story');
  return new AppError(
    'bad-request',
    stories
      ? `No stories of @${username} from ${formatDays(period.days)} were kept.`
      : `@${username} published no ${kindsWord(metric.kinds)} in ${formatDays(period.days)}.`,
    {
      hint: stories
        ? 'Instagram shows stories for 24 hours only; they are kept while the bot runs.'
        : 'Ask for longer.',
      suggestions: [`${metric.name} 28d @${username}`, stories ? `stories @${username}` : `posts recent @${username}`],
    },
  );
}

function within(figures: readonly Figure[], days: Days): readonly Figure[] {
  const { since, until } = stretchOf(days);
  return figures.filter(({ media }) => media.publishedAt >= since && media.publishedAt <= until);
}

/**
 * Since when stories were kept, in epoch ms; undefined where that was before both periods. Stories end after a day, so
 * nobody can tell of those that ended before the account was known here.
 */
async function keptSince(
  deps: Deps,
  { account }: Access,
  figures: readonly Figure[],
  since: number,
): Promise<number | undefined> {
  const older = await deps.store.listMedia(account.id, { kinds: ['story'], since: 0, until: since, limit: 1 });
  if (older.length > 0) return undefined;
  const known = figures.map(({ media }) => media.publishedAt);
  // An account of files knows the stories of its files, whenever those were imported.
  const first = Math.min(...known, ...(account.origin === 'import' ? [] : [account.createdAt - STORY_LIFE]));
  return first > since ? first : undefined;
}

/** Whether people mean today too: `week`, `28d` and `this month`, but no day, range or month that is named. */
function reachesToday(ask: Ask, { kind, key }: Period): boolean {
  return kind === 'rolling' ? ask.command.when !== 'yesterday' : key.startsWith('this ');
}

/** The day that is not over, where the period reaches up to it and holds nothing: most stories of an account are of today. */
function today(period: Period, now: number): Period {
  const day = instagramToday(now);
  const before = addDays(day, -1);
  return {
    ...period,
    days: { from: day, to: day },
    previous: { from: before, to: before },
    notes: [
      ...period.notes,
      `No stories of ${formatDays(period.days)} are known; these are of today, which is not over.`,
    ],
  };
}

/** Answers over the posts, albums, reels or stories that were published in the period. */
export async function answerMediaMetric(deps: Deps, ask: Ask, metric: MediaMetric): Promise<Answer> {
  if (metric.source === undefined) return notOffered(deps, ask, metric);
  const access = openAccess(deps, ask, pickAccount(ask));
  checkServed(metric, access.connection?.login, deps.about().apiVersion);
  const now = deps.clock();
  const asked = askedPeriod(ask, now);
  if (asked.kind === 'lifetime') {
    throw new AppError('bad-request', `${metric.label} is told of the posts of a period.`, {
      hint: 'Ask for a period, or for one post.',
      suggestions: [`${metric.name} 28d @${access.account.username}`, `posts top by ${metric.name} 90d`],
    });
  }
  const stories = metric.kinds.includes('story');
  const goesOn = stories && reachesToday(ask, asked);
  // One list for both periods.
  const both = stretchOf({ from: asked.previous.from, to: goesOn ? instagramToday(now) : asked.days.to });
  const read = await readPosts(deps, access, metric, metric.kinds, both);
  // Where something could not be read, none known is not none.
  const none = read.problems.length === 0 && within(read.figures, asked.days).length === 0;
  const period = goesOn && none ? today(asked, now) : asked;
  const figures = within(read.figures, period.days);
  const notes = await settleProblems(deps, ask, access, read.problems, {
    known: figures.length > 0,
    readAt: readAtOf(figures),
  });
  if (figures.length === 0) throw nothingPublished(access, metric, asked);
  const since = stories ? await keptSince(deps, access, read.figures, both.since) : undefined;
  return buildPostsMetric({
    metric,
    account: access.account,
    period,
    keptSince: since,
    figures,
    previous: within(read.figures, period.previous),
    notes: [...notes, ...read.notes],
    zone: ask.workspace.zone ?? 'UTC',
  });
}
