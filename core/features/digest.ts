/** `/ig digest …`: weekly digests by command. */
import { gatherDigest } from '../digests/build.ts';
import { postKeyOf } from '../digests/make.ts';
import { buildDigest } from '../digests/report.ts';
import { scheduleWithNext, scheduleWords, type Subscription } from '../digests/subscription.ts';
import { instantOf, localDate, nextOccurrence, weekBefore, zoneRules } from '../digests/wall-clock.ts';
import { AppError } from '../errors.ts';
import { endOfDay } from '../insights/spans.ts';
import type { Destination } from '../ports.ts';
import { formatList } from '../reports/format.ts';
import type { ReportAction } from '../reports/report.ts';
import { requireAdmin } from './connect.ts';
import { readAccounts, readNumber, readSchedule, readVerb, readWeek, type ScheduleWords } from './digest-ask.ts';
import { checkChannel } from './digest-check.ts';
import { accountNames, findOne, listOwn } from './digest-find.ts';
import { digestHistory, listDigests } from './digest-lists.ts';
import { showDigest } from './digest-show.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';

const HOUR = 3_600_000;

function said(title: string, sentences: readonly string[], actions: readonly ReportAction[]): Answer {
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

const LIST: ReportAction = { label: 'All digests', command: 'digest list', group: 'metric' };

function zoneOf(deps: Deps, ask: Ask): string {
  return ask.workspace.zone ?? ask.owner.zone ?? deps.about().zone;
}

async function preview(deps: Deps, ask: Ask): Promise<Answer> {
  const zone = zoneOf(deps, ask);
  const accounts = readAccounts(ask).map(({ id }) => id);
  const week = readWeek(ask) ?? weekBefore(zone, deps.clock());
  const facts = await gatherDigest(deps, { workspaceId: ask.owner.id, accounts, week, priority: 'command' });
  const frame = { name: 'Preview', schedule: '', zone, delayedSince: undefined, missed: [] };
  return { status: 'answered', report: buildDigest(facts, frame) };
}

/** Instagram's Sunday ends at Pacific midnight: a digest before that lacks it every week. */
function earlyWords(rule: ScheduleWords, at: number): readonly string[] {
  if (rule.weekday !== 1) return [];
  const sunday = localDate(rule.zone, instantOf(rule.zone, localDate(rule.zone, at), '00:00') - 12 * HOUR);
  const complete = endOfDay(sunday);
  if (at >= complete) return [];
  return [
    `Instagram counts days in US Pacific time, so its Sunday is not over at that hour: each digest shows Monday to Saturday beside the same days before. From ${Math.ceil((complete - at) / HOUR)} hours later on, or on another day, it has the whole week.`,
  ];
}

/** The same digest twice in one channel is a slip: one of them would be taken for the other. */
async function refuseTwin(deps: Deps, ask: Ask, to: Destination, order: ScheduleWords): Promise<void> {
  const accounts = JSON.stringify(order.accounts.map(({ id }) => id).sort());
  const twin = (await listOwn(deps, ask)).find(
    (one) =>
      one.platform === to.platform &&
      one.workspaceRemoteId === to.workspaceRemoteId &&
      one.channelId === to.channelId &&
      JSON.stringify([...one.accounts].sort()) === accounts,
  );
  if (twin === undefined) return;
  throw new AppError('bad-request', `Digest ${twin.id} posts these accounts there already: ${scheduleWords(twin)}.`, {
    hint: 'To change it, remove it and order it anew.',
    suggestions: [`digest remove ${twin.id}`],
  });
}

async function schedule(deps: Deps, ask: Ask, rest: readonly string[]): Promise<Answer> {
  requireAdmin(ask.caller, 'order digests');
  const order = readSchedule(ask, rest, zoneOf(deps, ask));
  const now = deps.clock();
  const { at } = nextOccurrence(order, now);
  const { platform, remoteId } = ask.caller.workspace;
  const to: Destination = { platform, workspaceRemoteId: remoteId, channelId: order.channel.id };
  await refuseTwin(deps, ask, to, order);
  const names = formatList(order.accounts.map(({ username }) => `@${username}`));
  const when = scheduleWithNext(order, at);
  const words = `The weekly digest of ${names} comes here: ${when}.`;
  const untested = await checkChannel(deps, to, { channel: order.channel.name, text: words });
  const { weekday, time, zone } = order;
  const saved = await deps.store.saveSubscription({
    ...to,
    workspaceId: ask.owner.id,
    channelName: order.channel.name,
    accounts: order.accounts.map(({ id }) => id),
    weekday,
    time,
    zone,
    ownerId: ask.caller.userId,
    askedIn: ask.caller.channelId,
    nextAt: at,
    zoneRules: zoneRules(),
    createdAt: now,
  });
  deps.logger.info({ subscription: saved.id, workspace: ask.owner.id }, 'a digest was ordered');
  return said(
    `Digest ${saved.id} is scheduled`,
    [
      `${when}, in ${order.channel.name}, for ${names}.`,
      ...earlyWords(order, at),
      ...(untested === undefined ? [] : [untested]),
    ],
    [
      {
        label: 'Preview',
        command: `digest preview ${order.accounts.map(({ username }) => `@${username}`).join(' ')}`,
        group: 'metric',
      },
      LIST,
      { label: 'Remove', command: `digest remove ${saved.id}`, group: 'fix' },
    ],
  );
}

async function pause(deps: Deps, ask: Ask, number: number | undefined): Promise<Answer> {
  requireAdmin(ask.caller, 'pause digests');
  const one = await findOne(deps, ask, 'pause', number);
  await deps.store.pauseSubscription(one.id, deps.clock());
  return said(
    `Digest ${one.id} is paused`,
    [`Digest ${one.id} in ${one.channelName} is paused; weeks that pass are noted in its history.`],
    [{ label: 'Resume', command: `digest resume ${one.id}`, group: 'fix' }, LIST],
  );
}

/** The newest digest that was given up, tried again. */
async function retryNewest(deps: Deps, one: Subscription): Promise<string | undefined> {
  const [newest] = (await deps.store.listRuns(one.id, 20)).filter(({ state }) => state === 'built');
  if (newest === undefined || !(await deps.store.retryPost(postKeyOf(newest), deps.clock()))) return undefined;
  return `The digest of ${newest.week} is posted now; see /ig digest history ${one.id}.`;
}

async function resume(deps: Deps, ask: Ask, number: number | undefined): Promise<Answer> {
  requireAdmin(ask.caller, 'resume digests');
  const one = await findOne(deps, ask, 'resume', number);
  const words = `The weekly digest of ${accountNames(ask, one)} comes here: ${scheduleWithNext(one, one.nextAt)}.`;
  const untested =
    one.failing === undefined ? undefined : await checkChannel(deps, one, { channel: one.channelName, text: words });
  await deps.store.pauseSubscription(one.id, undefined);
  const retried = await retryNewest(deps, one);
  if (untested === undefined) await deps.store.markFailing(one.id, undefined);
  return said(
    `Digest ${one.id} runs`,
    [
      `${scheduleWithNext(one, one.nextAt)}, in ${one.channelName}.`,
      ...(retried === undefined ? [] : [retried]),
      ...(untested === undefined ? [] : [untested]),
    ],
    [LIST],
  );
}

async function remove(deps: Deps, ask: Ask, number: number | undefined): Promise<Answer> {
  requireAdmin(ask.caller, 'remove digests');
  const one = await findOne(deps, ask, 'remove', number);
  await deps.store.removeSubscription(one.id, deps.clock());
  deps.logger.info({ subscription: one.id, workspace: ask.owner.id }, 'a digest was removed');
  return said(
    `Digest ${one.id} is removed`,
    [`Nothing is posted in ${one.channelName} by digest ${one.id} any more.`],
    [LIST],
  );
}

async function answerDigest(deps: Deps, ask: Ask): Promise<Answer> {
  const { verb, rest } = readVerb(ask);
  switch (verb) {
    case 'preview':
      return preview(deps, ask);
    case 'schedule':
      return schedule(deps, ask, rest);
    case 'list':
      return listDigests(deps, ask);
    case 'pause':
      return pause(deps, ask, readNumber(rest));
    case 'resume':
      return resume(deps, ask, readNumber(rest));
    case 'remove':
      return remove(deps, ask, readNumber(rest));
    case 'history':
      return digestHistory(deps, ask, readNumber(rest));
    case 'show':
      return showDigest(deps, ask, rest);
  }
}

export const digestFeature: Feature = {
  spec: {
    name: 'digest',
    summary: 'Weekly digests: preview, order, list, pause, history',
    options: [
      {
        name: 'more',
        summary: 'preview, schedule monday 09:00 Europe/Berlin #channel, list, show 2026-W45',
        required: true,
      },
      { name: 'accounts', summary: 'Which accounts', required: false },
    ],
    audience: 'channel',
    admin: false,
    examples: ['digest preview @account', 'digest schedule monday 09:00 Europe/Berlin @account', 'digest list'],
  },
  answer: answerDigest,
};
