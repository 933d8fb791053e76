/** `/ig digest …`: weekly digests by command. */
import { gatherDigest } from '../digests/build.ts';
import { buildDigest } from '../digests/report.ts';
import { postOwed } from '../digests/resume.ts';
import { PLAIN_OPTIONS } from '../digests/subscription.ts';
import { scheduleWithNext } from '../digests/turns.ts';
import { weekBefore } from '../digests/wall-clock.ts';
import { parseCommandText } from '../parse.ts';
import { reopenWorkspace, resumeRegained } from '../places.ts';
import { requireAdmin } from './connect.ts';
import { readNumber, readPreviewed, readVerb, readWeek } from './digest-ask.ts';
import { checkChannel } from './digest-check.ts';
import { zoneOf } from './digest-example.ts';
import { accountNames, findOne } from './digest-find.ts';
import { digestHistory, listDigests } from './digest-lists.ts';
import { takeMention, takeOptions } from './digest-options.ts';
import { LIST, said, scheduleDigest } from './digest-order.ts';
import { showDigest } from './digest-show.ts';
import { DIGEST_SPEC } from './digest-spec.ts';
import type { Answer, Ask, Deps, Feature } from './feature.ts';
import { refuseMore } from './named-accounts.ts';

async function preview(deps: Deps, ask: Ask, rest: readonly string[]): Promise<Answer> {
  const { options, left } = takeOptions(rest);
  const { number, accounts } = readPreviewed(ask, left);
  const ordered = number === undefined ? undefined : await findOne(deps, ask, 'preview', number);
  const zone = ordered?.zone ?? zoneOf(deps, ask);
  const sections = options.sections ?? ordered?.options.sections ?? PLAIN_OPTIONS.sections;
  const week = readWeek(ask) ?? weekBefore(zone, deps.clock());
  const shown = ordered?.accounts ?? accounts.map(({ id }) => id);
  const order = { workspaceId: ask.owner.id, accounts: shown, week, sections, priority: 'command', zone } as const;
  const facts = await gatherDigest(deps, order);
  const frame = { name: 'Preview', schedule: '', zone, delayedSince: undefined, missed: [] };
  return { status: 'answered', report: buildDigest(facts, frame, sections) };
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

async function resume(deps: Deps, ask: Ask, number: number | undefined): Promise<Answer> {
  requireAdmin(ask.caller, 'resume digests');
  const one = await findOne(deps, ask, 'resume', number);
  const words = `The weekly digest of ${accountNames(ask, one)} comes here: ${scheduleWithNext(one, one.nextAt)}.`;
  const untested =
    one.failing === undefined ? undefined : await checkChannel(deps, one, { channel: one.channelName, text: words });
  // Nothing is posted in a workspace that counts as lost.
  if (untested === undefined) await reopenWorkspace(deps, one);
  await deps.store.pauseSubscription(one.id, undefined);
  const { week: owed } = await postOwed(deps, one, false);
  if (untested === undefined) {
    await deps.store.markFailing(one.id, undefined);
    await resumeRegained(deps);
  }
  return said(
    `Digest ${one.id} runs`,
    [
      `${scheduleWithNext(one, one.nextAt)}, in ${one.channelName}.`,
      ...(owed === undefined ? [] : [`The digest of ${owed} is posted now; see /ig digest history ${one.id}.`]),
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

async function answerDigest(deps: Deps, asked: Ask): Promise<Answer> {
  const { mention, left } = takeMention(asked.text);
  const words = new Set(asked.menu.map(({ name }) => name));
  const ask = mention === undefined ? asked : { ...asked, command: parseCommandText(left, words) };
  const { verb, rest } = readVerb(ask);
  switch (verb) {
    case 'preview':
      return preview(deps, ask, rest);
    case 'schedule':
      return scheduleDigest(deps, ask, rest, mention);
    case 'list':
      refuseMore(ask, rest, 'digest list');
      return listDigests(deps, ask);
    case 'pause':
      return pause(deps, ask, readNumber(verb, rest, ask.command.when));
    case 'resume':
      return resume(deps, ask, readNumber(verb, rest, ask.command.when));
    case 'remove':
      return remove(deps, ask, readNumber(verb, rest, ask.command.when));
    case 'history':
      return digestHistory(deps, ask, readNumber(verb, rest));
    case 'show':
      return showDigest(deps, ask, rest);
  }
}

export const digestFeature: Feature = { spec: DIGEST_SPEC, answer: answerDigest };
