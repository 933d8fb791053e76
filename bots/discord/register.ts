/** Tells Discord the command tree, only when it is another one than Discord knows. */
import type { APIApplicationCommand, APIApplicationCommandOption } from 'discord.js';
import { isDeepStrictEqual } from 'node:util';
import type { IgCommand } from './menu.ts';
import type { DiscordRest } from './rest.ts';

type Shape = Readonly<Record<string, unknown>>;

/** Only what we send, with Discord's defaults for what it leaves out. */
function optionShape(option: APIApplicationCommandOption): Shape {
  const fields = option as {
    readonly required?: boolean;
    readonly autocomplete?: boolean;
    readonly max_length?: number;
    readonly options?: readonly APIApplicationCommandOption[];
  };
  return {
    type: option.type,
    name: option.name,
    description: option.description,
    required: fields.required ?? false,
    autocomplete: fields.autocomplete ?? false,
    longest: fields.max_length,
    options: (fields.options ?? []).map(optionShape),
  };
}

function commandShape(command: APIApplicationCommand | IgCommand, inGuild: boolean): Shape {
  return {
    name: command.name,
    type: command.type,
    description: command.description,
    permissions: command.default_member_permissions ?? null,
    places: inGuild ? [] : [...(command.contexts ?? [])].sort(),
    installs: inGuild ? [] : [...(command.integration_types ?? [])].sort(),
    options: (command.options ?? []).map(optionShape),
  };
}

/** True when Discord knows exactly this command. Rejects with Discord's own error. */
export async function isRegistered(
  rest: DiscordRest,
  command: IgCommand,
  guildId: string | undefined,
): Promise<boolean> {
  const inGuild = guildId !== undefined;
  const [only, ...others] = await rest.listCommands(guildId);
  return (
    only !== undefined &&
    others.length === 0 &&
    isDeepStrictEqual(commandShape(only, inGuild), commandShape(command, inGuild))
  );
}

/**
 * Makes Discord know exactly this command, for everybody or for one guild. Resolves true when something was registered.
 * Discord allows 200 new commands a day, so an unchanged one is never sent. Rejects with Discord's own error.
 */
export async function registerCommand(
  rest: DiscordRest,
  command: IgCommand,
  guildId: string | undefined,
): Promise<boolean> {
  if (await isRegistered(rest, command, guildId)) return false;
  await rest.putCommands(guildId, [command]);
  return true;
}
