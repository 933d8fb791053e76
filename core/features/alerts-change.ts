/** `alerts on`, `off`, `sensitivity`, `mute`, `quiet` and what people think of an alert. */
import type { Account } from '../accounts.ts';
import type { AlertChoice, AlertPlace } from '../alerts/alert.ts';
import { thresholdOf } from '../alerts/watched.ts';
import { outcomeOf, reasonOf } from '../deliveries/outcome.ts';
import { AppError, isAppError } from '../errors.ts';
import { createPlaces } from '../places.ts';
import type { Destination } from '../ports.ts';
import { formatInstant, formatList, formatNumber } from '../reports/format.ts';
import type { RenderedReport, ReportAction } from '../reports/report.ts';
import {
  readChannel,
  readEpisode,
  readMuteDays,
  readNamedOnly,
  readPlace,
  readQuiet,
  readSensitivity,
} from './alerts-ask.ts';
import { requireAdmin } from './connect.ts';
import type { Answer, Ask, Deps } from './feature.ts';
import { readNamed } from './named-accounts.ts';

const DAY = 86_400_000;
const LIST: ReportAction = { label: 'Alerts', command: 'alerts list', group: 'metric' };

/** The place of the chat workspace that asks; undefined when alerts were never on. */
export async function findPlace(deps: Deps, ask: Ask): Promise<AlertPlace | undefined> {
  const { platform, remoteId } = ask.caller.workspace;
  const all = await deps.store.listAlertPlaces(ask.owner.id);
  return all.find((place) => place.platform === platform && place.workspaceRemoteId === remoteId);
}

/** The place of the chat workspace that asks. AppError when alerts were never on. */
export async function needPlace(deps: Deps, ask: Ask): Promise<AlertPlace> {
  const place = await findPlace(deps, ask);
  if (place !== undefined) return place;
  throw new AppError('bad-request', 'Alerts are not on here yet.', {
    hint: 'Turn them on in a channel.',
    suggestions: ['alerts on', 'alerts test'],
  });
}

/** What was chosen for an account, or what holds without a choice. */
export function choiceOf(choices: readonly AlertChoice[], place: AlertPlace, account: Account): AlertChoice {
  const none = { placeId: place.id, accountId: account.id, offAt: undefined, mutedUntil: undefined, steps: 0 };
  return choices.find(({ accountId }) => accountId === account.id) ?? none;
}

/** "1 in 1,000". */
export function thresholdWords(place: AlertPlace, watched: number, steps: number): string {
  return `1 in ${formatNumber(10 ** -thresholdOf({ sensitivity: place.sensitivity, watched, steps }))}`;
}

/** A short answer of some sentences. */
export function said(title: string, sentences: readonly string[], actions: readonly ReportAction[] = [LIST]): Answer {
  const blocks = sentences.map((text) => ({ kind: 'text' as const, text }));
  return {
    status: 'answered',
    report: { title, summary: sentences[0] ?? title, blocks, footer: 'Reachboard', actions },
  };
}

function namesOf(accounts: readonly Account[]): string {
  return formatList(accounts.map(({ username }) => `@${username}`));
}

/** Undefined: the channel took a message. Otherwise why that is not known. AppError with the fix when it did not. */
async function tryChannel(deps: Deps, to: Destination, name: string, text: string): Promise<string | undefined> {
  const adapter = deps.chats?.().find(({ platform }) => platform === to.platform);
  if (adapter === undefined) return 'The channel could not be tried from here; the first alert will show.';
  const report: RenderedReport = {
    title: 'Follower alerts',
    summary: text,
    blocks: [{ kind: 'text', text }],
    footer: 'This message shows that Reachboard can post here.',
    actions: [{ label: 'Show an example', command: 'alerts test', group: 'metric' }],
  };
  try {
    await adapter.deliver(to, report, `test-alerts-${to.channelId}-${deps.clock()}`);
    return undefined;
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (outcomeOf(error) !== 'refused') return `The channel could not be tried: ${reasonOf(error)}`;
    throw new AppError('bad-request', `${name} took no message, so nothing was changed. ${error.message}`, {
      hint: error.hint ?? 'Choose another channel.',
      cause: error,
    });
  }
}

