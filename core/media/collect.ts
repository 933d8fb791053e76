/** Insights of posts and stories: the store first, one call for all metrics of a media where it is not fresh. */
import type { Account } from '../accounts.ts';
import { isAppError, type AppError } from '../errors.ts';
import type { GraphAccess } from '../instagram/answers.ts';
import type { GraphClient } from '../instagram/client.ts';
import type { MediaInsights } from '../instagram/media-calls.ts';
import { callFor, callsFor, type MediaCall, type MediaContext } from '../instagram/media/catalogue.ts';
import type { MediaReading, MediaTrouble } from '../instagram/media/media.ts';
import type { MediaSource } from '../instagram/media/metric.ts';
import type { Clock, KnownMedia, MediaStore } from '../ports.ts';
import { isActive } from './listing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CALLS_AT_ONCE = 8;
/** Calls for insights that one question may cost. */
const MOST_CALLS = 300;
const TROUBLE_FRESH_FOR: Readonly<Record<MediaTrouble, number>> = {
  'before professional': Infinity,
  gone: Infinity,
  'too few': 15 * MINUTE,
  failing: 6 * HOUR,
};

export interface MediaCollectDeps {
  readonly store: Pick<MediaStore, 'readMediaReadings' | 'writeMediaReadings' | 'markMedia'>;
  readonly graph: Pick<GraphClient, 'readMediaInsights'>;
  readonly clock: Clock;
}

