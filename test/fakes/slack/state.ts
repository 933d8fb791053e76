/** What a workspace holds: channels, people, messages, files, views, and the addresses that answers go to. */
export type Json = Readonly<Record<string, unknown>>;

interface Channel {
  readonly id: string;
  readonly name: string;
  private: boolean;
  member: boolean;
  archived: boolean;
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  /** Only this person sees it. */
  readonly to: string | undefined;
  readonly call: string;
  readonly at: number;
  text: string;
  blocks: readonly Json[];
  /** Everything else that came with it. */
  options: Json;
}

interface StoredFile {
  readonly id: string;
  readonly name: string;
  bytes: Buffer | undefined;
  complete: boolean;
  looks: number;
  sharedIn: string | undefined;
  thread: string | undefined;
}

interface ResponseAddress {
  readonly channel: string;
  readonly user: string;
  /** The message whose button was pressed. */
  readonly original: string | undefined;
  readonly at: number;
  uses: number;
  /** What was last posted through it. */
  last: string | undefined;
}

export interface View {
  readonly id: string;
  readonly user: string;
  content: Json;
  open: boolean;
}

interface Person {
  readonly id: string;
  readonly admin: boolean;
}

export interface State {
  readonly team: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly channels: Map<string, Channel>;
  readonly people: Map<string, Person>;
  readonly messages: Message[];
  readonly files: Map<string, StoredFile>;
  readonly addresses: Map<string, ResponseAddress>;
  readonly triggers: Map<string, number>;
  readonly views: Map<string, View>;
  readonly homes: Map<string, Json>;
  readonly refusals: string[];
  /** Every call of the Web API, in order. */
  readonly calls: { readonly method: string; readonly args: Json; readonly at: number }[];
  /** Looks at a file before it is ready. */
  looks: number;
  /** What an app that many install has to know; undefined: anything. */
  clientSecret: string | undefined;
  /** What every answer says that the token may do. */
  scopes: readonly string[] | undefined;
  /** Tokens that are accepted. */
  readonly tokens: Set<string>;
  serial: number;
  now: () => number;
}

export const TEAM = 'T0REACH01';
export const GENERAL = 'C0GENERAL1';
export const ADMIN = 'U0ADMIN001';
export const MEMBER = 'U0MEMBER01';

export function createState(): State {
  const channel = (id: string, name: string, more: Partial<Channel> = {}): [string, Channel] => [
    id,
    { id, name, private: false, member: true, archived: false, ...more },
  ];
  return {
    team: TEAM,
    botToken: 'xoxb-local-bot-token-0001',
    appToken: 'xapp-local-app-token-0001',
    signingSecret: 'local-signing-secret',
    channels: new Map([
      channel(GENERAL, 'general'),
      channel('C0SECOND01', 'second'),
      channel('G0PRIVATE1', 'private', { private: true, member: false }),
    ]),
    people: new Map([
      [ADMIN, { id: ADMIN, admin: true }],
      [MEMBER, { id: MEMBER, admin: false }],
    ]),
    messages: [],
    files: new Map(),
    addresses: new Map(),
    triggers: new Map(),
    views: new Map(),
    homes: new Map(),
    refusals: [],
    calls: [],
    looks: 1,
    clientSecret: undefined,
    scopes: undefined,
    tokens: new Set(['xoxb-local-bot-token-0001', 'xapp-local-app-token-0001']),
    serial: 0,
    now: Date.now,
  };
}

export function next(state: State): number {
  state.serial += 1;
  return state.serial;
}

export function nextTs(state: State): string {
  return `${Math.floor(state.now() / 1000)}.${String(next(state)).padStart(6, '0')}`;
}

export function isReady(state: State, id: string): boolean {
  const file = state.files.get(id);
  return file?.complete === true && file.looks >= state.looks;
}

/** Messages that this person sees in the channel, oldest first. */
export function visibleTo(state: State, user: string, channel: string): readonly Message[] {
  return state.messages.filter((one) => one.channel === channel && (one.to === undefined || one.to === user));
}
