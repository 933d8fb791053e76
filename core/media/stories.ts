/** The story keeper: stories are gone after 24 hours, so their numbers are read at set ages and kept. */
import type { Account } from '../accounts.ts';
import { isAppError, type AppError } from '../errors.ts';
import type { GraphAccess } from '../instagram/answers.ts';
import type { GraphClient } from '../instagram/client.ts';
import { STORY_LIFE, type Media, type MediaReading } from '../instagram/media/media.ts';
import type { KnownMedia, MediaStore } from '../ports.ts';
import { bringMediaUpToDate, type MediaCollectDeps } from './collect.ts';
import { STORY_SETTLES_AFTER } from './figures.ts';
import { bringStoriesUpToDate, isActive, type ListingDeps } from './listing.ts';

const HOUR = 3_600_000;
/** Ages at which a story is read, in hours; the last leaves half an hour for a second try. */
export const STORY_AGES = [1, 6, 12, 20, 23.5] as const;
const WEEK = 7 * 24 * HOUR;

/** When a story was last read, in epoch ms; undefined: never. */
export type LastRead = (mediaId: string) => number | undefined;

/** The age (hours) whose turn it is at `now`; undefined before the first, when it is done, or after the story's end. */
export function dueAge(
  story: Pick<Media, 'id' | 'publishedAt'>,
  lastRead: number | undefined,
  now: number,
): number | undefined {
  if (!isActive(story, now)) return undefined;
  const turn = STORY_AGES.filter((age) => now - story.publishedAt >= age * HOUR).at(-1);
  if (turn === undefined) return undefined;
  return lastRead !== undefined && lastRead - story.publishedAt >= turn * HOUR ? undefined : turn;
}

/** Epoch ms of the next turn of a story after `now`; undefined when all its turns are over. */
export function nextTurn(story: Pick<Media, 'publishedAt'>, now: number): number | undefined {
  return STORY_AGES.map((age) => story.publishedAt + age * HOUR).find((turn) => turn > now);
}

/**
 * The stories to read at `now`. With `nextRoundAt` (epoch ms) also those that would be over before the next round, unless
 * they were read in the last half hour.
 */
export function dueStories<Story extends Pick<Media, 'id' | 'publishedAt'>>(
  stories: readonly Story[],
  lastRead: LastRead,
  now: number,
  nextRoundAt?: number,
): readonly Story[] {
  return stories.filter((story) => {
    if (!isActive(story, now)) return false;
    const last = lastRead(story.id);
    if (dueAge(story, last, now) !== undefined) return true;
    const endsBefore = nextRoundAt !== undefined && story.publishedAt + STORY_LIFE <= nextRoundAt;
    return endsBefore && (last === undefined || now - last > HOUR / 2);
  });
}

/** How well the stories that ended in the last seven days were kept. */
export interface StoryLosses {
  /** Ended, with insights to keep: those that too few saw are not among them. */
  readonly ended: number;
  /** Never read. */
  readonly lost: number;
  /** Read for the last time before their twentieth hour. */
  readonly early: number;
}

/** Counts the stories that ended in the week before `now`. */
export function countLosses(stories: readonly KnownMedia[], lastRead: LastRead, now: number): StoryLosses {
  const ended = stories.filter(
    (story) =>
      !isActive(story, now) &&
      story.publishedAt + STORY_LIFE > now - WEEK &&
      !(story.trouble === 'too few' && lastRead(story.id) === undefined),
  );
  const ages = ended.map((story) => (lastRead(story.id) ?? -Infinity) - story.publishedAt);
  return {
    ended: ended.length,
    lost: ages.filter((age) => age === -Infinity).length,
    early: ages.filter((age) => age !== -Infinity && age < STORY_SETTLES_AFTER).length,
  };
}

/** "Lost: 0 of 14 this week", with the stories whose last hours are missing. */
export function lossWords({ ended, lost, early }: StoryLosses): string {
  const words = `Lost: ${lost} of ${ended} this week`;
  return early === 0 ? `${words}.` : `${words}; ${early} last read before the twentieth hour.`;
}

/** The newest confirmed time with a value per story. */
export function lastReads(readings: Iterable<MediaReading>): LastRead {
  const times = new Map<string, number>();
  for (const { mediaId, value, confirmedAt } of readings) {
    if (value !== null) times.set(mediaId, Math.max(times.get(mediaId) ?? 0, confirmedAt));
  }
  return (mediaId) => times.get(mediaId);
}

export interface StoryDeps extends ListingDeps, MediaCollectDeps {
  readonly store: ListingDeps['store'] & MediaCollectDeps['store'] & MediaStore;
  readonly graph: Pick<GraphClient, 'readMediaList' | 'readMediaInsights'>;
}

export interface StoryAccount {
  readonly account: Account;
  readonly access: GraphAccess;
  /** Such as `v26.0`. */
  readonly version: string;
}

export interface StoryRound {
  /** Stories active now. */
  readonly active: number;
  /** Stories read in this round. */
  readonly read: number;
  readonly losses: StoryLosses;
  /** `lossWords` of the losses, for `status` and logs. */
  readonly words: string;
  /** Epoch ms at which a story's next turn comes; undefined without active stories. Come back then, if not before. */
  readonly nextAt: number | undefined;
  readonly problems: readonly AppError[];
}

/**
 * One round for one account at `now` (epoch ms, the clock of `deps`): lists the active stories (one call, none within 15
 * minutes of the last), reads those that are due, and keeps what they say. Safe to repeat: what is not due costs nothing.
 * Problems come back instead of being thrown.
 */
export async function keepStories(
  deps: StoryDeps,
  { account, access, version }: StoryAccount,
  now: number,
  options: { readonly nextRoundAt?: number; readonly signal?: AbortSignal } = {},
): Promise<StoryRound> {
  const { nextRoundAt, signal } = options;
  const listed = await bringStoriesUpToDate(deps, account, access, now - WEEK - STORY_LIFE, signal);
  const ids = listed.media.map(({ id }) => id);
  const before = lastReads(await deps.store.readMediaReadings(account.id, ids, 'newest'));
  const due = dueStories(listed.media, before, now, nextRoundAt);
  const problems = [...listed.problems];
  try {
    const collected = await bringMediaUpToDate(deps, {
      account,
      access,
      version,
      media: due,
      wanted: 'all',
      evenIfFresh: true,
      ...(signal === undefined ? {} : { signal }),
    });
    problems.push(...collected.problems);
  } catch (error) {
    if (!isAppError(error)) throw error;
    problems.push(error);
  }
  const after = lastReads(await deps.store.readMediaReadings(account.id, ids, 'newest'));
  const kept = await deps.store.listMedia(account.id, {
    kinds: ['story'],
    since: now - WEEK - STORY_LIFE,
    limit: 10_000,
  });
  const known = kept.filter(({ source }) => source === 'graph');
  const losses = countLosses(known, after, now);
  const active = known.filter((story) => isActive(story, now));
  const turns = active.flatMap((story) => nextTurn(story, now) ?? []);
  return {
    active: active.length,
    read: due.filter(({ id }) => after(id) !== before(id)).length,
    losses,
    words: lossWords(losses),
    nextAt: turns.length === 0 ? undefined : Math.min(...turns),
    problems,
  };
}
