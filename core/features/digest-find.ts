/** Which of a workspace's digests a command means, and whether it may be asked for at all. */
import type { Account } from '../accounts.ts';
import type { Subscription } from '../digests/subscription.ts';
import { AppError } from '../errors.ts';
import { exampleOrder } from './digest-example.ts';
import type { Ask, Deps } from './feature.ts';

/** The digests of the workspace whose accounts the caller sees. */
export function listOwn(deps: Deps, ask: Ask): Promise<readonly Subscription[]> {
  return deps.store.listSubscriptions(ask.owner.id);
}

function none(deps: Deps, ask: Ask): AppError {
  return new AppError('not-found', 'No digest is scheduled here yet.', {
    hint: 'Order one in one line.',
    suggestions: [exampleOrder(deps, ask), 'digest preview'],
  });
}

/** The digest with this number, or the only one (of this channel, where several are). */
export async function findOne(deps: Deps, ask: Ask, verb: string, number: number | undefined): Promise<Subscription> {
  const all = await listOwn(deps, ask);
  if (all.length === 0) throw none(deps, ask);
  if (number !== undefined) {
    const found = all.find(({ id }) => id === number);
    if (found !== undefined) return found;
    throw new AppError('not-found', `There is no digest ${number} here.`, { suggestions: ['digest list'] });
  }
  const here = all.filter(({ channelId }) => channelId === ask.caller.channelId);
  const [only, ...others] = all.length === 1 || here.length !== 1 ? all : here;
  if (only !== undefined && others.length === 0) return only;
  const which = verb === 'history' ? 'Say which digest’s history you mean.' : `Say which digest to ${verb}.`;
  throw new AppError('bad-request', which, {
    hint: 'Its number is in /ig digest list.',
    suggestions: all.slice(0, 5).map(({ id }) => `digest ${verb} ${id}`),
  });
}

/** "@a, @b"; accounts that are gone are counted. */
export function accountNames(ask: Ask, { accounts }: Pick<Subscription, 'accounts'>): string {
  const seen = accounts.flatMap((id): readonly Account[] => ask.accounts.filter((one) => one.id === id));
  const gone = accounts.length - seen.length;
  const names = seen.map(({ username }) => `@${username}`);
  return [...names, ...(gone === 0 ? [] : [`${gone} that are not here any more`])].join(', ');
}
