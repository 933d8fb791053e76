/** Stories and posts as background work: stories through their day, posts for their curves. */
import { eachOf, listTargets, type Target } from '../collector/targets.ts';
import type { Deps } from '../features/feature.ts';
import type { Round } from '../work/rounds.ts';
import { readCommented } from './commented.ts';
import { keepPosts } from './posts.ts';
import { keepStories } from './stories.ts';

const MINUTE = 60_000;
const STORIES_EVERY = 10 * MINUTE;
const COMMENTED_EVERY = 5 * MINUTE;
const ACCOUNTS_AT_ONCE = 4;

async function readStories(deps: Deps, target: Target, signal: AbortSignal): Promise<void> {
  const { account, access } = target;
  const now = deps.clock();
  const source = { account, access, version: deps.about().apiVersion };
  const kept = await keepStories(deps, source, now, { nextRoundAt: now + STORIES_EVERY, signal });
  if (kept.read > 0 || kept.losses.lost > 0)
    deps.logger.debug({ account: account.id, read: kept.read, lost: kept.losses.lost }, 'stories were kept');
  for (const { code } of kept.problems) deps.logger.warn({ account: account.id, code }, 'a story could not be read');
}

async function readPosts(deps: Deps, target: Target, signal: AbortSignal): Promise<void> {
  const { account, access } = target;
  const { problems } = await keepPosts(
    deps,
    { account, access, version: deps.about().apiVersion },
    deps.clock(),
    signal,
  );
  for (const { code } of problems) deps.logger.warn({ account: account.id, code }, 'a post could not be read');
}

async function readMarked(deps: Deps, { account, access }: Target, signal: AbortSignal): Promise<void> {
  await readCommented(deps, { account, access, version: deps.about().apiVersion }, signal);
}

/** One account's failure is its own: it is logged and the others go on. */
function forAll(deps: Deps, work: (deps: Deps, target: Target, signal: AbortSignal) => Promise<void>): Round['run'] {
  return async (signal) => {
    const targets = await listTargets(deps);
    await eachOf(targets, ACCOUNTS_AT_ONCE, signal, async (target, own) => {
      try {
        await work(deps, target, own);
      } catch (error) {
        if (own.aborted) return;
        deps.logger.warn({ error, account: target.account.id }, 'posts or stories of an account were not kept');
      }
    });
  };
}

/**
 * Three rounds: `stories` every ten minutes, so that none is lost when its day ends; `posts` every `postsEveryMs`;
 * `commented posts` every five minutes, which costs nothing while no webhook told of any.
 */
export function createMediaRounds(deps: Deps, postsEveryMs: number): readonly Round[] {
  return [
    { name: 'stories', everyMs: STORIES_EVERY, run: forAll(deps, readStories) },
    { name: 'posts', everyMs: postsEveryMs, run: forAll(deps, readPosts) },
    { name: 'commented posts', everyMs: COMMENTED_EVERY, run: forAll(deps, readMarked) },
  ];
}
