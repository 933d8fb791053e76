/** Makes the digest of one due week and puts its post on record. */
import { isAppError } from '../errors.ts';
import { reasonOf } from '../deliveries/outcome.ts';
import { inThemes, packReport } from '../deliveries/pack.ts';
import type { Deps } from '../features/feature.ts';
import type { ChartRenderer, ChatAdapter, Clock } from '../ports.ts';
import { renderReport } from '../reports/render.ts';
import type { RenderedReport, Theme } from '../reports/report.ts';
import { gatherDigest } from './build.ts';
import type { DigestFrame } from './facts.ts';
import { packFacts } from './kept.ts';
import { buildDigest } from './report.ts';
import { WEEKS_BACK, type Run, type Subscription } from './subscription.ts';
import { finalAt, postsAt, scheduleWords } from './turns.ts';

/** Every theme that anybody may want later, so that it is the same pictures then. */
const THEMES: readonly Theme[] = ['light', 'dark'];
/** A digest that comes later than this after its time says so. */
const LATE = 15 * 60_000;
/** Instagram may be away for a while: so long a digest waits for its numbers. */
const WAIT_FOR_NUMBERS = 3_600_000;
const ASK_AGAIN = 5 * 60_000;
const GIVE_UP = 24 * 3_600_000;
/** How long a stop waits for a digest under way; then the run is given back and the next process makes it. */
const STOP_PATIENCE = 4_000;

export interface MakeDeps {
  readonly deps: Deps;
  readonly renderer: ChartRenderer;
  /** The platforms of this process. */
  readonly adapters: () => readonly ChatAdapter[];
  readonly owner: string;
  /** The clock by which runs fall due: the one that all processes share. */
  readonly clock: Clock;
  /** A run that ended its process so often is not tried again. */
  readonly mostDeaths: number;
  /** Digests due in the same minute go out over this time, in ms. */
  readonly spread: number;
  /** Tells whoever ordered it; run again after a crash. */
  readonly tellOwner: (subscription: Subscription, run: Run, because: string) => Promise<void>;
}

/** Key of a digest's post in the ledger. */
export function postKeyOf({ subscriptionId, week }: Pick<Run, 'subscriptionId' | 'week'>): string {
  return `digest-${subscriptionId}-${week}`;
}

