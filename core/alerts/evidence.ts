/** What may have caused an episode: what posts brought in our own readings, and what reach did on these days. */
import type { Account, Connection } from '../accounts.ts';
import { accessOf } from '../digests/sight.ts';
import { isAppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import { bringMediaUpToDate } from '../media/collect.ts';
import { bringPostsUpToDate } from '../media/listing.ts';
import type { InsightStore, KnownMedia, MediaStore } from '../ports.ts';
import type { GraphAccess } from '../instagram/answers.ts';
import type { MediaReading } from '../instagram/media/media.ts';
import { METRICS, sourceFor } from '../instagram/catalogue.ts';
import { readSplits } from '../insights/breakdowns.ts';
import {
  type Cause,
  type CauseEvidence,
  type NonFollowers,
  type PostEvidence,
  probableCause,
} from '../insights/spikes/cause.ts';
import { type Judgement, judge } from '../insights/spikes/judge.ts';
import { dayNumber, type DayRow } from '../insights/spikes/days.ts';
import type { Days, IsoDate, Reading } from '../insights/series.ts';
import { addDays, dayOfStamp, daysUntil, endOfDay, listDays } from '../insights/spans.ts';
import type { AccountRows } from './rows.ts';
import type { Step } from './decide.ts';

const DAY = 86_400_000;
const DAYS_BEFORE = 3;
const MOST_POSTS = 100;
const UNUSUAL = -2;
const MOST_CALLS = 20;
/** The reach of so many unusual days is split, and of the week before: a call a day, once. */
const MOST_SPLIT = 7;
const SPLIT = 'follow_type';
/** Older posts are looked at too, as far as they brought something. */
const OLDER_DAYS = 60;

function firstDay(step: Step): IsoDate {
  return step.judgements[0]?.days.from ?? step.day;
}

/** The newest of the days a step tells, and the week before the first: each weekday once. */
function splitDays(step: Step): { readonly own: readonly IsoDate[]; readonly usual: readonly IsoDate[] } {
  const own = step.judgements.flatMap(({ days }) => listDays(days)).slice(-MOST_SPLIT);
  return { own, usual: listDays(daysUntil(addDays(firstDay(step), -1), MOST_SPLIT)) };
}

export interface Seen {
  readonly account: Account;
  readonly connection: Connection | undefined;
}

/** Followers and non-followers in the reach. Single days: over more, followers who come daily count once. */
async function bringSplits(deps: Deps, account: Account, access: GraphAccess, step: Step): Promise<void> {
  const reach = METRICS.get('reach');
  const source = reach === undefined ? undefined : sourceFor(reach, access.login);
  if (reach === undefined || source?.kind !== 'insights' || !source.breakdowns.includes(SPLIT)) return;
  const { own, usual } = splitDays(step);
  const windows = [...usual, ...own].map((day): Days => ({ from: day, to: day }));
  const { rollup } = reach;
  const { problems } = await readSplits(deps, { account, access, source, rollup, breakdown: SPLIT, windows });
  const [worst] = problems;
  if (worst !== undefined) throw worst;
}

/** Newest numbers of what may explain a step; what cannot be read now stays as it is known. */
export async function bringEvidence(deps: Deps, seen: Seen, step: Step): Promise<void> {
  const { account } = seen;
  const { graph: access } = accessOf(deps, seen, 'background');
  if (access === undefined) return;
  try {
    const since = endOfDay(addDays(firstDay(step), -DAYS_BEFORE - 1));
    const { media } = await bringPostsUpToDate(deps, account, access, { since });
    const version = deps.about().apiVersion;
    const wanted = { apiName: 'reach' };
    await bringMediaUpToDate(deps, { account, access, version, media, wanted, mostCalls: MOST_CALLS });
    await bringSplits(deps, account, access, step);
  } catch (error) {
    if (!isAppError(error)) throw error;
    deps.logger.warn({ code: error.code, account: account.id }, 'what may explain an alert could not be read');
  }
}

/**
 * What a post brought inside the episode: the newest value less the last one read before it. A post of the episode itself
 * brought all it has. Of an older one without a reading from before, only what came between two of our readings is known.
 */
function brought(readings: readonly MediaReading[], media: KnownMedia, metric: string, begins: number): number | null {
  const own = readings.filter((one) => one.mediaId === media.id && one.metric === metric && one.value !== null);
  const newest = own.at(-1);
  if (newest === undefined || newest.confirmedAt < begins) return null;
  const before = own.findLast(({ readAt }) => readAt < begins) ?? (media.publishedAt >= begins ? undefined : own[0]);
  if (before === newest && before.readAt >= begins && before.confirmedAt === before.readAt) return null;
  return Math.max(0, (newest.value ?? 0) - (before?.value ?? 0));
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
    since: from - OLDER_DAYS * DAY,
    until: to,
    limit: MOST_POSTS,
  });
  const ids = media.map(({ id }) => id);
  const readings = ids.length === 0 ? [] : await store.readMediaReadings(account.id, ids, 'all');
  const plain = readings.filter(({ breakdown, source }) => breakdown === '' && source === 'graph');
  const all = media.map((one) => ({
    id: one.id,
    kind: kindOf(one),
    publishedOn: dayOfStamp(one.publishedAt),
    follows: brought(plain, one, 'follows', begins),
    reach: brought(plain, one, 'reach', begins),
  }));
  return all.filter(({ follows, reach }, i) => {
    const isNear = (media[i]?.publishedAt ?? 0) >= from;
    return isNear || (follows ?? 0) > 0 || (reach ?? 0) > 0;
  });
}

