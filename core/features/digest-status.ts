/** What `status` says about digests and deliveries. */
import type { Subscription } from '../digests/subscription.ts';
import { scheduleWithNext } from '../digests/turns.ts';
import { formatList } from '../reports/format.ts';
import { listOwn } from './digest-find.ts';
import type { Ask, Deps } from './feature.ts';

/** Digests that fail, those for the same reason together. */
function failingRows(all: readonly Subscription[]): readonly (readonly [string, string])[] {
  const numbers = new Map<string, string[]>();
  for (const { id, failing } of all) {
    if (failing !== undefined) numbers.set(failing, [...(numbers.get(failing) ?? []), String(id)]);
  }
  return [...numbers].map(([because, ids]) => [
    ids.length === 1 ? `Digest ${ids.join('')} fails` : `Digests ${formatList(ids)} fail`,
    because,
  ]);
}

/** Rows of two cells: the next digest, and messages that did not arrive. */
export async function digestRows(deps: Deps, ask: Ask): Promise<readonly (readonly [string, string])[]> {
  const [all, posts] = await Promise.all([listOwn(deps, ask), deps.store.countPosts(ask.owner.id)]);
  const running = all.filter(({ pausedAt }) => pausedAt === undefined);
  const [next] = [...running].sort((one, other) => one.nextAt - other.nextAt);
  const { byState } = posts;
  const open = (byState.unknown ?? 0) + (byState.sending ?? 0);
  const counts = [
    `${byState.sent ?? 0} arrived`,
    ...(open === 0 ? [] : [`${open} not known yet`]),
    ...((byState.pending ?? 0) === 0 ? [] : [`${byState.pending ?? 0} waiting`]),
    ...((byState.held ?? 0) === 0 ? [] : [`${byState.held ?? 0} held`]),
    `${byState.dead ?? 0} failed`,
  ];
  return [
    [
      'Next digest',
      next === undefined ? 'none is scheduled' : `${next.channelName}: ${scheduleWithNext(next, next.nextAt)}`,
    ],
    ['Deliveries', counts.join(', ')],
    ...failingRows(all),
  ];
}