/** Accounts named at the first turning on are the only ones; later they join. */
async function chooseAccounts(
  deps: Deps,
  ask: Ask,
  place: AlertPlace,
  named: readonly Account[],
  first: boolean,
): Promise<void> {
  if (named.length === 0) return;
  const choices = await deps.store.listAlertChoices(place.id);
  for (const account of ask.accounts) {
    const choice = choiceOf(choices, place, account);
    if (named.includes(account)) await deps.store.saveAlertChoice({ ...choice, offAt: undefined });
    else if (first) await deps.store.saveAlertChoice({ ...choice, offAt: deps.clock() });
  }
}

export async function turnOn(deps: Deps, ask: Ask, rest: readonly string[]): Promise<Answer> {
  requireAdmin(ask.caller, 'turn alerts on');
  const { channel, zone, accounts } = readPlace(ask, rest);
  const before = await findPlace(deps, ask);
  const target = channel ?? (before === undefined ? undefined : { id: before.channelId, name: before.channelName });
  if (target === undefined) {
    throw new AppError('bad-request', 'Say in which channel alerts are to be posted.', {
      suggestions: ['alerts on #alerts'],
    });
  }
  if (ask.accounts.length === 0) {
    throw new AppError('not-found', 'No Instagram account is connected here yet.', { suggestions: ['connect'] });
  }
  const { platform, remoteId } = ask.caller.workspace;
  const to: Destination = { platform, workspaceRemoteId: remoteId, channelId: target.id };
  const wasOn = before !== undefined && before.offAt === undefined;
  const names = namesOf(accounts.length === 0 ? ask.accounts : accounts);
  const moved = before?.channelId !== target.id || !wasOn;
  const doubtful = moved || before.failing !== undefined;
  const keeper = doubtful || before.ownerId === undefined ? undefined : before;
  const text = `Alerts about the followers of ${names} come here.`;
  const untested = doubtful ? await tryChannel(deps, to, target.name, text) : undefined;
  const place = await deps.store.saveAlertPlace({
    ...to,
    workspaceId: ask.owner.id,
    channelName: target.name,
    zone: zone ?? before?.zone ?? ask.workspace.zone ?? ask.owner.zone ?? deps.about().zone,
    quiet: before?.quiet,
    sensitivity: before?.sensitivity ?? 'normal',
    since: wasOn ? before.since : deps.clock(),
    offAt: undefined,
    ownerId: keeper?.ownerId ?? ask.caller.userId,
    mention: before?.mention,
    askedIn: keeper === undefined ? ask.caller.channelId : keeper.askedIn,
  });
  if (moved || untested === undefined) await deps.store.markAlertsFailing(place.id, undefined);
  if (doubtful && untested === undefined) await createPlaces(deps).seen(platform, [remoteId]);
  await chooseAccounts(deps, ask, place, accounts, !wasOn);
  deps.logger.info({ place: place.id, workspace: ask.owner.id }, 'alerts were turned on');
  return said(
    'Alerts are on',
    [
      `Alerts about ${names} come to ${target.name}: jumps and falls, milestones, and tokens that are about to end.`,
      `Sensitivity is ${place.sensitivity}. An account needs 14 known days before anything is called unusual.`,
      ...(untested === undefined ? [] : [untested]),
    ],
    [{ label: 'Show an example', command: 'alerts test', group: 'metric' }, LIST],
  );
}

export async function turnOff(deps: Deps, ask: Ask, rest: readonly string[]): Promise<Answer> {
  requireAdmin(ask.caller, 'turn alerts off');
  const place = await needPlace(deps, ask);
  const here = rest.filter((word) => {
    const channel = readChannel(word);
    return channel?.id === place.channelId || channel?.name === place.channelName;
  });
  const named = readNamedOnly(ask, rest, 'off', here);
  if (named.length === 0) {
    await deps.store.saveAlertPlace({ ...place, offAt: deps.clock() });
    return said('Alerts are off', [`Nothing is posted in ${place.channelName} any more.`]);
  }
  const choices = await deps.store.listAlertChoices(place.id);
  for (const account of named) {
    await deps.store.saveAlertChoice({ ...choiceOf(choices, place, account), offAt: deps.clock() });
  }
  return said('Alerts are off', [`${namesOf(named)}: no alerts any more.`]);
}

