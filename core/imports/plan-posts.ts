/** The posts of several exports of one account to what will be kept of them. */
import { AppError } from '../errors.ts';
import type { Media, MediaReading } from '../instagram/media/media.ts';
import type { Days } from '../insights/series.ts';
import { instagramToday } from '../insights/spans.ts';
import type { ImportedPost } from './post-rows.ts';
import { shownName } from './refuse.ts';

export interface PostFile {
  readonly name: string;
  readonly posts: readonly ImportedPost[];
  readonly savedAt: number | undefined;
}

/** Whose posts a file says they are, the most frequent first. */
interface PostOwner {
  readonly username: string;
  readonly posts: number;
}

export interface PlannedPosts {
  readonly media: readonly Media[];
  readonly readings: readonly Omit<MediaReading, 'confirmedAt'>[];
  /** First and last day (Instagram's) on which one was published. */
  readonly days: Days;
  /** Epoch ms of the newest export. */
  readonly savedAt: number;
  readonly owners: readonly PostOwner[];
}

/** When a file's numbers were taken: its own time, where that can be; it is never before its newest post. */
function timeOf({ posts, savedAt }: PostFile, readAt: number): number {
  const newest = posts.reduce((latest, { media }) => Math.max(latest, media.publishedAt), 0);
  return savedAt === undefined || savedAt < newest || savedAt > readAt ? readAt : Math.round(savedAt);
}

interface Told {
  readonly value: number;
  readonly file: string;
  readonly line: number;
}

/** Refuses two files of one time that say different things. */
function checkAgainst(before: Told | undefined, told: Told, what: string): void {
  if (before === undefined || before.value === told.value) return;
  const side = ({ file, line, value }: Told): string => `${value} in ${shownName(file)}, line ${line}`;
  const words = `${what} is ${side(before)}, and ${side(told)}; which file is newer cannot be told.`;
  throw new AppError('bad-request', words, { hint: 'Import the older file by itself first.' });
}

function ownersOf(posts: readonly ImportedPost[]): readonly PostOwner[] {
  const counts = new Map<string, number>();
  for (const { by } of posts) if (by !== undefined) counts.set(by, (counts.get(by) ?? 0) + 1);
  return [...counts]
    .map(([username, count]) => ({ username, posts: count }))
    .sort((one, other) => other.posts - one.posts || (one.username < other.username ? -1 : 1));
}

/**
 * Merges the files: of several that know a post the newest says what it is, and each says its numbers at its own time.
 * Undefined without posts. Throws AppError `bad-request` for two files of one time that contradict each other.
 */
export function planPosts(files: readonly PostFile[], readAt: number): PlannedPosts | undefined {
  const timed = files.map((file) => ({ ...file, at: timeOf(file, readAt) })).sort((one, other) => one.at - other.at);
  const media = new Map<string, ImportedPost>();
  const told = new Map<string, Told>();
  const readings: Omit<MediaReading, 'confirmedAt'>[] = [];
  for (const { name, posts, at } of timed) {
    for (const post of posts) {
      media.set(post.media.id, post);
      for (const [metric, value] of post.numbers) {
        const key = `${post.media.id} ${metric} ${at}`;
        const own: Told = { value, file: name, line: post.line };
        const before = told.get(key);
        checkAgainst(before, own, `${metric} of post ${post.media.id}`);
        if (before !== undefined) continue;
        told.set(key, own);
        readings.push({
          mediaId: post.media.id,
          source: 'import',
          metric,
          breakdown: '',
          value,
          detail: undefined,
          readAt: at,
        });
      }
    }
  }
  const posts = [...media.values()];
  const days = posts.map((post) => instagramToday(post.media.publishedAt)).sort();
  const [from, to, savedAt] = [days[0], days.at(-1), timed.at(-1)?.at];
  if (from === undefined || to === undefined || savedAt === undefined) return undefined;
  return { media: posts.map((post) => post.media), readings, days: { from, to }, savedAt, owners: ownersOf(posts) };
}
