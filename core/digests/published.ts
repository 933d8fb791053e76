/** The posts and stories of a week, best first. */
import { isAppError, type AppError } from '../errors.ts';
import type { Access, Deps } from '../features/feature.ts';
import { readPosts, stretchOf } from '../features/posts-read.ts';
import { captionLine, kindWord, linkOf } from '../features/posts-words.ts';
import type { Period } from '../insights/periods.ts';
import { findMediaMetric } from '../instagram/media/catalogue.ts';
import { POST_KINDS, STORY_LIFE, type MediaKind } from '../instagram/media/media.ts';
import { medianOf, ranked, type Figure } from '../media/figures.ts';
import { bringPostsUpToDate } from '../media/listing.ts';
import { localDate } from './wall-clock.ts';
import type { PublishedFact } from './facts.ts';

const BEST = 3;

export interface Published {
  readonly posts: PublishedFact | null;
  readonly previousPosts: number | null;
  readonly stories: PublishedFact | null;
  readonly problems: readonly AppError[];
}

function factOf(zone: string, metric: string, figures: readonly Figure[]): PublishedFact {
  const known = ranked(figures);
  return {
    count: figures.length,
    metric,
    typical: medianOf(known.map(({ value }) => value)) ?? null,
    best: known.slice(0, BEST).map(({ media, value }) => ({
      kind: kindWord(media.kind),
      caption: captionLine(media),
      url: linkOf(media)?.url ?? null,
      day: localDate(zone, media.publishedAt),
      value,
    })),
  };
}

async function ofKinds(
  deps: Deps,
  access: Access,
  period: Period,
  kinds: readonly MediaKind[],
  zone: string,
): Promise<{ readonly fact: PublishedFact | null; readonly problems: readonly AppError[] }> {
  const metric = findMediaMetric('reach');
  if (metric === undefined) return { fact: null, problems: [] };
  try {
    const { figures, problems } = await readPosts(deps, access, metric, kinds, stretchOf(period.days));
    // Nothing listed and a failure on the way: that is not known, and not zero.
    const unknown = figures.length === 0 && problems.length > 0;
    return { fact: unknown ? null : factOf(zone, metric.label, figures), problems };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { fact: null, problems: [error] };
  }
}

async function countBefore(deps: Deps, access: Access, period: Period): Promise<number | null> {
  try {
    const stretch = stretchOf(period.previous);
    const { media, problems, cutAt } = await bringPostsUpToDate(deps, access.account, access.graph, stretch);
    if (problems.length > 0 || cutAt !== undefined) return null;
    return media.filter(({ publishedAt }) => publishedAt >= stretch.since && publishedAt <= stretch.until).length;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return null;
  }
}

/** What was published, by the days of the zone `asked`; an account of imported files has no list of posts. */
export async function gatherPublished(
  deps: Deps,
  access: Access,
  period: Period,
  asked: { readonly posts: boolean; readonly stories: boolean; readonly zone: string },
): Promise<Published> {
  const none = { fact: null, problems: [] };
  if (access.connection === undefined) return { posts: null, previousPosts: null, stories: null, problems: [] };
  const [posts, previousPosts, stories] = await Promise.all([
    asked.posts ? ofKinds(deps, access, period, POST_KINDS, asked.zone) : none,
    asked.posts ? countBefore(deps, access, period) : null,
    asked.stories ? ofKinds(deps, access, period, ['story'], asked.zone) : none,
  ]);
  const { connectedAt } = access.connection;
  const unseen = stories.fact?.count === 0 && stretchOf(period.days).until + STORY_LIFE < connectedAt;
  return {
    posts: posts.fact,
    previousPosts,
    stories: unseen ? { ...stories.fact, connectedAfter: localDate(asked.zone, connectedAt) } : stories.fact,
    problems: [...posts.problems, ...stories.problems],
  };
}
