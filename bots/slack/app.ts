/** What we hear from Slack. Every listener acknowledges first and works afterwards. */
import { App, type BlockAction, type Logger as SlackLogger, type Receiver } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { Door, Logger } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { ASK, CONNECT_FORM, commandOf, groupOf } from './actions.ts';
import type { Answers, Place, Question } from './answers.ts';
import { personOf, type Callers, type Person } from './callers.ts';
import type { Channels } from './channels.ts';
import { listenToDigestForm } from './digest-form.ts';
import { codeOf } from './faults.ts';
import { HOME_CONNECT, HOME_DISCONNECT, homeView } from './home.ts';
import { CONNECT, connectModal, DISCONNECT, disconnectModal, fieldOf, waitingModal } from './modals.ts';
import { listenToPlaces, type PlacesOptions } from './places.ts';
import { typed } from './text.ts';
import type { Workspaces } from './workspaces.ts';

export interface SlackAppOptions extends Pick<PlacesOptions, 'forget' | 'fix'> {
  readonly receiver: Receiver;
  readonly workspaces: Workspaces;
  readonly answers: Answers;
  readonly callers: Callers;
  readonly channels: Channels;
  readonly door: () => Door | undefined;
  readonly logger: Logger;
  readonly slackLogger: SlackLogger;
  /** Keeps work that goes on after the acknowledgement. */
  readonly track: (work: Promise<void>) => void;
}

const COMMAND = '/ig';
/** Slack sends an event again when it doubts that we heard it; at most an hour later. */
const [MOST_SEEN, SEEN_AGE] = [20_000, 3_600_000];

function ask(text: string): Question {
  return (door, caller) => door.answer({ text, caller }, ['light']);
}

/** Where a pressed button stands; undefined for App Home, which has no message to change. */
function placeOf(body: BlockAction, actionId: string): Place | undefined {
  const { container } = body;
  const [channel, ts, responseUrl] = [body.channel?.id, container['message_ts'] as unknown, body.response_url];
  if (container['type'] === 'view') {
    return body.view?.type === 'modal' ? { kind: 'view', viewId: body.view.id } : undefined;
  }
  if (channel === undefined || typeof ts !== 'string') return undefined;
  if (container['is_ephemeral'] !== true) return { kind: 'message', channel, ts, responseUrl };
  return { kind: 'ephemeral', channel, ts, responseUrl, done: groupOf(actionId) === 'fix' };
}

/** Names one delivery of Slack's; the same one again is a repetition. */
function deliveryOf(body: object): string | undefined {
  const id: unknown = Reflect.get(body, 'event_id') ?? Reflect.get(body, 'trigger_id');
  const type: unknown = Reflect.get(body, 'type');
  return typeof id === 'string' ? `${typeof type === 'string' ? type : 'command'}:${id}` : undefined;
}

function readPlace(metadata: string): Place | undefined {
  try {
    return metadata === '' ? undefined : (JSON.parse(metadata) as Place);
  } catch {
    return undefined;
  }
}