/** The subscription that a post is of; undefined for other posts. */
export function subscriptionOfPost(key: string): number | undefined {
  const id = /^digest-(\d+)-\d{4}-W\d{2}$/u.exec(key)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** The same part of the spread for the same digest, every week. */
function jitterOf(id: number): number {
  return ((id * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;
}

/** The missed weeks right before this one. */
export function missedBefore(runs: readonly Run[], week: string): readonly string[] {
  const earlier = runs.filter((run) => run.week < week);
  const other = earlier.findIndex(({ state }) => state !== 'missed');
  return (other === -1 ? earlier : earlier.slice(0, other)).map((run) => run.week).reverse();
}

/** When it was to be posted (epoch ms). */
function dueAt(subscription: Subscription, { scheduledFor, week }: Run): number {
  return postsAt(subscription, { at: scheduledFor, week });
}

async function frameOf({ deps, clock }: MakeDeps, subscription: Subscription, run: Run): Promise<DigestFrame> {
  const due = dueAt(subscription, run);
  const late = clock() - due > LATE;
  return {
    name: `Digest ${subscription.id}`,
    schedule: scheduleWords(subscription),
    zone: subscription.zone,
    delayedSince: late ? due : undefined,
    missed: missedBefore(await deps.store.listRuns(subscription.id, WEEKS_BACK), run.week),
  };
}

/** The report as its post has it, in the pictures of its platform. Whom it calls is not in the digest shown again. */
function asPosted(make: MakeDeps, { platform, options }: Subscription, report: RenderedReport): RenderedReport {
  const themes = make.adapters().find((adapter) => adapter.platform === platform)?.themes ?? THEMES;
  const { mention } = options;
  return { ...inThemes(report, themes), ...(mention !== undefined && { mention }) };
}

async function finish(make: MakeDeps, subscription: Subscription, run: Run): Promise<void> {
  const { deps, renderer, owner, clock } = make;
  const { accounts, workspaceId, options, zone } = subscription;
  const waited = clock() - dueAt(subscription, run);
  if (waited < 0) {
    await deps.store.delayRun(run, owner, dueAt(subscription, run));
    return;
  }
  const { sections } = options;
  const { week } = run;
  const order = { workspaceId, accounts, week, sections, priority: 'background', zone } as const;
  const facts = await gatherDigest(deps, order);
  if (waited < WAIT_FOR_NUMBERS && facts.accounts.some(({ passing }) => passing)) {
    await deps.store.delayRun(run, owner, clock() + ASK_AGAIN);
    deps.logger.warn({ subscription: run.subscriptionId }, 'a digest waits for numbers of Instagram');
    return;
  }
  const frame = await frameOf(make, subscription, run);
  const report = await renderReport(renderer, deps.logger, buildDigest(facts, frame, sections), THEMES);
  const content = packReport(report);
  const now = clock();
  const postKey = postKeyOf(run);
  const final = finalAt(run.week);
  const wait = frame.delayedSince === undefined ? Math.floor(jitterOf(subscription.id) * make.spread) : 0;
  const { platform, workspaceRemoteId, channelId } = subscription;
  await deps.store.finishRun(
    run,
    owner,
    {
      subscriptionId: run.subscriptionId,
      week: run.week,
      madeAt: now,
      content,
      facts: packFacts({ frame, facts, sections }),
      postKey,
      checkAt: now < final ? final : undefined,
    },
    {
      key: postKey,
      workspaceId,
      platform,
      workspaceRemoteId,
      channelId,
      payload: packReport(asPosted(make, subscription, report)),
      nextAt: now + wait,
      createdAt: now,
    },
  );
}

/** True once the work is done; false when it still goes on a few seconds after the signal. Rejects as the work does. */
async function unlessStopped(work: Promise<void>, signal: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let wait = (): void => undefined;
  const late = new Promise<boolean>((resolve) => {
    wait = () => {
      timer = setTimeout(resolve, STOP_PATIENCE, false);
    };
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    work.catch(() => undefined);
    signal.removeEventListener('abort', wait);
    clearTimeout(timer);
  }
}

/**
 * Brings one claimed run to its end or gives it back; a few seconds after `signal` it is given back in any case. Rejects
 * only when the store fails.
 */
export async function makeDigest(make: MakeDeps, run: Run, signal: AbortSignal): Promise<void> {
  const { deps, owner, clock } = make;
  const subscription = await deps.store.findSubscription(run.subscriptionId);
  if (subscription === undefined) {
    await deps.store.failRun(run, owner, 'The digest was removed before it was made.');
    return;
  }
  const fail = async (because: string): Promise<void> => {
    await make.tellOwner(subscription, run, because);
    await deps.store.failRun(run, owner, because);
  };
  if (run.attempts > make.mostDeaths) {
    return fail(`Making it ended the program ${make.mostDeaths} times; please report this.`);
  }
  try {
    if (await unlessStopped(finish(make, subscription, run), signal)) return;
    await deps.store.delayRun(run, owner, run.scheduledFor);
    deps.logger.info({ subscription: run.subscriptionId, week: run.week }, 'a digest under way was given back');
  } catch (error) {
    deps.logger.error({ error, subscription: run.subscriptionId, week: run.week }, 'a digest could not be made');
    const lasting = isAppError(error) && (error.code === 'not-found' || error.code === 'bad-request');
    if (lasting || clock() - dueAt(subscription, run) > GIVE_UP) return fail(reasonOf(error));
    await deps.store.delayRun(run, owner, clock() + ASK_AGAIN);
  }
}