export async function setSensitivity(deps: Deps, ask: Ask, rest: readonly string[]): Promise<Answer> {
  requireAdmin(ask.caller, 'change alerts');
  const place = await needPlace(deps, ask);
  const changed = await deps.store.saveAlertPlace({ ...place, sensitivity: readSensitivity(ask, rest) });
  const words = thresholdWords(changed, ask.accounts.length, 0);
  const text = `Sensitivity is ${changed.sensitivity}: a day is told when it is rarer than ${words} by our model.`;
  return said(`Sensitivity: ${changed.sensitivity}`, [text]);
}

export async function setQuiet(deps: Deps, ask: Ask, rest: readonly string[]): Promise<Answer> {
  requireAdmin(ask.caller, 'change alerts');
  const place = await needPlace(deps, ask);
  const quiet = readQuiet(ask, rest);
  await deps.store.saveAlertPlace({ ...place, quiet });
  if (quiet === undefined) return said('Quiet hours are off', ['Alerts come at any hour.']);
  const text = `Alerts found between ${quiet.from} and ${quiet.to} (${place.zone}) come at ${quiet.to}.`;
  return said('Quiet hours', [text]);
}

/** Quiet for the days that are said, or heard again. */
export async function mute(
  deps: Deps,
  ask: Ask,
  rest: readonly string[],
  verb: 'mute' | 'snooze' | 'unmute',
): Promise<Answer> {
  requireAdmin(ask.caller, 'mute alerts');
  const place = await needPlace(deps, ask);
  const until = verb === 'unmute' ? undefined : deps.clock() + readMuteDays(ask, verb) * DAY;
  const named = readNamedOnly(ask, rest, verb);
  const accounts = named.length === 0 ? ask.accounts : named;
  const choices = await deps.store.listAlertChoices(place.id);
  for (const account of accounts) {
    await deps.store.saveAlertChoice({ ...choiceOf(choices, place, account), mutedUntil: until });
  }
  if (until === undefined) return said('Not muted', [`${namesOf(accounts)}: alerts are heard again.`]);
  const text = `${namesOf(accounts)}: no messages until ${formatInstant(until, place.zone)}; what is found meanwhile stands in the history.`;
  const unmute = {
    label: 'Unmute',
    command: `alerts unmute ${named.map(({ username }) => `@${username}`).join(' ')}`.trim(),
  };
  return said('Muted', [text], [{ ...unmute, group: 'fix' }, LIST]);
}

/** Keeps the opinion and moves the account's threshold by one step: ten times stricter, or back. */
export async function judgeAlert(deps: Deps, ask: Ask, rest: readonly string[], useful: boolean): Promise<Answer> {
  requireAdmin(ask.caller, 'judge alerts');
  const place = await needPlace(deps, ask);
  const episode = readEpisode(ask);
  const [account] = readNamed(ask, rest);
  const choices = await deps.store.listAlertChoices(place.id);
  const findings = await deps.store.listFindings(place.id, 0);
  const one = findings.find(
    ({ accountId, episode: first, kind }) => accountId === account?.id && first === episode && kind === 'call',
  );
  if (account === undefined || one === undefined) {
    throw new AppError('not-found', 'There is no such alert.', { suggestions: ['alerts history'] });
  }
  const before = choiceOf(choices, place, account);
  const step = one.useful === useful ? 0 : useful ? -1 : 1;
  const steps = Math.max(0, before.steps + step);
  await deps.store.judgeEpisode(place.id, account.id, episode, useful);
  await deps.store.saveAlertChoice({ ...before, steps });
  const watched = ask.accounts.length;
  const moved =
    steps === before.steps
      ? `The threshold of @${account.username} stays at ${thresholdWords(place, watched, steps)}.`
      : `The threshold of @${account.username} moves from ${thresholdWords(place, watched, before.steps)} to ${thresholdWords(place, watched, steps)}.`;
  return said(
    useful ? 'Noted: useful' : 'Noted: not useful',
    [moved],
    [{ label: 'Statistics', command: 'alerts stats', group: 'metric' }, LIST],
  );
}
