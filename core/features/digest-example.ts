/** What an order is when little is said: whose clock it follows, and one that works as it is written. */
import { defaultAccount, hereOf, SOMEWHERE } from './digest-ask.ts';
import type { Ask, Deps } from './feature.ts';

/** The zone of whoever asks, where the platform tells; else the workspace's. */
export function zoneOf(deps: Deps, ask: Ask): string {
  return ask.caller.zone ?? ask.workspace.zone ?? ask.owner.zone ?? deps.about().zone;
}

/** An order of the default account, posted where it is asked. */
export function exampleOrder(deps: Deps, ask: Ask): string {
  const account = defaultAccount(ask);
  const channel = hereOf(ask.caller) === undefined ? SOMEWHERE : undefined;
  const name = account === undefined ? undefined : `@${account.username}`;
  return ['digest schedule monday 09:00', zoneOf(deps, ask), channel, name]
    .filter((word) => word !== undefined)
    .join(' ');
}