export interface MediaCollectRequest {
  readonly account: Account;
  /** Undefined: only the store answers. */
  readonly access: GraphAccess | undefined;
  /** Such as `v26.0`. */
  readonly version: string;
  readonly media: readonly KnownMedia[];
  /** One metric (its companions come along), or everything a media's own page shows. */
  readonly wanted: Pick<MediaSource, 'apiName' | 'breakdown'> | 'all';
  /** Asks although a reading is fresh: the story keeper has times of its own. */
  readonly evenIfFresh?: boolean;
  /** Milliseconds a reading is taken as today's; by the age of the media when left out. */
  readonly freshFor?: number;
  readonly mostCalls?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface MediaCollected {
  /** By media id, then by API name: the newest reading, of Instagram where it gave a number, else of a file. */
  readonly readings: ReadonlyMap<string, ReadonlyMap<string, MediaReading>>;
  /** By media id, of those in the request. */
  readonly troubles: ReadonlyMap<string, MediaTrouble>;
  /** Metrics that Instagram does not offer for some kind of media any more, each once. */
  readonly refused: ReadonlyMap<string, AppError>;
  /** Media that were not asked for because of the limit of calls. */
  readonly unread: number;
  readonly problems: readonly AppError[];
}

/** How long a reading of a media is taken as today's: the older the post, the less it moves. */
function freshFor(media: KnownMedia, now: number): number {
  const age = now - media.publishedAt;
  if (age < 2 * DAY) return 15 * MINUTE;
  return age < 30 * DAY ? HOUR : DAY;
}

type Readings = Map<string, Map<string, MediaReading>>;

function byMedia(readings: readonly MediaReading[]): Readings {
  const found: Readings = new Map();
  for (const reading of readings) {
    const known = found.get(reading.mediaId) ?? new Map<string, MediaReading>();
    found.set(reading.mediaId, known.set(reading.metric, reading));
  }
  return found;
}

/** Readings with imported ones where Instagram gave no number: what it says goes before what a file says. */
function withImported(own: Readings, imported: readonly MediaReading[]): Readings {
  for (const reading of imported) {
    const known = own.get(reading.mediaId) ?? new Map<string, MediaReading>();
    const said = known.get(reading.metric);
    if (said === undefined || (said.value === null && said.detail === undefined)) known.set(reading.metric, reading);
    own.set(reading.mediaId, known);
  }
  return own;
}

/**
 * Stories that ended, deleted posts, those without insights and those that only a file knows are not asked for: the call
 * would be refused.
 */
function isAskable(media: KnownMedia, now: number): boolean {
  if (media.source === 'import') return false;
  if (media.kind === 'story' && !isActive(media, now)) return false;
  const { trouble, troubleAt } = media;
  return trouble === undefined || now - (troubleAt ?? 0) >= TROUBLE_FRESH_FOR[trouble];
}

function isFresh(
  media: KnownMedia,
  call: MediaCall,
  known: ReadonlyMap<string, MediaReading> | undefined,
  request: MediaCollectRequest,
  now: number,
): boolean {
  const readings = call.metrics.flatMap((metric) => known?.get(metric) ?? []);
  const times = readings.map((reading) => reading.confirmedAt);
  // A post that is not on Facebook refuses the question: that is not found out again and again.
  if (call.alone && readings.length > 0 && readings.every(({ value }) => value === null))
    return now - Math.max(...times) < DAY;
  return times.length > 0 && now - Math.max(...times) < (request.freshFor ?? freshFor(media, now));
}

/** The calls of one media, made one after another: what the first says may spare the others. */
interface Task {
  readonly media: KnownMedia;
  readonly calls: readonly MediaCall[];
}

function plan(request: MediaCollectRequest, known: Readings, now: number): readonly Task[] {
  const { access, version, wanted, evenIfFresh = false } = request;
  if (access === undefined) return [];
  const context: MediaContext = { login: access.login, version };
  return request.media
    .filter((media) => isAskable(media, now))
    .flatMap((media) => {
      const calls = wanted === 'all' ? callsFor(media, context) : [callFor(wanted, media, context) ?? []].flat();
      const stale = calls.filter((call) => evenIfFresh || !isFresh(media, call, known.get(media.id), request, now));
      return stale.length === 0 ? [] : [{ media, calls: stale }];
    });
}

/** A metric that was asked and neither answered nor ended is known to have no value now. */
function readingsOf(media: KnownMedia, call: MediaCall, answer: MediaInsights): readonly MediaReading[] {
  return call.metrics.flatMap((metric) => {
    if (answer.failed.get(metric)?.lasting === true) return [];
    const found = answer.values.get(metric);
    const { readAt } = answer;
    return [
      {
        mediaId: media.id,
        source: 'graph' as const,
        metric,
        breakdown: call.breakdown ?? '',
        value: found?.value ?? null,
        detail: found?.detail,
        readAt,
        confirmedAt: readAt,
      },
    ];
  });
}

interface Outcome {
  readonly fresh: MediaReading[];
  readonly troubles: Map<string, MediaTrouble>;
  readonly failing: { readonly id: string; readonly error: AppError }[];
  readonly refused: Map<string, AppError>;
  readonly problems: AppError[];
  answered: number;
}

async function runCall(
  deps: MediaCollectDeps,
  request: MediaCollectRequest,
  access: GraphAccess,
  media: KnownMedia,
  call: MediaCall,
  outcome: Outcome,
): Promise<void> {
  if (outcome.troubles.has(media.id) || outcome.failing.some(({ id }) => id === media.id)) return;
  const answer = await deps.graph.readMediaInsights(access, media, call, request.signal);
  for (const [metric, { error, lasting }] of answer.failed) if (lasting) outcome.refused.set(metric, error);
  if (answer.trouble?.kind === 'failing') {
    outcome.failing.push({ id: media.id, error: answer.trouble.error });
    return;
  }
  outcome.answered += 1;
  if (answer.trouble !== undefined) {
    outcome.troubles.set(media.id, answer.trouble.kind);
    await deps.store.markMedia(request.account.id, media.id, answer.trouble.kind, answer.readAt);
    return;
  }
  const readings = readingsOf(media, call, answer);
  outcome.fresh.push(...readings);
  if (media.trouble !== undefined) await deps.store.markMedia(request.account.id, media.id, undefined, answer.readAt);
  await deps.store.writeMediaReadings(request.account.id, readings);
}

async function runTasks(
  deps: MediaCollectDeps,
  request: MediaCollectRequest,
  access: GraphAccess,
  tasks: readonly Task[],
): Promise<Outcome> {
  const outcome: Outcome = {
    fresh: [],
    troubles: new Map(),
    failing: [],
    refused: new Map(),
    problems: [],
    answered: 0,
  };
  const shape = ({ media, calls }: Task): string =>
    `${media.kind} ${calls.map((call) => call.metrics.join()).join(';')}`;
  // One of each kind goes ahead, so that a metric Meta ended costs one refusal and not one per post.
  const first = [...new Map([...tasks].reverse().map((task) => [shape(task), task])).values()];
  const rest = tasks.filter((task) => !first.includes(task));
  const work = async (waiting: Task[]): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      try {
        for (const call of task.calls) await runCall(deps, request, access, task.media, call, outcome);
      } catch (error) {
        if (!isAppError(error)) throw error;
        outcome.problems.push(error);
        // What stops one call stops all of this account; only a full disk lets the answer go on.
        if (error.code !== 'metric' && error.code !== 'storage') {
          first.length = 0;
          rest.length = 0;
        }
      }
    }
  };
  for (const waiting of [first, rest]) {
    await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, waiting.length) }, async () => work(waiting)));
  }
  return outcome;
}

