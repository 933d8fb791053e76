/** The rounds that place what is on record: many channels at once, none waiting for another. */
import type { Round } from '../work/rounds.ts';
import type { PostKind } from './post.ts';
import { deliverPost } from './deliver.ts';
import { auditPosts } from './look.ts';
import type { DeliverDeps } from './settle.ts';

/** Under way at once in one process. Looks wait for what a platform lets us read, edits for files; new messages wait for neither. */
const MOST = { message: 50, look: 10, edit: 10 } as const satisfies Record<PostKind, number>;
const KINDS = ['message', 'look', 'edit'] as const satisfies readonly PostKind[];
const LOOK_AGAIN = 1_000;
/** How long a stop waits for calls under way; what is left then is looked for at the next start. */
const STOP_PATIENCE = 6_000;
/** A sent message is kept whole for a day, its copy in the ledger no longer: digests keep their own. */
const KEEP_PAYLOAD = 24 * 3_600_000;
const EMPTIED_AT_ONCE = 200;

/** Resolves after `ms`, or as soon as the other promise does. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, time]);
  clearTimeout(timer);
}

/** Claims and delivers for as long as there is something to deliver; ends when its calls have. */
export function createDeliverRound(deps: DeliverDeps): Round {
  const { store, clock, owner, terms, logger } = deps;

  async function run(signal: AbortSignal): Promise<void> {
    const under = { message: 0, look: 0, edit: 0 };
    const flying = new Set<Promise<void>>();
    const keys = new Set<string>();
    const start = async (kind: PostKind): Promise<void> => {
      const platforms = deps.adapters().map(({ platform }) => platform);
      const room = MOST[kind] - under[kind];
      const now = clock();
      const posts = room > 0 ? await store.claimPosts(owner, platforms, now, now + terms.lease, room, kind) : [];
      for (const post of posts) {
        // After a long sleep of this process a lease may have run out under a call of our own.
        if (keys.has(post.key)) continue;
        keys.add(post.key);
        under[kind] += 1;
        const work = deliverPost(deps, post, signal)
          .catch((error: unknown) => {
            logger.error({ error, post: post.key }, 'a delivery could not be recorded; its row says how far it got');
          })
          .finally(() => {
            keys.delete(post.key);
            under[kind] -= 1;
            flying.delete(work);
          });
        flying.add(work);
      }
    };
    try {
      do {
        if (signal.aborted) return;
        for (const kind of KINDS) await start(kind);
        if (flying.size > 0) await atMost(LOOK_AGAIN, Promise.race(flying));
      } while (flying.size > 0);
    } finally {
      await atMost(STOP_PATIENCE, Promise.all(flying));
    }
  }

  return { name: 'deliver', everyMs: 1_000, run };
}

/** Looks after posts whose fate was unclear, and empties those that nobody will look for again. */
export function createAuditRound(deps: DeliverDeps): Round {
  return {
    name: 'audit deliveries',
    everyMs: 30_000,
    async run() {
      await auditPosts(deps);
      await deps.store.emptyPosts(deps.clock() - KEEP_PAYLOAD, EMPTIED_AT_ONCE);
    },
  };
}
