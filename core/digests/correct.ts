/** Late corrections: once its week is final, a posted digest is held beside what Instagram says by then. */
import { packReport } from '../deliveries/pack.ts';
import type { NewPost } from '../deliveries/post.ts';
import { isAppError } from '../errors.ts';
import type { Deps } from '../features/feature.ts';
import { formatInstant } from '../reports/format.ts';
import type { RenderedReport } from '../reports/report.ts';
import { gatherDigest } from './build.ts';
import {
  arrivedWords,
  DIFFERENCE_COLUMNS,
  differenceRow,
  differencesOf,
  differenceWords,
  isMaterial,
} from './difference.ts';
import type { DigestFacts } from './facts.ts';
import { unpackFacts } from './kept.ts';
import type { StoredDigest, Subscription } from './subscription.ts';

const DAY = 86_400_000;
/** What is older is history; nobody looks at its thread any more. */
const SENT_WITHIN = 14 * DAY;
/** So long one worker has for a look; a look that did not come to its end is tried again then. */
const LOOK_AGAIN = 3_600_000;
const AT_ONCE = 3;
const MOST_SAID = 3;

function correctionReport(
  { id, zone }: Subscription,
  { week, madeAt }: StoredDigest,
  then: DigestFacts,
  now: DigestFacts,
): RenderedReport | undefined {
  const found = differencesOf(then, now);
  const material = found.filter(isMaterial);
  if (material.length === 0) return undefined;
  const said = material.slice(0, MOST_SAID).map((one, index) => {
    const named = material[index - 1]?.username === one.username ? '' : `@${one.username}: `;
    return `${named}${differenceWords(one)}`;
  });
  const more = material.length > said.length ? `; ${material.length - said.length} more` : '';
  const summary = `The numbers of ${week} are final. ${said.join('; ')}${more}.`;
  return {
    title: `Correction of week ${week}`,
    summary,
    blocks: [
      {
        kind: 'text',
        text: `The numbers of ${week} are final; ${found.length} of them moved since this digest.`,
      },
      ...arrivedWords(then, now).map((text) => ({ kind: 'text', text }) as const),
      {
        kind: 'table',
        caption: 'What Instagram says now',
        columns: DIFFERENCE_COLUMNS,
        rows: found.map(differenceRow),
      },
    ],
    footer: `Digest ${id} · made ${formatInstant(madeAt, zone)} · checked ${formatInstant(now.madeAt, zone)}`,
    actions: [{ label: 'The digest as posted', command: `digest show ${week} ${id}`, group: 'period' }],
  };
}

/** The correction's post, `undefined` when there is nothing to say, 'later' while Instagram does not answer. */
async function decide(deps: Deps, stored: StoredDigest): Promise<NewPost | 'later' | undefined> {
  const { facts: then, sections } = unpackFacts(stored);
  const subscription = await deps.store.findSubscription(stored.subscriptionId);
  const [posted] = await deps.store.findPosts([stored.postKey]);
  if (subscription === undefined || posted === undefined || !sections.includes('numbers')) return undefined;
  const accounts = then.accounts.map(({ id }) => id);
  const { workspaceId, zone } = subscription;
  const { week } = stored;
  const order = { workspaceId, accounts, week, sections: ['numbers'], priority: 'background', zone } as const;
  const now = await gatherDigest(deps, order);
  if (now.accounts.some(({ passing }) => passing)) return 'later';
  const report = correctionReport(subscription, stored, then, now);
  if (report === undefined) return undefined;
  // Where the digest stands, wherever the next one goes.
  const { platform, workspaceRemoteId, channelId } = posted;
  return {
    key: `${stored.postKey}-correction`,
    workspaceId,
    platform,
    workspaceRemoteId,
    channelId,
    thread: stored.postKey,
    quiet: true,
    payload: packReport(report),
    nextAt: now.madeAt,
    createdAt: now.madeAt,
  };
}

async function correctOne(deps: Deps, stored: StoredDigest): Promise<void> {
  const about = { subscription: stored.subscriptionId, week: stored.week };
  try {
    const post = await decide(deps, stored);
    if (post === 'later') return;
    const ours = await deps.store.finishCheck(stored, post);
    if (ours && post !== undefined) deps.logger.info(about, 'a digest is corrected in its thread');
  } catch (error) {
    // None of its accounts is there any more.
    if (isAppError(error) && error.code === 'not-found') await deps.store.finishCheck(stored);
    else deps.logger.error({ error, ...about }, 'a digest could not be checked for late corrections');
  }
}

/**
 * One look at a few digests whose week is final by `now` (epoch ms): each is looked at to its end once, and has at most one
 * correction, which wakes nobody. What Instagram does not answer now is asked again an hour later, for two weeks after the
 * digest was sent; so is what fails. Rejects when nothing can be taken.
 */
export async function correctDigests(deps: Deps, now: number, signal: AbortSignal): Promise<void> {
  const terms = { now, until: now + LOOK_AGAIN, sentSince: now - SENT_WITHIN, limit: AT_ONCE };
  for (const stored of await deps.store.claimChecks(terms)) {
    if (signal.aborted) return;
    await correctOne(deps, stored);
  }
}