/** Media that fail while others answer are left alone for some hours; when none answers it is Instagram that is down. */
async function settleFailing(deps: MediaCollectDeps, request: MediaCollectRequest, outcome: Outcome): Promise<void> {
  const [first] = outcome.failing;
  if (first === undefined) return;
  if (outcome.answered === 0) {
    outcome.problems.push(first.error);
    return;
  }
  for (const { id } of outcome.failing) {
    outcome.troubles.set(id, 'failing');
    await deps.store.markMedia(request.account.id, id, 'failing', deps.clock());
  }
}

/** The first tasks that together need no more calls than allowed; one at least. */
function withinLimit(tasks: readonly Task[], most: number): readonly Task[] {
  let left = most;
  const end = tasks.findIndex(({ calls }, index) => {
    left -= calls.length;
    return left < 0 && index > 0;
  });
  return end === -1 ? tasks : tasks.slice(0, end);
}

/**
 * The newest insights of the given media, reading from Instagram only what is not fresh: one call per media for all plain
 * metrics, one for each with a breakdown. A failure never hides what is known: it comes back beside it.
 */
export async function bringMediaUpToDate(
  deps: MediaCollectDeps,
  request: MediaCollectRequest,
): Promise<MediaCollected> {
  const { account, access, media, mostCalls = MOST_CALLS } = request;
  const ids = media.map((one) => one.id);
  const stored = await deps.store.readMediaReadings(account.id, ids, 'newest');
  const known = byMedia(stored.filter(({ source }) => source === 'graph'));
  const imported = stored.filter(({ source }) => source === 'import');
  const tasks = plan(request, known, deps.clock());
  const asked = withinLimit(tasks, mostCalls);
  const unread = tasks.length - asked.length;
  const troubles = new Map(media.flatMap(({ id, trouble }) => (trouble === undefined ? [] : [[id, trouble] as const])));
  if (access === undefined || asked.length === 0) {
    return { readings: withImported(known, imported), troubles, refused: new Map(), unread, problems: [] };
  }
  const outcome = await runTasks(deps, request, access, asked);
  await settleFailing(deps, request, outcome);
  for (const reading of outcome.fresh) {
    troubles.delete(reading.mediaId);
    const own = known.get(reading.mediaId) ?? new Map<string, MediaReading>();
    known.set(reading.mediaId, own.set(reading.metric, reading));
  }
  for (const [id, trouble] of outcome.troubles) troubles.set(id, trouble);
  const readings = withImported(known, imported);
  return { readings, troubles, refused: outcome.refused, unread, problems: outcome.problems };
}