/** Share of non-followers in the reach of some days, each day's own; undefined when none has its parts. */
function shareOf(readings: readonly Reading[], days: readonly IsoDate[]): number | undefined {
  const parts = readings.flatMap(({ days: { from }, detail }) => (days.includes(from) && detail ? [detail] : []));
  const sum = (key: string): number => parts.reduce((total, detail) => total + (detail[key] ?? 0), 0);
  const [strangers, followers] = [sum('NON_FOLLOWER'), sum('FOLLOWER')];
  return strangers + followers === 0 ? undefined : strangers / (strangers + followers);
}

async function nonFollowersOf(store: InsightStore, account: Account, step: Step): Promise<NonFollowers | undefined> {
  const { own, usual } = splitDays(step);
  const [from, to] = [usual[0], own.at(-1)];
  if (from === undefined || to === undefined) return undefined;
  const query = { account: account.id, metrics: ['reach'], breakdown: SPLIT, days: { from, to } };
  const readings = await store.readReadings({ ...query, span: 'daily' });
  const [now, before] = [shareOf(readings, own), shareOf(readings, usual)];
  return now === undefined || before === undefined ? undefined : { share: now, usual: before };
}

/** How a series did on the days of a step; days that cannot be judged are left out. */
function judged(row: DayRow, step: Step): readonly Judgement[] {
  return step.judgements.flatMap(({ days }) => judge(row, dayNumber(days.to) - row.first, { kind: 'counts' }) ?? []);
}

function isUnusual({ direction, log10P }: Judgement): boolean {
  return direction === 'up' && log10P < UNUSUAL;
}

/** The probable cause of what a step tells. Asks Instagram for nothing. */
export async function causeOf(
  store: MediaStore & InsightStore,
  account: Account,
  rows: AccountRows,
  step: Step,
): Promise<Cause> {
  const first = firstDay(step);
  const begins = endOfDay(addDays(first, -1));
  const [posts, nonFollowers] = await Promise.all([
    postsOf(store, account, endOfDay(addDays(first, -DAYS_BEFORE - 1)), begins, endOfDay(step.day)),
    nonFollowersOf(store, account, step),
  ]);
  const reach = judged(rows.reach, step);
  const visits = judged(rows.visits, step);
  const evidence: CauseEvidence = {
    direction: step.peak.direction,
    excess: Math.abs(step.judgements.reduce((sum, { value, expected }) => sum + value - expected.mean, 0)),
    posts,
    reach:
      reach.length === 0
        ? undefined
        : {
            excess: reach.reduce((sum, { value, expected }) => sum + value - expected.mean, 0),
            unusual: reach.some(isUnusual),
            nonFollowers,
          },
    profileVisitsUnusual: visits.length === 0 ? undefined : visits.some(isUnusual),
  };
  const cause = probableCause(evidence);
  if (cause.kind === 'posts') return cause;
  // Instagram tells no follows of reels: what their reach says counts where the other posts explain nothing.
  const byReach = probableCause({ ...evidence, posts: posts.filter(({ follows }) => follows === null) });
  return byReach.kind === 'posts' ? byReach : cause;
}
