/** What somebody chose in the command tree, as the text of core's grammar. Pure. */
import {
  ApplicationCommandOptionType,
  type APIApplicationCommandInteractionDataOption,
  type APIInteractionDataResolved,
} from 'discord.js';
import { toLine } from './escape.ts';
import { METRIC } from './menu.ts';

/** The order of the words in the text, whatever the order of the options. */
const ORDER = [
  'name',
  'metric',
  'weekday',
  'time',
  'zone',
  'channel',
  'period',
  'account',
  'accounts',
  'sections',
  'mention',
  'final',
  'number',
  'more',
  'replace',
] as const;
/** Words in front of what was filled in, by which core knows it. */
const PREFIXES: Readonly<Record<string, string>> = { sections: 'sections ', mention: 'mention ', replace: 'replace ' };

/** The chosen sub-command: its words, what was filled in by option name, and which option is being typed. */
export interface Chosen {
  readonly words: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly focused: string | undefined;
}

type Resolved = Partial<Pick<APIInteractionDataResolved, 'channels' | 'roles' | 'users'>> | undefined;

/** Nothing in a name may end what it stands in. */
function nameWithin(name: string | null | undefined): string {
  return toLine(name ?? '').replaceAll(/[\s<>|]+/gu, '-');
}

/** What was picked, as Discord writes it in a message, with its name: `<#1|reports>`, `<@&2|team>`, `<@3|maria>`. */
function picked(option: APIApplicationCommandInteractionDataOption, resolved: Resolved): string | undefined {
  if (option.type === ApplicationCommandOptionType.String) return option.value;
  if (option.type === ApplicationCommandOptionType.Channel) {
    return `<#${option.value}|${nameWithin(resolved?.channels?.[option.value]?.name)}>`;
  }
  if (option.type !== ApplicationCommandOptionType.Mentionable) return undefined;
  const role = resolved?.roles?.[option.value];
  if (role !== undefined) return `<@&${option.value}|${nameWithin(role.name)}>`;
  const user = resolved?.users?.[option.value];
  return `<@${option.value}|${nameWithin(user?.global_name ?? user?.username)}>`;
}

/** Reads the options of an interaction; unknown kinds are left out. */
export function readChosen(
  options: readonly APIApplicationCommandInteractionDataOption[] | undefined,
  resolved?: Resolved,
): Chosen {
  const words: string[] = [];
  let level = options ?? [];
  for (;;) {
    const inner = level.find(
      (option) =>
        option.type === ApplicationCommandOptionType.Subcommand ||
        option.type === ApplicationCommandOptionType.SubcommandGroup,
    );
    if (inner === undefined) break;
    words.push(inner.name);
    level = inner.options ?? [];
  }
  const filled = level.flatMap((option) => {
    const value = picked(option, resolved);
    return value === undefined ? [] : [[option.name, value] as const];
  });
  return {
    words: words.filter((word) => word !== METRIC),
    values: new Map(filled),
    focused: level.find((option) => 'focused' in option && option.focused)?.name,
  };
}

function wordsOf(name: string, value: string): string {
  const text = value.trim().replaceAll(/\s+/gu, ' ');
  if (name !== 'account' && name !== 'accounts') return text;
  return text
    .split(/[\s,;]+/u)
    .filter((word) => word !== '')
    .map((word) => (word.startsWith('@') ? word : `@${word}`))
    .join(' ');
}

/** The text of core's grammar: `reach last week @account`. */
export function toCallText({ words, values }: Chosen): string {
  const filled = ORDER.map((name) => {
    const said = wordsOf(name, values.get(name) ?? '');
    return said === '' ? '' : `${PREFIXES[name] ?? ''}${said}`;
  });
  return [...words, ...filled].filter((part) => part !== '').join(' ');
}

/** What stands before the option being typed, and what is typed of it, as core completes it. */
export function toHalfTyped(chosen: Chosen): { readonly before: string; readonly typing: string } {
  const { words, values, focused = '' } = chosen;
  const place = ORDER.findIndex((name) => name === focused);
  const earlier = ORDER.slice(0, Math.max(0, place)).filter((name) => name === 'name' || name === 'metric');
  const before = [...words, ...earlier.map((name) => wordsOf(name, values.get(name) ?? ''))];
  return {
    before: before.filter((part) => part !== '').join(' '),
    typing: wordsOf(focused, values.get(focused) ?? ''),
  };
}
