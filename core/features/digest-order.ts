/** `digest schedule …`: a new digest, or one in the place of another with `replace 3`. */
import type { AccountId } from '../accounts.ts';
import { PLAIN_OPTIONS, type Subscription } from '../digests/subscription.ts';
import { scheduleWithNext, scheduleWords } from '../digests/turns.ts';
import { instantOf, localDate, nextOccurrence, zoneRules, type Occurrence } from '../digests/wall-clock.ts';
import { AppError } from '../errors.ts';
import { endOfDay } from '../insights/spans.ts';
import { createPlaces } from '../places.ts';
import type { SubscriptionOrder, Destination } from '../ports.ts';
import { formatList } from '../reports/format.ts';
import type { Mention, ReportAction } from '../reports/report.ts';
import { requireAdmin } from './connect.ts';
import { beforeOf, readSchedule, type ScheduleWords } from './digest-ask.ts';
import { checkChannel } from './digest-check.ts';
import { zoneOf } from './digest-example.ts';
import { findOne, listOwn } from './digest-find.ts';
import { mergeOptions, optionWords, refuseEveryone, REPLACE, takeOptions } from './digest-options.ts';
import type { Answer, Ask, Deps } from './feature.ts';
import { typedWords } from './typed.ts';

const HOUR = 3_600_000;

export const LIST: ReportAction = { label: 'All digests', command: 'digest list', group: 'metric' };

/** A few sentences as an answer, the first one its summary. */
export function said(title: string, sentences: readonly string[], actions: readonly ReportAction[]): Answer {
  return {
    status: 'answered',
    report: {
      title,
      summary: sentences[0] ?? title,
      blocks: sentences.map((text) => ({ kind: 'text', text })),
      footer: 'Reachboard',
      actions,
    },
  };
}

/** Instagram's Sunday ends at Pacific midnight: a digest before that lacks it every week. */
function earlyWords({ weekday, zone, options }: SubscriptionOrder, at: number): readonly string[] {
  if (weekday !== 1 || options.waitsForFinal) return [];
  const sunday = localDate(zone, instantOf(zone, localDate(zone, at), '00:00') - 12 * HOUR);
  const complete = endOfDay(sunday);
  if (at >= complete) return [];
  return [
    `Instagram counts days in US Pacific time, so its Sunday is not over at that hour: each digest shows Monday to Saturday beside the same days before. From ${Math.ceil((complete - at) / HOUR)} hours later on, on another day, or with “wait for final”, it has the whole week.`,
  ];
}

function waitWords({ options }: SubscriptionOrder): readonly string[] {
  if (!options.waitsForFinal) return [];
  return [
    'It waits until none of the week’s numbers moves any more: 48 hours after Instagram’s Sunday, which is Wednesday 00:00 US Pacific time.',
  ];
}

/**
 * The same digest twice in one channel is a slip, or an order that was heard twice: one of them would be taken for the other.
 * A changed one that stays where it is, of the accounts it is of, makes no twin.
 */
function refuseTwin(
  ask: Ask,
  to: Destination,
  ordered: readonly AccountId[],
  all: readonly Subscription[],
  before: Subscription | undefined,
): void {
  const accounts = JSON.stringify([...ordered].sort());
  const alike = all.filter(
    (one) =>
      one.platform === to.platform &&
      one.workspaceRemoteId === to.workspaceRemoteId &&
      one.channelId === to.channelId &&
      JSON.stringify([...one.accounts].sort()) === accounts,
  );
  const [twin] = alike;
  if (twin === undefined || alike.some(({ id }) => id === before?.id)) return;
  const typed = typedWords(ask).join(' ');
  throw new AppError('bad-request', `Digest ${twin.id} posts these accounts there already: ${scheduleWords(twin)}.`, {
    hint: `To put this order in its place, add “replace ${twin.id}”.`,
    suggestions: [`${typed.replace(REPLACE, '').trim()} replace ${twin.id}`],
    about: 'channel',
  });
}

/** The next turn whose week this digest has not been about yet. */
async function nextTurn(deps: Deps, order: ScheduleWords, before: Subscription | undefined): Promise<Occurrence> {
  const done = new Set(before === undefined ? [] : (await deps.store.listRuns(before.id, 8)).map(({ week }) => week));
  let turn = nextOccurrence(order, deps.clock());
  while (done.has(turn.week)) turn = nextOccurrence(order, turn.at);
  return turn;
}

