/** A local Discord: REST and gateway over real HTTP and sockets, and the people who use it. */
import type { AddressInfo } from 'node:net';
import { createGateway, type FakeGateway } from './gateway.ts';
import { createInteractions, type Asking } from './interactions.ts';
import { createChannel, createIds, type FakeMessage } from './messages.ts';
import { commandData, findButton, fromText, messageData, type Values } from './people.ts';
import { createRest, type Fault, type FakeRest } from './rest.ts';
import { createThreads, type FakeThreads } from './threads.ts';

interface Place {
  readonly guildId?: string | undefined;
  readonly userId?: string;
  readonly permissions?: bigint;
  readonly locale?: string;
}

export interface FakeDiscord {
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationId: string;
  readonly guildId: string;
  readonly channelId: string;
  readonly gateway: FakeGateway;
  readonly requests: FakeRest['requests'];
  /** Command sets by scope: `global` or a guild's id. */
  readonly commands: FakeRest['commands'];
  readonly threads: FakeThreads['all'];
  messages(): readonly FakeMessage[];
  /** What Discord would not have taken, in words. */
  refusals(): readonly string[];
  /** Interactions that nobody acknowledged in 3 s. */
  unanswered(): readonly string[];
  fail(fault: Fault): void;
  /** Asked before every request that no planned fault meets. */
  fault: (method: string, path: string) => Omit<Fault, 'match' | 'times'> | undefined;
  /** The clock behind the ids of messages. */
  now: () => number;
  /** The application's public key, as hex. */
  verifyKey: string;
  /** How interactions reach the bot: over the gateway, or where a test sends them. */
  send: (interaction: unknown) => void;
  /** How long a nonce is remembered, in ms: “the past few minutes”. */
  nonceKept: number;
  expireTokens(): void;
  /** `/ig <path>` with options by name. */
  command(path: string, values?: Values, place?: Place): Asking;
  /** `/ig <text>`, put into options as a person would. */
  say(text: string, place?: Place): Asking;
  complete(path: string, values: Values, focused: string, place?: Place): Asking;
  press(label: string, place?: Place): Asking;
  pressId(customId: string, message: FakeMessage, place?: Place): Asking;
  /** Sends the form with this id. */
  submit(formId: string, fields: Values, place?: Place): Asking;
  /** The newest interaction is delivered once more. */
  repeat(): void;
  stop(): Promise<void>;
}

const TOKEN = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.local0.discord-token-of-the-tests';
const [COMMAND, COMPONENT, AUTOCOMPLETE, FORM] = [2, 3, 4, 5];
export const MANAGE_SERVER = 0x20n;
export const MEMBER = 0x800n;

/** Starts it on a free port. `guildIds`: the servers the bot is in, the first is where people are. */
export async function startDiscord(guildIds: readonly string[] = ['700000000000000001']): Promise<FakeDiscord> {
  const applicationId = '500000000000000001';
  const channelId = '600000000000000001';
  const guildId = guildIds[0] ?? '0';
  const complaints: string[] = [];
  const complain = (words: string): void => {
    complaints.push(words);
  };
  const channel = createChannel(() => discord.now());
  const threads = createThreads(channel);
  const nextId = createIds();
  const interactions = createInteractions(channel, complain);
  const port = (): number => (rest.server.address() as AddressInfo).port;
  const gatewayUrl = (): string => `ws://127.0.0.1:${port()}/gateway`;
  const rest = createRest({
    token: TOKEN,
    applicationId,
    guildIds,
    channel,
    threads,
    interactions,
    gatewayUrl,
    complain,
    verifyKey: () => discord.verifyKey,
    fault: (method, path) => discord.fault(method, path),
    nonceKept: () => discord.nonceKept,
  });
  const gateway = createGateway(rest.server, gatewayUrl, { token: TOKEN, applicationId, guildIds });
  await new Promise<void>((resolve) => rest.server.listen(0, '127.0.0.1', resolve));
  let newest: unknown;

  function root(): object {
    const [command] = rest.commands.get('global') ?? rest.commands.get(guildId) ?? [];
    if (command === undefined) throw new Error('no command is registered');
    return command;
  }

  function send(type: number, data: object, place: Place, source?: FakeMessage): Asking {
    const { userId = '800000000000000001', permissions = MANAGE_SERVER | MEMBER, locale = 'en-US' } = place;
    const at = 'guildId' in place ? place.guildId : guildId;
    const id = nextId();
    const spot = source?.channelId ?? channelId;
    const token = `aW50ZXJhY3Rpb246${id}`;
    const user = { id: userId, username: 'sam', discriminator: '0', avatar: null, global_name: 'Sam' };
    const member = {
      user,
      roles: [],
      permissions: String(permissions),
      joined_at: new Date(0).toISOString(),
      deaf: false,
      mute: false,
      flags: 0,
    };
    const asking = interactions.open({ id, token, channelId: spot, userId, source: source?.id });
    newest = {
      id,
      application_id: applicationId,
      type,
      token,
      version: 1,
      data,
      channel_id: spot,
      channel: { id: spot, type: at === undefined ? 1 : threads.all.has(spot) ? 11 : 0 },
      ...(at === undefined ? { user, context: 1 } : { guild_id: at, member, guild_locale: 'en-US', context: 0 }),
      app_permissions: '2147483647',
      locale,
      entitlements: [],
      authorizing_integration_owners: { 0: at ?? '0' },
      attachment_size_limit: 10_485_760,
      ...(source === undefined ? {} : { message: messageData(source, applicationId) }),
    };
    discord.send(newest);
    return asking;
  }

  const pressId = (customId: string, message: FakeMessage, place: Place = {}): Asking =>
    send(COMPONENT, { component_type: 2, custom_id: customId, id: 1 }, place, message);

  const discord: FakeDiscord = {
    apiUrl: `http://127.0.0.1:${port()}/api`,
    token: TOKEN,
    applicationId,
    guildId,
    channelId,
    gateway,
    requests: rest.requests,
    commands: rest.commands,
    threads: threads.all,
    messages: () => channel.all(),
    refusals: () => complaints,
    unanswered: () => interactions.unanswered(),
    fail(fault) {
      rest.fail(fault);
    },
    fault: () => undefined,
    now: Date.now,
    verifyKey: '',
    send(interaction) {
      gateway.dispatch('INTERACTION_CREATE', interaction);
    },
    nonceKept: 180_000,
    expireTokens() {
      interactions.expire();
    },
    command: (path, values = {}, place = {}) => send(COMMAND, commandData(root(), path, values), place),
    say(text, place = {}) {
      const { path, values } = fromText(root(), text);
      return send(COMMAND, commandData(root(), path, values), place);
    },
    complete: (path, values, focused, place = {}) =>
      send(AUTOCOMPLETE, commandData(root(), path, values, focused), place),
    press(label, place = {}) {
      const { message, button } = findButton(channel.all(), label);
      return pressId(button.custom_id ?? '', message, place);
    },
    pressId,
    submit(formId, fields, place = {}) {
      const components = Object.entries(fields).map(([customId, value], i) => ({
        type: 18,
        id: i + 1,
        component: { type: 4, id: i + 2, custom_id: customId, value },
      }));
      return send(FORM, { custom_id: formId, components }, place);
    },
    repeat() {
      gateway.dispatch('INTERACTION_CREATE', newest);
    },
    async stop() {
      interactions.stop();
      gateway.stop();
      rest.server.closeAllConnections();
      await new Promise((resolve) => rest.server.close(resolve));
    },
  };
  return discord;
}
