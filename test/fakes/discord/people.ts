/** A person at Discord's client: only what the registered commands and the shown messages offer can be done. */
import type { FakeMessage } from './messages.ts';
import type { SentButton } from './rules.ts';

interface Option {
  readonly type: number;
  readonly name: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly options?: readonly Option[];
}

export type Values = Readonly<Record<string, string>>;

const [SUB_COMMAND, GROUP, STRING] = [1, 2, 3];

function find(options: readonly Option[], name: string): Option {
  const option = options.find((one) => one.name === name);
  if (option === undefined) throw new Error(`there is no option “${name}”`);
  return option;
}

/** The data of a command: `path` is `reach` or `digest list`. Throws for what the client would not let pass. */
export function commandData(command: object, path: string, values: Values, focused?: string): object {
  const root = command as { readonly id: string; readonly name: string; readonly options: readonly Option[] };
  const names = path.split(' ');
  let level = root.options;
  for (const [i, name] of names.entries()) {
    const option = find(level, name);
    if (option.type !== (i === names.length - 1 ? SUB_COMMAND : GROUP)) throw new Error(`“${name}” is no command`);
    level = option.options ?? [];
  }
  if (focused === undefined) {
    const missing = level.filter(({ name, required }) => required === true && values[name] === undefined);
    if (missing.length > 0) throw new Error(`“${missing[0]?.name ?? ''}” is required`);
  } else if (find(level, focused).autocomplete !== true) throw new Error(`“${focused}” has no completions`);
  const filled: object[] = Object.entries(values).map(([name, value]) => ({
    type: find(level, name).type,
    name,
    value,
    ...(name === focused ? { focused: true } : {}),
  }));
  const options = names
    .toReversed()
    .reduce<object[]>((inner, name, i) => [{ type: i === 0 ? SUB_COMMAND : GROUP, name, options: inner }], filled);
  return { id: root.id, name: root.name, type: 1, options };
}

/** What a person types as text, as the client would send it: a sub-command with options, or `metric name:…`. */
export function fromText(command: object, text: string): { readonly path: string; readonly values: Values } {
  const { options } = command as { readonly options: readonly Option[] };
  const [first = '', ...words] = text.split(' ').filter((word) => word !== '');
  const accounts = words.filter((word) => word.startsWith('@')).join(' ');
  const plain = words.filter((word) => !word.startsWith('@')).join(' ');
  const known = options.find(({ name, type }) => name === first && type === SUB_COMMAND);
  const path = known === undefined ? 'metric' : first;
  const names = (find(options, path).options ?? []).filter(({ type }) => type === STRING).map(({ name }) => name);
  const rest = names.includes('period') ? 'period' : (names.find((name) => name !== 'account') ?? 'period');
  return {
    path,
    values: {
      ...(known === undefined ? { name: first } : {}),
      ...(plain === '' ? {} : { [rest]: plain }),
      ...(accounts === '' ? {} : { account: accounts }),
    },
  };
}

/** The button with this label on the newest message that has it. */
export function findButton(
  messages: readonly FakeMessage[],
  label: string,
): { readonly message: FakeMessage; readonly button: SentButton } {
  for (const message of messages.toReversed()) {
    const button = message.rows.flat().find((one) => one.label === label);
    if (button !== undefined) return { message, button };
  }
  throw new Error(`nothing has a button “${label}”`);
}

/** The message as an interaction of its button carries it. */
export function messageData(message: FakeMessage, authorId: string): object {
  return {
    id: message.id,
    channel_id: message.channelId,
    type: 0,
    flags: message.onlyFor === undefined ? 0 : 64,
    content: message.content,
    embeds: message.embeds,
    components: message.rows.map((components) => ({ type: 1, components })),
    attachments: [],
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    timestamp: new Date(0).toISOString(),
    edited_timestamp: null,
    author: { id: authorId, username: 'reachboard', discriminator: '0', avatar: null, bot: true },
  };
}
