/** The posts or stories of a stretch of time with the readings of a metric: what every answer about posts begins with. */
import type { AppError } from '../errors.ts';
import { isAnswered } from '../instagram/media/catalogue.ts';
import { STORY_LIFE, type MediaKind } from '../instagram/media/media.ts';
import type { MediaMetric } from '../instagram/media/metric.ts';
import type { Days } from '../insights/series.ts';
import { addDays, endOfDay, instagramToday } from '../insights/spans.ts';
import { bringMediaUpToDate, type MediaCollected } from '../media/collect.ts';
import { figureOf, type Figure } from '../media/figures.ts';
import { bringPostsUpToDate, bringStoriesUpToDate, type Listed, type Stretch } from '../media/listing.ts';
import type { KnownMedia } from '../ports.ts';
import { formatFullDay, formatInstant } from '../reports/format.ts';
import type { Access, Deps } from './feature.ts';

/** The instants of Instagram days. */
export function stretchOf(days: Days): { readonly since: number; readonly until: number } {
  return { since: endOfDay(addDays(days.from, -1)), until: endOfDay(days.to) - 1 };
}

export interface ReadPosts {
  readonly listed: readonly KnownMedia[];
  readonly figures: readonly Figure[];
  readonly problems: readonly AppError[];
  /** What has to be said about limits and refusals. */
  readonly notes: readonly string[];
}

/** What was not read and why, in sentences. */
export function limitNotes(listed: Pick<Listed, 'cutAt'>, collected: MediaCollected): readonly string[] {
  return [
    ...(listed.cutAt === undefined
      ? []
      : [
          `The list was read back to ${formatInstant(listed.cutAt)} only; older posts of the period are those we knew.`,
        ]),
    ...(collected.unread === 0
      ? []
      : [
          `${collected.unread} posts were not asked for in this answer to spare the rate budget; asked again, the next ones are.`,
        ]),
    ...[...collected.refused].map(([metric, error]) => `${metric}: ${error.message}`),
  ];
}

/** That numbers come from files, and of which days those are; nothing where Instagram itself gave all of them. */
export function importNotes(figures: readonly Figure[]): readonly string[] {
  const known = figures.filter(({ value }) => value !== null);
  const imported = known.filter((figure) => figure.imported);
  const times = imported.flatMap(({ readAt }) => readAt ?? []);
  if (times.length === 0) return [];
  const days = [...new Set([Math.min(...times), Math.max(...times)].map((at) => formatFullDay(instagramToday(at))))];
  const whose = imported.length === known.length ? 'The numbers' : `${imported.length} of the ${known.length} numbers`;
  const exports = days.length === 1 ? `an export of ${days.join()}` : `exports of ${days.join(' to ')}`;
  return [
    `${whose} ${imported.length === 1 && known.length > 1 ? 'comes' : 'come'} from ${exports}, not from Instagram’s API.`,
  ];
}

/** Lists what was published and reads a metric of it. Stories end after a day: older ones are those that were kept. */
export async function readPosts(
  deps: Deps,
  access: Access,
  metric: MediaMetric,
  kinds: readonly MediaKind[],
  stretch: Stretch,
): Promise<ReadPosts> {
  const { account, graph } = access;
  const stories = kinds.includes('story');
  // An export counts for every kind what the API counts for some, such as follows of reels.
  const asks = (media: KnownMedia): boolean =>
    kinds.includes(media.kind) ||
    (media.source === 'import' && media.kind !== 'story' && !stories && metric.legacy === undefined);
  const now = deps.clock();
  const ended = stretch.until !== undefined && stretch.until < now - STORY_LIFE;
  const found = stories
    ? await bringStoriesUpToDate(deps, account, ended ? undefined : graph, stretch.since)
    : await bringPostsUpToDate(deps, account, graph, stretch);
  const listed = found.media.filter(
    (media) =>
      asks(media) &&
      media.publishedAt >= stretch.since &&
      media.publishedAt <= (stretch.until ?? Infinity) &&
      media.trouble !== 'gone',
  );
  const read = await readFigures(deps, access, metric, listed);
  const figures = read.figures.filter(({ media, value }) => kinds.includes(media.kind) || value !== null);
  return {
    listed,
    figures,
    problems: [...found.problems, ...read.collected.problems],
    notes: limitNotes(found, read.collected),
  };
}

/** A metric of given posts. Posts that turn out to be deleted are left out. */
export async function readFigures(
  deps: Deps,
  access: Access,
  metric: MediaMetric,
  media: readonly KnownMedia[],
): Promise<{ readonly figures: readonly Figure[]; readonly collected: MediaCollected }> {
  const { account, graph, connection } = access;
  const version = deps.about().apiVersion;
  const { source } = metric;
  const asked =
    source === undefined || connection === undefined
      ? []
      : media.filter((one) => one.source === 'import' || isAnswered(source, one, { login: connection.login, version }));
  const collected = await bringMediaUpToDate(deps, {
    account,
    access: graph,
    version,
    media: connection === undefined ? media : asked,
    wanted: source ?? 'all',
  });
  const now = deps.clock();
  const figures = media
    .filter((one) => collected.troubles.get(one.id) !== 'gone')
    .map((one) => figureOf(metric, one, collected, now));
  return { figures, collected };
}
