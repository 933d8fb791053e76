/** What may have caused an episode: what posts brought in our own readings, and what reach did on these days. */
import type { Account, Connection } from '../accounts.ts';
import { accessOf } from '../digests/sight.ts';
import { isAppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import { bringMediaUpToDate } from '../media/collect.ts';
import { bringPostsUpToDate } from '../media/listing.ts';
import type { KnownMedia, MediaStore } from '../ports.ts';
import type { MediaReading } from '../instagram/media/media.ts';
import { type Cause, type PostEvidence, probableCause } from '../insights/spikes/cause.ts';
import { judge } from '../insights/spikes/judge.ts';
import { dayNumber } from '../insights/spikes/days.ts';
import { addDays, dayOfStamp, endOfDay } from '../insights/spans.ts';
import type { AccountRows } from './rows.ts';
import type { Step } from './decide.ts';

const DAYS_BEFORE = 3;
const MOST_POSTS = 100;
const UNUSUAL = -2;
const MOST_CALLS = 20;

export interface Seen {
  readonly account: Account;
  readonly connection: Connection | undefined;
}

/** Newest numbers of the posts that may explain a step; what cannot be read now stays as it is known. */
export async function bringEvidence(deps: Deps, seen: Seen, step: Step): Promise<void> {
  const { account } = seen;
  const { graph: access } = accessOf(deps, seen, 'background');
  if (access === undefined) return;
  try {
    const since = endOfDay(addDays(step.judgements[0]?.days.from ?? step.day, -DAYS_BEFORE - 1));
    const { media } = await bringPostsUpToDate(deps, account, access, { since });
    const version = deps.about().apiVersion;
    const wanted = { apiName: 'reach' };
    await bringMediaUpToDate(deps, { account, access, version, media, wanted, mostCalls: MOST_CALLS });
  } catch (error) {
    if (!isAppError(error)) throw error;
    deps.logger.warn({ code: error.code, account: account.id }, 'posts could not be read for an alert');
  }
}

/** The newest value less what was read before the episode; all of it for posts that are younger. */
function brought(readings: readonly MediaReading[], media: KnownMedia, metric: string, begins: number): number | null {
  const own = readings.filter((one) => one.mediaId === media.id && one.metric === metric && one.value !== null);
  const newest = own.at(-1)?.value ?? null;
  if (newest === null) return null;
  const before = own.findLast(({ readAt }) => readAt < begins)?.value ?? 0;
  return Math.max(0, newest - before);
}

function kindOf({ kind }: KnownMedia): PostEvidence['kind'] {
  return kind === 'reel' || kind === 'story' ? kind : 'post';
}

async function postsOf(
  store: MediaStore,
  account: Account,
  from: number,
  begins: number,
  to: number,
): Promise<readonly PostEvidence[]> {
  const media = await store.listMedia(account.id, {
    kinds: ['image', 'video', 'album', 'reel', 'story'],
    since: from,
    until: to,
    limit: MOST_POSTS,
  });
  const ids = media.map(({ id }) => id);
  const readings = ids.length === 0 ? [] : await store.readMediaReadings(account.id, ids, 'all');
  const plain = readings.filter(({ breakdown }) => breakdown === '');
  return media.map((one) => ({
    id: one.id,
    kind: kindOf(one),
    publishedOn: dayOfStamp(one.publishedAt),
    follows: brought(plain, one, 'follows', begins),
    reach: brought(plain, one, 'reach', begins),
  }));
}

/** The probable cause of what a step tells. Asks Instagram for nothing. */
export async function causeOf(store: MediaStore, account: Account, rows: AccountRows, step: Step): Promise<Cause> {
  const days = step.judgements.map((judgement) => judgement.days);
  const first = days[0]?.from ?? step.day;
  const begins = endOfDay(addDays(first, -1));
  const posts = await postsOf(store, account, endOfDay(addDays(first, -DAYS_BEFORE - 1)), begins, endOfDay(step.day));
  const reach = days.flatMap(({ to }) => judge(rows.reach, dayNumber(to) - rows.reach.first, { kind: 'counts' }) ?? []);
  const evidence = {
    direction: step.peak.direction,
    excess: Math.abs(step.judgements.reduce((sum, { value, expected }) => sum + value - expected.mean, 0)),
    posts,
    reach:
      reach.length === 0
        ? undefined
        : {
            excess: reach.reduce((sum, { value, expected }) => sum + value - expected.mean, 0),
            unusual: reach.some(({ direction, log10P }) => direction === 'up' && log10P < UNUSUAL),
            nonFollowers: null,
            usualNonFollowers: null,
          },
    profileVisitsUnusual: undefined,
  };
  const cause = probableCause(evidence);
  if (cause.kind === 'posts') return cause;
  // Instagram tells no follows of reels: what their reach says counts where the other posts explain nothing.
  const byReach = probableCause({ ...evidence, posts: posts.filter(({ follows }) => follows === null) });
  return byReach.kind === 'posts' ? byReach : cause;
}
