/**
 * One message to its channel, at most once whatever happens: on record before the call, in quarantine when the call ended
 * without an answer, then looked for in the channel before anybody sends it again.
 */
import { isAppError } from '../errors.ts';
import type { Placed } from '../ports.ts';
import type { RenderedReport } from '../reports/report.ts';
import { lookFor } from './look.ts';
import { mannerOf, reportOf, targetOf } from './manner.ts';
import { isNotice } from './notices.ts';
import { comeAgainAt, outcomeOf, reasonOf } from './outcome.ts';
import { inThemes } from './pack.ts';
import type { Post } from './post.ts';
import { adapterOf, giveUp, isFinishing, markSent, settle, whileOurs, type DeliverDeps } from './settle.ts';
import { MOST_PICTURE_TRIES, waitAfter } from './terms.ts';

const UNREADABLE = 'The message on record cannot be read any more, so it is not sent.';
const NOTHING_TO_EDIT = 'The message that it corrects was never sent.';
const EARLIER = 'An earlier try may have arrived: look there, then run the command again.';

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
    const placed = await whileOurs(deps, post, send);
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

/**
 * Brings one claimed post as far as it gets now; once `ending` is aborted, without what may follow. Rejects only when the store
 * fails: then the row says where it stands.
 */
export async function deliverPost(deps: DeliverDeps, post: Post, ending: AbortSignal): Promise<void> {
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
  const send = (): Promise<Placed> =>
    adapterOf(deps, post.platform).deliver(post, report, post.key, { ...manner, ending });
  await call(deps, post, send, next === 'call blindly');
}
