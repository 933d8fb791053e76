/**
 * One message to its channel, at most once whatever happens: on record before the call, in quarantine when the call ended
 * without an answer, then looked for in the channel before anybody sends it again.
 */
import type { ChatAdapter, Clock, Delivered, DeliveryLog, Logger, LossStore } from '../ports.ts';
import type { Platform } from '../accounts.ts';
import { AppError, isAppError } from '../errors.ts';
import type { RenderedReport } from '../reports/report.ts';
import { isNotice } from './notices.ts';
import { inThemes } from './pack.ts';
import { mannerOf, reportOf, targetOf } from './manner.ts';
import { comeAgainAt, outcomeOf, reasonOf } from './outcome.ts';
import type { NewPost, Post, PostChange, SentVia } from './post.ts';
import { LOOKS, MOST_BLIND_CALLS, MOST_PICTURE_TRIES, waitAfter, type DeliveryTerms } from './terms.ts';

/** Counts what `/metrics` shows; the registry of the HTTP server is one. */
export interface Counters {
  counter(name: string, help: string): { add(labels?: Readonly<Record<string, string>>, by?: number): void };
}

export interface DeliverDeps {
  readonly store: DeliveryLog & Pick<LossStore, 'findLost'>;
  /** The platforms this process can post to. */
  readonly adapters: () => readonly ChatAdapter[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: Counters;
  readonly random: () => number;
  /** Names this worker in leases; unique over processes. */
  readonly owner: string;
  /** What to do with a post whose outcome nobody can find out. */
  readonly onUnknown: 'resend' | 'hold';
  readonly terms: DeliveryTerms;
  /** Runs before a post is given up or held; it is run again when a crash comes in between. */
  readonly beforeGivingUp: (post: Post, because: string) => Promise<void>;
  readonly afterSent: (post: Post) => Promise<void>;
  /** Runs when the platform has shut us out of the whole workspace of a post. */
  readonly onLost: (post: Post, because: string) => Promise<void>;
}

/** Ends the key of an edit that brings the pictures of a message. */
const FINISHING = '-pictures';
/** Server clocks differ from ours: the channel is looked at from a little before the first call. */
const LOOK_BEFORE = 5_000;
const MARGIN = 60_000;

const HELD =
  'It is not known whether the message arrived, and the channel cannot be read. Look there, then run the command again.';
const UNREADABLE = 'The message on record cannot be read any more, so it is not sent.';
const NOTHING_TO_EDIT = 'The message that it corrects was never sent.';
const EARLIER = 'An earlier try may have arrived: look there, then run the command again.';
const NO_ANSWER = 'The platform gave no clear answer; it is not known yet whether the message arrived.';

function windowOf(post: Post): { readonly from: number; readonly to: number } {
  return { from: (post.firstAttemptAt ?? 0) - LOOK_BEFORE, to: (post.attemptAt ?? 0) + MARGIN };
}

function adapterOf(deps: DeliverDeps, platform: Platform): ChatAdapter {
  const adapter = deps.adapters().find((one) => one.platform === platform);
  if (adapter === undefined) throw new AppError('upstream', `This process does not speak with ${platform}.`);
  return adapter;
}

async function settle(deps: DeliverDeps, post: Post, change: PostChange, next?: NewPost): Promise<void> {
  const { state } = change;
  const ours = await deps.store.settlePost(post.key, deps.owner, change, next);
  if (!ours) {
    deps.logger.warn({ post: post.key, state }, 'a delivery was taken over by another worker');
    return;
  }
  deps.counters
    .counter('reachboard_deliveries_total', 'Ends of tries to deliver a message, by what is known then.')
    .add({ state, platform: post.platform });
}

async function giveUp(deps: DeliverDeps, post: Post, state: 'dead' | 'held', because: string): Promise<void> {
  await deps.beforeGivingUp(post, because);
  await settle(deps, post, { state, because });
  deps.logger.error({ post: post.key, state, platform: post.platform }, 'a delivery was given up');
}

interface Placed {
  readonly messageId: string;
  readonly unfinished?: boolean;
}

async function markSent(deps: DeliverDeps, post: Post, placed: Placed, via: SentVia): Promise<void> {
  const { messageId, unfinished = false } = placed;
  const now = deps.clock();
  const next = unfinished ? finishing(post, now) : undefined;
  await settle(deps, post, { state: 'sent', messageId, via, sentAt: now }, next);
  await deps.afterSent(post);
}

/** Puts the whole report in place of one that went out without its pictures; before any correction, which is younger. */
function finishing(post: Post, now: number): NewPost {
  const { key, workspaceId, platform, workspaceRemoteId, channelId, payload, createdAt } = post;
  const place = { workspaceId, platform, workspaceRemoteId, channelId };
  return { ...place, key: key + FINISHING, edits: key, quiet: true, payload, nextAt: now, createdAt };
}

function isFinishing({ key }: Post): boolean {
  return key.endsWith(FINISHING);
}

function hasPictures({ blocks }: RenderedReport): boolean {
  return blocks.some(({ kind }) => kind === 'picture');
}

/** Takes all copies but the first away. */
async function removeCopies(deps: DeliverDeps, post: Post, copies: readonly string[]): Promise<void> {
  const counter = deps.counters.counter(
    'reachboard_delivery_copies_removed_total',
    'Second copies of a message that were found and removed; should stay 0.',
  );
  for (const copy of copies) {
    await adapterOf(deps, post.platform).remove(post, copy);
    counter.add({ platform: post.platform });
    deps.logger.error({ post: post.key, platform: post.platform }, 'a second copy of a message was removed');
  }
}

/** Does slow work on a post that is ours, with signs of life until it ends. */
async function whileBeating<T>(deps: DeliverDeps, post: Post, work: () => Promise<T>): Promise<T> {
  const { store, owner, clock, terms } = deps;
  const beating = setInterval(() => {
    const now = clock();
    store.beatPost(post.key, owner, now, now + terms.lease).catch((error: unknown) => {
      deps.logger.warn({ error, post: post.key }, 'a sign of life could not be written');
    });
  }, terms.beat);
  try {
    return await work();
  } finally {
    clearInterval(beating);
  }
}

/** Looks for the message of an earlier call. `call`: it is certain enough that it is not there; `call blindly`: nobody knows. */
async function lookFor(
  deps: DeliverDeps,
  post: Post,
  delivered: Delivered,
): Promise<'call' | 'call blindly' | 'settled'> {
  const { clock, terms } = deps;
  const free = (post.attemptAt ?? 0) + terms.quarantine;
  if (clock() < free) {
    await settle(deps, post, { state: 'unknown', nextAt: free, because: post.because ?? NO_ANSWER });
    return 'settled';
  }
  let found: readonly string[] | 'unknown';
  try {
    found = await whileBeating(deps, post, () =>
      adapterOf(deps, post.platform).readBack(post, delivered, windowOf(post)),
    );
  } catch (error) {
    const outcome = outcomeOf(error);
    const looks = post.looks + (outcome === 'later' ? LOOKS.putOff : LOOKS.failed);
    if (outcome !== 'refused' && looks < LOOKS.most) {
      const wait = waitAfter(3 + Math.floor(looks / LOOKS.failed), terms, deps.random);
      const nextAt = comeAgainAt(error, clock()) ?? clock() + wait;
      await settle(deps, post, { state: 'unknown', nextAt, looks, because: reasonOf(error) });
      return 'settled';
    }
    found = 'unknown';
  }
  if (found === 'unknown') {
    if (deps.onUnknown === 'resend' && post.attempts < MOST_BLIND_CALLS) {
      const lost = await deps.store.findLost(post);
      if (lost === undefined) return 'call blindly';
    }
    await giveUp(deps, post, 'held', HELD);
    return 'settled';
  }
  const [first, ...copies] = found;
  if (first === undefined) {
    if (clock() - post.createdAt <= terms.patience) return 'call';
    await giveUp(deps, post, 'dead', `The platform took no message for a whole day. ${post.because ?? ''}`.trim());
    return 'settled';
  }
  const follow = adapterOf(deps, post.platform).picturesFollow;
  await markSent(deps, post, { messageId: first, unfinished: follow && hasPictures(delivered.report) }, 'read back');
  await removeCopies(deps, post, copies);
  return 'settled';
}

/** `blind`: an earlier call may have brought the message, whatever became of this one. */
async function fail(deps: DeliverDeps, post: Post, error: unknown, blind: boolean): Promise<void> {
  const { clock, terms, random } = deps;
  const because = blind ? `${reasonOf(error)} ${EARLIER}` : reasonOf(error);
  const [end, again] = blind ? (['held', 'unknown'] as const) : (['dead', 'pending'] as const);
  const known = outcomeOf(error);
  // To change a message twice is to change it once: nobody has to look first.
  const outcome = known === 'unsure' && post.edits !== undefined ? 'later' : known;
  deps.logger.warn({ post: post.key, outcome, error }, 'a message was not delivered');
  if (outcome === 'refused') {
    await giveUp(deps, post, end, because);
    if (isAppError(error) && error.wholeWorkspace) await deps.onLost(post, because);
    return;
  }
  const now = clock();
  if (outcome === 'unsure') {
    // A long trouble of the platform is not met with a call a minute.
    const wait = Math.max(terms.quarantine, waitAfter(post.attempts + 4, terms, random));
    return settle(deps, post, { state: 'unknown', nextAt: now + wait, because });
  }
  // An edit is as old as the message that it changes.
  const since = post.edits === undefined ? post.createdAt : (post.firstAttemptAt ?? now);
  if (now - since > terms.patience) return giveUp(deps, post, end, because);
  // A platform that says when is taken at its word; our own waits double.
  const told = comeAgainAt(error, now);
  const nextAt =
    told === undefined
      ? now + waitAfter(post.attempts + 1, terms, random)
      : Math.round(told + random() * terms.firstWait);
  await settle(deps, post, { state: again, nextAt, because });
}

/** Makes the call that brings a post to its platform. */
async function call(deps: DeliverDeps, post: Post, send: () => Promise<Placed>, blind = false): Promise<void> {
  const { store, owner, clock, terms } = deps;
  const began = clock();
  if (!(await store.beginPost(post.key, owner, began, began + terms.lease))) return;
  if (Math.abs(clock() - began) > terms.hesitation) {
    // We slept: another worker may have the post by now. This call sent nothing, which is certain.
    await settle(deps, post, {
      state: blind ? 'unknown' : 'pending',
      nextAt: clock() + terms.firstWait,
      because: post.because,
    });
    return;
  }
  try {
    const placed = await whileBeating(deps, post, send);
    await markSent(deps, post, placed, 'answer');
  } catch (error) {
    await fail(deps, { ...post, attempts: post.attempts + 1 }, error, blind);
  }
}

/** Replaces what an earlier message says. */
async function edit(deps: DeliverDeps, post: Post, report: RenderedReport, edits: string): Promise<void> {
  const target = await targetOf(deps.store, edits);
  if (target === undefined) return settle(deps, post, { state: 'dead', because: NOTHING_TO_EDIT });
  // Pictures that do not come for long give way to their tables; the words of a correction do not wait for them.
  const shown = post.attempts < (isFinishing(post) ? MOST_PICTURE_TRIES : 2) ? report : inThemes(report, []);
  await call(deps, post, async () => {
    await adapterOf(deps, post.platform).edit(target, target.messageId, shown);
    return { messageId: target.messageId };
  });
}

/** Brings one claimed post as far as it gets now. Rejects only when the store fails: then the row says where it stands. */
export async function deliverPost(deps: DeliverDeps, post: Post): Promise<void> {
  const report = reportOf(post);
  if (report === undefined) return giveUp(deps, post, 'dead', UNREADABLE);
  // Nobody is called for a workspace that is lost; only what may stand there is looked for.
  const lost = post.state === 'pending' ? await deps.store.findLost(post) : undefined;
  if (lost !== undefined && !isNotice(post)) return giveUp(deps, post, 'dead', lost);
  if (post.edits !== undefined) return edit(deps, post, report, post.edits);
  const manner = await mannerOf(deps.store, post, report);
  const unsure = post.state === 'sending' || post.state === 'unknown';
  const next = unsure ? await lookFor(deps, post, { ...manner, report, key: post.key }) : 'call';
  if (next === 'settled') return;
  const send = (): Promise<Placed> => adapterOf(deps, post.platform).deliver(post, report, post.key, manner);
  await call(deps, post, send, next === 'call blindly');
}

/** Looks once more at posts whose call had no answer, and removes a copy that came late. */
export async function auditPosts(deps: DeliverDeps): Promise<void> {
  for (const post of await deps.store.takeAudits(deps.clock(), 20)) {
    const report = reportOf(post);
    if (report === undefined) continue;
    try {
      const delivered = { ...(await mannerOf(deps.store, post, report)), report, key: post.key };
      const found = await adapterOf(deps, post.platform).readBack(post, delivered, windowOf(post));
      if (found === 'unknown') continue;
      await removeCopies(
        deps,
        post,
        found.filter((id) => id !== post.messageId),
      );
    } catch (error) {
      deps.logger.warn({ error, post: post.key }, 'a channel could not be looked at for second copies');
    }
  }
}
