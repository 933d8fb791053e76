/** The window that orders digests: opened by a button, completed while typing, sent as the command it stands for. */
import type { App, BlockAction } from '@slack/bolt';
import type { Caller, RenderedAnswer } from '../../core/commands.ts';
import { digestOf, orderIn } from '../../core/digests/change-button.ts';
import { findZones } from '../../core/digests/wall-clock.ts';
import type { Door } from '../../core/ports.ts';
import { cut } from '../../core/reports/fit.ts';
import { commandOf as commandOfButton, DIGEST_FORM } from './actions.ts';
import type { Answers, Place } from './answers.ts';
import { personOf, type Callers, type Person } from './callers.ts';
import { readBefore } from './digest-before.ts';
import { ACCOUNTS, channelOf, commandOf, errorsOf, ZONE, type DigestOrder, type FormState } from './digest-fields.ts';
import { DIGEST, digestModal } from './digest-modal.ts';
import { sleep } from './lanes.ts';
import { OPTION_VALUE } from './limits.ts';
import { plainText, reportModal, waitingModal } from './modals.ts';
import { filled } from './text.ts';
import type { Workspaces } from './workspaces.ts';

export interface DigestFormOptions {
  readonly workspaces: Workspaces;
  readonly answers: Answers;
  readonly callers: Callers;
  readonly door: () => Door | undefined;
  /** Work that goes on after the acknowledgement. */
  readonly run: (work: () => Promise<void>) => void;
  readonly placeOf: (body: BlockAction, actionId: string) => Place | undefined;
  readonly publishHome: (person: Person) => Promise<void>;
}

/** Slack waits 3 s for the word on a form, and as long for a window to be opened. */
const PATIENCE = 2_200;
const OPEN_PATIENCE = 1_000;
const MOST_OPTIONS = 100;

/** The result when it comes within `ms`. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([work, sleep(ms, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
  }
}

/** Which digest the command of a button changes, and how that one is there. */
function changed(command: string): DigestOrder {
  const replaces = digestOf(command);
  return { replaces, before: replaces === undefined ? undefined : readBefore(command) };
}

export function listenToDigestForm(app: App, options: DigestFormOptions): void {
  const { workspaces, answers, callers, run, placeOf, publishHome } = options;

  /** What the button would carry now; undefined when that is not known in time. */
  async function renewed(command: string, caller: Caller | undefined): Promise<string | undefined> {
    const [digest, door] = [digestOf(command), options.door()];
    if (digest === undefined || door === undefined || caller === undefined) return undefined;
    const list = await within(door.answer({ text: 'digest list', caller }, []), OPEN_PATIENCE);
    return list === undefined ? undefined : orderIn(list.report.actions, digest);
  }

  app.action<BlockAction>(DIGEST_FORM, async ({ ack, body, action }) => {
    await ack();
    run(async () => {
      const person = personOf(body);
      const client = await workspaces.client(person.team);
      const caller = await within(callers.find(person, undefined), OPEN_PATIENCE);
      const pressed = commandOfButton(action) ?? '';
      const now = await renewed(pressed, caller);
      const metadata = now ?? pressed;
      const view = digestModal({ ...changed(metadata), isNow: now !== undefined, zone: caller?.zone, metadata });
      const open = { trigger_id: body.trigger_id, view };
      const inWindow = placeOf(body, action.action_id)?.kind === 'view';
      await (inWindow ? client.views.push(open) : client.views.open(open));
    });
  });

  app.options(ZONE, async ({ ack, body }) => {
    await ack({ options: findZones(body.value, MOST_OPTIONS).map((zone) => ({ text: plainText(zone), value: zone })) });
  });

  app.options(ACCOUNTS, async ({ ack, body }) => {
    const caller = await callers.find(personOf(body), undefined);
    const typed = body.value.trim().replace(/^@/u, '');
    const found = (await options.door()?.complete({ text: `digest preview @${typed}`, caller })) ?? [];
    const names = found
      .flatMap(({ text }) => /@\S+$/u.exec(text)?.[0] ?? [])
      .filter((name) => name.length <= OPTION_VALUE);
    await ack({ options: names.map((name) => ({ text: plainText(cut(filled(name), 75)), value: name })) });
  });

  /** The chosen channel's name, for the words of the answer; undefined where Slack does not say it. */
  async function nameOf(person: Person, channel: string | undefined): Promise<string | undefined> {
    if (channel === undefined) return undefined;
    try {
      const client = await workspaces.client(person.team);
      return (await within(client.conversations.info({ channel }), OPEN_PATIENCE))?.channel?.name;
    } catch {
      return undefined;
    }
  }

  async function order(door: Door, person: Person, state: FormState, metadata: string): Promise<RenderedAnswer> {
    const [name, caller] = await Promise.all([nameOf(person, channelOf(state)), callers.find(person, undefined)]);
    return door.answer({ text: commandOf(state, name, changed(metadata)), caller }, []);
  }

  app.view(DIGEST, async ({ ack, body, view }) => {
    const [door, person] = [options.door(), personOf(body)];
    if (door === undefined) return ack();
    const answering = order(door, person, view.state.values, view.private_metadata);
    const quick = await within(answering, PATIENCE);
    const errors = quick === undefined ? undefined : errorsOf(quick);
    if (errors !== undefined) return ack({ response_action: 'errors', errors });
    await ack({ response_action: 'update', view: quick === undefined ? waitingModal() : reportModal(quick.report) });
    run(async () => {
      if (quick === undefined) await answers.exchange(() => answering, person, { kind: 'view', viewId: view.id });
      await publishHome(person);
    });
  });
}
