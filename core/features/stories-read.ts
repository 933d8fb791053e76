/** Stories with the numbers of their funnel, active ones and those that were kept. */
import { findMediaMetric, type MediaContext } from '../instagram/media/catalogue.ts';
import type { MediaMetric } from '../instagram/media/metric.ts';
import type { AppError } from '../errors.ts';
import { bringMediaUpToDate, type MediaCollected } from '../media/collect.ts';
import { figureOf, type Figure } from '../media/figures.ts';
import { bringStoriesUpToDate } from '../media/listing.ts';
import { countLosses, lastReads, type StoryLosses } from '../media/stories.ts';
import type { KnownMedia } from '../ports.ts';
import type { Access, Deps } from './feature.ts';

/** What people did with a story, from seeing it to answering it. */
export const FUNNEL: readonly MediaMetric[] = ['reach', 'taps_forward', 'taps_back', 'exits', 'replies'].flatMap(
  (name) => findMediaMetric(name) ?? [],
);

export interface StoryRow {
  readonly story: KnownMedia;
  /** In the order of FUNNEL. */
  readonly figures: readonly Figure[];
}

export interface ReadStories {
  /** Newest first. */
  readonly rows: readonly StoryRow[];
  readonly collected: MediaCollected;
  readonly losses: StoryLosses;
  readonly problems: readonly AppError[];
}

/** Lists active and kept stories since `since` (epoch ms) and reads those that are active. */
export async function readStories(deps: Deps, access: Access, since: number): Promise<ReadStories> {
  const { account, graph } = access;
  const listed = await bringStoriesUpToDate(deps, account, graph, since);
  const collected = await bringMediaUpToDate(deps, {
    account,
    access: graph,
    version: deps.about().apiVersion,
    media: listed.media,
    wanted: 'all',
  });
  const now = deps.clock();
  const rows = listed.media.map((story) => ({
    story,
    figures: FUNNEL.map((metric) => figureOf(metric, story, collected, now)),
  }));
  const last = lastReads([...collected.readings.values()].flatMap((readings) => [...readings.values()]));
  return {
    rows,
    collected,
    losses: countLosses(listed.media, last, now),
    problems: [...listed.problems, ...collected.problems],
  };
}

/** The context of an access, for what a story answers. */
export function contextOf(deps: Deps, access: Access): MediaContext {
  return { login: access.connection?.login ?? 'facebook', version: deps.about().apiVersion };
}
