/** Orders of digests in words: by whose clock, one that works as it is written, and that of a digest there is. */
import { SECTIONS, WEEKDAYS, type Subscription } from '../digests/subscription.ts';
import { hereOf, SOMEWHERE } from './digest-ask.ts';
import type { Ask, Deps } from './feature.ts';
import { defaultAccount } from './named-accounts.ts';

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

/** More than this fits no button. */
const LONGEST = 1_500;

/** What would end a mention of a platform or a word. */
function bare(name: string): string {
  return name.replaceAll(/[\s<>|#@]/gu, '');
}

function channelWord({ channelId, channelName }: Subscription): string {
  if (!/^[A-Z0-9]+$/u.test(channelId)) return `#${channelId}`;
  const name = bare(channelName);
  return name === '' || name === channelId ? `<#${channelId}>` : `<#${channelId}|${name}>`;
}

/** The order of a digest as somebody would type it to change it: understood again, it is the same. */
export function orderText(one: Subscription, ask: Ask): string {
  const { id, weekday, time, zone, accounts, options } = one;
  const { sections, mention, waitsForFinal } = options;
  const names = accounts.flatMap((account) => ask.accounts.filter((seen) => seen.id === account));
  const text = [
    'digest schedule',
    WEEKDAYS[weekday - 1]?.toLowerCase(),
    time,
    zone,
    channelWord(one),
    ...names.map(({ username }) => `@${username}`),
    sections.length === SECTIONS.length ? undefined : `sections ${sections.join(',')}`,
    mention && `mention <@${mention.kind === 'group' ? '&' : ''}${mention.id}|${bare(mention.name)}>`,
    waitsForFinal ? 'wait for final' : undefined,
    `replace ${id}`,
  ]
    .filter((word) => word !== undefined)
    .join(' ');
  return text.length > LONGEST ? `digest schedule replace ${id}` : text;
}
