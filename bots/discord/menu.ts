/** The door's menu as Discord's command tree `/ig …`. Pure. */
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandGroupOption,
  type APIApplicationCommandSubcommandOption,
  type ApplicationCommandType as CommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { CommandOption, CommandSpec } from '../../core/commands.ts';
import { findMetric } from '../../core/instagram/catalogue.ts';
import { cut, lengthOf } from '../../core/reports/fit.ts';
import { toLine } from './escape.ts';
import { COMMAND_LIMIT, DESCRIPTION_OF_OPTION_LIMIT, OPTIONS_LIMIT } from './limits.ts';

type SubCommand = APIApplicationCommandSubcommandOption;
type Group = APIApplicationCommandSubcommandGroupOption;
export type IgCommand = RESTPostAPIChatInputApplicationCommandsJSONBody & {
  readonly type: typeof CommandType.ChatInput;
  readonly options: (SubCommand | Group)[];
};

/** The spec that answers for every metric; its name is never part of the text. */
export const METRIC = 'metric';
/** Sub-commands of their own, in this order, as far as 25 options reach; all others are `metric name:`. */
const FREQUENT = [
  'reach',
  'views',
  'followers',
  'profile_views',
  'total_interactions',
  'follower_count',
  'accounts_engaged',
  'website_clicks',
  'likes',
  'comments',
  'shares',
  'saves',
] as const;
/** What an option is called in Discord, where that differs. */
const DISCORD_NAMES: Readonly<Partial<Record<CommandOption['name'], string>>> = { when: 'period' };
/** Options that nothing is completed for. */
const UNCOMPLETED: readonly string[] = ['time', 'number', 'replace'];
const NAME = /^[-_\p{L}\p{N}]{1,32}$/u;
const LONGEST_VALUE = 200;
/** Lengths of descriptions to try in turn. */
const DESCRIPTIONS = [DESCRIPTION_OF_OPTION_LIMIT, 60, 30, 10] as const;

function describe(text: string, longest: number): string {
  const words = cut(toLine(text), longest);
  return words === '' ? 'Instagram insights' : words;
}

function toOption(option: CommandOption, longest: number): APIApplicationCommandBasicOption {
  const { name, summary, required, kind, choices } = option;
  const base = { name: DISCORD_NAMES[name] ?? name, description: describe(summary, longest), required };
  if (kind === 'channel') {
    const channelTypes = [ChannelType.GuildText, ChannelType.GuildAnnouncement] as const;
    return { ...base, type: ApplicationCommandOptionType.Channel, channel_types: [...channelTypes] };
  }
  if (kind === 'mention') return { ...base, type: ApplicationCommandOptionType.Mentionable };
  if (choices !== undefined) {
    const all = choices.map(({ label, words }) => ({ name: label, value: words }));
    return { ...base, type: ApplicationCommandOptionType.String, choices: all };
  }
  const text = { ...base, type: ApplicationCommandOptionType.String, max_length: LONGEST_VALUE } as const;
  return UNCOMPLETED.includes(name) ? text : { ...text, autocomplete: true };
}

function toSubCommand(name: string, summary: string, options: readonly CommandOption[], longest: number): SubCommand {
  const required = options.filter((option) => option.required);
  const optional = options.filter((option) => !option.required);
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name,
    description: describe(summary, longest),
    options: [...required, ...optional].map((option) => toOption(option, longest)),
  };
}

/** `profile` becomes a sub-command, `digest list` a sub-command `list` in the group `digest`. */
function specOptions(menu: readonly CommandSpec[], longest: number): readonly (SubCommand | Group)[] {
  const made = new Map<string, SubCommand | Group>();
  const plain = menu.filter(({ name }) => NAME.test(name));
  for (const { name, summary, options, verbs } of plain) {
    made.set(
      name,
      verbs === undefined
        ? toSubCommand(name, summary, options, longest)
        : {
            type: ApplicationCommandOptionType.SubcommandGroup,
            name,
            description: describe(summary, longest),
            options: verbs.map((verb) => toSubCommand(verb.name, verb.summary, verb.options, longest)),
          },
    );
  }
  for (const { name, summary, options } of menu) {
    const [group = '', sub = '', ...more] = name.split(' ');
    if (more.length > 0 || !NAME.test(group) || !NAME.test(sub)) continue;
    const known = made.get(group);
    const members = known?.type === ApplicationCommandOptionType.SubcommandGroup ? (known.options ?? []) : [];
    if (members.length >= OPTIONS_LIMIT) continue;
    made.set(group, {
      type: ApplicationCommandOptionType.SubcommandGroup,
      name: group,
      description: describe(known?.description ?? summary, longest),
      options: [...members, toSubCommand(sub, summary, options, longest)],
    });
  }
  return [...made.values()].slice(0, OPTIONS_LIMIT);
}

function metricOptions(menu: readonly CommandSpec[], longest: number): readonly SubCommand[] {
  const spec = menu.find(({ name }) => name === METRIC);
  if (spec === undefined) return [];
  const options = spec.options.filter(({ name }) => name !== 'name');
  return FREQUENT.flatMap((name) => {
    const metric = findMetric(name);
    return metric === undefined ? [] : [toSubCommand(name, metric.meaning, options, longest)];
  });
}

function sizeOf(option: {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly unknown[];
  readonly choices?: readonly { readonly name: string; readonly value: unknown }[];
}): number {
  const inner = (option.options ?? []) as readonly (typeof option)[];
  const choices = (option.choices ?? []).map(({ name, value }) => lengthOf(name) + lengthOf(String(value)));
  return [...choices, ...inner.map(sizeOf)].reduce(
    (sum, size) => sum + size,
    lengthOf(option.name) + lengthOf(option.description),
  );
}

function build(menu: readonly CommandSpec[], longest: number): { readonly command: IgCommand; readonly room: number } {
  const base: IgCommand = {
    type: ApplicationCommandType.ChatInput,
    name: 'ig',
    description: 'Instagram insights: numbers, charts, digests and alerts',
    integration_types: [ApplicationIntegrationType.GuildInstall],
    contexts: [InteractionContextType.Guild],
    options: [...specOptions(menu, longest)],
  };
  let room = COMMAND_LIMIT - sizeOf(base);
  const metrics: SubCommand[] = [];
  for (const option of metricOptions(menu, longest)) {
    const taken = base.options.some(({ name }) => name === option.name);
    const size = sizeOf(option);
    if (taken || size > room || base.options.length + metrics.length >= OPTIONS_LIMIT) continue;
    room -= size;
    metrics.push(option);
  }
  return { command: { ...base, options: [...metrics, ...base.options] }, room };
}

/**
 * The one command `/ig`, for servers only. Within 25 options and 8,000 characters (Discord's Application Commands page):
 * descriptions get shorter for a long menu, and metrics that find no room are reached with `metric name:`.
 */
export function toCommand(menu: readonly CommandSpec[]): IgCommand {
  for (const longest of DESCRIPTIONS) {
    const { command, room } = build(menu, longest);
    if (room >= 0) return command;
  }
  return build(menu, 1).command;
}