function answer(
  saved: Pick<Subscription, 'id'> & SubscriptionOrder,
  names: readonly string[],
  more: readonly string[],
): Answer {
  const { id, options, channelName, nextAt } = saved;
  const extras = optionWords(options);
  return said(
    `Digest ${id} is scheduled`,
    [
      [`${scheduleWithNext(saved, nextAt)}, in ${channelName}, for ${formatList(names)}`, ...extras].join('; ') + '.',
      ...waitWords(saved),
      ...earlyWords(saved, nextAt),
      ...more,
    ],
    [
      { label: 'Preview', command: `digest preview ${names.join(' ')}`, group: 'metric' },
      LIST,
      { label: 'Remove', command: `digest remove ${id}`, group: 'fix' },
    ],
  );
}

/** Orders a digest: tried in its channel before anything is kept. AppError with the fix when something is wrong. */
export async function scheduleDigest(
  deps: Deps,
  ask: Ask,
  rest: readonly string[],
  mention: Mention | undefined,
): Promise<Answer> {
  requireAdmin(ask.caller, 'order digests');
  refuseEveryone(mention, ask.caller.workspace.remoteId, 'A digest');
  const { options: said, left } = takeOptions(rest);
  const before = said.replaces === undefined ? undefined : await findOne(deps, ask, 'replace', said.replaces);
  const plain = { weekday: 1, time: '09:00', zone: zoneOf(deps, ask) };
  const words = readSchedule(ask, left, before === undefined ? plain : beforeOf(ask, before));
  const options = mergeOptions({ ...said, mention: mention ?? said.mention }, before?.options ?? PLAIN_OPTIONS);
  const { platform, remoteId } = ask.caller.workspace;
  const to: Destination = { platform, workspaceRemoteId: remoteId, channelId: words.channel.id };
  const accounts = words.accounts.map(({ id }) => id);
  // Before anything is posted in the channel to try it; looked at again when the order is kept.
  if (before !== undefined) refuseMove(before, to);
  refuseTwin(ask, to, accounts, await listOwn(deps, ask), before);
  const { weekday, time, zone } = words;
  const order: SubscriptionOrder = {
    channelId: words.channel.id,
    channelName: words.channel.name,
    accounts,
    weekday,
    time,
    zone,
    options,
    ownerId: ask.caller.userId,
    ownerName: ask.caller.userName,
    askedIn: ask.caller.channelId,
    nextAt: (await nextTurn(deps, words, before)).at,
    zoneRules: zoneRules(),
  };
  const names = words.accounts.map(({ username }) => `@${username}`);
  const untested = await tryChannel(deps, to, order, names, before);
  const id = await keep(deps, ask, to, order, before);
  if (untested === undefined) await createPlaces(deps).seen(platform, [remoteId]);
  return answer({ ...order, id }, names, untested === undefined ? [] : [untested]);
}

/** A digest stays on its platform: its past weeks are there. */
function refuseMove(before: Subscription, { platform, workspaceRemoteId }: Destination): void {
  if (before.platform === platform && before.workspaceRemoteId === workspaceRemoteId) return;
  throw new AppError('bad-request', `Digest ${before.id} is posted elsewhere, so it cannot be changed from here.`, {
    hint: 'Order a new one here, and remove the other there.',
    suggestions: ['digest list'],
  });
}

/** A test post, unless the digest stays in a channel that took the last one. */
async function tryChannel(
  deps: Deps,
  to: Destination,
  order: SubscriptionOrder,
  names: readonly string[],
  before: Subscription | undefined,
): Promise<string | undefined> {
  if (before?.channelId === to.channelId && before.failing === undefined) return undefined;
  const when = scheduleWithNext(order, order.nextAt);
  const text = `The weekly digest of ${formatList(names)} comes here: ${when}.`;
  return checkChannel(deps, to, { channel: order.channelName, text });
}

async function keep(
  deps: Deps,
  ask: Ask,
  to: Destination,
  order: SubscriptionOrder,
  before: Subscription | undefined,
): Promise<number> {
  const check = (all: readonly Subscription[]): void => {
    refuseTwin(ask, to, order.accounts, all, before);
  };
  if (before === undefined) {
    const whole = { ...to, ...order, workspaceId: ask.owner.id, createdAt: deps.clock() };
    const { id } = await deps.store.saveSubscription(whole, check);
    deps.logger.info({ subscription: id, workspace: ask.owner.id }, 'a digest was ordered');
    return id;
  }
  if (!(await deps.store.changeSubscription(before, order, check))) {
    throw new AppError('bad-request', `Digest ${before.id} was just due or changed by somebody else.`, {
      hint: 'Look at /ig digest list and say it again.',
      suggestions: ['digest list'],
    });
  }
  deps.logger.info({ subscription: before.id, workspace: ask.owner.id }, 'a digest was changed');
  return before.id;
}