/** Makes the Bolt app with all its listeners. Nothing is heard before the receiver starts. */
export function createSlackApp(options: SlackAppOptions): App {
  const { receiver, workspaces, answers, callers, channels, logger, track } = options;
  const app = new App({
    receiver,
    authorize: workspaces.authorize,
    logger: options.slackLogger,
    convoStore: false,
  });
  const seen = new LRUCache<string, true>({ max: MOST_SEEN, ttl: SEEN_AGE });

  function run(work: () => Promise<void>): void {
    track(
      work().catch((error: unknown) => {
        logger.warn({ code: codeOf(error) }, 'a request from Slack failed');
      }),
    );
  }

  async function publishHome(person: Person): Promise<void> {
    const door = options.door();
    if (door === undefined) return;
    const [client, caller] = await Promise.all([workspaces.client(person.team), callers.find(person, undefined)]);
    await client.views.publish({ user_id: person.user, view: await homeView(door, caller) });
  }

  async function openWindow(person: Person, trigger: string): Promise<Place | undefined> {
    const client = await workspaces.client(person.team);
    const { view } = await client.views.open({ trigger_id: trigger, view: waitingModal() });
    return view?.id === undefined ? undefined : { kind: 'view', viewId: view.id };
  }

  app.use(async ({ body, next, ...rest }) => {
    const delivery = deliveryOf(body);
    if (delivery === undefined || !seen.has(delivery)) {
      if (delivery !== undefined) seen.set(delivery, true);
      await next();
      return;
    }
    logger.info({}, 'Slack sent something again; it was answered once');
    const ack: unknown = Reflect.get(rest, 'ack');
    if (typeof ack === 'function') await (ack as () => Promise<void>)();
  });

  app.command(COMMAND, async ({ ack, command }) => {
    await ack();
    const place: Place = {
      kind: 'command',
      channel: command.channel_id,
      channelName: command.channel_name,
      responseUrl: command.response_url,
    };
    const person = { team: command.team_id, user: command.user_id };
    const here = { id: command.channel_id, name: command.channel_name };
    run(() =>
      answers.exchange(
        async (door, caller) => ask(await channels.named(person.team, typed(command.text), here))(door, caller),
        person,
        place,
      ),
    );
  });

  app.action<BlockAction>(ASK, async ({ ack, body, action }) => {
    await ack();
    const command = commandOf(action);
    const person = personOf(body);
    if (command === undefined) return;
    run(async () => {
      const place = placeOf(body, action.action_id) ?? (await openWindow(person, body.trigger_id));
      if (place !== undefined) await answers.exchange(ask(command), person, place);
      if (body.view?.type === 'home') await publishHome(person);
    });
  });

  async function openConnect(body: BlockAction, actionId: string): Promise<void> {
    const client = await workspaces.client(personOf(body).team);
    const place = placeOf(body, actionId);
    const metadata = place === undefined || place.kind === 'view' ? '' : JSON.stringify(place);
    const open = { trigger_id: body.trigger_id, view: connectModal(metadata) };
    await (place?.kind === 'view' ? client.views.push(open) : client.views.open(open));
  }

  app.action<BlockAction>(CONNECT_FORM, async ({ ack, body, action }) => {
    await ack();
    run(() => openConnect(body, action.action_id));
  });

  app.action<BlockAction>(HOME_CONNECT, async ({ ack, body, action }) => {
    await ack();
    run(() => openConnect(body, action.action_id));
  });

  app.action<BlockAction>(HOME_DISCONNECT, async ({ ack, body }) => {
    await ack();
    run(async () => {
      const [door, person] = [options.door(), personOf(body)];
      const place = await openWindow(person, body.trigger_id);
      if (door === undefined || place?.kind !== 'view') return;
      const caller = await callers.find(person, undefined);
      const choices = await door.complete({ text: 'disconnect ', caller });
      const client = await workspaces.client(person.team);
      await client.views.update({ view_id: place.viewId, view: disconnectModal(choices) });
    });
  });

  app.view(CONNECT, async ({ ack, body, view }) => {
    const place = readPlace(view.private_metadata);
    const token = fieldOf(view);
    await (place === undefined
      ? ack({ response_action: 'update', view: waitingModal('Checking the token with Instagram …') })
      : ack({ response_action: 'clear' }));
    if (token === undefined) return;
    const question: Question = (door, caller) => door.connect(caller, new Secret(token.trim()), ['light']);
    run(async () => {
      const person = personOf(body);
      await answers.exchange(question, person, place ?? { kind: 'view', viewId: view.id });
      if (place === undefined) await publishHome(person);
    });
  });

  listenToDigestForm(app, { ...options, run, placeOf, publishHome });

  app.view(DISCONNECT, async ({ ack, body, view }) => {
    await ack({ response_action: 'update', view: waitingModal() });
    const command = fieldOf(view);
    if (command === undefined) return;
    run(async () => {
      const person = personOf(body);
      await answers.exchange(ask(command), person, { kind: 'view', viewId: view.id });
      await publishHome(person);
    });
  });

  app.event('app_home_opened', ({ event, body, context }) => {
    const team = context.teamId ?? (body as { readonly team_id?: string }).team_id;
    if (event.tab === 'home' && team !== undefined) run(() => publishHome({ team, user: event.user }));
    return Promise.resolve();
  });

  listenToPlaces(app, { ...options, run });

  app.error((error) => {
    logger.warn({ code: codeOf(error) }, 'a request from Slack could not be handled');
    return Promise.resolve();
  });
  return app;
}
