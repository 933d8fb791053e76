/** Looking at channels: for the message of a call that had no answer, and for copies that came late. */
import type { Delivered } from '../ports.ts';
import type { RenderedReport } from '../reports/report.ts';
import { mannerOf, reportOf } from './manner.ts';
import { comeAgainAt, outcomeOf, reasonOf } from './outcome.ts';
import type { Post } from './post.ts';
import { adapterOf, giveUp, markSent, settle, whileOurs, type DeliverDeps } from './settle.ts';
import { LOOKS, MOST_BLIND_CALLS, waitAfter } from './terms.ts';

/** Server clocks differ from ours: the channel is looked at from a little before the first call. */
const LOOK_BEFORE = 5_000;
const MARGIN = 60_000;

const HELD =
  'It is not known whether the message arrived, and the channel cannot be read. Look there, then run the command again.';
const NO_ANSWER = 'The platform gave no clear answer; it is not known yet whether the message arrived.';

function windowOf(post: Post): { readonly from: number; readonly to: number } {
  return { from: (post.firstAttemptAt ?? 0) - LOOK_BEFORE, to: (post.attemptAt ?? 0) + MARGIN };
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

/** Looks for the message of an earlier call. `call`: it is certain enough that it is not there; `call blindly`: nobody knows. */
export async function lookFor(
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
    found = await whileOurs(deps, post, () => adapterOf(deps, post.platform).readBack(post, delivered, windowOf(post)));
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
